internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import StrictJSON

/// What answers about matching look like.
extension Schemas {
    static var matching: [JSON.Member] {
        [
            JSON.Member("MatchingRules", matchingRules),
            JSON.Member("DataRequest", dataRequest),
            JSON.Member("DataRequestList", list(of: reference("DataRequest"))),
            JSON.Member("MatchListList", list(of: object(matchList))),
            JSON.Member(
                "MatchedList",
                object(matchList + [("visits", whole), ("mistakes", array(rowMistake))])
            ),
            JSON.Member("Mark", mark),
            JSON.Member("MarkList", list(of: reference("Mark"))),
            JSON.Member(
                "MarkValue",
                object([
                    ("mark", whole), ("field", codes(MarkHandlers.Field.self)),
                    ("value", optionalText),
                ])
            ),
        ]
    }

    private static let number: JSON = ["type": ["integer", "null"]]
    private static let purposes = codes(MatchPurpose.self)

    private static var matchingRules: JSON {
        let source = object([
            ("source", plain), ("name", plain), ("partner", plain),
            ("purposes", array(purposes)), ("conditional", flag), ("every", optionalText),
        ])
        let threshold = object([
            ("threshold", plain), ("name", plain), ("value", number), ("unit", plain),
            ("basis", plain), ("grade", codes(Grade.self)),
        ])
        let rule = object([
            ("rule", plain), ("source", optionalText), ("kind", nullable(codes(MarkKind.self))),
            ("points", whole), ("because", plain), ("basis", plain),
            ("grade", codes(Grade.self)), ("active", flag), ("marks", whole),
            ("confirmed", whole), ("notConfirmed", whole), ("unclear", whole),
            ("open", whole), ("dismissed", whole),
        ])
        return object([
            ("sources", array(source)), ("thresholds", array(threshold)), ("openAt", whole),
            ("rules", array(rule)),
        ])
    }

    private static let dataRequest = object([
        ("request", whole), ("division", plain), ("source", plain), ("sourceName", plain),
        ("partner", plain), ("purpose", purposes), ("reason", plain), ("conditional", flag),
        ("proposedOn", plain), ("proposedBy", plain), ("approvedBy", optionalText),
        ("state", codes(RequestState.self)), ("due", optionalText), ("card", optionalText),
        ("extended", flag), ("takesLists", flag),
        ("actions", array(codes(RequestAction.self))),
    ])

    private static let matchList: [(String, JSON)] = [
        ("list", whole), ("request", whole), ("division", plain), ("source", plain),
        ("sourceName", plain), ("purpose", purposes), ("day", plain), ("digest", plain),
        ("provenance", plain), ("rows", whole), ("bad", whole), ("strong", whole),
        ("weak", whole), ("marks", whole), ("startedAt", instant),
        ("endedAt", nullable(instant)),
    ]

    private static var mark: JSON {
        let reason = object([
            ("rule", plain), ("points", whole), ("because", plain), ("basis", optionalText),
            ("grade", nullable(codes(Grade.self))),
        ])
        return object([
            ("mark", whole), ("kind", codes(MarkKind.self)), ("state", codes(MarkState.self)),
            ("strength", codes(MatchStrength.self)), ("points", whole),
            ("name", optionalText), ("idNumber", optionalText), ("household", number),
            ("county", plain), ("township", optionalText), ("townshipName", optionalText),
            ("reasons", array(reason)), ("lists", array(whole)), ("madeOn", plain),
            ("ticket", optionalText), ("result", nullable(codes(VisitResult.self))),
            ("report", optionalText), ("disposal", nullable(codes(Disposal.self))),
            ("closedOn", optionalText), ("actions", array(codes(MarkAction.self))),
        ])
    }
}
