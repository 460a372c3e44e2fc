internal import Hotline
internal import StrictJSON

extension ActionBody {
    /// The order that a checked body is, for what the desk and the manager do.
    static func order(_ action: TicketAction, _ body: Body) throws -> Order {
        func reason() -> String { body.required(body.text("reason")) }
        func unit() -> UnitID { body.required(body.value("unit", UnitID.self)) }
        switch action {
        case .dispatch: return .dispatch(unit: unit(), reason: body.text("reason"))
        case .upholdReturn:
            let to = body.value("unit", UnitID.self)
            return .upholdReturn(unit: to, reason: body.text("reason"))
        case .rejectReturn: return .rejectReturn(reason: reason())
        case .approveExtension: return .approveExtension(days: body.integer("days"))
        case .denyExtension: return .denyExtension(reason: reason())
        case .callBack: return .callBack(callBackReport(body))
        case .redirect: return .redirect(unit: unit(), reason: reason())
        case .merge: return .merge(into: body.required(body.value("into", TicketNumber.self)))
        case .unmerge: return .unmerge(reason: reason())
        case .withdraw: return .withdraw(reason: reason())
        case .reclassify: return try reclassify(body)
        case .markUrgent:
            return .markUrgent(body.required(body.flag("urgent")), reason: reason())
        case .addCoHandler: return .addCoHandler(unit: unit(), reason: reason())
        case .reopen: return .reopen(reason: reason())
        case .close:
            return .close(
                outcome: body.required(body.code("outcome", Outcome.self)),
                text: body.required(body.text("text")),
                code: body.text("code")
            )
        case .supervise:
            return .supervise(
                level: body.required(body.code("level", SupervisionLevel.self)),
                isComplex: body.flag("complex") ?? false
            )
        case .release: return .release
        case .exclude: return .exclude(reason: reason())
        case .closeFinal:
            let attachment = body.required(body.integer("attachment"))
            return .closeFinal(reason: reason(), attachment: attachment)
        default: return try unitOrder(action, body)
        }
    }

    /// The same for what the unit and anybody does.
    private static func unitOrder(_ action: TicketAction, _ body: Body) throws -> Order {
        func text() -> String { body.required(body.text("text")) }
        func reason() -> String { body.required(body.text("reason")) }
        switch action {
        case .sign: return .sign
        case .take: return .take(account: body.required(body.text("account")))
        case .sendBack:
            return .sendBack(
                reason: reason(),
                basis: body.required(body.text("basis")),
                suggest: body.value("suggest", UnitID.self)
            )
        case .answer:
            return .answer(text: text(), outcome: body.required(body.code("outcome", Outcome.self)))
        case .suspend:
            return .suspend(reason: reason(), until: body.required(body.value("until", Day.self)))
        case .requestExtension:
            return .requestExtension(days: body.required(body.integer("days")), reason: reason())
        case .startApplication:
            return .startApplication(
                programme: body.required(body.text("programme")),
                acceptedOn: body.required(body.value("acceptedOn", Day.self)),
                special: body.text("special")
            )
        case .completeStage:
            let special = body.code("special", SpecialCircumstance.self)
            return .completeStage(
                stage: body.required(body.text("stage")),
                special: special
            )
        case .report: return .report(text: text())
        case .contact:
            return .contact(
                reached: body.required(body.flag("reached")),
                note: body.required(body.text("note"))
            )
        case .resume: return .resume
        case .note: return .note(text: text(), isInternal: body.flag("internal") ?? false)
        case .urge: return .urge(reason: body.text("reason"))
        default: preconditionFailure("read with the desk's: \(action)")
        }
    }

    private static func callBackReport(_ body: Body) -> Order.CallBackReport {
        Order.CallBackReport(
            caller: body.value("caller", TicketNumber.self),
            reached: body.required(body.flag("reached")),
            responded: body.flag("responded"),
            resolved: body.flag("resolved"),
            satisfied: body.code("satisfied", CallBack.Result.self),
            reason: body.text("reason"),
            unit: body.value("unit", UnitID.self)
        )
    }

    private static func reclassify(_ body: Body) throws -> Order {
        var correction = Order.Correction(
            kind: body.code("kind", Kind.self),
            matter: body.code("matter", Matter.self),
            aspect: body.code("aspect", Aspect.self)
        )
        if body.json["accused"]?.array != nil {
            correction.accused = body.list("accused").compactMap(UnitID.init)
        }
        let isEmpty =
            correction.kind == nil && correction.matter == nil && correction.aspect == nil
            && correction.accused == nil
        guard !isEmpty else {
            throw Problem.badField("/matter", "kind、matter、aspect、accused至少改一项。")
        }
        return .reclassify(correction, reason: body.required(body.text("reason")))
    }

    /// The file goes to disk before the writer has the order.
    static func attach(
        _ body: Body,
        _ keep: ([UInt8]) throws -> StoredFile
    ) throws -> Order {
        let content = body.bytes("content")
        let type = body.required(body.text("type"))
        guard AttachmentType(beginning: content)?.name == type else {
            throw Problem.badField("/content", "文件内容与类型\(type)不符。")
        }
        let name = body.required(body.text("name"))
        return .attach(name: name, type: type, file: try keep(content))
    }
}

/// The kinds of files that are taken, told by how they begin (附件类型).
struct AttachmentType: Sendable {
    let name: String
    /// What a file begins with, and what follows at which place.
    private let beginning: [UInt8]
    private var further: (at: Int, [UInt8])?

    private static let all = [
        AttachmentType("application/pdf", Array("%PDF-".utf8)),
        AttachmentType("image/jpeg", [0xFF, 0xD8, 0xFF]),
        AttachmentType("image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]),
        AttachmentType("audio/wav", Array("RIFF".utf8), (8, Array("WAVE".utf8))),
        AttachmentType("audio/mpeg", Array("ID3".utf8)),
        AttachmentType("audio/mpeg", [0xFF, 0xFB]),
        AttachmentType("audio/mp4", [0, 0, 0], (4, Array("ftypM4A".utf8))),
        AttachmentType("audio/amr", Array("#!AMR".utf8)),
    ]

    static let names = all.map(\.name).reduce(into: [String]()) { names, name in
        if !names.contains(name) { names.append(name) }
    }

    /// The kind of a file, by what it begins with; nil for one that is not taken.
    init?(beginning: [UInt8]) {
        guard let type = Self.all.first(where: { $0.fits(beginning) }) else { return nil }
        self = type
    }

    private init(_ name: String, _ beginning: [UInt8], _ further: (at: Int, [UInt8])? = nil) {
        self.name = name
        self.beginning = beginning
        self.further = further
    }

    private func fits(_ content: [UInt8]) -> Bool {
        guard let further else { return content.starts(with: beginning) }
        return content.starts(with: beginning)
            && content.dropFirst(further.at).starts(with: further.1)
    }
}
