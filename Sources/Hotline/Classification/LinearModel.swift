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
    /// How many rows fit into 16 bits before they must be carried over: 256 times 127.
    private static let carryAfter = 256

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
        var length = VectorLength(of: text)
        // The first vector of each gram's row; a gram that counts twice stands here twice.
        var starts: [UInt32] = []
        starts.reserveCapacity(text.utf8.count)
        let width = vectorsInRow
        let rarities = rarities.span
        grams.forEach(in: text) { gram in
            let rarity = rarities[gram.bucket]
            guard rarity != 0 else { return }
            length.add(gram.times, of: gram.bucket, rarity: rarity)
            let start = UInt32(truncatingIfNeeded: gram.bucket &* width)
            for _ in 0..<gram.times { starts.append(start) }
        }
        let norm = length.root * rarityStep
        let factor = norm > 0 ? 1 / norm : 0
        var scores = biases
        for vector in 0..<width {
            let sums = sum(of: starts, vector: vector)
            for lane in 0..<min(Self.lanes, labelCount - vector * Self.lanes) {
                let label = vector * Self.lanes + lane
                scores[label] += Float(sums[lane]) * steps[label] * factor
            }
        }
        return scores
    }

    /// One of the vectors of each row, all added up.
    private func sum(of starts: [UInt32], vector: Int) -> SIMD16<Int32> {
        var carried = SIMD16<Int32>.zero
        var sums = SIMD16<Int16>.zero
        var pending = 0
        let rows = rows.span
        for start in starts {
            sums &+= SIMD16<Int16>(truncatingIfNeeded: rows[Int(start) &+ vector])
            pending &+= 1
            if pending == Self.carryAfter {
                pending = 0
                carried &+= SIMD16<Int32>(truncatingIfNeeded: sums)
                sums = .zero
            }
        }
        return carried &+ SIMD16<Int32>(truncatingIfNeeded: sums)
    }

    /// Where the labels of each column stand among the scores.
    package func range(ofColumn index: Int) -> Range<Int> {
        let start = columns[..<index].reduce(0) { $0 + $1.labels.count }
        return start..<start + columns[index].labels.count
    }

    /// The pairs of characters that speak most for each of some labels, as the text has them.
    ///
    /// They go into the journal, so that only what many examples have counts: nobody's name, and
    /// no number.
    func words(for labels: [Int], in text: String) -> [[String]] {
        guard !labels.isEmpty else { return [] }
        let width = vectorsInRow
        var best = labels.map { _ in TopGrams() }
        let rows = rows.span
        let bytes = text.utf8Span.span
        let commonest = rarityOfCommon
        grams.forEach(in: text) { gram in
            let rarity = rarities[gram.bucket]
            guard gram.end - gram.start == 6, rarity != 0, rarity <= commonest,
                (0xE4...0xE9).contains(bytes[gram.start]),
                (0xE4...0xE9).contains(bytes[gram.start + 3])
            else { return }
            for (place, label) in labels.enumerated() {
                let weight = rows[gram.bucket &* width &+ label / Self.lanes][label % Self.lanes]
                if weight > best[place].least { best[place].offer(gram.start..<gram.end, weight) }
            }
        }
        return best.map { $0.words(in: text) }
    }

    /// The rarity up to which a gram is common enough to be shown.
    private var rarityOfCommon: UInt8 {
        let examples = Double(columns.map(\.examples).max() ?? 0)
        let rarity = Self.logarithm((1 + examples) / Double(1 + Self.commonInExamples)) + 1
        return UInt8(max(0, min(255, rarity / Double(rarityStep))))
    }

    /// In how many examples a gram stands that is common.
    private static let commonInExamples = 5

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
    /// What was counted of each gram so far: its number plus one, and in the lower bits how often.
    private var slots: [UInt32]
    private let mask: Int
    private var squares: Float = 0

    private static let countBits: UInt32 = 15
    private static let countMax: UInt32 = 0x7FFF

    var root: Float { squares.squareRoot() }

    /// A text has at most twice as many grams as characters, so that a slot is always free.
    init(of text: String) {
        var size = 64
        while size <= min(text.utf8.count, Grams.charactersMax) * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        mask = size - 1
    }

    @inline(__always)
    mutating func add(_ times: Int, of bucket: Int, rarity: UInt8) {
        let key = UInt32(truncatingIfNeeded: bucket &+ 1) << Self.countBits
        var slot = (bucket &* 0x9E37_79B1) >> 8 & mask
        while slots[slot] != 0, slots[slot] & ~Self.countMax != key { slot = (slot &+ 1) & mask }
        let before = slots[slot] & Self.countMax
        let after = min(before + UInt32(truncatingIfNeeded: times), Self.countMax)
        slots[slot] = key | after
        let square = Float(rarity) * Float(rarity)
        let (now, then) = (Float(after), Float(before))
        squares += square * (now * now - then * then)
    }
}

/// The few grams that speak most for something.
private struct TopGrams {
    private var grams: [(range: Range<Int>, weight: Int8)] = []
    /// What a gram must weigh more than to be among them.
    private(set) var least: Int8 = 0

    private static let gramsMax = 8
    private static let wordsMax = 5

    mutating func offer(_ range: Range<Int>, _ weight: Int8) {
        if grams.count == Self.gramsMax { grams.removeLast() }
        let place = grams.firstIndex { $0.weight < weight } ?? grams.count
        grams.insert((range, weight), at: place)
        if grams.count == Self.gramsMax, let last = grams.last { least = last.weight }
    }

    /// Each once, the one that says most first.
    func words(in text: String) -> [String] {
        let bytes = text.utf8Span.span
        var words: [String] = []
        for (range, _) in grams {
            let word = String(decoding: range.map { bytes[$0] }, as: UTF8.self)
            if !words.contains(word) { words.append(word) }
            if words.count == Self.wordsMax { break }
        }
        return words
    }
}
