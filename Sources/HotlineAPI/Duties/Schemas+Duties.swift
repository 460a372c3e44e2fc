internal import Hotline
internal import HotlineDuties
internal import StrictJSON

extension Schemas {
    static var duties: [JSON.Member] {
        let duty = duty
        let members: [(String, JSON)] = [
            ("Duty", duty), ("DutyList", list(of: reference("Duty"))),
            ("DutyEventList", list(of: dutyEvent)), ("DutyLateness", dutyLateness),
        ]
        return members.map { JSON.Member($0.0, $0.1) }
    }

    private static var duty: JSON {
        let unit = object([("unit", plain), ("name", plain)])
        let frozen: [(String, JSON)] = [
            ("id", whole), ("etag", plain), ("rule", plain), ("kind", codes(DutyKind.self)),
            ("name", plain), ("period", plain), ("periodName", plain), ("owedBy", unit),
            ("to", unit), ("household", optionalWhole), ("case", optionalWhole),
            ("opensAt", instant),
            ("due", instant), ("workingDay", optionalText),
            ("basis", plain), ("grade", plain), ("caution", optionalText),
            ("note", optionalText), ("calendar", plain), ("provisional", flag),
        ]
        let moving: [(String, JSON)] = [
            ("state", codes(DutyState.self)),
            ("card", ["type": "string", "enum": ["green", "yellow", "red"]]),
            ("secondsLeft", whole), ("missedAt", nullable(instant)),
            ("handedInAt", nullable(instant)), ("firstHandedInAt", nullable(instant)),
            ("decidedAt", nullable(instant)), ("lateSeconds", optionalWhole),
            ("sentBacks", whole), ("actions", array(codes(DutyAction.self))),
        ]
        return object(frozen + moving)
    }

    private static let dutyEvent = object([
        ("sequence", whole), ("at", instant),
        (
            "by",
            nullable(
                object([("account", plain), ("role", optionalText), ("unit", optionalText)])
            )
        ),
        ("action", plain), ("text", optionalText),
    ])

    private static let dutyLateness = object([
        ("asOf", instant), ("by", plain),
        (
            "rows",
            array(
                object([
                    ("place", plain), ("placeName", plain), ("rule", plain), ("name", plain),
                    ("owed", whole), ("due", whole), ("onTime", whole), ("missed", whole),
                    ("missing", whole), ("handedIn", whole), ("accepted", whole),
                ])
            )
        ),
    ])
}
