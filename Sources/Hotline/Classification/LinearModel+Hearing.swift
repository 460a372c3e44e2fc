/// What a model knows of one text: its grams, looked up once.
extension LinearModel {
    struct Hearing: Sendable {
        /// The rows of the grams that the model knows; one that counts twice stands here twice.
        fileprivate var rows: [UInt32]
        fileprivate var count = 0
        /// The pairs of Chinese characters that may be shown: row and first byte of each.
        fileprivate var pairs: [SIMD2<UInt32>]
        fileprivate var pairCount = 0

        fileprivate init(characters: Int) {
            rows = Array(repeating: 0, count: 2 * (characters + Grams.openingCharacters) + 1)
            pairs = Array(repeating: .zero, count: characters + 1)
        }

        /// Takes a row in, unless it is none: without a branch, for nobody can tell which.
        @inline(__always)
        fileprivate mutating func add(_ row: UInt32) {
            rows[count] = row
            count &+= row == 0 ? 0 : 1
        }

        @inline(__always)
        fileprivate mutating func add(_ row: UInt32, from start: UInt32, if isShown: Bool) {
            pairs[pairCount] = SIMD2(row, start)
            pairCount &+= isShown ? 1 : 0
        }
    }

    /// Looks up the grams of a text.
    func hear(_ text: ScalarText) -> Hearing {
        var hearing = Hearing(characters: min(text.count, Grams.charactersMax))
        let places = places.span
        grams.forEach(in: text) { gram in
            let row = places[gram.bucket]
            hearing.add(row)
            if gram.times == Grams.openingTimes { hearing.add(row) }
            let isShown = gram.isChinesePair && row &- 1 < commonCount
            hearing.add(row, from: gram.start, if: isShown)
        }
        return hearing
    }

    /// The length of the text's vector.
    private func length(of hearing: Hearing) -> Float {
        var counts = [UInt16](repeating: 0, count: rarities.count)
        var seen = counts.mutableSpan
        var squares = 0
        let rows = hearing.rows.span
        let rarities = rarities.span
        for index in 0..<hearing.count {
            let row = Int(rows[index])
            let (count, rarity) = (Int(seen[row]), Int(rarities[row]))
            squares &+= rarity &* rarity &* (2 &* count &+ 1)
            seen[row] = UInt16(truncatingIfNeeded: count &+ 1)
        }
        return Float(squares).squareRoot() * rarityStep
    }

    /// The score of each label of each column, all columns one after the other.
    package func scores(of text: String) -> [Float] { scores(of: hear(ScalarText(text))) }

    func scores(of hearing: Hearing) -> [Float] {
        let norm = length(of: hearing)
        let factor = norm > 0 ? 1 / norm : 0
        var scores = biases
        var vector = 0
        while vector < vectorsInRow {
            let sums = sums(of: hearing, from: vector)
            for place in 0..<min(sums.count, vectorsInRow - vector) {
                let first = (vector + place) * Self.lanes
                for lane in 0..<min(Self.lanes, labelCount - first) {
                    scores[first + lane] += Float(sums[place][lane]) * steps[first + lane] * factor
                }
            }
            vector += 3
        }
        return scores
    }

    /// How many rows fit into 16 bits before they must be carried over: 256 times 255.
    private static let carryAfter = 256

    /// Three of the vectors of each row, all added up; what a row does not have is its last.
    private func sums(of hearing: Hearing, from vector: Int) -> InlineArray<3, Sums> {
        var carried = InlineArray<3, Sums>(repeating: Sums())
        let rows = rows.span
        let places = hearing.rows.span
        let width = vectorsInRow
        let last = width &- 1 &- vector
        let (one, two) = (min(1, last), min(2, last))
        var index = 0
        while index < hearing.count {
            let end = min(index &+ Self.carryAfter, hearing.count)
            let count = end &- index
            var (first, second, third) = (HalfSums(), HalfSums(), HalfSums())
            while index < end {
                let start = Int(places[index]) &* width &+ vector
                first.add(rows[start])
                second.add(rows[start &+ one])
                third.add(rows[start &+ two])
                index &+= 1
            }
            carried[0].add(first, of: count)
            carried[1].add(second, of: count)
            carried[2].add(third, of: count)
        }
        return carried
    }

