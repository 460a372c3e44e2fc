/// Finds every word of a list in a text, in one pass over its bytes.
///
/// Aho and Corasick's automaton over UTF-8, its transitions packed into one double array: a
/// byte costs about one look into memory, however many words there are. A word never begins
/// within a character, because UTF-8 never does.
struct WordAutomaton: Sendable {
    /// A word found, and the bytes it stands at.
    struct Hit: Hashable, Sendable {
        /// The place of the word in the list.
        let word: Int
        let start: Int
        let end: Int
    }

    fileprivate struct State {
        /// Where its transitions begin: by byte `b` it goes to `base + b`, if that is its child.
        var base: Int32 = 0
        /// Whose child it is; -1 if nothing is here.
        var parent: Int32 = -1
        /// The state for its longest proper suffix.
        var fail: Int32 = 0
        /// Itself if a word ends here, or else the next of its suffixes where one does; 0 if none.
        var output: Int32 = 0
    }

    fileprivate var states: [State]
    /// The word that ends at each state, -1 for none.
    fileprivate var words: [Int32]
    private let lengths: [Int]

    /// Words are told apart by their places; empty ones are never found.
    init(_ list: [String]) {
        lengths = list.map(\.utf8.count)
        states = []
        words = []
        var builder = Builder(list)
        builder.build()
        states = builder.states
        words = builder.words
    }

    /// All occurrences of all words, by their ends; of those that end together, longest first.
    func hits(in text: String) -> [Hit] {
        var hits: [Hit] = []
        hits.reserveCapacity(64)
        let bytes = text.utf8Span.span
        let states = states.span
        var state = 0
        for index in bytes.indices {
            let byte = Int(bytes[index])
            while true {
                let next = Int(states[state].base) + byte
                if states[next].parent == Int32(truncatingIfNeeded: state) {
                    state = next
                    break
                }
                if state == 0 { break }
                state = Int(states[state].fail)
            }
            var output = Int(states[state].output)
            while output != 0 {
                let word = Int(words[output])
                let end = index + 1
                hits.append(Hit(word: word, start: end - lengths[word], end: end))
                output = Int(states[Int(states[output].fail)].output)
            }
        }
        return hits
    }
}

// MARK: - Building

/// Lays the words' common beginnings out as one double array, breadth first.
private struct Builder {
    var states: [WordAutomaton.State] = []
    var words: [Int32] = []
    private let sorted: [(bytes: [UInt8], word: Int32)]
    /// No place before this one is worth trying.
    private var firstFree = 1

    /// The words of a range that share their first `depth` bytes, which lead to `state`.
    private struct Branch {
        let state: Int
        let range: Range<Int>
        let depth: Int
    }

    init(_ list: [String]) {
        sorted = list.enumerated().filter { !$1.isEmpty }
            .map { (Array($1.utf8), Int32($0)) }
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        grow(to: 512)
        states[0].parent = 0
    }

    mutating func build() {
        var queue = [Branch(state: 0, range: 0..<sorted.count, depth: 0)]
        var next = 0
        while next < queue.count {
            let branch = queue[next]
            next += 1
            let groups = groups(of: branch)
            guard let first = groups.first?.byte else { continue }
            let base = base(for: groups.map { Int($0.byte) }, first: Int(first))
            states[branch.state].base = Int32(base)
            for group in groups {
                let child = base + Int(group.byte)
                states[child].parent = Int32(branch.state)
                link(child, to: branch.state, by: Int(group.byte))
                let depth = branch.depth + 1
                queue.append(Branch(state: child, range: group.range, depth: depth))
            }
            for group in groups { end(at: base + Int(group.byte), group.range, branch.depth + 1) }
        }
    }

    /// The branch's next bytes, each with the words that go on with it.
    private func groups(of branch: Branch) -> [(byte: UInt8, range: Range<Int>)] {
        var groups: [(byte: UInt8, range: Range<Int>)] = []
        var index = branch.range.lowerBound
        while index < branch.range.upperBound {
            guard sorted[index].bytes.count > branch.depth else {
                index += 1
                continue
            }
            let byte = sorted[index].bytes[branch.depth]
            let start = index
            while index < branch.range.upperBound, sorted[index].bytes[branch.depth] == byte {
                index += 1
            }
            groups.append((byte, start..<index))
        }
        return groups
    }

    /// The suffix of a child is its parent's suffix, or a suffix of that, gone on by the byte.
    private mutating func link(_ child: Int, to parent: Int, by byte: Int) {
        guard parent != 0 else { return }
        var state = Int(states[parent].fail)
        while true {
            let next = Int(states[state].base) + byte
            if states[next].parent == Int32(state), next != 0 {
                states[child].fail = Int32(next)
                return
            }
            if state == 0 { return }
            state = Int(states[state].fail)
        }
    }

    /// Marks the state as the end of the first word that is used up there.
    private mutating func end(at state: Int, _ range: Range<Int>, _ depth: Int) {
        if let word = range.first, sorted[word].bytes.count == depth {
            words[state] = sorted[word].word
            states[state].output = Int32(state)
        } else {
            states[state].output = states[Int(states[state].fail)].output
        }
    }

    /// Where the children can stand so that none meets another state.
    private mutating func base(for bytes: [Int], first: Int) -> Int {
        var place = max(firstFree, first + 1)
        var taken = 0
        let start = place
        while true {
            grow(to: place + 512)
            if states[place].parent >= 0 {
                taken += 1
            } else {
                let base = place - first
                if bytes.allSatisfy({ states[base + $0].parent < 0 }) {
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
        words.append(contentsOf: repeatElement(-1, count: more))
    }
}
