internal import Hotline
internal import StrictJSON

/// What answers about tickets look like; more may stand beside what is named here.
extension Schemas {
    static var all: JSON {
        .object(
            (tickets.members ?? []) + accounts + guidance + duties + visits + roster + matching
                + payments
        )
    }

    private static var tickets: JSON {
        [
            "Problem": problem, "Ticket": ticket, "FiledTicket": filed, "Preview": preview,
            "TicketList": list(of: reference("Ticket")), "FoundList": found, "Clock": clock,
            "Event": event, "EventList": list(of: reference("Event")), "ChangeList": changes,
            "Unmasked": object([("number", plain), ("field", plain), ("value", optionalText)]),
            "AccessList": list(of: access), "Explanation": explanation, "Calendar": calendar,
            "SimilarList": object([("items", array(similar))]),
            "HotIssueList": list(of: hotIssue),
            "Call": call, "DutyRoster": dutyRoster, "BreachList": breaches, "Notice": notice,
            "NoticeList": object([("items", array(reference("Notice"))), ("next", whole)]),
            "OneCall": oneCall, "CallList": list(of: oneCall), "RuleList": ruleList,
            "RuleReload": ruleReload,
            "UnitCode": object([("unit", plain)]), "UnitList": list(of: unitEntry),
            "Division": division, "Categories": categories,
            "Statistic": statistic,
            "Health": object([("status", plain)]), "Document": object([("openapi", plain)]),
        ]
    }

    // MARK: Parts

