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

    /// The terms to index: each pair once, and the last character of each run, so that every
    /// character begins a term.
    package var document: String {
        var seen: Set<UInt64> = []
        var document = ""
        document.unicodeScalars.reserveCapacity(runs.reduce(0) { $0 + $1.count * 3 })
        for run in runs {
            for index in run.indices {
                let second = index + 1 < run.count ? run[index + 1] : nil
                let key = UInt64(run[index].value) << 32 | UInt64(second?.value ?? 0)
                guard seen.insert(key).inserted else { continue }
                document.unicodeScalars.append(run[index])
                if let second { document.unicodeScalars.append(second) }
                document.unicodeScalars.append(" ")
            }
        }
        return document
    }

    /// The FTS5 expression that texts with this word fit; nil if nothing in it is indexed.
    package var match: String? {
        let terms = runs.flatMap { run -> [String] in
            guard run.count > 1 else { return ["\"\(run[0])\" *"] }
            return zip(run, run.dropFirst()).map { "\"\($0)\($1)\"" }
        }
        return terms.isEmpty ? nil : terms.joined(separator: " AND ")
    }
}
