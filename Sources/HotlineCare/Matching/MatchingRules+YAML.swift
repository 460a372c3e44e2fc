package import Hotline
internal import Yams

extension MatchingRules {
    private static let keys: Set = [
        "sources", "thresholds", "rules", "combinations", "openAt", "visitsPerList", "clocks",
        "columns", "values",
    ]

    /// - Throws: ``RuleMistakes`` with everything that is wrong with the file.
    package init(files: [RuleText]) throws(RuleMistakes) {
        let (reader, root) = RuleReader.root(of: Self.fileName, among: files)
        let mapping = root.flatMap { reader.mapping($0, required: Self.keys) }
        func list<Value>(_ key: String, _ read: (Node) -> Value?) -> [Value] {
            mapping?[key].map { reader.sequence($0).compactMap(read) } ?? []
        }
        let sources = list("sources") { MatchSource($0, reader) }
        let thresholds = list("thresholds") { Threshold.read($0, reader) }
        let rules = list("rules") { MatchRule($0, reader) }
        let combinations = list("combinations") { MatchCombination($0, reader) }
        func count(_ key: String, _ max: Int) -> ClockSetting<Int>? {
            mapping?[key].flatMap { reader.setting($0) { reader.number($0, in: 1...max) } }
        }
        let openAt = count("openAt", Self.pointsMax)
        let visits = count("visitsPerList", 1000)
        let clocks = mapping?["clocks"].flatMap { RequestClocks($0, reader) }
        let columns = mapping?["columns"].map {
            ColumnNames<ListColumn>($0, required: ListColumn.required, reader)
        }
        let values = mapping?["values"].map { CellValues($0, names: Self.valueNames, reader) }
        let byName = Dictionary(thresholds) { first, _ in first }
        Self.check(rules, combinations, sources, byName, at: root, reader)
        guard let openAt, let visits, let clocks, let columns, let values,
            reader.mistakes.isEmpty
        else { throw RuleMistakes(mistakes: reader.mistakes) }
        self.sources = sources
        self.thresholds = byName
        self.rules = rules
        self.combinations = combinations
        self.openAt = openAt
        visitsPerList = visits
        self.clocks = clocks
        self.columns = columns
        self.values = values
    }

    private static let valueNames: [String: [String]] = [
        "disability": DisabilityCertificate.Category.allCases.map(\.code),
        "grade": ["1", "2", "3", "4"],
    ]

    private static func check(
        _ rules: [MatchRule],
        _ combinations: [MatchCombination],
        _ sources: [MatchSource],
        _ thresholds: [String: Threshold],
        at root: Node?,
        _ reader: RuleReader
    ) {
        func note(_ message: String) { reader.note(message, at: root?.mark) }
        if rules.count > rulesMax { note("more than \(rulesMax) rules") }
        let ids = rules.map(\.id) + combinations.map(\.id)
        for (id, same) in Dictionary(grouping: ids, by: \.self) where same.count > 1 {
            note("the id '\(id)' is there twice")
        }
        for rule in rules {
            guard let source = sources.first(where: { $0.code == rule.source }) else {
                note("rule '\(rule.id)' names a source '\(rule.source)' that is none")
                continue
            }
            if !source.purposes.contains(where: { $0.mark == rule.mark }) {
                note("rule '\(rule.id)' gives a mark that '\(rule.source)' has no purpose for")
            }
            if let over = rule.condition.over, thresholds[over] == nil {
                note("rule '\(rule.id)' names a threshold '\(over)' that is none")
            }
        }
        for combination in combinations {
            let parts = combination.rules.map { id in rules.first { $0.id == id } }
            if parts.count < 2 || parts.contains(where: { $0 == nil }) {
                note("combination '\(combination.id)' needs two rules that are there")
            } else if Set(parts.compactMap { $0?.mark }).count > 1 {
                note("combination '\(combination.id)' mixes entry and exit")
            }
        }
    }
}

