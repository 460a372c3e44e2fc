/// Says what a text is about (分类): by the words that rules know, and by a model if there is one.
///
/// Each word speaks with its weight for the kinds, matters and aspects that the rules say. A
/// word within a longer one that speaks about the same dimension is not heard: 低保边缘 is not
/// 低保. Rules and model are heard apart, and what each said is kept.
struct Classifier: Sendable {
    private let rules: ClassificationRules
    private let lexicon: Lexicon
    /// The model that is heard beside the rules; nil where none was trained yet.
    let voice: ModelVoice?
    /// What the words say, word after word.
    private let says: [Say]
    /// Where what each word says begins among them, and behind the last where it ends.
    private let beginnings: [Int]
    /// What must stand beside a word, and what must not.
    private let conditions: [(with: [Int], without: [Int])]
    /// The dimensions that each word speaks about, one bit for each.
    private let dimensions: [UInt8]

    init(rules: ClassificationRules, lexicon: Lexicon, model: LinearModel? = nil) {
        self.rules = rules
        self.lexicon = lexicon
        voice = model.flatMap(ModelVoice.init)
        var byWord: [[Say]] = Array(repeating: [], count: lexicon.words.count)
        var dimensions: [UInt8] = Array(repeating: 0, count: lexicon.words.count)
        for (index, signal) in rules.signals.enumerated() {
            for word in signal.words {
                for vote in signal.votes {
                    let bit = Self.bit(ofOutcome: vote.outcome)
                    dimensions[word] |= bit
                    byWord[word].append(
                        Say(outcome: vote.outcome, weight: vote.weight, bit: bit, signal: index)
                    )
                }
            }
        }
        says = byWord.flatMap(\.self)
        beginnings = byWord.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        conditions = rules.signals.map { ($0.with, $0.without) }
        self.dimensions = dimensions
    }

    /// What a word says for one outcome, by which signal.
    private struct Say {
        let outcome: Int
        let weight: Double
        let bit: UInt8
        let signal: Int
    }

    /// What the text is about, and what must be asked before it is believed.
    func classify(_ reading: Reading, text: String) -> Verdict {
        let scores = tally(reading)
        var judgement = Judgement(
            scores: scores,
            voice: voice,
            thresholds: rules.thresholds,
            lexicon: lexicon,
            text: text,
            scalars: reading.scalars
        )
        judgement.follow(rules.follows)
        return judgement.verdict()
    }

    /// What the words of the rules add up to, before one thing is concluded from another.
    func tally(_ reading: Reading) -> Scores {
        var scores = Scores(priors: rules.priors)
        for dimension in Dimension.allCases { tally(dimension, of: reading, into: &scores) }
        return scores
    }

    /// What a kind and a matter that were found say about the aspect.
    func follow(_ found: [Int], in scores: inout Scores) {
        for follow in rules.follows where found.contains(follow.outcome) {
            for vote in follow.votes { scores.add(vote.weight, to: vote.outcome) }
        }
    }

    // MARK: - Adding up

    private func tally(_ dimension: Dimension, of reading: Reading, into scores: inout Scores) {
        let bit = UInt8(1) << UInt8(dimension.rawValue)
        let hits = outermost(reading.hits, bit: bit)
        let opening = rules.thresholds.openingCharacters * 3
        var said = [UInt16](repeating: 0, count: lexicon.words.count)
        for hit in hits {
            let times = Int(said[hit.word])
            guard times <= rules.thresholds.againMax else { continue }
            said[hit.word] += 1
            var factor = times == 0 ? 1 : rules.thresholds.again
            if hit.start < opening { factor *= rules.thresholds.openingTimes }
            for index in beginnings[hit.word]..<beginnings[hit.word + 1] {
                let say = says[index]
                guard say.bit == bit, isMet(say.signal, in: reading) else { continue }
                scores.add(say.weight * factor, to: say.outcome, because: hit.word)
            }
        }
    }

    private func isMet(_ signal: Int, in reading: Reading) -> Bool {
        (conditions[signal].with.isEmpty || reading.hasAny(conditions[signal].with))
            && (conditions[signal].without.isEmpty || !reading.hasAny(conditions[signal].without))
    }

    /// The hits that speak about a dimension, without those within a longer one.
    private func outermost(
        _ hits: [WordAutomaton.Hit],
        bit: UInt8
    ) -> [WordAutomaton.Hit] {
        var kept: [WordAutomaton.Hit] = []
        for hit in hits where dimensions[hit.word] & bit != 0 {
            while let last = kept.last, last.start >= hit.start, last.end < hit.end {
                kept.removeLast()
            }
            if let last = kept.last, last.end == hit.end { continue }
            kept.append(hit)
        }
        return kept
    }

    private static func bit(ofOutcome outcome: Int) -> UInt8 {
        if outcome < ScoreIndex.firstMatter { return 1 }
        if outcome < ScoreIndex.firstAspect { return 2 }
        return outcome < ScoreIndex.urgent ? 4 : 8
    }
}

/// What a classifier thinks of a text.
struct Verdict: Sendable {
    let classification: Classification
    /// The next best matter, if anything speaks for it.
    let secondMatter: Matter?
    let isSureOfMatter: Bool
    /// Whether somebody might be accused, though it was not taken for an accusation.
    let mayAccuse: Bool
}
