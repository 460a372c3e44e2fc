/// Finds places in addresses and in sentences (地名).
///
/// Whole names count wherever they stand; short ones only right behind what they lie in. What
/// may mean several places is told apart by what else the text says, and is asked about where
/// that does not help: there is no guess between equals.
package final class Gazetteer: Sendable {
    package let divisions: Divisions
    let names: PlaceNames
    private let folding: TextFolding
    private let automaton: WordAutomaton
    /// What each division lies in, by its place among all; -1 for a province.
    private let parents: [Int]
    /// The county or township that each division is or lies in.
    private let places: [Place?]

    package init(divisions: Divisions, folding: TextFolding = .none) {
        self.divisions = divisions
        self.folding = folding
        names = PlaceNames(divisions, folding: folding)
        automaton = WordAutomaton(names.names)
        parents = divisions.all.map { $0.parent.flatMap(divisions.index) ?? -1 }
        places = divisions.all.map { divisions.place($0.code) }
    }

    /// The place that an address or a sentence means, or what to ask.
    ///
    /// The hint is where whoever files it sits: it counts only where it alone decides.
    package func locate(_ address: String, hint: DivisionCode?) -> Location {
        survey(folding.fold(address), hint: hint, isSentence: false).location(of: nil)
    }

    /// Every place that a text names, which was folded before.
    func survey(_ text: String, hint: DivisionCode?, isSentence: Bool) -> Survey {
        var surveyor = Surveyor(
            gazetteer: self,
            text: text,
            mentions: mentions(in: text),
            hint: hint.flatMap(divisions.index),
            isSentence: isSentence
        )
        return surveyor.survey()
    }

    func place(_ division: Int) -> Place? { places[division] }

    func division(_ index: Int) -> Division { divisions.all[index] }

    func contains(_ division: Int, _ other: Int) -> Bool {
        var next = other
        while next > division { next = parents[next] }
        return next == division
    }

    /// The names in a text, first come first, without those within longer ones.
    private func mentions(in text: String) -> [Mention] {
        var kept: [Mention] = []
        for hit in automaton.hits(in: text) {
            let mention = Mention(name: hit.word, start: hit.start, end: hit.end)
            while let last = kept.last, last.start >= hit.start, last.end < hit.end {
                kept.removeLast()
            }
            if let last = kept.last, last.end > hit.start {
                // Of two that overlap, a whole name outdoes a short one, or else the first does.
                guard last.end < hit.end, isShort(last.name), !isShort(hit.word) else { continue }
                kept.removeLast()
            }
            guard kept.count < Self.mentionsMax else { break }
            kept.append(mention)
        }
        return kept
    }

    /// Who names more places than this in one text says no more by it.
    private static let mentionsMax = 256

    private func isShort(_ name: Int) -> Bool {
        names.meanings[name].allSatisfy { $0.form == .short }
    }
}

/// A name in a text, and the bytes it stands at.
struct Mention: Sendable {
    let name: Int
    let start: Int
    let end: Int
}
