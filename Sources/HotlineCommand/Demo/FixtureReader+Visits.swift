internal import Hotline
internal import HotlineDuties
internal import StrictJSON
internal import Yams

extension FixtureReader {
    /// How many months back visits may lie.
    private static let backMax = 12

    func visits(_ node: Node) -> StoryVisits? {
        let keys: Set = ["back", "village", "township", "county", "households"]
        guard let mapping = reader.mapping(node, required: keys),
            let back = mapping["back"].flatMap({ reader.number($0, in: 0...Self.backMax) }),
            let village = mapping["village"].flatMap(reader.text),
            let township = mapping["township"].flatMap(reader.text),
            let county = mapping["county"].flatMap(reader.text),
            let households = mapping["households"].map(reader.sequence)
        else { return nil }
        return StoryVisits(
            back: back,
            village: village,
            township: township,
            county: county,
            households: households.compactMap(household)
        )
    }

    private func household(_ node: Node) -> StoryVisits.Household? {
        let required: Set = ["household", "day"]
        let optional: Set = ["address", "changes"]
        guard let mapping = reader.mapping(node, required: required, optional: optional),
            let name = mapping["household"].flatMap(reader.text),
            let day = mapping["day"].flatMap({ reader.number($0, in: 1...15) })
        else { return nil }
        var members = [JSON.Member("household", .string(name))]
        if let address = mapping["address"].flatMap(reader.text) {
            members.append(JSON.Member("address", .string(address)))
        }
        var findings: [StoryVisits.Finding] = []
        var changes: [JSON] = []
        for node in mapping["changes"].map(reader.sequence) ?? [] {
            guard let (finding, change) = change(node) else { continue }
            findings.append(finding)
            changes.append(change)
        }
        members.append(JSON.Member("changes", .array(changes)))
        members.append(JSON.Member("noChange", .boolean(changes.isEmpty)))
        return StoryVisits.Household(day: day, body: .object(members), findings: findings)
    }

    private func change(_ node: Node) -> (StoryVisits.Finding, JSON)? {
        let optional: Set = ["verify", "dispose"]
        guard
            let mapping = reader.mapping(node, required: ["topic", "text"], optional: optional),
            let topic = mapping["topic"].flatMap({ reader.code($0, VisitTopic.self) }),
            let text = mapping["text"].flatMap(reader.text)
        else { return nil }
        let finding = StoryVisits.Finding(
            topic: topic.rawValue,
            verify: mapping["verify"].map(json),
            dispose: mapping["dispose"].map(json)
        )
        return (finding, ["topic": .string(topic.rawValue), "text": .string(text)])
    }
}
