/// Finds every word of a list in a text, in one pass over its characters.
///
/// The words' common beginnings are a trie, packed into one double array. Where the next two
/// characters begin no word, which one look into a small table tells, nothing else is looked at:
/// so a text costs little more than its reading, however many words there are.
struct WordAutomaton: Sendable {
    /// A word found, and the bytes it stands at.
    struct Hit: Hashable, Sendable {
        /// The place of the word in the list.
        let word: Int
        let start: Int
        let end: Int
    }

    fileprivate struct State {
        /// Where its transitions begin: by code `c` it goes to `base + c`, if that is its child.
        var base: Int32 = 0
        /// Whose child it is; -1 if nothing is here.
        var parent: Int32 = -1
        /// The word that ends here; -1 if none does.
        var word: Int32 = -1
    }

    private let alphabet: Alphabet
    private let beginnings: Beginnings
    private let states: [State]

    /// Words are told apart by their places; empty ones are never found.
    init(_ list: [String]) {
        let alphabet = Alphabet(list)
        let spelled = list.enumerated().filter { !$1.isEmpty }
            .map { Spelled(codes: alphabet.codes(of: $1), word: Int32($0)) }
        self.alphabet = alphabet
        beginnings = Beginnings(spelled)
        var builder = Builder(spelled, alphabet)
        builder.build()
        states = builder.states
    }

    /// All occurrences of all words, by their ends; of those that end together, longest first.
    func hits(in text: String) -> [Hit] { hits(in: ScalarText(text)) }

    func hits(in text: ScalarText) -> [Hit] {
        var hits: [Hit] = []
        guard text.count > 0 else { return hits }
        hits.reserveCapacity(64)
        let scalars = text.scalars.span
        var code = alphabet.code(of: scalars[0])
        for index in 0..<text.count {
            let end = index &+ 1
            let next = end < text.count ? alphabet.code(of: scalars[end]) : 0
            if beginnings.may(begin: code, next) { follow(from: index, text, &hits) }
            code = next
        }
        return hits
    }

    /// Adds the words that begin at a character.
    private func follow(from index: Int, _ text: ScalarText, _ hits: inout [Hit]) {
        let states = states.span
        let scalars = text.scalars.span
        let starts = text.starts.span
        var state = 0
        var end = index
        while end < text.count {
            let code = Int(alphabet.code(of: scalars[end]))
            let next = Int(states[state].base) &+ code
            guard code != 0, states[next].parent == Int32(truncatingIfNeeded: state) else { return }
            state = next
            end &+= 1
            let word = states[state].word
            guard word >= 0 else { continue }
            let hit = Hit(word: Int(word), start: Int(starts[index]), end: Int(starts[end]))
            var place = hits.count
            hits.append(hit)
            while place > 0, hits[place - 1].end > hit.end {
                hits.swapAt(place, place - 1)
                place -= 1
            }
        }
    }
}

/// A word as the codes of its characters.
private struct Spelled {
    let codes: [UInt16]
    let word: Int32
}

/// A number for each character that words have, the commonest first; 0 for all others.
private struct Alphabet: Sendable {
    /// By character, up to the last that is common in writing.
    private var common: [UInt16] = Array(repeating: 0, count: 1 << 16)
    private var rare: [UInt32: UInt16] = [:]
    private(set) var count = 1

    init(_ words: [String]) {
        var times: [UInt32: Int] = [:]
        for word in words {
            for scalar in word.unicodeScalars { times[scalar.value, default: 0] += 1 }
        }
        let sorted = times.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        for (scalar, _) in sorted.prefix(Int(UInt16.max)) {
            if scalar < common.count {
                common[Int(scalar)] = UInt16(count)
            } else {
                rare[scalar] = UInt16(count)
            }
            count += 1
        }
    }

    @inline(__always)
    func code(of scalar: UInt32) -> UInt16 {
        if scalar < 1 << 16 { return common[Int(scalar)] }
        return rare[scalar] ?? 0
    }

    func codes(of word: String) -> [UInt16] { word.unicodeScalars.map { code(of: $0.value) } }
}

/// Whether a word may begin with two characters: a few bits tell, and are seldom wrong.
private struct Beginnings: Sendable {
    private var bits: [UInt64]
    /// By how much a hash is shifted to be a place of a bit.
    private let shift: UInt32

