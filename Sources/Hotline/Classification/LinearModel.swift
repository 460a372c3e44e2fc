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
    /// How rare each gram is, in steps of `rarityStep`; 0 for one that was never seen.
    let rarities: [UInt8]
    let rarityStep: Float
    /// What each label has before a gram was read, and the step of its weights.
    let biases: [Float]
    let steps: [Float]
    /// `vectorsInRow` vectors for each gram.
    let rows: [SIMD16<Int8>]

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
    private static let lanes = 16
    /// How many grams fit into 16 bits before they must be carried over: 127 × 2 × 128.
    private static let carryAfter = 128

    var labelCount: Int { biases.count }
    var vectorsInRow: Int { (labelCount + Self.lanes - 1) / Self.lanes }

    /// Which model it is, as it stands beside what it decided: `tickets-2026@3f2a…`.
    package var id: String { "\(name)@\(digest)" }

    init(
        name: String,
        digest: String,
        columns: [Column],
        bits: Int,
        rarities: [UInt8],
        rarityStep: Float,
        biases: [Float],
        steps: [Float],
        rows: [SIMD16<Int8>]
    ) {
        self.name = name
        self.digest = digest
        self.columns = columns
        grams = Grams(bits: bits)
        self.rarities = rarities
        self.rarityStep = rarityStep
        self.biases = biases
        self.steps = steps
        self.rows = rows
    }

    // MARK: - What a text says

    /// The score of each label of each column, all columns one after the other.
    package func scores(of text: String) -> [Float] {
        let width = vectorsInRow
        var carried = [SIMD16<Int32>](repeating: .zero, count: width)
        var sums = [SIMD16<Int16>](repeating: .zero, count: width)
        var length = VectorLength(bytes: text.utf8.count)
        var pending = 0
        let rows = rows.span
        let rarities = rarities.span
        grams.forEach(in: text) { gram in
            let rarity = rarities[gram.bucket]
            guard rarity != 0 else { return }
            length.add(gram.times, of: gram.bucket, rarity: rarity)
            let row = gram.bucket &* width
            let times = Int16(truncatingIfNeeded: gram.times)
            for vector in 0..<width {
                let weights = SIMD16<Int16>(truncatingIfNeeded: rows[row &+ vector])
                sums[vector] &+= weights &* times
            }
            pending += 1
            if pending == Self.carryAfter {
                pending = 0
                Self.carry(&sums, into: &carried)
            }
        }
        Self.carry(&sums, into: &carried)
        let norm = length.root * rarityStep
        let factor = norm > 0 ? 1 / norm : 0
        return biases.indices.map { label in
            let sum = Float(carried[label / Self.lanes][label % Self.lanes])
            return sum * steps[label] * factor + biases[label]
        }
    }

    private static func carry(_ sums: inout [SIMD16<Int16>], into carried: inout [SIMD16<Int32>]) {
        for vector in sums.indices {
            carried[vector] &+= SIMD16<Int32>(truncatingIfNeeded: sums[vector])
            sums[vector] = .zero
        }
    }

    /// Where the labels of each column stand among the scores.
    package func range(ofColumn index: Int) -> Range<Int> {
        let start = columns[..<index].reduce(0) { $0 + $1.labels.count }
        return start..<start + columns[index].labels.count
    }

    /// The words that speak most for a label, as they stand in the text.
    func words(for label: Int, in text: String) -> [String] {
        let (vector, lane) = (label / Self.lanes, label % Self.lanes)
        var best = TopGrams()
        grams.forEach(in: text) { gram in
            let weight = rows[gram.bucket * vectorsInRow + vector][lane]
            if weight > 0 { best.offer(gram.start..<gram.end, weight: Int(weight)) }
        }
        return best.words(in: text)
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

/// The length of a text's vector, counted up while its grams come in.
private struct VectorLength {
    /// What was counted of each gram so far: its number plus one, and behind it the count.
    private var slots: [UInt64]
    private let mask: Int
    private var squares: Float = 0

    var root: Float { squares.squareRoot() }

    /// A text of so many bytes has at most twice as many grams.
    init(bytes: Int) {
        var size = 64
        while size < min(bytes, Grams.charactersMax) * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size * 2)
        mask = size * 2 - 1
    }

    @inline(__always)
    mutating func add(_ times: Int, of bucket: Int, rarity: UInt8) {
        let key = UInt64(bucket + 1) << 32
        var slot = ((bucket &* 0x9E37_79B1) >> 5) & mask
        while slots[slot] != 0, slots[slot] & ~0xFFFF_FFFF != key { slot = (slot + 1) & mask }
        let before = Int(slots[slot] & 0xFFFF_FFFF)
        let after = before + times
        slots[slot] = key | UInt64(after)
        let square = Float(rarity) * Float(rarity)
        squares += square * Float(after * after - before * before)
    }
}

/// The few grams that speak most for something.
private struct TopGrams {
    private var grams: [(range: Range<Int>, weight: Int)] = []

    private static let gramsMax = 8
    private static let wordsMax = 5

    mutating func offer(_ range: Range<Int>, weight: Int) {
        if grams.count == Self.gramsMax {
            guard let last = grams.last, last.weight < weight else { return }
            grams.removeLast()
        }
        let place = grams.firstIndex { $0.weight < weight } ?? grams.count
        grams.insert((range, weight), at: place)
    }

    /// Those that touch are one word; each word once, first come first.
    func words(in text: String) -> [String] {
        var ranges: [Range<Int>] = []
        for range in grams.map(\.range).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                let end = max(last.upperBound, range.upperBound)
                ranges[ranges.count - 1] = last.lowerBound..<end
            } else {
                ranges.append(range)
            }
        }
        var words: [String] = []
        let bytes = Array(text.utf8)
        for range in ranges.prefix(Self.wordsMax) {
            let word = String(decoding: bytes[range], as: UTF8.self)
            if !words.contains(word) { words.append(word) }
        }
        return words
    }
}
