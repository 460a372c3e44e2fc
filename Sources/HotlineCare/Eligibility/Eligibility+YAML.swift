package import Hotline
internal import Yams

extension Eligibility {
    /// Reads the rule file.
    ///
    /// - Throws: ``RuleMistakes`` with everything that is wrong with it.
    package init(_ file: RuleText) throws(RuleMistakes) {
        let reader = EligibilityReader(file)
        guard let eligibility = reader.read(), reader.mistakes.isEmpty else {
            throw RuleMistakes(mistakes: reader.mistakes)
        }
        self = eligibility
    }

    /// The examples beside the rules that come out otherwise.
    package func failedExamples() -> [RuleMistake] {
        rules.flatMap { rule in
            rule.examples.compactMap { example in
                let outcome = Self.outcome(truth(of: rule.needs, example.answers))
                guard outcome != example.outcome else { return nil }
                return RuleMistake(
                    file: Self.fileName,
                    line: example.line,
                    column: example.column,
                    message: "an example of '\(rule.id)' comes out as '\(outcome.rawValue)'"
                )
            }
        }
    }

    package var exampleCount: Int { rules.reduce(0) { $0 + $1.examples.count } }
}

/// Reads `eligibility.yaml` (资格预审规则).
private final class EligibilityReader {
    private let reader: RuleReader
    private let text: String
    /// Words of what may not be asked for, because the authorities look it up themselves.
    private var mayNotAsk: [String] = []

    init(_ file: RuleText) {
        reader = RuleReader(file: file.name)
        text = file.text
    }

    var mistakes: [RuleMistake] { reader.mistakes }

    private static let keys: Set = [
        "advice", "refused", "mayNotAsk", "questions", "rules",
    ]

    func read() -> Eligibility? {
        guard let root = reader.compose(text),
            let mapping = reader.mapping(root, required: Self.keys)
        else { return nil }
        mayNotAsk = mapping["mayNotAsk"].map(words) ?? []
        let questions = mapping["questions"].map(reader.sequence) ?? []
        let rules = mapping["rules"].map(reader.sequence) ?? []
        let refused = mapping["refused"].flatMap(sentence)
        guard let advice = mapping["advice"].flatMap(sentence), let refused else { return nil }
        let eligibility = Eligibility(
            questions: questions.compactMap(question),
            rules: rules.compactMap(rule),
            advice: advice.says,
            refused: refused.says,
            refusedBasis: refused.basis
        )
        check(eligibility, questions, rules)
        return eligibility
    }

    private func sentence(_ node: Node) -> EligibilityRule.LegalTerm? {
        let mapping = reader.mapping(node, required: ["says", "basis", "grade"])
        guard let says = mapping?["says"].flatMap(reader.text),
            let basis = mapping?["basis"].flatMap(reader.text),
            let grade = mapping?["grade"].flatMap({ reader.code($0, Grade.self) })
        else { return nil }
        return EligibilityRule.LegalTerm(says: says, basis: basis, grade: grade)
    }

    private func words(_ node: Node) -> [String] {
        let keys: Set = ["words", "basis", "grade"]
        return reader.mapping(node, required: keys)?["words"].map(reader.texts) ?? []
    }

    // MARK: Questions

    private func question(_ node: Node) -> Question? {
        let mapping = reader.mapping(
            node,
            required: ["id", "asks", "options"],
            optional: ["hint", "onlyIf"]
        )
        guard let mapping, let id = mapping["id"].flatMap(reader.text),
            let asks = mapping["asks"].flatMap(reader.text)
        else { return nil }
        let options = (mapping["options"].map(reader.sequence) ?? []).compactMap(option)
        if Set(options.map(\.id)).count != options.count || options.count < 2 {
            reader.note("'\(id)' needs two or more different options", at: node.mark)
        }
        return Question(
            id: id,
            asks: asks,
            hint: mapping["hint"].flatMap(reader.text),
            options: options,
            onlyIf: mapping["onlyIf"].flatMap { condition($0) }
        )
    }

    private func option(_ node: Node) -> Question.Option? {
        let mapping = reader.mapping(node, required: ["id", "says"])
        guard let id = mapping?["id"].flatMap(reader.text),
            let says = mapping?["says"].flatMap(reader.text)
        else { return nil }
        if id == Question.unsure {
            reader.note("'\(id)' can be answered to every question", at: node.mark)
        }
        return Question.Option(id: id, says: says)
    }

