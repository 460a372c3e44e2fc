/// Weighs what the rules say and what the model says about one text (合议).
///
/// Their points are added, the rules' as often as training found right. Urgency is for the rules:
/// a model may only raise it.
struct Judgement {
    private let voice: ModelVoice?
    private let thresholds: ClassificationThresholds
    private let lexicon: Lexicon
    private let text: String
    private var scores: Scores
    /// What each outcome has from rules and model together.
    private var totals: [Double]
    /// For each dimension, the best outcome and the next best: of both, and of the rules alone.
    private var bests: [(best: Int, second: Int)] = []
    private var ruled: [(best: Int, second: Int)] = []
    /// What the model knows of the text, if there is one.
    private let hearing: LinearModel.Hearing?
    /// What the model gives to each outcome, where it speaks.
    private let said: [Double]
    /// For each dimension, the words that spoke to the model, where it decided.
    private var heard: [[String]] = []

    init(
        scores: Scores,
        voice: ModelVoice?,
        thresholds: ClassificationThresholds,
        lexicon: Lexicon,
        text: String,
        scalars: ScalarText
    ) {
        self.scores = scores
        self.voice = voice
        self.thresholds = thresholds
        self.lexicon = lexicon
        self.text = text
        hearing = voice?.model.hear(scalars)
        said = hearing.flatMap { voice?.outcomes(of: $0) } ?? []
        totals = scores.values
        for dimension in Dimension.allCases where voice?.speaks(of: dimension) ?? false {
            let weight = voice?.ruleWeight(dimension) ?? 1
            for outcome in dimension.outcomes {
                totals[outcome] = said[outcome] + weight * totals[outcome]
            }
        }
        for dimension in Self.chosen {
            bests.append(dimension.best(in: totals))
            ruled.append(scores.best(dimension))
        }
    }

    /// The dimensions that have a best outcome, in the order of their numbers.
    private static let chosen: [Dimension] = [.kind, .matter, .aspect]

    /// Concludes from the kind and the matter on the aspect.
    mutating func follow(_ follows: [ClassificationRules.Follow]) {
        let found = [best(.kind).best, best(.matter).best]
        let weight = hears(.aspect) ? voice?.ruleWeight(.aspect) ?? 1 : 1
        for follow in follows where found.contains(follow.outcome) {
            for vote in follow.votes {
                scores.add(vote.weight, to: vote.outcome)
                totals[vote.outcome] += weight * vote.weight
            }
        }
        bests[Dimension.aspect.rawValue] = Dimension.aspect.best(in: totals)
        ruled[Dimension.aspect.rawValue] = scores.best(.aspect)
    }

    mutating func verdict() -> Verdict {
        heard = wordsHeard()
        let classification = Classification(
            kind: decision(.kind, ScoreIndex.kind),
            matter: decision(.matter, ScoreIndex.matter),
            aspect: decision(.aspect, ScoreIndex.aspect),
            urgent: urgent(),
            model: voice?.model.id
        )
        let next = best(.matter).second
        let isModelHeard = voice?.speaks(of: .matter) ?? false
        let sure = isModelHeard ? thresholds.sureByModel : thresholds.sureMatter
        return Verdict(
            classification: classification,
            secondMatter: isModelHeard || scores.values[next] > 0 ? ScoreIndex.matter(next) : nil,
            isSureOfMatter: classification.matter.confidence >= sure,
            mayAccuse: mayAccuse(classification)
        )
    }

    // MARK: - Adding up

    private func hears(_ dimension: Dimension) -> Bool { voice?.speaks(of: dimension) ?? false }

    private func best(_ dimension: Dimension) -> (best: Int, second: Int) {
        bests[dimension.rawValue]
    }

    // MARK: - Deciding

    /// Whether the rules say themselves, in words, what the two together say.
    private func isByRule(_ dimension: Dimension) -> Bool {
        let best = ruled[dimension.rawValue].best
        return self.best(dimension).best == best && scores.hasWords(for: best)
    }

    /// All in one pass over the text.
    private func wordsHeard() -> [[String]] {
        var words: [[String]] = Array(repeating: [], count: Dimension.allCases.count)
        guard let voice, let hearing else { return words }
        var decided = [Dimension.kind, .matter, .aspect]
            .filter { hears($0) && !isByRule($0) }
            .map { ($0, best($0).best) }
        if isRaisedByModel { decided.append((.urgent, ScoreIndex.urgent)) }
        for (entry, found) in zip(decided, voice.words(for: decided, of: hearing, in: text)) {
            words[entry.0.rawValue] = found
        }
        return words
    }

