import HotlineTesting
import HotlineTraining
import Testing

@testable import Hotline

@Suite struct ModelFileTests {
    let model: LinearModel
    let bytes: [UInt8]

    init() throws {
        model = try Trainer(MadeUp.table(90)).train(name: "letters").model
        bytes = model.bytes
    }

    @Test("a model that was written is read as it was")
    func roundTrip() throws {
        let again = try LinearModel(bytes: bytes)
        #expect(again.id == model.id)
        #expect(again.columns.map(\.labels) == model.columns.map(\.labels))
        #expect(again.bytes == bytes)
        for text in ["停水三天", "路灯", "校车"] {
            #expect(again.scores(of: text) == model.scores(of: text))
        }
    }

    @Test("a model that was cut off is refused", arguments: [0, 1, 10, 17, 30, 200])
    func cutOff(length: Int) {
        #expect(throws: ModelError.self) { try LinearModel(bytes: Array(bytes.prefix(length))) }
    }

    @Test("a model that was cut off at its end, or another file, is refused with a reason")
    func foreign() {
        #expect(throws: ModelError.self) { try LinearModel(bytes: bytes.dropLast()) }
        #expect {
            try LinearModel(bytes: Array("%PDF-1.7 and what follows".utf8))
        } throws: {
            "\($0)".contains("no model")
        }
    }

    /// With its checksum made anew, so that nothing but the reading itself is in the way.
    @Test("whatever the bytes are, reading them ends well", arguments: UInt64(0)..<60)
    func changedBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var content = Array(bytes.dropLast(ModelBytes.checksumSize))
        let header = ModelBytes.mark.count..<min(content.count, 200)
        for _ in 0..<4 {
            content[Int.random(in: header, using: &random)] = UInt8.random(
                in: 0...255,
                using: &random
            )
        }
        let sum = ModelBytes.checksum(of: content[...])
        for byte in 0..<ModelBytes.checksumSize {
            content.append(UInt8(truncatingIfNeeded: sum >> UInt64(8 * byte)))
        }
        if let model = try? LinearModel(bytes: content) { _ = model.scores(of: "停水") }
    }

    @Test("scores are those of exact arithmetic, but for the rounding of weights")
    func agreesWithArithmetic() throws {
        let text = "昨天停水，水管漏水，村里没有人管。" + String(repeating: "停水了怎么办", count: 300)
        var sums = [Double](repeating: 0, count: model.biases.count)
        var squares = 0.0
        let packed = model.packed
        for (gram, times) in model.grams.counts(in: text) where packed.rarities[gram] != 0 {
            let rarity = Double(packed.rarities[gram]) * Double(model.rarityStep)
            squares += (Double(times) * rarity) * (Double(times) * rarity)
            for label in sums.indices {
                let weight = packed.rows[gram * model.vectorsInRow + label / 16][label % 16]
                sums[label] += Double(weight) * Double(model.steps[label]) * Double(times)
            }
        }
        for (label, score) in model.scores(of: text).enumerated() {
            let expected = sums[label] / squares.squareRoot() + Double(model.biases[label])
            #expect(abs(Double(score) - expected) < 0.001)
        }
    }
}
