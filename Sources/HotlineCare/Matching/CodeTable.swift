/// A lookup code (盲索引): 16 bytes that nobody can turn back into the number.
package struct LookupCode: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads the first 16 bytes; nil if there are fewer.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count >= 16 else { return nil }
        var (high, low) = (UInt64(0), UInt64(0))
        for (index, byte) in bytes.prefix(16).enumerated() {
            if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
        self.init(high: high, low: low)
    }

    package var bytes: [UInt8] {
        [high, low].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
        }
    }
}

/// Finds numbers by lookup codes (盲索引表): open addressing, 20 bytes a slot, for half a million
/// people and more.
///
/// The codes are as random as can be, so a part of one is as good a hash as any.
package struct CodeTable: Sendable {
    private var highs: [UInt64]
    private var lows: [UInt64]
    private var values: [Int32]
    private let mask: Int
    package private(set) var count = 0

    /// For that many codes.
    package init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        mask = size - 1
        highs = Array(repeating: 0, count: size)
        lows = Array(repeating: 0, count: size)
        values = Array(repeating: -1, count: size)
    }

    /// Adds a code with its value, which is not negative; one that is there keeps its value.
    package mutating func insert(_ code: LookupCode, _ value: Int32) {
        precondition(value >= 0 && count <= mask / 2, "the table was made for fewer codes")
        var slot = Int(truncatingIfNeeded: code.low) & mask
        while values[slot] >= 0 {
            if highs[slot] == code.high, lows[slot] == code.low { return }
            slot = (slot + 1) & mask
        }
        highs[slot] = code.high
        lows[slot] = code.low
        values[slot] = value
        count += 1
    }

    package subscript(_ code: LookupCode) -> Int32? {
        var slot = Int(truncatingIfNeeded: code.low) & mask
        while values[slot] >= 0 {
            if highs[slot] == code.high, lows[slot] == code.low { return values[slot] }
            slot = (slot + 1) & mask
        }
        return nil
    }
}