    // MARK: Conditions

    /// How deep conditions may be nested.
    private static let depthMax = 8

    private func condition(_ node: Node, depth: Int = 0) -> Condition? {
        guard depth < Self.depthMax, let mapping = node.mapping else {
            reader.note("expected a condition, nested at most \(Self.depthMax) deep", at: node.mark)
            return nil
        }
        let says = mapping["says"].flatMap(reader.text)
        func parts(_ key: String) -> [Condition] {
            _ = reader.mapping(node, required: [key], optional: ["says"])
            let parts = mapping[key].map(reader.sequence) ?? []
            if parts.isEmpty { reader.note("'\(key)' of nothing", at: node.mark) }
            return parts.compactMap { condition($0, depth: depth + 1) }
        }
        if mapping["all"] != nil { return .all(parts("all"), says: says) }
        if mapping["any"] != nil { return .any(parts("any"), says: says) }
        if let rule = mapping["rule"] {
            _ = reader.mapping(node, required: ["rule"], optional: ["says"])
            return reader.text(rule).map { .rule($0, says: says) }
        }
        let leaf = reader.mapping(
            node,
            required: ["question", "among"],
            optional: ["person", "says"]
        )
        guard let leaf, let question = leaf["question"].flatMap(reader.text) else { return nil }
        return .answer(
            question: question,
            among: Set(leaf["among"].map(reader.texts) ?? []),
            person: Set(leaf["person"].map(reader.texts) ?? []),
            says: says
        )
    }

    // MARK: Rules

    private static let ruleKeys: Set = [
        "id", "name", "assistance", "needs", "basis", "grade", "who", "counter", "bring", "terms",
        "examples",
    ]

    private func rule(_ node: Node) -> EligibilityRule? {
        guard let mapping = reader.mapping(node, required: Self.ruleKeys, optional: ["note"]),
            let id = mapping["id"].flatMap(reader.text),
            let name = mapping["name"].flatMap(reader.text),
            let assistance = mapping["assistance"].flatMap(reader.text),
            let needs = mapping["needs"].flatMap({ condition($0) }),
            let basis = mapping["basis"].flatMap(reader.text),
            let grade = mapping["grade"].flatMap({ reader.code($0, Grade.self) }),
            let who = mapping["who"].flatMap(reader.text),
            let counter = mapping["counter"].flatMap({
                reader.code($0, EligibilityRule.Counter.self)
            })
        else { return nil }
        return EligibilityRule(
            id: id,
            name: name,
            assistance: assistance,
            needs: needs,
            basis: basis,
            grade: grade,
            who: who,
            counter: counter,
            bring: bring(mapping["bring"]),
            terms: (mapping["terms"].map(reader.sequence) ?? []).compactMap(sentence),
            note: mapping["note"].flatMap(reader.text),
            examples: (mapping["examples"].map(reader.sequence) ?? []).compactMap(example)
        )
    }

    /// What the authorities can look up themselves must not be asked for (社会救助法第六十二条).
    private func bring(_ node: Node?) -> [String] {
        (node.map(reader.sequence) ?? []).compactMap { item in
            guard let text = reader.text(item) else { return nil }
            for word in mayNotAsk where text.contains(word) {
                reader.note("'\(word)' may not be asked for: it can be looked up", at: item.mark)
            }
            return text
        }
    }

    private func example(_ node: Node) -> EligibilityRule.Example? {
        let mapping = reader.mapping(node, required: ["answers", "is"])
        guard let outcome = mapping?["is"].flatMap({ reader.code($0, Finding.Outcome.self) }),
            let given = mapping?["answers"]?.mapping
        else { return nil }
        var answers = Answers()
        for (key, value) in given {
            guard let question = key.string else { continue }
            answers[question] = reader.text(value)
        }
        return EligibilityRule.Example(
            answers: answers,
            outcome: outcome,
            line: node.mark?.line ?? 1,
            column: node.mark?.column ?? 1
        )
    }

    // MARK: What only the whole file can tell

