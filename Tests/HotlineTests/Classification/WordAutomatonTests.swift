import HotlineTesting
import Testing

@testable import Hotline

@Suite struct WordAutomatonTests {
    @Test("finds every occurrence, those that end together longest first")
    func findsAll() {
        let automaton = WordAutomaton(["低保", "低保边缘", "边缘", "保", ""])
        let hits = automaton.hits(in: "a低保边缘x低保")
        #expect(hits.map(\.word) == [0, 3, 1, 2, 0, 3])
        #expect(hits[2] == WordAutomaton.Hit(word: 1, start: 1, end: 13))
    }

    @Test("an automaton without words finds nothing", arguments: ["", "低保", "\0\u{FF}"])
    func findsNothing(text: String) {
        #expect(WordAutomaton([]).hits(in: text).isEmpty)
    }

    /// Words over a tiny alphabet overlap in every way there is.
    @Test("agrees with looking at every place", arguments: UInt64(0)..<40)
    func agreesWithSearch(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = ["a", "b", "低", "保", "你"]
        func word(_ length: Int) -> String {
            (0..<length).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
        }
        let words = Array(Set((0..<30).map { _ in word(Int.random(in: 1...5, using: &random)) }))
        let text = word(300)
        let bytes = Array(text.utf8)

        var expected: Set<WordAutomaton.Hit> = []
        for (index, word) in words.enumerated() {
            let wanted = Array(word.utf8)
            for start in 0...(bytes.count - wanted.count)
            where bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
                let end = start + wanted.count
                expected.insert(WordAutomaton.Hit(word: index, start: start, end: end))
            }
        }

        #expect(Set(WordAutomaton(words).hits(in: text)) == expected)
    }
}
