internal import Hotline
internal import StrictJSON

/// The body of `POST /tickets/{number}/actions`: `{"action": "sign", …}`.
enum ActionBody {
    /// The fields that an action takes besides `action`.
    static func fields(of action: TicketAction) -> [Shape.Field] {
        let reason = Shape.text(lengthMax: TextLimit.reason)
        let answer = Shape.text(lengthMax: TextLimit.answer)
        return switch action {
        case .dispatch: [.required("unit", .unit), .optional("reason", reason)]
        case .upholdReturn: [.optional("unit", .unit), .optional("reason", reason)]
        case .approveExtension: [.optional("days", .integer(1...100))]
        case .rejectReturn, .denyExtension, .unmerge, .withdraw, .reopen, .exclude:
            [.required("reason", reason)]
        case .callBack: callBack(reason)
        case .redirect, .addCoHandler: [.required("unit", .unit), .required("reason", reason)]
        case .merge: [.required("into", .ticketNumber)]
        case .reclassify:
            [
                .optional("kind", .codes(Kind.self)), .optional("matter", .codes(Matter.self)),
                .optional("aspect", .codes(Aspect.self)),
                .optional("accused", .list(.unit, countMax: TextLimit.accusedMax)),
                .required("reason", reason),
            ]
        case .markUrgent: [.required("urgent", .flag), .required("reason", reason)]
        case .close:
            [
                .required("outcome", .code(["answeredOnTheSpot", "notAccepted"])),
                .required("text", answer), .optional("code", .text(lengthMax: TextLimit.code)),
            ]
        case .sign, .resume, .release: []
        case .take: [.required("account", .text(lengthMax: TextLimit.code))]
        case .sendBack:
            [
                .required("reason", reason), .required("basis", reason),
                .optional("suggest", .unit),
            ]
        case .answer:
            [.required("text", answer), .required("outcome", .code(["resolved", "explained"]))]
        case .suspend:
            [.required("reason", .text(lengthMax: TextLimit.code)), .required("until", .day)]
        case .requestExtension:
            [.required("days", .integer(1...100)), .required("reason", reason)]
        case .startApplication, .completeStage: application(action)
        case .report: [.required("text", answer)]
        case .contact: [.required("reached", .flag), .required("note", answer)]
        case .supervise:
            [.required("level", .codes(SupervisionLevel.self)), .optional("complex", .flag)]
        case .closeFinal:
            [.required("reason", reason), .required("attachment", .integer(1...1000))]
        case .note: [.required("text", answer), .optional("internal", .flag)]
        case .attach:
            [
                .required("name", .text(lengthMax: TextLimit.name)),
                .required("type", .code(AttachmentType.names)),
                .required("content", .bytes(sizeMax: TextLimit.attachment)),
            ]
        case .urge: [.optional("reason", reason)]
        case .tell: [.required("card", .text(lengthMax: TextLimit.code))]
        }
    }

    private static func application(_ action: TicketAction) -> [Shape.Field] {
        let code = Shape.text(lengthMax: TextLimit.code)
        guard action == .startApplication else {
            let special = Shape.codes(SpecialCircumstance.self)
            return [.required("stage", code), .optional("special", special)]
        }
        return [
            .required("programme", code), .required("acceptedOn", .day),
            .optional("special", code),
        ]
    }

    private static func callBack(_ reason: Shape) -> [Shape.Field] {
        [
            .optional("caller", .ticketNumber), .required("reached", .flag),
            .optional("responded", .flag), .optional("resolved", .flag),
            .optional("satisfied", .code(["yes", "basically", "no"])),
            .optional("reason", reason), .optional("unit", .unit),
        ]
    }

    /// Reads the order that a body is.
    ///
    /// - Throws: ``Problem`` with everything that is wrong with it.
    static func order(
        _ bytes: [UInt8],
        keeping keep: ([UInt8]) throws -> StoredFile,
        edition: (_ card: String) throws -> Day
    ) throws -> Order {
        let json = try Body.parse(bytes)
        let actions = Shape.Field.required("action", .codes(TicketAction.self))
        guard let action = json["action"]?.string.flatMap(TicketAction.init) else {
            var mistakes = BodyMistakes()
            let named = json.members?.filter { $0.name == "action" } ?? []
            let value: JSON = json.members == nil ? json : .object(named)
            Shape.check(value, [actions], at: "", into: &mistakes)
            throw Problem(mistakes)
        }
        var mistakes = BodyMistakes()
        Shape.check(json, [actions] + fields(of: action), at: "", into: &mistakes)
        guard mistakes.isEmpty else { throw Problem(mistakes) }
        let body = Body(checked: json)
        switch action {
        case .attach: return try attach(body, keep)
        case .tell:
            let card = body.required(body.text("card"))
            return .tell(card: card, edition: try edition(card))
        default: return try order(action, body)
        }
    }
}
