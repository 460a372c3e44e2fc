private import Yams

extension ClassificationRules {
    /// Reads `classification.yaml`, noting what is wrong with it in the reader.
    init?(_ yaml: String, reader: RuleReader, lexicon: inout Lexicon) {
        guard let root = reader.compose(yaml),
            let mapping = reader.mapping(
                root,
                required: ["thresholds", "priors", "signals", "follows"]
            ),
            let thresholds = mapping["thresholds"]
                .flatMap({ ClassificationThresholds($0, reader: reader) })
        else { return nil }
        self.thresholds = thresholds
        var priors = Array(repeating: 0.0, count: ScoreIndex.count)
        if let node = mapping["priors"] {
            for vote in reader.votes(node, beside: []) { priors[vote.outcome] = vote.weight }
        }
        self.priors = priors
        var signals: [Signal] = []
        for node in mapping["signals"].map({ reader.sequence($0) }) ?? [] {
            guard let signal = Signal(node, reader: reader, lexicon: &lexicon) else { continue }
            signals.append(signal)
        }
        self.signals = signals
        follows = (mapping["follows"].map { reader.sequence($0) } ?? [])
            .compactMap { Follow($0, reader: reader) }
        guard reader.mistakes.isEmpty else { return nil }
    }
}

extension ClassificationThresholds {
    fileprivate init?(_ node: Node, reader: RuleReader) {
        let keys: Set = [
            "urgent", "sureMatter", "sureByModel", "urgentByModel", "suspectedAccusation",
            "openingCharacters", "openingTimes", "again", "againMax",
        ]
        guard let mapping = reader.mapping(node, required: keys) else { return nil }
        func amount(_ key: String) -> Double {
            mapping[key].flatMap { reader.amount($0) } ?? 0
        }
        func count(_ key: String) -> Int {
            mapping[key].flatMap { reader.number($0, in: 0...1000) } ?? 0
        }
        self.init(
            urgent: amount("urgent"),
            sureMatter: amount("sureMatter"),
            sureByModel: amount("sureByModel"),
            urgentByModel: amount("urgentByModel"),
            suspectedAccusation: amount("suspectedAccusation"),
            openingCharacters: count("openingCharacters"),
            openingTimes: amount("openingTimes"),
            again: amount("again"),
            againMax: count("againMax")
        )
    }
}

extension Signal {
    fileprivate init?(_ node: Node, reader: RuleReader, lexicon: inout Lexicon) {
        let dimensions: Set = ["kind", "matter", "aspect", "urgent"]
        let optional = dimensions.union(["with", "without"])
        guard let mapping = reader.mapping(node, required: ["words"], optional: optional) else {
            return nil
        }
        var seen: Set<String> = []
        for word in mapping["words"].map({ reader.sequence($0) }) ?? [] {
            guard let text = reader.text(word), !seen.insert(text).inserted else { continue }
            reader.note("'\(text)' stands here twice", at: word.mark)
        }
        words = lexicon.ids(of: seen.sorted())
        with = lexicon.ids(of: mapping["with"].map { reader.texts($0) } ?? [])
        without = lexicon.ids(of: mapping["without"].map { reader.texts($0) } ?? [])
        votes = reader.votes(node, beside: ["words", "with", "without"])
        if votes.isEmpty {
            let dimensions = "kind, matter, aspect or urgent"
            reader.note("the words speak for nothing: say \(dimensions)", at: node.mark)
        }
    }
}

extension ClassificationRules.Follow {
    /// Reads `{kind: consult, aspect: {policy: 1}}`.
    fileprivate init?(_ node: Node, reader: RuleReader) {
        let optional: Set = ["kind", "matter"]
        guard let mapping = reader.mapping(node, required: ["aspect"], optional: optional) else {
            return nil
        }
        let kind = mapping["kind"].flatMap { reader.code($0, Kind.self) }
        let matter = mapping["matter"].flatMap { reader.code($0, Matter.self) }
        guard
            let outcome = kind.flatMap({ ScoreIndex.kinds[$0] })
                ?? matter.flatMap({ ScoreIndex.matters[$0] })
        else {
            reader.note("expected a kind or a matter", at: node.mark)
            return nil
        }
        self.outcome = outcome
        votes = reader.votes(mapping["aspect"], Aspect.self, ScoreIndex.aspects)
    }
}

extension RuleReader {
    /// What `kind: {report: 3}`, `matter: …`, `aspect: …` and `urgent: 4` say.
    fileprivate func votes(_ node: Node, beside others: Set<String>) -> [Signal.Vote] {
        let keys: Set = ["kind", "matter", "aspect", "urgent"]
        guard let mapping = mapping(node, required: [], optional: keys.union(others)) else {
            return []
        }
        var votes = votes(mapping["kind"], Kind.self, ScoreIndex.kinds)
        votes += self.votes(mapping["matter"], Matter.self, ScoreIndex.matters)
        votes += self.votes(mapping["aspect"], Aspect.self, ScoreIndex.aspects)
        if let weight = mapping["urgent"].flatMap({ amount($0) }) {
            votes.append(Signal.Vote(outcome: ScoreIndex.urgent, weight: weight))
        }
        return votes
    }

    fileprivate func votes<Code: RawRepresentable & CaseIterable & Hashable>(
        _ node: Node?,
        _ type: Code.Type,
        _ numbers: [Code: Int]
    ) -> [Signal.Vote] where Code.RawValue == String {
        guard let node else { return [] }
        guard let mapping = node.mapping else {
            note("expected weights, such as {help: 2}", at: node.mark)
            return []
        }
        return mapping.compactMap { key, value in
            guard let code = code(key, type), let number = numbers[code],
                let weight = amount(value)
            else { return nil }
            return Signal.Vote(outcome: number, weight: weight)
        }
    }

    /// A number that may have a fraction, within -100 to 100.
    fileprivate func amount(_ node: Node) -> Double? {
        guard let number = node.float, (-100...100).contains(number) else {
            note("expected a number from -100 to 100", at: node.mark)
            return nil
        }
        return number
    }
}