    static func reference(_ name: String) -> JSON {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    static let plain: JSON = ["type": "string"]
    static let optionalText: JSON = ["type": ["string", "null"]]
    static let instant: JSON = ["type": "string", "format": "date-time"]
    static let whole: JSON = ["type": "integer"]
    static let flag: JSON = ["type": "boolean"]

    static func codes<Code: CaseIterable & RawRepresentable>(
        _ type: Code.Type
    ) -> JSON where Code.RawValue == String {
        ["type": "string", "enum": .array(type.allCases.map { .string($0.rawValue) })]
    }

    static func object(
        _ properties: [(String, JSON)],
        optional: [(String, JSON)] = []
    ) -> JSON {
        [
            "type": "object",
            "properties": .object((properties + optional).map { JSON.Member($0.0, $0.1) }),
            "required": .array(properties.map { .string($0.0) }),
        ]
    }

    static func nullable(_ schema: JSON) -> JSON {
        ["anyOf": [schema, ["type": "null"]]]
    }

    static func array(_ item: JSON) -> JSON { ["type": "array", "items": item] }

    static func list(of item: JSON) -> JSON {
        object([("items", array(item)), ("next", optionalText)])
    }

    // MARK: Tickets

    private static var ticket: JSON {
        object(origin + subject + [("caller", caller)] + history)
    }

    private static let origin: [(String, JSON)] = [
        ("number", plain), ("etag", plain), ("state", codes(TicketState.self)),
        ("outcome", nullable(codes(Outcome.self))), ("channel", codes(Channel.self)),
        ("externalNumber", optionalText), ("receivedAt", instant), ("filedAt", instant),
        ("filedBy", plain), ("title", optionalText), ("text", plain),
        ("unit", optionalText), ("taker", optionalText), ("desk", plain),
    ]

    /// What a preview has too.
    private static let subject: [(String, JSON)] = [
        ("kind", codes(Kind.self)), ("matter", codes(Matter.self)),
        ("aspect", codes(Aspect.self)), ("urgent", flag),
        (
            "place",
            nullable(object([("county", plain), ("township", optionalText), ("name", plain)]))
        ),
        ("holder", nullable(object([("unit", plain), ("name", plain)]))),
        (
            "classification",
            object([
                ("kind", decision(codes(Kind.self))), ("matter", decision(codes(Matter.self))),
                ("aspect", decision(codes(Aspect.self))), ("urgent", decision(flag)),
                ("model", optionalText),
            ])
        ),
        (
            "route",
            object([
                ("rule", optionalText), ("because", plain), ("basis", optionalText),
                ("candidates", array(object([("unit", plain), ("because", plain)]))),
                ("question", optionalText), ("unit", optionalText), ("desk", plain),
                ("coHandlers", array(plain)), ("clock", optionalText), ("urgent", flag),
            ])
        ),
        ("clocks", array(reference("Clock"))), ("accused", array(plain)),
    ]

    private static let caller = object([
        ("name", optionalText), ("phone", optionalText), ("idNumber", optionalText),
        ("anonymous", flag), ("confidential", flag),
    ])

    private static let history: [(String, JSON)] = [
        ("proposal", optionalText), ("returns", whole), ("reworks", whole), ("raised", flag),
        ("contacted", flag), ("suspensionReason", optionalText),
        ("wakesAt", nullable(instant)), ("extensionsGranted", whole),
        ("extensionDaysAsked", ["type": ["integer", "null"]]),
        (
            "application",
            nullable(
                object([
                    ("programme", codes(Programme.self)), ("acceptedOn", plain),
                    ("special", nullable(codes(SpecialCircumstance.self))),
                ])
            )
        ),
        (
            "tenures",
            array(
                object([
                    ("unit", plain), ("name", plain), ("part", plain), ("seconds", whole),
                    ("workingSeconds", whole), ("since", nullable(instant)),
                ])
            )
        ),
        ("supervision", nullable(codes(SupervisionLevel.self))), ("excluded", flag),
        ("lead", optionalText), ("closedAt", nullable(instant)),
        (
            "callBacks",
            array(
                object([
                    ("caller", plain), ("attempts", whole),
                    ("result", nullable(codes(CallBack.Result.self))),
                ])
            )
        ),
        ("coHandlers", array(object([("unit", plain), ("reported", flag)]))),
        ("told", array(object([("card", plain), ("edition", plain), ("at", instant)]))),
        ("actions", array(codes(TicketAction.self))),
    ]

    private static func decision(_ value: JSON) -> JSON {
        let opinion: [(String, JSON)] = [
            ("value", value), ("confidence", ["type": "number", "minimum": 0, "maximum": 1]),
        ]
        let others = [("by", codes(DecisionSource.self)), ("because", array(plain))]
        // What rules and model thought apart is there where both were heard.
        return object(
            opinion + others,
            optional: [("rule", object(opinion)), ("model", object(opinion))]
        )
    }

    private static var clock: JSON {
        object([
            ("id", whole), ("kind", codes(ClockKind.self)), ("stage", optionalText),
            ("unit", plain), ("started", instant), ("due", instant),
            ("card", ["type": "string", "enum": ["green", "yellow", "red"]]),
            ("status", codes(ClockStatus.self)), ("missedAt", nullable(instant)),
            ("ended", nullable(instant)), ("provisional", flag), ("governs", flag),
            ("basis", plain), ("grade", plain),
        ])
    }

    // MARK: Filing

    private static var filed: JSON {
        let own = object([("queryCode", plain)] + advice, optional: [("similar", array(similar))])
        return ["allOf": [reference("Ticket"), own]]
    }

    private static var preview: JSON {
        let others: [(String, JSON)] = [
            ("state", codes(TicketState.self)), ("cards", array(reference("Card"))),
            ("similar", array(Self.similar)),
        ]
        return object(subject + others + advice)
    }

    private static let similar = object([
        ("number", plain), ("state", codes(TicketState.self)), ("matter", codes(Matter.self)),
        ("filedAt", instant), ("text", plain), ("because", plain),
        ("likeness", ["type": "number", "minimum": 0, "maximum": 1]),
    ])

    private static let hotIssue = object([
        ("place", plain), ("division", plain), ("matter", codes(Matter.self)),
        ("aspect", codes(Aspect.self)), ("tickets", whole), ("open", whole), ("alike", whole),
        ("text", plain), ("numbers", array(plain)),
    ])

    private static let advice: [(String, JSON)] = [
        (
            "emergency",
            nullable(
                object([("words", array(plain)), ("numbers", array(plain)), ("advice", plain)])
            )
        ),
        (
            "outOfScope",
            nullable(
                object([
                    ("code", plain), ("words", array(plain)), ("channel", plain),
                    ("advice", plain), ("basis", plain),
                ])
            )
        ),
        ("placeQuestion", optionalText),
        ("placeCandidates", array(object([("township", optionalText), ("name", plain)]))),
        ("notices", array(plain)),
    ]

    private static var found: JSON {
        object([
            ("items", array(["allOf": [reference("Ticket"), highlighted]])),
            ("next", optionalText), ("indexedTo", whole),
        ])
    }

    private static var highlighted: JSON {
        let part = object([("text", plain), ("hit", flag)])
        let highlight = object([("field", plain), ("parts", array(part))])
        return object([], optional: [("highlights", array(highlight))])
    }
}
