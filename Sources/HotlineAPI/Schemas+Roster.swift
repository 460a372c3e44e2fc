internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import StrictJSON

/// What answers about the roster look like.
extension Schemas {
    static var roster: [JSON.Member] {
        let imported =
            imported + [
                ("differences", array(difference)), ("mistakes", array(rowMistake)),
            ]
        return [
            JSON.Member("RosterEntry", object([("household", whole), head] + version)),
            JSON.Member("RosterList", list(of: reference("RosterEntry"))),
            JSON.Member("RosterCounts", counts),
            JSON.Member("Household", household),
            JSON.Member("RosterCase", rosterCase),
            JSON.Member("RosterValue", value),
            JSON.Member(
                "HouseholdDone",
                object([("household", whole), ("case", nullable(reference("RosterCase")))])
            ),
            JSON.Member("RosterImport", object(imported)),
            JSON.Member("RosterImportList", list(of: object(Self.imported))),
            JSON.Member("RosterPublication", publication),
        ]
    }

    private static let number: JSON = ["type": ["integer", "null"]]

    private static let head: (String, JSON) = ("head", optionalText)

    private static let programme = codes(Programme.self)

    private static let version: [(String, JSON)] = [
        ("version", whole), ("validFrom", plain), ("standing", codes(Standing.self)),
        ("programme", programme), ("variety", nullable(codes(Variety.self))),
        ("township", plain), ("townshipName", plain), ("village", optionalText),
        ("villageName", optionalText), ("members", whole), ("amount", whole),
        ("single", flag), ("staff", flag), ("selfCare", nullable(codes(SelfCare.self))),
        ("reviewPace", codes(ReviewPace.self)), ("reviewDue", plain),
        ("gradualUntil", optionalText), ("basis", codes(RosterBasis.self)),
    ]

    /// A household that a visit may have been to.
    static let findingHousehold = object(
        [("household", whole)] + version + [
            (
                "people",
                array(
                    object([
                        ("person", whole), ("name", plain), ("idNumber", plain),
                        ("relation", codes(Relation.self)),
                    ])
                )
            )
        ]
    )

    private static let counts = object([
        ("on", plain),
        (
            "items",
            array(
                object([
                    ("township", plain), ("townshipName", plain), ("programme", programme),
                    ("variety", nullable(codes(Variety.self))), ("households", whole),
                    ("members", whole), ("amount", whole),
                ])
            )
        ),
    ])

    private static var household: JSON {
        let grounds = ("grounds", array(codes(Ground.self)))
        let spell = object([
            ("from", plain), ("member", flag), ("basis", codes(RosterBasis.self)),
        ])
        let person = object([
            ("person", whole), ("name", plain), ("idNumber", plain), ("phone", optionalText),
            ("birthYear", number), ("disability", optionalText), ("member", flag),
            ("relation", nullable(codes(Relation.self))), ("spells", array(spell)),
        ])
        let event = object([
            ("sequence", whole), ("at", instant), ("account", optionalText),
            ("unit", optionalText), ("action", plain),
        ])
        return object(
            [("household", whole), head] + version + [
                grounds, ("note", optionalText), ("people", array(person)),
                ("versions", array(object(version + [grounds]))),
                ("cases", array(reference("RosterCase"))), ("events", array(event)),
            ]
        )
    }

    private static var rosterCase: JSON {
        let step = object([
            ("step", codes(CaseStep.self)), ("name", plain), ("on", optionalText),
            ("text", optionalText), ("term", plain), ("basis", plain),
            ("grade", codes(Grade.self)), ("county", flag),
        ])
        return object([
            ("case", whole), ("household", whole), ("person", number),
            ("kind", codes(CaseKind.self)), ("openedOn", plain), ("happenedOn", plain),
            ("next", nullable(codes(CaseStep.self))), ("nextDue", optionalText),
            ("due", optionalText), ("card", optionalText), ("effectiveFrom", optionalText),
            ("amount", number), ("closedOn", optionalText), ("withdrawn", flag),
            ("steps", array(step)),
        ])
    }

    private static let value = object([
        ("person", whole), ("field", codes(RosterHandlers.Field.self)), ("value", optionalText),
    ])

    private static let imported: [(String, JSON)] = [
        ("import", whole), ("division", plain), ("day", plain), ("digest", plain),
        ("rows", whole), ("entered", whole), ("changed", whole), ("unchanged", whole),
        ("missing", whole), ("bad", whole), ("startedAt", instant),
        ("endedAt", nullable(instant)),
    ]

    private static let difference = object([
        ("household", whole), ("change", codes(RosterChange.self)),
        ("parts", array(codes(RosterPart.self))),
    ])

    static let rowMistake = object([
        ("line", whole), ("column", optionalText), ("message", plain),
    ])

    private static let publication = object([
        ("title", plain), ("basis", plain),
        (
            "items",
            array(object([("name", plain), ("members", whole), ("amount", whole)]))
        ),
        ("text", plain),
    ])

    /// A table as CSV.
    static var tableContents: [JSON.Member] {
        [JSON.Member("text/csv", ["schema": plain])]
    }
}
