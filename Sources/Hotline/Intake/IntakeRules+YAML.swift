private import Yams

extension IntakeRules {
    /// Reads `intake.yaml`, noting what is wrong with it in the reader.
    init?(_ yaml: String, reader: RuleReader, lexicon: inout Lexicon) {
        guard let root = reader.compose(yaml),
            let mapping = reader.mapping(root, required: ["emergencies", "exclusions"])
        else { return nil }
        var emergencies: [EmergencyRule] = []
        for node in mapping["emergencies"].map({ reader.sequence($0) }) ?? [] {
            guard let rule = EmergencyRule(node, reader, &lexicon) else { continue }
            emergencies.append(rule)
        }
        var exclusions: [ExclusionRule] = []
        for node in mapping["exclusions"].map({ reader.sequence($0) }) ?? [] {
            guard let rule = ExclusionRule(node, reader, &lexicon) else { continue }
            if exclusions.contains(where: { $0.code == rule.code }) {
                reader.note("'\(rule.code)' stands here twice", at: node.mark)
            }
            exclusions.append(rule)
        }
        self.emergencies = emergencies
        self.exclusions = exclusions
        guard reader.mistakes.isEmpty else { return nil }
    }
}

extension EmergencyRule {
    fileprivate init?(_ node: Node, _ reader: RuleReader, _ lexicon: inout Lexicon) {
        let required: Set = ["words", "numbers", "advice", "basis", "grade"]
        let optional: Set = ["with", "without"]
        guard let mapping = reader.mapping(node, required: required, optional: optional),
            let advice = mapping["advice"].flatMap({ reader.text($0) })
        else { return nil }
        condition = WordCondition(mapping, reader, &lexicon)
        numbers = mapping["numbers"].map { reader.texts($0) } ?? []
        self.advice = advice
        _ = mapping["basis"].flatMap { reader.text($0) }
        _ = mapping["grade"].flatMap { reader.code($0, Grade.self) }
    }
}

extension ExclusionRule {
    fileprivate init?(_ node: Node, _ reader: RuleReader, _ lexicon: inout Lexicon) {
        let required: Set = ["code", "words", "channel", "advice", "basis", "grade"]
        let optional: Set = ["with", "without", "accepted"]
        guard let mapping = reader.mapping(node, required: required, optional: optional),
            let code = mapping["code"].flatMap({ reader.text($0) }),
            let channel = mapping["channel"].flatMap({ reader.text($0) }),
            let advice = mapping["advice"].flatMap({ reader.text($0) }),
            let basis = mapping["basis"].flatMap({ reader.text($0) })
        else { return nil }
        _ = mapping["grade"].flatMap { reader.code($0, Grade.self) }
        self.code = code
        condition = WordCondition(mapping, reader, &lexicon)
        self.channel = channel
        self.advice = advice
        self.basis = basis
        accepted = mapping["accepted"].flatMap { Acceptance($0, reader) }
    }
}

extension ExclusionRule.Acceptance {
    fileprivate init?(_ node: Node, _ reader: RuleReader) {
        guard let mapping = reader.mapping(node, required: ["matters", "notice"]),
            let notice = mapping["notice"].flatMap({ reader.text($0) })
        else { return nil }
        let codes = mapping["matters"].map { reader.sequence($0) } ?? []
        matters = Set(codes.compactMap { reader.code($0, Matter.self) })
        self.notice = notice
    }
}

extension WordCondition {
    /// Reads `words`, `with` and `without`.
    fileprivate init(
        _ mapping: Node.Mapping,
        _ reader: RuleReader,
        _ lexicon: inout Lexicon
    ) {
        words = lexicon.ids(of: mapping["words"].map { reader.texts($0) } ?? [])
        with = lexicon.ids(of: mapping["with"].map { reader.texts($0) } ?? [])
        without = lexicon.ids(of: mapping["without"].map { reader.texts($0) } ?? [])
    }
}
