internal import Hotline
internal import HotlineStore
internal import StrictJSON

/// What the other answers look like: the journal, reference data, calls, and problems.
extension Schemas {
    static let problem = object(
        [("type", plain), ("title", plain), ("status", whole), ("detail", plain)],
        optional: [
            ("errors", array(object([("pointer", plain), ("message", plain)]))),
            ("allowed", array(codes(TicketAction.self))), ("number", plain),
        ]
    )

    // MARK: The journal

    static let event = object([
        ("sequence", whole), ("ticket", plain), ("at", instant),
        ("by", object([("account", plain), ("role", plain), ("unit", optionalText)])),
        ("action", plain), ("from", optionalText), ("to", plain), ("reason", optionalText),
        ("text", optionalText), ("details", ["type": "object"]),
    ])

    static var changes: JSON {
        let gone = object([("sequence", whole), ("ticket", plain), ("gone", ["const": true])])
        return object([
            ("items", array(["anyOf": [reference("Event"), gone]])), ("next", whole),
        ])
    }

    static let access = object([
        ("sequence", whole), ("at", instant),
        ("by", object([("account", plain), ("role", plain), ("unit", plain)])), ("peer", plain),
        ("action", codes(Access.Action.self)), ("ticket", optionalText),
        ("field", optionalText), ("purpose", optionalText), ("request", plain),
    ])

    // MARK: Time

    static let explanation = object([
        ("kind", codes(ClockKind.self)), ("id", whole), ("started", instant), ("due", instant),
        ("rule", plain), ("basis", plain), ("grade", plain), ("term", optionalText),
        ("hours", plain), ("calendar", plain), ("provisional", flag),
        (
            "steps",
            array(
                object([
                    ("day", plain), ("counts", whole), ("counted", whole), ("why", plain),
                    ("basis", plain),
                ])
            )
        ),
    ])

    static var breaches: JSON {
        let unit = object([("unit", plain), ("name", plain)])
        let place = object([("county", plain), ("township", optionalText), ("name", plain)])
        return list(
            of: object([
                ("ticket", plain), ("state", codes(TicketState.self)),
                ("kind", codes(Kind.self)), ("matter", codes(Matter.self)), ("urgent", flag),
                ("excluded", flag), ("supervision", nullable(codes(SupervisionLevel.self))),
                ("place", nullable(place)), ("owedBy", unit), ("holder", nullable(unit)),
                ("clock", reference("Clock")), ("secondsLeft", whole),
            ])
        )
    }

    static var notice: JSON {
        let clock = object([
            ("id", whole), ("kind", codes(ClockKind.self)), ("stage", optionalText),
            ("due", instant),
        ])
        return object([
            ("id", whole), ("sequence", whole), ("at", instant),
            ("occasion", codes(NoticeOccasion.self)), ("message", plain), ("ticket", plain),
            ("state", codes(TicketState.self)), ("urgent", flag),
            ("recipient", codes(NoticeRecipient.self)), ("unit", plain), ("name", plain),
            ("onDuty", array(plain)), ("mine", flag), ("clock", nullable(clock)),
            ("open", flag), ("raiseAt", nullable(instant)),
            ("raisedFrom", ["type": ["integer", "null"]]),
            ("acknowledgedAt", nullable(instant)), ("acknowledgedBy", optionalText),
            ("settledAt", nullable(instant)), ("rule", plain), ("basis", optionalText),
            ("grade", optionalText),
        ])
    }

    static let calendar = object([
        ("year", whole), ("provisional", flag),
        ("days", array(object([("day", plain), ("working", flag), ("name", optionalText)]))),
    ])

    // MARK: Calls and rules

    static let oneCall = object([
        ("call", plain), ("state", codes(Call.State.self)), ("phone", optionalText),
        ("ringing", nullable(instant)), ("answered", nullable(instant)),
        ("ended", nullable(instant)), ("summary", optionalText), ("ticket", optionalText),
    ])

    static let ruleList = object([
        ("readAt", instant),
        (
            "items",
            array(
                object([
                    ("name", plain), ("says", plain), ("basis", plain), ("grade", plain),
                    ("file", plain), ("line", whole),
                ])
            )
        ), ("next", optionalText),
    ])

    static let ruleReload = object([
        ("reloaded", flag),
        (
            "changes",
            array(object([("file", plain), ("removed", array(plain)), ("added", array(plain))]))
        ),
        (
            "mistakes",
            array(
                object([
                    ("file", plain), ("line", whole), ("column", whole), ("message", plain),
                ])
            )
        ),
    ])

    // MARK: Units, divisions, codes

    static let unitEntry = object([
        ("unit", plain), ("name", plain), ("kind", plain), ("parent", optionalText),
        ("successor", optionalText),
    ])

    static let division = object([
        ("code", plain), ("name", plain), ("fullName", plain), ("parent", optionalText),
        ("children", array(object([("code", plain), ("name", plain)]))),
    ])

    static var categories: JSON {
        let codes = array(object([("code", plain), ("name", plain)]))
        return object([("kinds", codes), ("matters", codes), ("aspects", codes)])
    }

    // MARK: Calls and duty

    static let call = object([
        ("call", plain), ("state", plain), ("screen", plain), ("ticket", optionalText),
    ])

    static let dutyRoster = object([
        ("unit", plain), ("phone", optionalText), ("onDuty", array(plain)),
        (
            "shifts",
            array(object([("account", plain), ("starts", instant), ("ends", instant)]))
        ),
    ])
}
