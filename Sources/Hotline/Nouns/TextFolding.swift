/// Writes a text as rules and names are written (归一): simplified for traditional characters,
/// and plain digits and letters for full-width ones.
///
/// All that is compared with a text is compared with what this makes of it.
package struct TextFolding: Sendable {
    /// For each character from the first of CJK on, what stands for it; 0 where it stays.
    private let simplified: [UInt16]

    private static let first: UInt32 = 0x4E00
    private static let last: UInt32 = 0x9FFF

    /// Leaves traditional characters as they are.
    package static let none = TextFolding(simplified: [])

    private init(simplified: [UInt16]) {
        self.simplified = simplified
    }

    /// Reads `characters.csv`: `traditional`, `simplified`.
    init(_ file: RuleText, mistakes: inout [RuleMistake]) {
        var table = CSVTable(file, required: ["traditional", "simplified"])
        var simplified = [UInt16](repeating: 0, count: Int(Self.last - Self.first) + 1)
        for row in table.rows {
            guard let from = Self.only(table.field("traditional", of: row)),
                let to = Self.only(table.field("simplified", of: row))
            else {
                table.note("expected two single characters of CJK", line: row.line)
                continue
            }
            simplified[Int(from - Self.first)] = UInt16(to)
        }
        mistakes += table.mistakes
        self.simplified = simplified
    }

    private static func only(_ text: String) -> UInt32? {
        guard let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1,
            (first...last).contains(scalar.value)
        else { return nil }
        return scalar.value
    }

    /// The text itself where there is nothing to fold, which is nearly always.
    package func fold(_ text: String) -> String {
        needsFolding(text) ? folded(text) : text
    }

    private func needsFolding(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            guard lead >= 0xE4, lead < 0xF0 else {
                index += 1
                continue
            }
            if replacement(of: Self.scalar(bytes, at: index)) != nil { return true }
            index += 3
        }
        return false
    }

    private func folded(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(replacement(of: scalar.value).flatMap(Unicode.Scalar.init) ?? scalar)
        }
        return String(result)
    }

    @inline(__always)
    private func replacement(of scalar: UInt32) -> UInt32? {
        if scalar >= Self.first, scalar <= Self.last {
            let place = Int(scalar - Self.first)
            guard place < simplified.count, simplified[place] != 0 else { return nil }
            return UInt32(simplified[place])
        }
        switch scalar {
        case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A: return scalar - 0xFEE0
        default: return nil
        }
    }

    /// The character of three bytes at a place; a `String` is always whole UTF-8.
    @inline(__always)
    private static func scalar(_ bytes: Span<UInt8>, at index: Int) -> UInt32 {
        UInt32(bytes[index] & 0x0F) << 12 | UInt32(bytes[index + 1] & 0x3F) << 6
            | UInt32(bytes[index + 2] & 0x3F)
    }
}
