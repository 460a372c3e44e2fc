/// A model learned from labelled texts (分类模型), linear over characters and pairs of them.
///
/// One row of small whole numbers for each gram holds what it says for each label, with its
/// rarity (IDF) already in it; a text is the sum of its rows, over the length of its vector.
package struct LinearModel: Sendable {
    /// What it is called, such as the name of the file that it was trained from.
    package let name: String
    /// A checksum of the whole model, which tells it from any other.
    package let digest: String
    package let columns: [Column]
    let grams: Grams
    /// The row of each gram; 0 for one that was never seen.
    let places: [UInt32]
    /// How rare the gram of each row is, in steps of `rarityStep`, the commonest first.
    let rarities: [UInt8]
    let rarityStep: Float
    /// What each label has before a gram was read, and the step of its weights.
    let biases: [Float]
    let steps: [Float]
    /// `vectorsInRow` vectors for each row: what many texts have stands together in memory.
    let rows: [SIMD8<UInt16>]
    /// The rows up to this one are of grams common enough to be shown.
    let commonCount: UInt32

    /// One thing that the model tells apart, such as `matter`, and its labels.
    package struct Column: Sendable, Equatable {
        package let name: String
        package let labels: [String]
        /// How sure it may be of what it says.
        package let calibration: Calibration
        /// How much a point of the rules weighs beside the model's own; 0 where there are none.
        package let ruleWeight: Double
        /// Its macro-F1 by cross-validation, together with the rules where there are some.
        package let score: Double
        /// How many examples it was trained from.
        package let examples: Int

        package init(
            name: String,
            labels: [String],
            calibration: Calibration,
            ruleWeight: Double,
            score: Double,
            examples: Int
        ) {
            self.name = name
            self.labels = labels
            self.calibration = calibration
            self.ruleWeight = ruleWeight
            self.score = score
            self.examples = examples
        }
    }

    /// From a lead over the next best to how often that is right (校准).
    package struct Calibration: Sendable, Equatable {
        package let slope: Double
        package let offset: Double

        package init(slope: Double, offset: Double) {
            self.slope = slope
            self.offset = offset
        }

        package func confidence(lead: Double) -> Double {
            1 / (1 + LinearModel.exponential(-(slope * lead + offset)))
        }
    }

    /// What a learner found, before it is packed; weights are by gram, then by label.
    package struct Learned: Sendable {
        package var bits: Int
        /// The rarity of each gram, 0 for one that was never seen.
        package var rarities: [Float]
        /// For each label of each column, its weight for each gram that has one, and its bias.
        package var weights: [[Float]]
        package var biases: [Float]

        package init(bits: Int, rarities: [Float], weights: [[Float]], biases: [Float]) {
            self.bits = bits
            self.rarities = rarities
            self.weights = weights
            self.biases = biases
        }
    }

    static let labelsMax = 4_000
    static let lanes = 16

    var labelCount: Int { biases.count }
    var vectorsInRow: Int { (labelCount + Self.lanes - 1) / Self.lanes }

    /// Which model it is, as it stands beside what it decided: `tickets-2026@3f2a…`.
    package var id: String { "\(name)@\(digest)" }

    init(name: String, digest: String, columns: [Column], bits: Int, packed: Packed) {
        self.name = name
        self.digest = digest
        self.columns = columns
        grams = Grams(bits: bits)
        let seen = packed.rarities.indices.filter { packed.rarities[$0] != 0 }
            .sorted { (packed.rarities[$0], $0) < (packed.rarities[$1], $1) }
        let width = (packed.biases.count + Self.lanes - 1) / Self.lanes
        var places = [UInt32](repeating: 0, count: packed.rarities.count)
        var rows = [SIMD8<UInt16>](repeating: SIMD8(weights: .zero), count: width)
        rows.reserveCapacity(width * (seen.count + 1))
        for (row, gram) in seen.enumerated() {
            places[gram] = UInt32(row + 1)
            rows += packed.rows[gram * width..<(gram + 1) * width].map { SIMD8(weights: $0) }
        }
        self.places = places
        self.rows = rows
        rarities = [0] + seen.map { packed.rarities[$0] }
        rarityStep = packed.rarityStep
        biases = packed.biases
        steps = packed.steps
        let commonest = Self.rarityOfCommon(columns, step: packed.rarityStep)
        commonCount = UInt32(seen.count { packed.rarities[$0] <= commonest })
    }

    /// Its numbers by gram, as its file has them.
    var packed: Packed {
        var packed = Packed(
            rarities: Array(repeating: 0, count: grams.count),
            rarityStep: rarityStep,
            steps: steps,
            biases: biases,
            rows: Array(repeating: .zero, count: grams.count * vectorsInRow)
        )
        for (gram, place) in places.enumerated() where place != 0 {
            packed.rarities[gram] = rarities[Int(place)]
            for vector in 0..<vectorsInRow {
                packed.rows[gram * vectorsInRow + vector] =
                    rows[Int(place) * vectorsInRow + vector].weights
            }
        }
        return packed
    }

    /// The rarity up to which a gram is common enough to be shown.
    private static func rarityOfCommon(_ columns: [Column], step: Float) -> UInt8 {
        let examples = Double(columns.map(\.examples).max() ?? 0)
        let rarity = logarithm((1 + examples) / Double(1 + commonInExamples)) + 1
        return UInt8(max(0, min(255, rarity / Double(step))))
    }

    /// In how many examples a gram stands that is common.
    private static let commonInExamples = 5

    // MARK: - What a text says

    /// Where the labels of each column stand among the scores.
    package func range(ofColumn index: Int) -> Range<Int> {
        let start = columns[..<index].reduce(0) { $0 + $1.labels.count }
        return start..<start + columns[index].labels.count
    }

    /// The best label of a column by a text's scores, and how sure that is.
    package func best(
        in scores: [Float],
        column index: Int
    ) -> (label: String, confidence: Double) {
        let range = range(ofColumn: index)
        let scores = scores[range]
        let column = columns[index]
        guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }) else {
            return ("", 0)
        }
        let next = scores.indices.filter { $0 != best }.map { scores[$0] }.max() ?? -1
        let lead = Double(scores[best] - next)
        let confidence = column.calibration.confidence(lead: lead)
        return (column.labels[best - range.lowerBound], confidence)
    }
}
