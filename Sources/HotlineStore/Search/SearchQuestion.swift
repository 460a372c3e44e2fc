internal import Hotline

/// The words that are looked for (检索词).
///
/// What stands between spaces is found as it is, so that a phrase is one word; all words must
/// be found.
struct SearchQuestion {
    /// How many words a question may have; more are not looked at.
    static let wordsMax = 8

    let words: [FoldedText]
    /// The FTS5 expression that tickets with these words fit; nil if none can.
    let match: String?
    /// Whether only single characters are looked for, which the index finds slowly if they are
    /// common.
    let isOfSingles: Bool
    /// The ticket that the question names by its number.
    let number: Int64?

    init(_ question: String) {
        let parts = question.split(whereSeparator: \.isWhitespace).prefix(Self.wordsMax)
        words = parts.map { FoldedText(String($0)) }
        let characters = parts.map { CharacterPairs(String($0)) }
        let pairs = characters.flatMap(\.pairTerms)
        // Next to a pair, a character narrows too little down to be worth its time.
        let terms = pairs.isEmpty ? characters.flatMap(\.singleTerms) : pairs
        let canBeFound = !parts.isEmpty && !characters.contains { $0.runs.isEmpty }
        match = canBeFound ? terms.joined(separator: " AND ") : nil
        isOfSingles = canBeFound && pairs.isEmpty
        let folded = FoldedText(question.filter { !$0.isWhitespace }).text
        number = TicketNumber(folded)?.integer
    }
}

/// A text in the form that it is compared by, character for character.
struct FoldedText {
    let scalars: [Unicode.Scalar]
    let folded: [UInt32]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        folded = scalars.map { CharacterPairs.fold($0)?.value ?? Self.fold($0.value) }
    }

    /// Full-width signs are the plain ones.
    private static func fold(_ value: UInt32) -> UInt32 {
        (0xFF01...0xFF5E).contains(value) ? value - 0xFEE0 : value
    }

    var text: String {
        var text = String.UnicodeScalarView()
        for value in folded { text.append(Unicode.Scalar(value) ?? "?") }
        return String(text)
    }

    /// Where a word stands next from a place on.
    func range(of word: FoldedText, from start: Int = 0) -> Range<Int>? {
        let length = word.folded.count
        guard length > 0, let first = word.folded.first, folded.count - start >= length else {
            return nil
        }
        var index = start
        while index <= folded.count - length {
            if folded[index] == first, folded[index..<index + length].elementsEqual(word.folded) {
                return index..<index + length
            }
            index += 1
        }
        return nil
    }
}

/// A passage of a text in which words were found (命中片段).
package struct Highlight: Sendable {
    /// Which text it is of.
    package let field: String
    package let parts: [Part]

    /// A stretch that is one of the words, or what stands between.
    package struct Part: Hashable, Sendable {
        package let text: String
        package let isHit: Bool
    }

    /// How many characters before the first hit and in all a passage has.
    private static let before = 12
    private static let length = 80

    /// The passage around the first word that is found; nil if none is.
    init?(of words: [FoldedText], in text: FoldedText, field: String) {
        let first = words.compactMap { text.range(of: $0)?.lowerBound }.min()
        guard let first else { return nil }
        let start = max(0, first - Self.before)
        let end = min(text.scalars.count, start + Self.length)
        var parts: [Part] = []
        func add(_ range: Range<Int>, isHit: Bool) {
            guard !range.isEmpty else { return }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: text.scalars[range])
            parts.append(Part(text: String(view), isHit: isHit))
        }
        var index = start
        while index < end {
            let next = words.compactMap { text.range(of: $0, from: index) }
                .min { ($0.lowerBound, -$0.count) < ($1.lowerBound, -$1.count) }
            guard let next, next.lowerBound < end else { break }
            add(index..<next.lowerBound, isHit: false)
            add(next, isHit: true)
            index = next.upperBound
        }
        if index < end { add(index..<end, isHit: false) }
        self.field = field
        self.parts = parts
    }
}
