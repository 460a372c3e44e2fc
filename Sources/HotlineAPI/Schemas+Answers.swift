internal import Hotline
internal import StrictJSON

/// What answers look like: what clients rely on, more may stand beside it.
extension Schemas {
    static var all: JSON {
        [
            "Problem": problem, "Ticket": ticket, "TicketList": list(of: reference("Ticket")),
            "Clock": clock, "Event": event, "EventList": list(of: reference("Event")),
            "ChangeList": changes, "Explanation": explanation, "Calendar": calendar,
        ]
    }

    private static func reference(_ name: String) -> JSON {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    private static let plain: JSON = ["type": "string"]
    private static let optionalText: JSON = ["type": ["string", "null"]]
    private static let instant: JSON = ["type": "string", "format": "date-time"]
    private static let whole: JSON = ["type": "integer"]
    private static let flag: JSON = ["type": "boolean"]

    private static func codes<Code: CaseIterable & RawRepresentable>(
        _ type: Code.Type
    ) -> JSON where Code.RawValue == String {
        ["type": "string", "enum": .array(type.allCases.map { .string($0.rawValue) })]
    }

    private static func object(_ properties: [(String, JSON)]) -> JSON {
        [
            "type": "object",
            "properties": .object(properties.map { JSON.Member($0.0, $0.1) }),
            "required": .array(properties.map { .string($0.0) }),
        ]
    }

    private static func nullable(_ schema: JSON) -> JSON {
        ["anyOf": [schema, ["type": "null"]]]
    }

    private static func list(of item: JSON) -> JSON {
        object([("items", ["type": "array", "items": item]), ("next", optionalText)])
    }

    private static let problem: JSON = object([
        ("type", plain), ("title", plain), ("status", whole), ("detail", plain),
    ])

    private static func decision(_ value: JSON) -> JSON {
        object([
            ("value", value), ("confidence", ["type": "number", "minimum": 0, "maximum": 1]),
            ("by", codes(DecisionSource.self)), ("because", ["type": "array", "items": plain]),
        ])
    }

    private static var ticket: JSON {
        object([
            ("number", plain), ("state", codes(TicketState.self)),
            ("outcome", nullable(codes(Outcome.self))), ("channel", codes(Channel.self)),
            ("externalNumber", optionalText), ("filedAt", instant), ("text", plain),
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
                    ("kind", decision(codes(Kind.self))),
                    ("matter", decision(codes(Matter.self))),
                    ("aspect", decision(codes(Aspect.self))), ("urgent", decision(flag)),
                ])
            ),
            (
                "route",
                object([
                    ("rule", optionalText), ("because", plain), ("basis", optionalText),
                    ("candidates", ["type": "array"]),
                ])
            ),
            ("clocks", ["type": "array", "items": reference("Clock")]),
            ("caller", object([("name", optionalText), ("phone", optionalText)])),
        ])
    }

    private static var clock: JSON {
        object([
            ("id", whole), ("kind", codes(ClockKind.self)), ("due", instant),
            ("card", ["type": "string", "enum": ["green", "yellow", "red"]]),
            ("status", codes(ClockStatus.self)), ("provisional", flag), ("basis", plain),
        ])
    }

    private static let event: JSON = object([
        ("sequence", whole), ("ticket", plain), ("at", instant),
        ("by", object([("account", plain), ("role", plain), ("unit", optionalText)])),
        ("action", plain), ("from", optionalText), ("to", plain), ("reason", optionalText),
    ])

    private static var changes: JSON {
        let gone = object([("sequence", whole), ("ticket", plain), ("gone", ["const": true])])
        return object([
            ("items", ["type": "array", "items": ["anyOf": [reference("Event"), gone]]]),
            ("next", whole),
        ])
    }

    private static let explanation: JSON = object([
        ("kind", codes(ClockKind.self)), ("due", instant), ("basis", plain),
        (
            "steps",
            [
                "type": "array",
                "items": object([("day", plain), ("counts", whole), ("why", plain)]),
            ]
        ),
    ])

    private static let calendar: JSON = object([
        ("year", whole), ("provisional", flag),
        (
            "days",
            [
                "type": "array",
                "items": object([("day", plain), ("working", flag), ("name", optionalText)]),
            ]
        ),
    ])
}
