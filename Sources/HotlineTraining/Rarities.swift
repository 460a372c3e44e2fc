private import Glibc

/// The grams of a text, ascending, and how often each is there.
struct GramCounts: Sendable {
    let grams: [Int32]
    let counts: [Float]

    init(_ counts: [Int: Int]) {
        let sorted = counts.sorted { $0.key < $1.key }
        grams = sorted.map { Int32($0.key) }
        self.counts = sorted.map { Float($0.value) }
    }
}

/// How rare each gram is among some texts (IDF): what stands everywhere says little.
struct Rarities: Sendable {
    /// 0 for what stands nowhere.
    let values: [Float]

    init(_ texts: [GramCounts], bits: Int) {
        var found = [Int](repeating: 0, count: 1 << bits)
        for text in texts {
            for gram in text.grams { found[Int(gram)] += 1 }
        }
        let count = Double(texts.count)
        values = found.map { found in
            found == 0 ? 0 : Float(log((1 + count) / (1 + Double(found))) + 1)
        }
    }

    /// A text as a vector of length one, without the grams that were never seen.
    func vector(_ text: GramCounts) -> Vector {
        var vector = Vector(grams: [], values: [])
        var squares: Float = 0
        for (gram, count) in zip(text.grams, text.counts) {
            let rarity = values[Int(gram)]
            guard rarity > 0 else { continue }
            vector.grams.append(gram)
            vector.values.append(count * rarity)
            squares += count * rarity * count * rarity
        }
        let length = squares.squareRoot()
        if length > 0 { for index in vector.values.indices { vector.values[index] /= length } }
        return vector
    }
}

extension Trainer {
    static func logarithm(_ value: Double) -> Double { log(value) }
}