extension MatchSource {
    fileprivate init?(_ node: Node, _ reader: RuleReader) {
        let keys: Set = ["code", "name", "partner", "purposes", "conditional"]
        guard let mapping = reader.mapping(node, required: keys),
            let code = mapping["code"].flatMap(reader.text),
            let name = mapping["name"].flatMap(reader.text),
            let partner = mapping["partner"].flatMap(reader.text),
            let purposes = mapping["purposes"].map({ list in
                reader.sequence(list).compactMap { reader.code($0, MatchPurpose.self) }
            }),
            let isConditional = mapping["conditional"].flatMap(reader.flag)
        else { return nil }
        if code.utf8.contains(where: { !(97...122).contains($0) }) {
            reader.note("a source's code has small letters only", at: node.mark)
        }
        self.code = code
        self.name = name
        self.partner = partner
        self.purposes = purposes
        self.isConditional = isConditional
    }
}

extension Threshold {
    /// The largest figure, which is no slip of the keyboard.
    private static let valueMax = 1_000_000_000

    fileprivate static func read(_ node: Node, _ reader: RuleReader) -> (String, Threshold)? {
        let keys: Set = ["code", "name", "value", "unit", "basis", "grade"]
        guard let mapping = reader.mapping(node, required: keys),
            let code = mapping["code"].flatMap(reader.text),
            let name = mapping["name"].flatMap(reader.text),
            let unit = mapping["unit"].flatMap(reader.text),
            let basis = mapping["basis"].flatMap(reader.text),
            let grade = mapping["grade"].flatMap({ reader.code($0, Grade.self) }),
            let node = mapping["value"]
        else { return nil }
        let isEmpty = node.null != nil || node.scalar?.string.isEmpty == true
        let value = isEmpty ? nil : reader.number(node, in: 0...valueMax)
        return (
            code, Threshold(name: name, value: value, unit: unit, basis: basis, grade: grade)
        )
    }
}

extension MatchRule {
    fileprivate init?(_ node: Node, _ reader: RuleReader) {
        let keys: Set = ["id", "source", "mark", "points", "because", "basis", "grade"]
        guard
            let mapping = reader.mapping(
                node,
                required: keys,
                optional: ["programmes", "disabilities", "over", "withinMonths", "single"]
            ),
            let id = mapping["id"].flatMap(reader.text),
            let source = mapping["source"].flatMap(reader.text),
            let mark = mapping["mark"].flatMap({ reader.code($0, MarkKind.self) }),
            let points = mapping["points"].flatMap({
                reader.number($0, in: 1...MatchingRules.pointsMax)
            }),
            let because = mapping["because"].flatMap(reader.text),
            let basis = mapping["basis"].flatMap(reader.text),
            let grade = mapping["grade"].flatMap({ reader.code($0, Grade.self) })
        else { return nil }
        self.id = id
        self.source = source
        self.mark = mark
        self.points = points
        self.because = because
        self.basis = basis
        self.grade = grade
        var condition = Condition()
        condition.programmes =
            mapping["programmes"].map { list in
                reader.sequence(list).compactMap { reader.code($0, Programme.self) }
            } ?? []
        condition.disabilities =
            mapping["disabilities"].map { list in
                reader.texts(list).compactMap { text in
                    if let pattern = DisabilityPattern(text) { return pattern }
                    reader.note("expected a disability such as any:1, not '\(text)'", at: list.mark)
                    return nil
                }
            } ?? []
        condition.over = mapping["over"].flatMap(reader.text)
        condition.withinMonths = mapping["withinMonths"].flatMap { reader.number($0, in: 1...120) }
        condition.single = mapping["single"].flatMap(reader.flag) ?? false
        if mark == .exit, condition.programmes.isEmpty {
            reader.note("an exit mark names the programmes that it is about", at: node.mark)
        }
        self.condition = condition
    }
}

extension MatchCombination {
    fileprivate init?(_ node: Node, _ reader: RuleReader) {
        guard
            let mapping = reader.mapping(node, required: ["id", "rules", "points", "because"]),
            let id = mapping["id"].flatMap(reader.text),
            let rules = mapping["rules"].map(reader.texts),
            let points = mapping["points"].flatMap({
                reader.number($0, in: 0...MatchingRules.pointsMax)
            }),
            let because = mapping["because"].flatMap(reader.text)
        else { return nil }
        self.id = id
        self.rules = rules
        self.points = points
        self.because = because
    }
}