    private func check(_ eligibility: Eligibility, _ questions: [Node], _ rules: [Node]) {
        guard mistakes.isEmpty else { return }
        checkNames(eligibility, questions, rules)
        for (question, node) in zip(eligibility.questions, questions) {
            guard let onlyIf = question.onlyIf else { continue }
            check(onlyIf, eligibility, at: node.mark)
            if !onlyIf.rules.isEmpty { reader.note("'onlyIf' names no rules", at: node.mark) }
            if onlyIf.questions.contains(where: { needs($0, question.id, eligibility) }) {
                reader.note("'\(question.id)' waits for itself", at: node.mark)
            }
        }
        for (rule, node) in zip(eligibility.rules, rules) {
            check(rule, eligibility, at: node.mark)
        }
        // Nothing that goes in a circle is decided.
        guard mistakes.isEmpty else { return }
        for (rule, node) in zip(eligibility.rules, rules) {
            checkExamples(of: rule, eligibility, at: node.mark)
        }
    }

    private func checkNames(_ eligibility: Eligibility, _ questions: [Node], _ rules: [Node]) {
        for (nodes, ids) in [
            (questions, eligibility.questions.map(\.id)), (rules, eligibility.rules.map(\.id)),
        ] {
            var seen: Set<String> = []
            for (id, node) in zip(ids, nodes) where !seen.insert(id).inserted {
                reader.note("'\(id)' is there twice", at: node.mark)
            }
        }
    }

    /// Whether a question is asked only by what another was answered, over any number of steps.
    private func needs(_ question: String, _ other: String, _ eligibility: Eligibility) -> Bool {
        var reached: Set<String> = []
        var front: Set = [question]
        while !front.isEmpty {
            reached.formUnion(front)
            front = front.reduce(into: Set<String>()) {
                $0.formUnion(eligibility.question($1)?.onlyIf?.questions ?? [])
            }.subtracting(reached)
        }
        return reached.contains(other)
    }

    private func check(_ rule: EligibilityRule, _ eligibility: Eligibility, at mark: Mark?) {
        check(rule.needs, eligibility, at: mark)
        if !rule.needs.isSaid {
            reader.note("a requirement of '\(rule.id)' says nothing in plain words", at: mark)
        }
        if reaches(rule.id, from: rule.needs.rules, eligibility) {
            reader.note("'\(rule.id)' rests on itself", at: mark)
        }
    }

    private func checkExamples(
        of rule: EligibilityRule,
        _ eligibility: Eligibility,
        at mark: Mark?
    ) {
        for outcome in [Finding.Outcome.fits, .lacks]
        where !rule.examples.contains(where: { $0.outcome == outcome }) {
            reader.note("'\(rule.id)' has no example that '\(outcome.rawValue)'", at: mark)
        }
        for example in rule.examples {
            let mistakes = eligibility.mistakes(in: example.answers)
            for mistake in mistakes {
                reader.note("an example answers '\(mistake.question)' as none can", at: mark)
            }
        }
    }

    private func reaches(
        _ rule: String,
        from start: Set<String>,
        _ eligibility: Eligibility
    ) -> Bool {
        var reached: Set<String> = []
        var front = start
        while !front.isEmpty {
            reached.formUnion(front)
            front = front.reduce(into: Set<String>()) {
                $0.formUnion(eligibility.rule($1)?.needs.rules ?? [])
            }.subtracting(reached)
        }
        return reached.contains(rule)
    }

    private func check(_ condition: Condition, _ eligibility: Eligibility, at mark: Mark?) {
        for part in condition.parts { check(part, eligibility, at: mark) }
        switch condition {
        case .all, .any: break
        case .rule(let id, _):
            if eligibility.rule(id) == nil { reader.note("there is no rule '\(id)'", at: mark) }
        case .answer(let id, let among, let person, _):
            guard let question = eligibility.question(id) else {
                return reader.note("there is no question '\(id)'", at: mark)
            }
            let known = Set(question.options.map(\.id))
            for option in among.union(person).subtracting(known).sorted() {
                reader.note("'\(id)' has no option '\(option)'", at: mark)
            }
            if !among.isDisjoint(with: person) {
                reader.note("'\(id)': what a person decides is not decided", at: mark)
            }
        }
    }
}

extension Condition {
    /// Whether every way down to an answer passes a requirement in plain words.
    var isSaid: Bool {
        if says != nil { return true }
        return !parts.isEmpty && parts.allSatisfy(\.isSaid)
    }
}
