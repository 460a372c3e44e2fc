/// Finds which of many words stand in a text, in one walk over it.
package struct WordFinder: Sendable {
    private let automaton: WordAutomaton

    package init(_ words: [String]) {
        automaton = WordAutomaton(words)
    }

    /// The words that are there, by their places in the list.
    package func words(in text: String) -> Set<Int> {
        Set(automaton.hits(in: text).map(\.word))
    }
}
