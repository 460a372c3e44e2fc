/// Words that rules listen for, each once, however many rules do.
struct Lexicon: Sendable {
    private(set) var words: [String] = []
    private var ids: [String: Int] = [:]

    /// The id of a word, which is taken in if it is new.
    mutating func id(of word: String) -> Int {
        if let id = ids[word] { return id }
        let id = words.count
        words.append(word)
        ids[word] = id
        return id
    }

    mutating func ids(of words: [String]) -> [Int] {
        words.map { id(of: $0) }
    }
}

/// What a text says, as far as the lexicon knows the words.
struct Reading: Sendable {
    /// All occurrences, by their ends; of those that end together, longest first.
    let hits: [WordAutomaton.Hit]
    let scalars: ScalarText
    /// How many bytes the text has.
    let length: Int
    private var present: [UInt64]

    init(_ text: String, by automaton: WordAutomaton, of lexicon: Lexicon) {
        scalars = ScalarText(text)
        hits = automaton.hits(in: scalars)
        length = text.utf8.count
        present = Array(repeating: 0, count: (lexicon.words.count + 63) / 64)
        for hit in hits { present[hit.word >> 6] |= 1 << UInt64(hit.word & 63) }
    }

    func has(_ word: Int) -> Bool {
        present[word >> 6] >> UInt64(word & 63) & 1 == 1
    }

    func hasAny(_ words: [Int]) -> Bool {
        words.contains { has($0) }
    }
}
