private import Foundation

extension LinearModel {
    /// Packs what was learned: the rarity goes into the weights, and these into 8 bits.
    package init(name: String, columns: [Column], learned: Learned) {
        let packed = Packed(learned)
        let content = ModelBytes.content(
            name: name,
            columns: columns,
            bits: learned.bits,
            packed: packed
        )
        self.init(
            name: name,
            digest: ModelBytes.digest(of: content),
            columns: columns,
            bits: learned.bits,
            packed: packed
        )
    }

    static func exponential(_ value: Double) -> Double { exp(value) }
    static func logarithm(_ value: Double) -> Double { log(value) }

    /// How much memory and how fine the numbers are, apart from what they mean.
    struct Packed: Sendable {
        var rarities: [UInt8]
        var rarityStep: Float
        var steps: [Float]
        var biases: [Float]
        var rows: [SIMD16<Int8>]
    }
}

extension LinearModel.Packed {
    fileprivate init(_ learned: LinearModel.Learned) {
        let rarest = learned.rarities.max() ?? 0
        let rarityStep = rarest > 0 ? rarest / 255 : 1
        let rarities = learned.rarities.map { rarity in
            rarity > 0 ? UInt8(max(1, (rarity / rarityStep).rounded())) : 0
        }
        let width = (learned.biases.count + 15) / 16
        var rows = [SIMD16<Int8>](repeating: .zero, count: rarities.count * width)
        var steps: [Float] = []
        for (label, weights) in learned.weights.enumerated() {
            let whole = weights.indices.map { weights[$0] * Float(rarities[$0]) * rarityStep }
            let largest = whole.reduce(0) { max($0, abs($1)) }
            let step = largest > 0 ? largest / 127 : 1
            for (gram, weight) in whole.enumerated() where weight != 0 {
                rows[gram * width + label / 16][label % 16] = Int8((weight / step).rounded())
            }
            steps.append(step)
        }
        self.init(
            rarities: rarities,
            rarityStep: rarityStep,
            steps: steps,
            biases: learned.biases,
            rows: rows
        )
    }
}
