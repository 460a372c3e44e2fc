internal import Hotline
internal import HotlineDuties
internal import StrictJSON

extension Schemas {
    static var visits: [JSON.Member] {
        let visit = object([
            ("id", whole), ("household", plain), ("address", optionalText),
            ("visitedOn", plain), ("findings", array(reference("Finding"))),
        ])
        let count = object([
            ("place", plain), ("placeName", plain), ("visits", whole), ("findings", whole),
            ("unverified", whole), ("undisposed", whole),
        ])
        let members: [(String, JSON)] = [
            ("Finding", object(finding)), ("FindingEntry", object(finding + place)),
            ("FindingList", list(of: reference("FindingEntry"))),
            ("FindingHouseholdList", list(of: findingHousehold)),
            (
                "VisitMonth",
                object([
                    ("duty", reference("Duty")), ("items", array(visit)), ("next", optionalText),
                ])
            ),
            ("VisitsAdded", object([("duty", whole), ("visits", array(whole))])),
            ("VisitRemoved", object([("removed", whole)])),
            ("VisitCounts", object([("rows", array(count))])),
        ]
        return members.map { JSON.Member($0.0, $0.1) }
    }

    private static let finding: [(String, JSON)] = [
        ("id", whole), ("etag", plain), ("topic", codes(VisitTopic.self)), ("topicName", plain),
        ("found", plain), ("corrected", optionalText), ("reason", optionalText),
        ("state", codes(FindingState.self)), ("disposal", nullable(codes(FindingDisposal.self))),
        ("ticket", optionalText), ("verifiedAt", nullable(instant)),
        ("disposedAt", nullable(instant)), ("rosterHousehold", ["type": ["integer", "null"]]),
        ("rosterCase", ["type": ["integer", "null"]]),
    ]

    private static let place: [(String, JSON)] = [
        ("period", plain), ("periodName", plain),
        ("village", object([("unit", plain), ("name", plain)])), ("household", optionalText),
        ("address", optionalText), ("visitedOn", optionalText),
        ("actions", array(codes(FindingAction.self))),
    ]
}
