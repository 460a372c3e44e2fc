package import Yams

extension ClockRules {
    /// Reads `routing-rules/clocks.yaml`.
    ///
    /// - Throws: everything that is wrong with it.
    package init(_ file: RuleText) throws(RuleMistakes) {
        let reader = RuleReader(file: file.name)
        var rules: [ClockRule] = []
        var settings: ClockSettings?
        var lives: [ClockKind: ClockLife] = [:]
        var notices: [NoticeRule] = []
        if let root = reader.compose(file.text),
            let mapping = reader.mapping(
                root,
                required: ["rules", "settings", "kinds"],
                optional: ["notices"]
            )
        {
            if let list = mapping["rules"] { rules = Self.rules(list, reader) }
            if let node = mapping["settings"] { settings = ClockSettings(node, reader) }
            if let node = mapping["kinds"] { lives = ClockLife.lives(node, reader) }
            if let list = mapping["notices"] { notices = NoticeRule.rules(list, reader) }
        }
        guard let settings, reader.mistakes.isEmpty else {
            throw RuleMistakes(mistakes: reader.mistakes)
        }
        self.init(rules: rules, settings: settings, lives: lives, notices: notices)
    }

    private static func rules(_ list: Node, _ reader: RuleReader) -> [ClockRule] {
        var rules: [ClockRule] = []
        var nodes: [Node] = []
        for node in reader.sequence(list) {
            guard let rule = ClockRule(node, reader) else { continue }
            if rules.contains(where: { $0.id == rule.id }) {
                reader.note("another rule has the id '\(rule.id)'", at: node.mark)
            }
            for other in rules where rule.isAmbiguous(beside: other) {
                let message = "ambiguous: '\(other.id)' is for the same tickets on the same days"
                reader.note(message, at: node.mark)
            }
            rules.append(rule)
            nodes.append(node)
        }
        for (rule, node) in zip(rules, nodes) {
            guard let after = rule.after else { continue }
            if !rules.contains(where: { $0.kind == rule.kind && $0.stage == after }) {
                reader.note("there is no stage '\(after)' to come before", at: node.mark)
            }
        }
        return rules
    }
}

extension ClockRule {
    private static let required: Set = [
        "id", "clock", "term", "rollsOver", "from", "basis", "grade",
    ]
    private static let optional: Set = ["stage", "after", "when", "division", "until", "note"]

    fileprivate init?(_ node: Node, _ reader: RuleReader) {
        guard let mapping = reader.mapping(node, required: Self.required, optional: Self.optional)
        else { return nil }
        let id = mapping["id"].flatMap(reader.text)
        let kind = mapping["clock"].flatMap { reader.code($0, ClockKind.self) }
        let term = mapping["term"].flatMap(reader.term)
        let rollsOver = mapping["rollsOver"].flatMap(reader.flag)
        let from = mapping["from"].flatMap(reader.day)
        let until = mapping["until"].flatMap(reader.day)
        let basis = mapping["basis"].flatMap(reader.text)
        let grade = mapping["grade"].flatMap { reader.code($0, Grade.self) }
        let division = mapping["division"].flatMap(reader.placeInForce)
        let condition = mapping["when"].map { ClockCondition($0, reader) } ?? ClockCondition()
        if let from, let until, until < from {
            reader.note("it ends before it begins", at: mapping["until"]?.mark)
        }
        if kind == .external {
            reader.note("an external due time has no rule", at: mapping["clock"]?.mark)
        }
        if term?.isOfDays == false, rollsOver == true {
            reader.note("only days and months roll over", at: mapping["rollsOver"]?.mark)
        }
        guard let id, let kind, let term, let rollsOver, let from, let basis, let grade
        else { return nil }
        self.init(
            id: id,
            kind: kind,
            stage: mapping["stage"].flatMap(reader.text),
            after: mapping["after"].flatMap(reader.text),
            term: term,
            rollsOver: rollsOver,
            condition: condition,
            division: division,
            from: from,
            until: until,
            basis: basis,
            grade: grade,
            note: mapping["note"].flatMap(reader.text)
        )
    }
}

extension ClockCondition {
    private static let keys: Set = ["kind", "matter", "aspect", "urgent", "programme", "special"]

    fileprivate init(_ node: Node, _ reader: RuleReader) {
        self.init()
        guard let mapping = reader.mapping(node, required: [], optional: Self.keys) else { return }
        kinds = mapping["kind"].map { reader.codes($0, Kind.self) }
        matters = mapping["matter"].map { reader.codes($0, Matter.self) }
        aspects = mapping["aspect"].map { reader.codes($0, Aspect.self) }
        isUrgent = mapping["urgent"].flatMap(reader.flag)
        programmes = mapping["programme"].map { reader.codes($0, Programme.self) }
        specials = mapping["special"].map { reader.codes($0, SpecialCircumstance.self) }
        if parts == 0 { reader.note("'when' asks for nothing: leave it out", at: node.mark) }
    }
}

extension RuleReader {
    func term(_ node: Node) -> Term? {
        if let text = node.scalar?.string, let term = Term(text) { return term }
        let units = Term.Unit.allCases.map(\.rawValue).joined(separator: ", ")
        note("expected a term, a number above 0 and one of \(units)", at: node.mark)
        return nil
    }

    /// Where a rule is in force.
    package func placeInForce(_ node: Node) -> DivisionCode? {
        if let text = node.scalar?.string, let code = DivisionCode(text),
            code.description.utf8.count <= 6
        {
            return code
        }
        note("expected the code of a province, city or county", at: node.mark)
        return nil
    }

    /// One or several codes, each once.
    func codes<Code: RawRepresentable & CaseIterable & Hashable>(
        _ node: Node,
        _ type: Code.Type
    ) -> [Code] where Code.RawValue == String {
        let nodes = node.scalar == nil ? sequence(node) : [node]
        if nodes.isEmpty { note("expected one code at least", at: node.mark) }
        var codes: [Code] = []
        for node in nodes {
            guard let code = code(node, type) else { continue }
            if codes.contains(code) { note("'\(code.rawValue)' stands here twice", at: node.mark) }
            codes.append(code)
        }
        return codes
    }
}
