package import Hotline
internal import Yams

extension DutyRules {
    /// Reads `routing-rules/duties.yaml` among the other files.
    ///
    /// - Throws: ``RuleMistakes`` with everything that is wrong with it.
    package init(files: [RuleText]) throws(RuleMistakes) {
        let file =
            files.first { $0.name == Self.fileName || $0.name.hasSuffix("/" + Self.fileName) }
        let reader = RuleReader(file: file?.name ?? Self.fileName)
        if file == nil { reader.note("the file is missing", at: nil) }
        let root = file.flatMap { reader.compose($0.text) }
        let keys: Set = ["aheadDays", "yellowWorkingDays", "duties", "topics"]
        let mapping = root.flatMap { reader.mapping($0, required: keys) }
        let defaults = mapping.flatMap { DutyDefaults($0, reader) }
        var rules: [DutyRule] = []
        if let defaults, let list = mapping?["duties"] {
            for node in reader.sequence(list) {
                guard let rule = DutyRule(node, defaults, reader) else { continue }
                if rules.contains(where: { $0.id == rule.id }) {
                    reader.note("'\(rule.id)' stands here twice", at: node.mark)
                }
                rules.append(rule)
            }
        }
        let topics = mapping?["topics"].map { reader.topics($0) } ?? []
        guard let defaults, reader.mistakes.isEmpty else {
            throw RuleMistakes(mistakes: reader.mistakes)
        }
        self.init(rules: rules, topics: topics, yellowWorkingDays: defaults.yellowWorkingDays)
    }
}

/// What holds for every duty that does not say otherwise.
private struct DutyDefaults {
    let aheadDays: ClockSettingChoice<Int>
    let yellowWorkingDays: ClockSettingChoice<Int>

    init?(_ mapping: Node.Mapping, _ reader: RuleReader) {
        let ahead = mapping["aheadDays"].flatMap { reader.aheadDays($0) }
        let yellow = mapping["yellowWorkingDays"].flatMap { reader.yellowWorkingDays($0) }
        guard let ahead, let yellow else { return nil }
        aheadDays = ahead
        yellowWorkingDays = yellow
    }
}

extension DutyRule {
    private static let required: Set = [
        "id", "name", "kind", "owes", "to", "every", "due", "from", "basis", "grade",
    ]
    private static let optional: Set = [
        "division", "until", "note", "aheadDays", "yellowWorkingDays", "source",
    ]
    private static let idLengthMax = 40

    fileprivate init?(_ node: Node, _ defaults: DutyDefaults, _ reader: RuleReader) {
        guard
            let mapping = reader.mapping(node, required: Self.required, optional: Self.optional)
        else { return nil }
        let id = mapping["id"].flatMap { reader.ruleID($0, lengthMax: Self.idLengthMax) }
        let name = mapping["name"].flatMap(reader.text)
        let kind = mapping["kind"].flatMap { reader.code($0, DutyKind.self) }
        let owes = mapping["owes"].flatMap { reader.party($0) }
        let to = mapping["to"].flatMap { reader.party($0) }
        let every = mapping["every"].flatMap { reader.code($0, DutyFrequency.self) }
        let due = mapping["due"].flatMap { node in reader.choice(node) { reader.due($0) } }
        let from = mapping["from"].flatMap(reader.day)
        let until = mapping["until"].flatMap(reader.day)
        let basis = mapping["basis"].flatMap(reader.text)
        let grade = mapping["grade"].flatMap { reader.code($0, Grade.self) }
        let ahead = mapping["aheadDays"].map { reader.aheadDays($0) } ?? defaults.aheadDays
        let yellow =
            mapping["yellowWorkingDays"].map { reader.yellowWorkingDays($0) }
            ?? defaults.yellowWorkingDays
        if let from, let until, until < from {
            reader.note("it ends before it begins", at: mapping["until"]?.mark)
        }
        let source = mapping["source"].flatMap(reader.text)
        if let kind, (kind == .matching) != (source != nil) {
            reader.note(
                "source names the list that is owed, and stands with matching",
                at: node.mark
            )
        }
        if let owes, let to, owes.level.isAbove(to.level) {
            reader.note("whom it is owed to lies below who owes it", at: mapping["to"]?.mark)
        }
        guard let id, let name, let kind, let owes, let to, let every, let due, let from,
            let basis, let grade, let ahead, let yellow
        else { return nil }
        self.init(
            id: id,
            name: name,
            kind: kind,
            owes: owes,
            to: to,
            every: every,
            due: due,
            aheadDays: ahead,
            yellowWorkingDays: yellow,
            division: mapping["division"].flatMap { reader.placeInForce($0) },
            from: from,
            until: until,
            basis: basis,
            grade: grade,
            note: mapping["note"].flatMap(reader.text),
            source: source
        )
    }
}

