/// Cuts a text into its characters and pairs of neighbours, each hashed to a number (特征).
///
/// It runs over the bytes of UTF-8 and makes no strings. ASCII letters count as small ones, and
/// white space of any kind and length as one blank.
package struct Grams: Sendable {
    /// How many bits a number has.
    package let bits: Int

    package static let bitsRange = 10...16
    /// How many characters at the beginning count twice: people begin with what they want.
    static let openingCharacters = 30
    static let openingTimes = 2
    /// How many characters are read; beyond, a text says nothing new about what it is about.
    static let charactersMax = 20_000

    package init(bits: Int) {
        precondition(Self.bitsRange.contains(bits), "the reader of models checks it")
        self.bits = bits
    }

    /// How many different numbers there are.
    package var count: Int { 1 << bits }

    /// One character, or two that stand together.
    struct Gram {
        let bucket: Int
        /// How much it counts, for each time it stands there.
        let times: Int
        /// The byte that it begins at.
        let start: UInt32
        /// Whether it is two Chinese characters.
        let isChinesePair: Bool
    }

    /// How often each number is there, opening counted more, for whoever trains.
    package func counts(in text: String) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        forEach(in: ScalarText(text)) { counts[$0.bucket, default: 0] += $0.times }
        return counts
    }

    @inline(__always)
    func forEach(in text: ScalarText, _ body: (Gram) -> Void) {
        let scalars = text.scalars.span
        let starts = text.starts.span
        let shift = UInt32(32 - bits)
        var previous: UInt32 = 0
        var previousStart: UInt32 = 0
        var characters = 0
        for index in 0..<text.count {
            var scalar = scalars[index]
            if scalar <= 0x20 || scalar == 0x3000 || scalar == 0xA0 {
                if previous == 0x20 { continue }
                scalar = 0x20
            } else if scalar >= 0x41, scalar <= 0x5A {
                scalar += 0x20
            }
            let start = starts[index]
            let times = characters < Self.openingCharacters ? Self.openingTimes : 1
            let single = Int((scalar &* 0x9E37_79B1) >> shift)
            body(Gram(bucket: single, times: times, start: start, isChinesePair: false))
            if characters > 0 {
                let mixed = ((previous &* 0x85EB_CA6B) ^ scalar) &* 0xC2B2_AE35
                let pair = Int(((mixed ^ (mixed >> 15)) &* 0x9E37_79B1) >> shift)
                // Both from 0x4000 to 0x9FFF.
                let isChinese = max(previous &- 0x4000, scalar &- 0x4000) < 0x6000
                body(
                    Gram(
                        bucket: pair,
                        times: times,
                        start: previousStart,
                        isChinesePair: isChinese
                    )
                )
            }
            previous = scalar
            previousStart = start
            characters += 1
            if characters == Self.charactersMax { return }
        }
    }
}
