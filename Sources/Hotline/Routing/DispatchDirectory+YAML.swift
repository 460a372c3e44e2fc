private import Yams

extension DispatchDirectory {
    /// Reads `routing.yaml`, noting what is wrong with it in the reader.
    init?(_ yaml: String, reader: RuleReader, lexicon: inout Lexicon) {
        guard let root = reader.compose(yaml),
            let mapping = reader.mapping(root, required: ["rules"])
        else { return nil }
        var rules: [RoutingRule] = []
        for node in mapping["rules"].map({ reader.sequence($0) }) ?? [] {
            guard let rule = RoutingRule(node, reader, &lexicon) else { continue }
            if rules.contains(where: { $0.id == rule.id }) {
                reader.note("'\(rule.id)' stands here twice", at: node.mark)
            }
            rules.append(rule)
        }
        guard reader.mistakes.isEmpty else { return nil }
        self.init(rules, file: reader.file)
    }

    /// The places and the single units that there are not.
    func mistakes(divisions: Divisions, units: UnitDirectory, file: String) -> [RuleMistake] {
        rules.flatMap { rule in
            var messages = rule.places.sorted().filter { divisions[$0] == nil }
                .map { "no division has the code '\($0)'" }
            if let id = rule.unit, units[id]?.kind != rule.to {
                messages.append(
                    units[id] == nil
                        ? "no unit has the code '\(id)'" : "'\(id)' is no \(rule.to.rawValue)"
                )
            }
            return messages.map {
                RuleMistake(file: file, line: rule.line, column: rule.column, message: $0)
            }
        }
    }

    /// The clock rules that are named and that there are not.
    func mistakes(clocks: ClockRules, file: String) -> [RuleMistake] {
        rules.compactMap { rule in
            guard let id = rule.clock, clocks.answerRule(named: id) == nil else { return nil }
            let message = "no clock rule for the answer has the id '\(id)'"
            return RuleMistake(
                file: file,
                line: rule.line,
                column: rule.column,
                message: message
            )
        }
    }

    /// What the rules ask for that there is not: units, or a township for a department's matter.
    func mistakes(units: UnitRules, categories: Categories, file: String) -> [RuleMistake] {
        rules.flatMap { rule in
            var messages: [String] = []
            for kind in [rule.to] + rule.with where !units.has(kind, at: rule.level(of: kind)) {
                let level = rule.level(of: kind).rawValue
                messages.append("no unit is a \(kind.rawValue) at the \(level)")
            }
            if rule.to.isDivision {
                for matter in rule.matters.sorted(by: { $0.rawValue < $1.rawValue })
                where categories[matter].level == .department {
                    let what = "'\(matter.rawValue)' is a department's matter"
                    messages.append("\(what) and may not go to a township (国办函〔2025〕66号)")
                }
            }
            return messages.map {
                RuleMistake(file: file, line: rule.line, column: rule.column, message: $0)
            }
        }
    }
}

extension UnitRules {
    fileprivate func has(_ kind: UnitKind, at level: Level) -> Bool {
        templates.contains { $0.kind == kind && $0.names[level] != nil }
    }
}

extension RoutingRule {
    /// Where a unit of that kind stands: villages and townships at their own level.
    func level(of kind: UnitKind) -> Level {
        switch kind {
        case .village: .village
        case .township: .township
        case .civilAffairs, .desk, .medicalInsurance, .disabledFederation, .humanResources,
            .education, .housing, .agriculture, .veterans, .emergency, .rescueStation,
            .marketRegulation, .publicSecurity, .propertyRegistry:
            level
        }
    }

    fileprivate init?(_ node: Node, _ reader: RuleReader, _ lexicon: inout Lexicon) {
        let required: Set = ["id", "to", "because", "basis", "grade", "from", "examples"]
        let optional: Set = [
            "kind", "matter", "aspect", "urgent", "place", "says", "level", "unit", "with",
            "clock", "priority", "until",
        ]
        guard let mapping = reader.mapping(node, required: required, optional: optional),
            let id = mapping["id"].flatMap({ reader.text($0) }),
            let to = mapping["to"].flatMap({ reader.code($0, UnitKind.self) }),
            let because = mapping["because"].flatMap({ reader.text($0) }),
            let basis = mapping["basis"].flatMap({ reader.text($0) }),
            let grade = mapping["grade"].flatMap({ reader.code($0, Grade.self) }),
            let from = mapping["from"].flatMap({ reader.day($0) })
        else { return nil }
        self.id = id
        self.to = to
        self.because = because
        self.basis = basis
        self.grade = grade
        self.from = from
        kinds = reader.codes(mapping["kind"], Kind.self)
        matters = reader.codes(mapping["matter"], Matter.self)
        aspects = reader.codes(mapping["aspect"], Aspect.self)
        urgent = mapping["urgent"].flatMap { reader.flag($0) }
        says = lexicon.ids(of: mapping["says"].map { reader.texts($0) } ?? [])
        level = mapping["level"].flatMap { reader.code($0, Level.self) } ?? .county
        places = Set((mapping["place"].map { reader.list($0) } ?? []).compactMap(reader.division))
        if Set(places.map(\.level)).count > 1 {
            reader.note("the places of one rule are of one level", at: mapping["place"]?.mark)
        }
        unit = mapping["unit"].flatMap { reader.unit($0) }
        clock = mapping["clock"].flatMap { reader.text($0) }
        priority = mapping["priority"].flatMap { reader.code($0, Priority.self) }
        with = (mapping["with"].map { reader.list($0) } ?? [])
            .compactMap { reader.code($0, UnitKind.self) }
        until = mapping["until"].flatMap { reader.day($0) }
        line = node.mark?.line ?? 1
        column = node.mark?.column ?? 1
        examples = (mapping["examples"].map { reader.sequence($0) } ?? [])
            .compactMap { RoutingExample($0, reader) }
        if examples.isEmpty { reader.note("'\(id)' has no example", at: node.mark) }
    }
}

extension RoutingExample {
    fileprivate init?(_ node: Node, _ reader: RuleReader) {
        let optional: Set = ["kind", "matter", "aspect", "urgent", "place"]
        guard let mapping = reader.mapping(node, required: ["text"], optional: optional),
            let text = mapping["text"].flatMap({ reader.text($0) })
        else { return nil }
        self.text = text
        kind = mapping["kind"].flatMap { reader.code($0, Kind.self) }
        matter = mapping["matter"].flatMap { reader.code($0, Matter.self) }
        aspect = mapping["aspect"].flatMap { reader.code($0, Aspect.self) }
        urgent = mapping["urgent"].flatMap { reader.flag($0) }
        place = mapping["place"].flatMap { reader.division($0) }
        line = node.mark?.line ?? 1
        column = node.mark?.column ?? 1
    }
}

extension RuleReader {
    fileprivate func division(_ node: Node) -> DivisionCode? {
        guard let code = node.scalar.flatMap({ DivisionCode($0.string) }) else {
            note("expected a division's code, such as 140105", at: node.mark)
            return nil
        }
        return code
    }

    /// A list, or one alone.
    fileprivate func list(_ node: Node) -> [Node] {
        node.scalar == nil ? sequence(node) : [node]
    }

    fileprivate func codes<Code: RawRepresentable & CaseIterable & Hashable>(
        _ node: Node?,
        _ type: Code.Type
    ) -> Set<Code> where Code.RawValue == String {
        Set((node.map { list($0) } ?? []).compactMap { code($0, type) })
    }
}
