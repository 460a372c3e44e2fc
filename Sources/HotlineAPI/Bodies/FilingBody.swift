internal import Hotline
internal import HotlineStore

/// The body of `POST /tickets` and `POST /tickets/preview`.
enum FilingBody {
    static let fields: [Shape.Field] = [
        .required("channel", .codes(Channel.self)),
        .optional("externalNumber", .text(lengthMax: TextLimit.externalNumber)),
        .required("text", .text(lengthMax: TextLimit.demand)),
        .optional("title", .text(lengthMax: TextLimit.title)),
        .optional("address", .text(lengthMax: TextLimit.address)),
        .optional("township", .division),
        .optional("registeredTownship", .division),
        .optional("caller", .object(caller)),
        .optional(
            "accused",
            .list(.text(lengthMax: TextLimit.name), countMax: TextLimit.accusedMax)
        ),
        .optional(
            "onTheSpot",
            .object([.required("text", .text(lengthMax: TextLimit.answer))])
        ),
        .optional("externalDue", .instant),
        .optional("kind", .codes(Kind.self)),
        .optional("matter", .codes(Matter.self)),
        .optional("aspect", .codes(Aspect.self)),
        .optional("urgent", .flag),
        .optional("receivedAt", .instant),
        .optional(
            "told",
            .list(.text(lengthMax: TextLimit.code), countMax: TextLimit.toldMax)
        ),
    ]

    private static let caller: [Shape.Field] = [
        .optional("name", .text(lengthMax: TextLimit.name)),
        .optional("phone", .text(lengthMax: 32)),
        .optional("idNumber", .text(lengthMax: 32)),
        .optional("anonymous", .flag),
        .optional("confidential", .flag),
    ]

    static func caller(_ body: Body) -> Caller {
        var caller = Caller()
        guard let given = body.object("caller") else { return caller }
        caller.name = given.text("name")
        caller.phone = given.text("phone")?.plainNumber
        caller.idNumber = given.text("idNumber")?.plainNumber
        caller.isAnonymous = given.flag("anonymous") ?? false
        caller.isConfidential = given.flag("confidential") ?? false
        return caller
    }

    static func filing(_ body: Body, by actor: Actor, desk: UnitID) -> Filing {
        Filing(
            channel: body.required(body.code("channel", Channel.self)),
            text: body.required(body.text("text")),
            title: body.text("title"),
            address: body.text("address"),
            township: body.value("township", DivisionCode.self),
            registeredTownship: body.value("registeredTownship", DivisionCode.self),
            accused: body.list("accused"),
            kind: body.code("kind", Kind.self),
            matter: body.code("matter", Matter.self),
            aspect: body.code("aspect", Aspect.self),
            urgent: body.flag("urgent"),
            home: actor.unit.division,
            desk: desk,
            isAnonymous: body.object("caller")?.flag("anonymous") ?? false
        )
    }
}
