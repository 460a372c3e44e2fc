/// Says what a text is about by the words in it (分类).
///
/// Each word speaks with its weight for the kinds, matters and aspects that the rules say. A
/// word within a longer one that speaks about the same dimension is not heard: 低保边缘 is not
/// 低保.
struct Classifier: Sendable {
    private let rules: ClassificationRules
    private let lexicon: Lexicon
    /// The signals that each word of the lexicon is part of.
    private let signals: [[Int]]
    /// The dimensions that each word speaks about, one bit for each.
    private let dimensions: [UInt8]

    init(rules: ClassificationRules, lexicon: Lexicon) {
        self.rules = rules
        self.lexicon = lexicon
        var signals: [[Int]] = Array(repeating: [], count: lexicon.words.count)
        var dimensions: [UInt8] = Array(repeating: 0, count: lexicon.words.count)
        for (index, signal) in rules.signals.enumerated() {
            for word in signal.words {
                signals[word].append(index)
                for vote in signal.votes { dimensions[word] |= Self.bit(ofOutcome: vote.outcome) }
            }
        }
        self.signals = signals
        self.dimensions = dimensions
    }

    /// What the text is about, and what must be asked before it is believed.
    func classify(_ reading: Reading) -> Verdict {
        var scores = Scores(priors: rules.priors)
        for dimension in Dimension.allCases { tally(dimension, of: reading, into: &scores) }
        let found = [scores.best(.kind).best, scores.best(.matter).best]
        for follow in rules.follows where found.contains(follow.outcome) {
            for vote in follow.votes { scores.add(vote.weight, to: vote.outcome) }
        }
        return verdict(scores)
    }

    // MARK: - Adding up

    private func tally(_ dimension: Dimension, of reading: Reading, into scores: inout Scores) {
        let bit = UInt8(1) << UInt8(dimension.rawValue)
        let hits = outermost(reading.hits, bit: bit)
        let opening = rules.thresholds.openingCharacters * 3
        var said: [Int: Int] = [:]
        for hit in hits {
            let times = said[hit.word, default: 0]
            guard times <= rules.thresholds.againMax else { continue }
            said[hit.word] = times + 1
            var factor = times == 0 ? 1 : rules.thresholds.again
            if hit.start < opening { factor *= rules.thresholds.openingTimes }
            for signal in signals[hit.word] {
                add(rules.signals[signal], hit.word, times: factor, in: reading, bit, &scores)
            }
        }
    }

    private func add(
        _ signal: Signal,
        _ word: Int,
        times factor: Double,
        in reading: Reading,
        _ bit: UInt8,
        _ scores: inout Scores
    ) {
        guard signal.with.isEmpty || reading.hasAny(signal.with),
            !reading.hasAny(signal.without)
        else { return }
        for vote in signal.votes where Self.bit(ofOutcome: vote.outcome) == bit {
            scores.add(vote.weight * factor, to: vote.outcome, because: word)
        }
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

    // MARK: - Deciding

    private func verdict(_ scores: Scores) -> Verdict {
        let (kind, nextKind) = scores.best(.kind)
        let (matter, nextMatter) = scores.best(.matter)
        let (aspect, nextAspect) = scores.best(.aspect)
        let classification = Classification(
            kind: decision(ScoreIndex.kind(kind), kind, nextKind, scores),
            matter: decision(ScoreIndex.matter(matter), matter, nextMatter, scores),
            aspect: decision(ScoreIndex.aspect(aspect), aspect, nextAspect, scores),
            urgent: urgent(scores)
        )
        let isClose = scores.values[nextMatter] > 0
        return Verdict(
            classification: classification,
            secondMatter: isClose ? ScoreIndex.matter(nextMatter) : nil,
            isSureOfMatter: classification.matter.confidence >= rules.thresholds.sureMatter,
            mayAccuse: mayAccuse(scores)
        )
    }

    private func decision<Value>(
        _ value: Value,
        _ best: Int,
        _ second: Int,
        _ scores: Scores
    ) -> Decision<Value> {
        let words = scores.words(for: best)
        guard !words.isEmpty else {
            return Decision(value: value, confidence: 0, by: .none, because: [])
        }
        let confidence = Self.confidence(scores.values[best], over: scores.values[second])
        return Decision(
            value: value,
            confidence: confidence,
            by: .rule,
            because: words.map { lexicon.words[$0] }
        )
    }

    /// Much, and much more than for the next best, is near 1.
    private static func confidence(_ best: Double, over second: Double) -> Double {
        let share = best / (best + max(0, second))
        let mass = best / (best + 1)
        return (share * mass * 100).rounded() / 100
    }

    private func urgent(_ scores: Scores) -> Decision<Bool> {
        let score = scores.values[ScoreIndex.urgent]
        let words = scores.words(for: ScoreIndex.urgent)
        let isUrgent = score >= rules.thresholds.urgent
        let distance = abs(score - rules.thresholds.urgent) / rules.thresholds.urgent
        return Decision(
            value: isUrgent,
            confidence: (min(1, 0.5 + distance / 2) * 100).rounded() / 100,
            by: words.isEmpty ? .none : .rule,
            because: isUrgent ? words.map { lexicon.words[$0] } : []
        )
    }

    /// Whether it may be an accusation that the best guess does not say it is.
    private func mayAccuse(_ scores: Scores) -> Bool {
        let kinds = Dimension.kind.outcomes.map { scores.values[$0] }
        let best = kinds.max() ?? 0
        let report = ScoreIndex.kinds[.report].map { scores.values[$0] } ?? 0
        let integrity = ScoreIndex.aspects[.integrity].map { scores.values[$0] } ?? 0
        let share = rules.thresholds.suspectedAccusation
        return (report > 0 && report >= best * share) || integrity > 0
    }
}

/// What a classifier thinks of a text.
struct Verdict: Sendable {
    let classification: Classification
    /// The next best matter, if any word speaks for it.
    let secondMatter: Matter?
    let isSureOfMatter: Bool
    /// Whether somebody might be accused, though it was not taken for an accusation.
    let mayAccuse: Bool
}