    private static let sizeBits: ClosedRange<UInt32> = 14...20
    /// How many bits there are for each word, at least.
    private static let bitsOfWord = 16

    init(_ words: [Spelled]) {
        var size = Self.sizeBits.lowerBound
        while 1 << size < words.count * Self.bitsOfWord, size < Self.sizeBits.upperBound {
            size += 1
        }
        shift = 32 - size
        bits = Array(repeating: 0, count: 1 << (size - 6))
        // A word of one character may go on by any.
        let alone = Set(words.filter { $0.codes.count == 1 }.map { $0.codes[0] })
        for word in words where word.codes.count > 1 { set(word.codes[0], word.codes[1]) }
        for code in alone {
            for next in 0...UInt16.max { set(code, next) }
        }
    }

    private mutating func set(_ one: UInt16, _ other: UInt16) {
        let place = place(one, other)
        bits[place >> 6] |= 1 << UInt64(place & 63)
    }

    @inline(__always)
    func may(begin one: UInt16, _ other: UInt16) -> Bool {
        let place = place(one, other)
        return bits[place >> 6] >> UInt64(place & 63) & 1 == 1
    }

    @inline(__always)
    private func place(_ one: UInt16, _ other: UInt16) -> Int {
        let both = UInt32(one) << 16 | UInt32(other)
        return Int((both &* 0x9E37_79B1) >> shift)
    }
}

// MARK: - Building

/// Lays the words' common beginnings out as one double array, breadth first.
private struct Builder {
    var states: [WordAutomaton.State] = []
    private let sorted: [Spelled]
    private let codeCount: Int
    /// No place before this one is worth trying.
    private var firstFree = 1

    /// The words of a range that share their first `depth` characters, which lead to `state`.
    private struct Branch {
        let state: Int
        let range: Range<Int>
        let depth: Int
    }

    init(_ words: [Spelled], _ alphabet: Alphabet) {
        sorted = words.sorted { $0.codes.lexicographicallyPrecedes($1.codes) }
        codeCount = alphabet.count
        grow(to: codeCount)
        states[0].parent = 0
    }

    mutating func build() {
        var queue = [Branch(state: 0, range: 0..<sorted.count, depth: 0)]
        var next = 0
        while next < queue.count {
            let branch = queue[next]
            next += 1
            let groups = groups(of: branch)
            guard let first = groups.first?.code else { continue }
            let base = base(for: groups.map(\.code), first: first)
            states[branch.state].base = Int32(base)
            for group in groups {
                let child = base + group.code
                let depth = branch.depth + 1
                states[child].parent = Int32(branch.state)
                let word = sorted[group.range.lowerBound]
                if word.codes.count == depth { states[child].word = word.word }
                queue.append(Branch(state: child, range: group.range, depth: depth))
            }
        }
    }

    /// The branch's next characters, each with the words that go on with it.
    private func groups(of branch: Branch) -> [(code: Int, range: Range<Int>)] {
        var groups: [(code: Int, range: Range<Int>)] = []
        var index = branch.range.lowerBound
        while index < branch.range.upperBound {
            guard sorted[index].codes.count > branch.depth else {
                index += 1
                continue
            }
            let code = sorted[index].codes[branch.depth]
            let start = index
            while index < branch.range.upperBound, sorted[index].codes[branch.depth] == code {
                index += 1
            }
            groups.append((Int(code), start..<index))
        }
        return groups
    }

    /// Where the children can stand so that none meets another state.
    private mutating func base(for codes: [Int], first: Int) -> Int {
        var place = max(firstFree, first + 1)
        var taken = 0
        let start = place
        while true {
            grow(to: place + codeCount)
            if states[place].parent >= 0 {
                taken += 1
            } else {
                let base = place - first
                if codes.allSatisfy({ states[base + $0].parent < 0 }) {
                    // A stretch that is nearly full is not tried again.
                    if taken * 20 >= (place - start + 1) * 19 { firstFree = max(firstFree, place) }
                    return base
                }
            }
            place += 1
        }
    }

    private mutating func grow(to count: Int) {
        guard states.count < count else { return }
        let more = max(count, states.count * 2) - states.count
        states.append(contentsOf: repeatElement(WordAutomaton.State(), count: more))
    }
}