    /// The pairs of characters that speak most for each of some labels, as the text has them.
    ///
    /// They go into the journal, so that only what many examples have counts: nobody's name, and
    /// no number.
    func words(for labels: [Int], of hearing: Hearing, in text: String) -> [[String]] {
        let width = vectorsInRow
        let rows = rows.span
        let pairs = hearing.pairs.span
        return labels.map { label in
            var best = TopGrams()
            let vector = label / Self.lanes
            for index in 0..<hearing.pairCount {
                let pair = pairs[index]
                let weight = rows[Int(pair[0]) &* width &+ vector].weight(label % Self.lanes)
                if weight > best.least { best.offer(pair[1], weight) }
            }
            return best.words(in: text)
        }
    }
}

extension SIMD8<UInt16> {
    /// Sixteen weights, each more by 128 than it is, so that bytes can be added as they are.
    init(weights: SIMD16<Int8>) {
        self = .zero
        for lane in indices {
            let even = UInt16(UInt8(bitPattern: weights[2 * lane]) ^ 0x80)
            let odd = UInt16(UInt8(bitPattern: weights[2 * lane + 1]) ^ 0x80)
            self[lane] = odd << 8 | even
        }
    }

    @inline(__always)
    func weight(_ lane: Int) -> Int8 {
        Int8(
            bitPattern: UInt8(truncatingIfNeeded: self[lane / 2] >> (lane % 2 == 0 ? 0 : 8)) ^ 0x80
        )
    }

    var weights: SIMD16<Int8> {
        var weights = SIMD16<Int8>.zero
        for lane in weights.indices { weights[lane] = weight(lane) }
        return weights
    }
}

/// Vectors of bytes added up, as far as 16 bits reach.
private struct HalfSums {
    var even = SIMD8<UInt16>.zero
    var odd = SIMD8<UInt16>.zero

    @inline(__always)
    mutating func add(_ vector: SIMD8<UInt16>) {
        even &+= vector & 0xFF
        odd &+= vector &>> 8
    }
}

/// Vectors of weights added up.
private struct Sums {
    private var even = SIMD8<Int32>.zero
    private var odd = SIMD8<Int32>.zero

    /// Takes in the sums of some vectors, whose weights are each more by 128 than they are.
    mutating func add(_ sums: HalfSums, of count: Int) {
        let more = Int32(count) * 128
        even &+= SIMD8<Int32>(truncatingIfNeeded: sums.even) &- more
        odd &+= SIMD8<Int32>(truncatingIfNeeded: sums.odd) &- more
    }

    subscript(lane: Int) -> Int32 { lane % 2 == 0 ? even[lane / 2] : odd[lane / 2] }
}

/// The few grams that speak most for something.
private struct TopGrams {
    /// Weight and first byte of each, the one that says most first.
    private var grams = InlineArray<8, (weight: Int8, start: UInt32)>(repeating: (0, 0))
    private var count = 0
    /// What a gram must weigh more than to be among them.
    private(set) var least: Int8 = 0

    private static let wordsMax = 5
    /// How many bytes two Chinese characters have.
    private static let pairSize = 6

    mutating func offer(_ start: UInt32, _ weight: Int8) {
        var place = min(count, grams.count - 1)
        while place > 0, grams[place - 1].weight < weight {
            grams[place] = grams[place - 1]
            place -= 1
        }
        grams[place] = (weight, start)
        count = min(count + 1, grams.count)
        if count == grams.count { least = grams[count - 1].weight }
    }

    /// Each once, the one that says most first.
    func words(in text: String) -> [String] {
        let bytes = text.utf8
        var words: [String] = []
        for place in 0..<count {
            let start = bytes.index(bytes.startIndex, offsetBy: Int(grams[place].start))
            let end = bytes.index(start, offsetBy: Self.pairSize)
            let word = String(text[start..<end])
            if !words.contains(word) { words.append(word) }
            if words.count == Self.wordsMax { break }
        }
        return words
    }
}