    /// How likely the model thinks it to be urgent; nil where it does not speak of that.
    private var risk: Double? {
        guard let voice, hears(.urgent) else { return nil }
        return voice.confidence(.urgent, lead: said[ScoreIndex.urgent])
    }

    private var isRaisedByModel: Bool {
        scores.values[ScoreIndex.urgent] < thresholds.urgent
            && risk.map { $0 >= thresholds.urgentByModel } ?? false
    }

    private func decision<Value>(
        _ dimension: Dimension,
        _ value: (Int) -> Value
    ) -> Decision<Value> {
        let (ruleBest, ruleSecond) = ruled[dimension.rawValue]
        let words = scores.words(for: ruleBest)
        let share = Self.confidence(scores.values[ruleBest], over: scores.values[ruleSecond])
        guard let voice, hears(dimension) else {
            return Decision(
                value: value(ruleBest),
                confidence: words.isEmpty ? 0 : share,
                by: words.isEmpty ? .none : .rule,
                because: words.map { lexicon.words[$0] }
            )
        }
        let (best, second) = best(dimension)
        let lead = totals[best] - totals[second]
        let isByRule = isByRule(dimension)
        var decision = Decision(
            value: value(best),
            confidence: Self.rounded(voice.confidence(dimension, lead: lead)),
            by: isByRule ? .rule : .model,
            because: isByRule ? words.map { lexicon.words[$0] } : heard[dimension.rawValue]
        )
        let own = dimension.best(in: said)
        decision.model = Opinion(
            value: value(own.best),
            confidence: Self.rounded(
                voice.confidence(dimension, lead: said[own.best] - said[own.second])
            )
        )
        if !words.isEmpty { decision.rule = Opinion(value: value(ruleBest), confidence: share) }
        return decision
    }

    private func urgent() -> Decision<Bool> {
        let score = scores.values[ScoreIndex.urgent]
        let words = scores.words(for: ScoreIndex.urgent)
        let isUrgent = score >= thresholds.urgent
        let distance = abs(score - thresholds.urgent) / thresholds.urgent
        var decision = Decision(
            value: isUrgent,
            confidence: Self.rounded(min(1, 0.5 + distance / 2)),
            by: words.isEmpty ? .none : .rule,
            because: isUrgent ? words.map { lexicon.words[$0] } : []
        )
        guard let risk else { return decision }
        let rule = Opinion(value: isUrgent, confidence: decision.confidence)
        if isRaisedByModel {
            decision = Decision(
                value: true,
                confidence: Self.rounded(risk),
                by: .model,
                because: heard[Dimension.urgent.rawValue]
            )
        }
        if !words.isEmpty { decision.rule = rule }
        decision.model = Opinion(
            value: risk >= 0.5,
            confidence: Self.rounded(max(risk, 1 - risk))
        )
        return decision
    }

    /// Much, and much more than for the next best, is near 1.
    private static func confidence(_ best: Double, over second: Double) -> Double {
        let share = best / (best + max(0, second))
        let mass = best / (best + 1)
        return rounded(share * mass)
    }

    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

    // MARK: - Accusations

    /// Whether it may be an accusation that the best guess does not say it is: no model
    /// outvotes the firewall.
    private func mayAccuse(_ classification: Classification) -> Bool {
        let kinds = Dimension.kind.outcomes.map { scores.values[$0] }
        let best = kinds.max() ?? 0
        let report = ScoreIndex.kinds[.report].map { scores.values[$0] } ?? 0
        let integrity = ScoreIndex.aspects[.integrity].map { scores.values[$0] } ?? 0
        if report > 0 && report >= best * thresholds.suspectedAccusation || integrity > 0 {
            return true
        }
        guard hears(.kind) || hears(.aspect), !classification.isAccusation else { return false }
        let ruled = Classification.isAccusation(
            kind: ScoreIndex.kind(ruled[Dimension.kind.rawValue].best),
            aspect: ScoreIndex.aspect(ruled[Dimension.aspect.rawValue].best)
        )
        return ruled || classification.kind.model?.value == .report
    }
}

extension Dimension {
    /// Its best outcome and the next best by some points, the first of equals first.
    func best(in points: [Double]) -> (best: Int, second: Int) {
        let points = points.span
        var best = outcomes.lowerBound
        var second = best + 1
        if points[second] > points[best] { swap(&best, &second) }
        for outcome in outcomes.lowerBound + 2..<outcomes.upperBound {
            let value = points[outcome]
            if value > points[best] {
                second = best
                best = outcome
            } else if value > points[second] {
                second = outcome
            }
        }
        return (best, second)
    }
}
