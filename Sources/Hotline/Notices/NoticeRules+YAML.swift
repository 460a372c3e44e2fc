import Yams

extension NoticeRule {
    private static let required: Set = [
        "id", "on", "tell", "acknowledge", "from", "basis", "grade",
    ]
    private static let optional: Set = [
        "clocks", "then", "raises", "division", "until", "note",
    ]

    /// Reads the `notices` of `routing-rules/clocks.yaml`.
    static func rules(_ list: Node, _ reader: RuleReader) -> [NoticeRule] {
        var rules: [NoticeRule] = []
        for node in reader.sequence(list) {
            guard let rule = NoticeRule(node, reader) else { continue }
            if rules.contains(where: { $0.id == rule.id }) {
                reader.note("another rule has the id '\(rule.id)'", at: node.mark)
            }
            for other in rules where rule.isAmbiguous(beside: other) {
                let message = "ambiguous: '\(other.id)' tells of the same on the same days"
                reader.note(message, at: node.mark)
            }
            rules.append(rule)
        }
        return rules.sorted { $0.precedence > $1.precedence }
    }

    private init?(_ node: Node, _ reader: RuleReader) {
        guard let mapping = reader.mapping(node, required: Self.required, optional: Self.optional)
        else { return nil }
        let id = mapping["id"].flatMap(reader.text)
        let occasion = mapping["on"].flatMap { reader.code($0, NoticeOccasion.self) }
        let tell = mapping["tell"].flatMap { reader.code($0, NoticeRecipient.self) }
        let then = mapping["then"].map { reader.codes($0, NoticeRecipient.self) } ?? []
        let acknowledge = mapping["acknowledge"].flatMap(reader.term)
        let from = mapping["from"].flatMap(reader.day)
        let until = mapping["until"].flatMap(reader.day)
        let basis = mapping["basis"].flatMap(reader.text)
        let grade = mapping["grade"].flatMap { reader.code($0, Grade.self) }
        let raises = mapping["raises"].flatMap(reader.flag) ?? false
        if let from, let until, until < from {
            reader.note("it ends before it begins", at: mapping["until"]?.mark)
        }
        if let tell, then.contains(tell) {
            reader.note("'\(tell.rawValue)' is told first already", at: mapping["then"]?.mark)
        }
        if raises, occasion?.isCard == false {
            reader.note("only a card raises a ticket", at: mapping["raises"]?.mark)
        }
        guard let id, let occasion, let tell, let acknowledge, let from, let basis, let grade
        else { return nil }
        self.init(
            id: id,
            occasion: occasion,
            clocks: mapping["clocks"].map { reader.codes($0, ClockKind.self) },
            tell: tell,
            then: then,
            acknowledge: acknowledge,
            raises: raises,
            division: mapping["division"].flatMap(reader.placeInForce),
            from: from,
            until: until,
            basis: basis,
            grade: grade
        )
    }
}