extension Level {
    /// Levels from the lowest to the highest.
    fileprivate func isAbove(_ other: Level) -> Bool {
        let order = Level.allCases
        return (order.firstIndex(of: self) ?? 0) > (order.firstIndex(of: other) ?? 0)
    }
}

extension RuleReader {
    fileprivate func aheadDays(_ node: Node) -> ClockSettingChoice<Int>? {
        choice(node) { number($0, in: 1...DutyRule.aheadDaysMax) }
    }

    fileprivate func yellowWorkingDays(_ node: Node) -> ClockSettingChoice<Int>? {
        choice(node) { number($0, in: 0...60) }
    }

    /// A word that stands in addresses and columns.
    fileprivate func ruleID(_ node: Node, lengthMax: Int) -> String? {
        guard let id = text(node) else { return nil }
        let isPlain = id.utf8.allSatisfy { (97...122).contains($0) || $0 == UInt8(ascii: "-") }
        guard isPlain, id.utf8.count <= lengthMax else {
            note("an id is of small letters and hyphens, at most \(lengthMax)", at: node.mark)
            return nil
        }
        return id
    }

    fileprivate func party(_ node: Node) -> DutyParty? {
        guard let mapping = mapping(node, required: ["kind", "level"]),
            let kind = mapping["kind"].flatMap({ code($0, UnitKind.self) }),
            let level = mapping["level"].flatMap({ code($0, Level.self) })
        else { return nil }
        let isThere =
            switch level {
            case .village: kind == .village
            case .township: kind == .township
            case .county, .city, .province: !kind.isDivision
            }
        if !isThere {
            note("there is no \(kind.rawValue) at the \(level.rawValue)", at: node.mark)
            return nil
        }
        return DutyParty(kind, at: level)
    }

    /// `{day: 20}`, `{month: 1, day: 10}`; `day: last` is the last one of the month.
    fileprivate func due(_ node: Node) -> DutyDue? {
        guard let mapping = mapping(node, required: ["day"], optional: ["month"]),
            let day = mapping["day"]
        else { return nil }
        let number = day.scalar?.string == "last" ? 31 : self.number(day, in: 1...31)
        let month = mapping["month"].map { self.number($0, in: 1...DutyDue.monthMax) } ?? 1
        guard let number, let month else { return nil }
        return DutyDue(month: month, day: number)
    }

    fileprivate func topics(_ list: Node) -> [VisitTopicRule] {
        var topics: [VisitTopicRule] = []
        for node in sequence(list) {
            guard
                let mapping = mapping(
                    node,
                    required: ["topic", "matter", "aspect", "basis", "grade"]
                ),
                let topic = mapping["topic"].flatMap({ code($0, VisitTopic.self) }),
                let matter = mapping["matter"].flatMap({ code($0, Matter.self) }),
                let aspect = mapping["aspect"].flatMap({ code($0, Aspect.self) }),
                let basis = mapping["basis"].flatMap(text),
                let grade = mapping["grade"].flatMap({ code($0, Grade.self) })
            else { continue }
            if topics.contains(where: { $0.topic == topic }) {
                note("'\(topic.rawValue)' stands here twice", at: node.mark)
            }
            topics.append(
                VisitTopicRule(
                    topic: topic,
                    matter: matter,
                    aspect: aspect,
                    basis: basis,
                    grade: grade
                )
            )
        }
        for topic in VisitTopic.allCases where !topics.contains(where: { $0.topic == topic }) {
            note("no topic '\(topic.rawValue)'", at: list.mark)
        }
        return topics
    }
}
