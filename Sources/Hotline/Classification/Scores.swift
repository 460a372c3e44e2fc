/// What the words of one text add up to.
struct Scores: Sendable {
    private(set) var values: [Double]
    private var contributions: [Contribution] = []

    private struct Contribution {
        let outcome: Int
        let word: Int
    }

    init(priors: [Double]) {
        values = priors
        contributions.reserveCapacity(32)
    }

    mutating func add(_ weight: Double, to outcome: Int, because word: Int) {
        values[outcome] += weight
        if weight > 0 { contributions.append(Contribution(outcome: outcome, word: word)) }
    }

    /// What follows from something else, without a word of its own.
    mutating func add(_ weight: Double, to outcome: Int) {
        values[outcome] += weight
    }

    /// The best outcome of a dimension and the next best, the first of equals first.
    func best(_ dimension: Dimension) -> (best: Int, second: Int) {
        dimension.best(in: values)
    }

    func hasWords(for outcome: Int) -> Bool {
        contributions.contains { $0.outcome == outcome }
    }

    /// The words that spoke for an outcome, each once, first come first.
    func words(for outcome: Int) -> [Int] {
        var words: [Int] = []
        for contribution in contributions where contribution.outcome == outcome {
            if !words.contains(contribution.word) { words.append(contribution.word) }
            if words.count == Self.wordsMax { break }
        }
        return words
    }

    private static let wordsMax = 5
}
