package import Hotline
internal import Yams

/// What the rules say of the roster (清单台账规则): limits, steps, and how columns are called.
package struct RosterRules: Sendable {
    package let limits: RosterLimits
    private let steps: [CaseKind: [StepRule]]
    package let columns: ColumnNames<RosterColumn>
    /// What a cell may say, by the column: the code that it means.
    package let values: CellValues

    package static let fileName = "roster.yaml"

    /// One step of a case: until when it must be done, and how long it must last.
    package struct StepRule: Sendable {
        package let step: CaseStep
        /// Nil for all.
        package let programmes: [Programme]?
        package let term: ClockSetting<Term>
        package let lasts: ClockSetting<Term>?
    }

    /// The steps of a case, in order.
    package func steps(of kind: CaseKind, _ programme: Programme) -> [StepRule] {
        (steps[kind] ?? []).filter { $0.programmes?.contains(programme) ?? true }
    }

    /// - Throws: ``RuleMistakes`` with everything that is wrong with the file.
    package init(files: [RuleText]) throws(RuleMistakes) {
        let (reader, root) = RuleReader.root(of: Self.fileName, among: files)
        let mapping = root.flatMap {
            reader.mapping($0, required: ["limits", "cases", "columns", "values"])
        }
        let limits = mapping?["limits"].flatMap { RosterLimits($0, reader) }
        let steps = mapping?["cases"].map { Self.steps($0, reader) }
        let columns = mapping?["columns"].map {
            ColumnNames<RosterColumn>($0, required: RosterColumn.required, reader)
        }
        let values = mapping?["values"].map { CellValues($0, names: Self.valueNames, reader) }
        guard let limits, let steps, let columns, let values, reader.mistakes.isEmpty else {
            throw RuleMistakes(mistakes: reader.mistakes)
        }
        self.limits = limits
        self.steps = steps
        self.columns = columns
        self.values = values
    }

    /// The columns whose cells are codes, with the codes.
    private static let valueNames: [String: [String]] = [
        "programme": Programme.ofRoster.map(\.rawValue),
        "variety": Variety.allCases.map(\.rawValue),
        "relation": Relation.allCases.map(\.rawValue),
        "selfCare": SelfCare.allCases.map(\.rawValue),
        "ground": Ground.allCases.map(\.rawValue),
        "reviewPace": ReviewPace.allCases.map(\.rawValue),
        "disability": DisabilityCertificate.Category.allCases.map(\.code),
        "grade": ["1", "2", "3", "4"],
        "flag": ["true", "false"],
    ]

    private static func steps(_ node: Node, _ reader: RuleReader) -> [CaseKind: [StepRule]] {
        let kinds = CaseKind.allCases.map(\.rawValue)
        let mapping = reader.mapping(node, required: Set(kinds)) ?? [:]
        var steps: [CaseKind: [StepRule]] = [:]
        for (key, list) in mapping {
            guard let kind = key.string.flatMap(CaseKind.init) else { continue }
            steps[kind] = reader.sequence(list).compactMap { StepRule($0, reader) }
            check(steps[kind] ?? [], kind, at: list, reader)
        }
        return steps
    }

    /// What the law demands is in the rules, whatever else a place adds.
    private static func check(
        _ steps: [StepRule],
        _ kind: CaseKind,
        at node: Node,
        _ reader: RuleReader
    ) {
        let all = steps.filter { $0.programmes == nil }.map(\.step)
        if steps.isEmpty { reader.note("expected one step at least", at: node.mark) }
        guard kind == .exit || kind == .reduce else { return }
        let demanded: [CaseStep] = [.hear, .decide, .notify]
        if all.filter(demanded.contains) != demanded {
            reader.note(
                "hear, decide and notify come for everybody and in this order (社会救助法48)",
                at: node.mark
            )
        }
    }
}

extension RosterRules.StepRule {
    fileprivate init?(_ node: Node, _ reader: RuleReader) {
        guard
            let mapping = reader.mapping(
                node,
                required: ["step", "term"],
                optional: ["programmes", "lasts"]
            ),
            let step = mapping["step"].flatMap({ reader.code($0, CaseStep.self) }),
            let term = mapping["term"].flatMap({ reader.limit($0) })
        else { return nil }
        self.step = step
        self.term = term
        lasts = mapping["lasts"].flatMap { reader.limit($0) }
        programmes = mapping["programmes"].map { list in
            reader.sequence(list).compactMap { reader.code($0, Programme.self) }
        }
    }
}

/// How long what may last on the roster (台账期限).
package struct RosterLimits: Sendable {
    package let yearlyReview: ClockSetting<Term>
    package let halfYearlyReview: ClockSetting<Term>
    /// 渐退期.
    package let gradual: ClockSetting<Term>
    /// 死亡核减.
    package let death: ClockSetting<Term>
    /// 未按规定报告的变化.
    package let unreported: ClockSetting<Term>
    /// How long before its day something shows as due soon.
    package let notice: ClockSetting<Term>

    fileprivate init?(_ node: Node, _ reader: RuleReader) {
        let names = [
            "yearlyReview", "halfYearlyReview", "gradual", "death", "unreported", "notice",
        ]
        guard let mapping = reader.mapping(node, required: Set(names)) else { return nil }
        let limits = names.compactMap { name in mapping[name].flatMap { reader.limit($0) } }
        guard limits.count == names.count else { return nil }
        yearlyReview = limits[0]
        halfYearlyReview = limits[1]
        gradual = limits[2]
        death = limits[3]
        unreported = limits[4]
        notice = limits[5]
    }

    /// All of them, with what they are called.
    package var named: [(name: String, limit: ClockSetting<Term>)] {
        [
            ("每年核查", yearlyReview), ("每半年核查", halfYearlyReview), ("渐退期", gradual),
            ("死亡核减", death), ("变化报告", unreported), ("提前提醒", notice),
        ]
    }
}

extension RuleReader {
    /// A term of days or months, with its basis and grade.
    func limit(_ node: Node) -> ClockSetting<Term>? {
        setting(node) { node in
            guard let term = node.string.flatMap(Term.init), term.isOfDays else {
                note("expected a term of days or months, such as '6 months'", at: node.mark)
                return nil
            }
            return term
        }
    }

    /// The root of one file among others, which must be there.
    static func root(of name: String, among files: [RuleText]) -> (RuleReader, Node?) {
        let file = files.first { $0.name == name || $0.name.hasSuffix("/" + name) }
        let reader = RuleReader(file: file?.name ?? name)
        if file == nil { reader.note("the file is missing", at: nil) }
        return (reader, file.flatMap { reader.compose($0.text) })
    }
}
