/// The pairs of characters of a text: what it is found by (二元索引).
///
/// Most Chinese words have two characters. Letters and digits count, in lower case; what
/// stands between them parts one run from the next. It works on Unicode scalars, because a
/// text of 300 characters must not take a millisecond.
package struct CharacterPairs {
    /// The stretches of letters and digits.
    package private(set) var runs: [[Unicode.Scalar]] = []

    package init(_ text: String) {
        var run: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            if let folded = Self.fold(scalar) {
                run.append(folded)
            } else if !run.isEmpty {
                runs.append(run)
                run.removeAll(keepingCapacity: true)
            }
        }
        if !run.isEmpty { runs.append(run) }
    }

    /// The scalar in the form that it is found by; nil for what parts runs.
    package static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 48...57, 97...122: scalar
        case 65...90: Unicode.Scalar(scalar.value + 32)
        case 0...127: nil
        case 0x3400...0x9FFF: scalar
        // Full-width digits and letters are found by the plain ones.
        case 0xFF10...0xFF19, 0xFF41...0xFF5A: Unicode.Scalar(scalar.value - 0xFEE0)
        case 0xFF21...0xFF3A: Unicode.Scalar(scalar.value - 0xFEE0 + 32)
        default: scalar.properties.isAlphabetic ? scalar : nil
        }
    }

    /// Whether it is white space, which hardly ever needs the table of all characters.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 9...13, 32: true
        case 0...127, 0x3400...0x9FFF, 0xFF01...0xFFEF: false
        default: scalar.properties.isWhitespace
        }
    }

    /// The terms to index: each pair once, and the last character of each run, so that every
    /// character begins a term.
    package var document: String {
        var pairs: [UInt64] = []
        pairs.reserveCapacity(runs.reduce(0) { $0 + $1.count })
        for run in runs {
            for index in run.indices {
                let second = index + 1 < run.count ? run[index + 1].value : 0
                pairs.append(UInt64(run[index].value) << 32 | UInt64(second))
            }
        }
        // Sorted, the same come together: faster than a set, and no order is asked for.
        pairs.sort()
        var document: [UInt8] = []
        document.reserveCapacity(pairs.count * 7)
        func append(_ value: UInt32) {
            guard value != 0, let scalar = Unicode.Scalar(value) else { return }
            UTF8.encode(scalar).map { document.append(contentsOf: $0) }
        }
        for (index, pair) in pairs.enumerated() where index == 0 || pairs[index - 1] != pair {
            append(UInt32(pair >> 32))
            append(UInt32(truncatingIfNeeded: pair))
            document.append(UInt8(ascii: " "))
        }
        return String(decoding: document, as: UTF8.self)
    }

    /// What FTS5 finds texts with this word by: its pairs.
    package var pairTerms: [String] {
        runs.flatMap { run in zip(run, run.dropFirst()).map { "\"\($0)\($1)\"" } }
    }

    /// What FTS5 finds its characters by that stand alone: as the beginning of all pairs that
    /// begin with one, which may be very many.
    package var singleTerms: [String] {
        runs.filter { $0.count == 1 }.map { "\"\($0[0])\" *" }
    }
}
