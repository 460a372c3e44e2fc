/// Who is accused (被反映人): the units, and what names no unit that is known.
struct Accused: Sendable {
    var units: [UnitID] = []
    var text: [String] = []

    mutating func add(_ unit: UnitID) {
        if !units.contains(unit) { units.append(unit) }
    }

    mutating func add(_ words: String) {
        if !text.contains(words) { text.append(words) }
    }
}

/// Finds the units that a text accuses (被反映单位).
///
/// 坞城街道办 names its division itself; 镇政府 alone is that of the place that the text is
/// about. A unit that somebody only went to, or that is asked to act, is not accused.
struct AccusedFinder: Sendable {
    private let units: UnitDirectory
    private let gazetteer: Gazetteer
    private let lexicon: Lexicon
    /// What each word of the lexicon calls a unit of.
    private let calls: [Int: Call]
    private let asked: Set<Int>

    private struct Call: Sendable {
        let kind: UnitKind
        let level: Level
    }

    init(rules: UnitRules, units: UnitDirectory, gazetteer: Gazetteer, lexicon: inout Lexicon) {
        var calls: [Int: Call] = [:]
        for template in rules.templates {
            for (level, words) in template.calls {
                for word in words {
                    calls[lexicon.id(of: word)] = Call(kind: template.kind, level: level)
                }
            }
        }
        self.calls = calls
        asked = Set(lexicon.ids(of: rules.asked))
        self.units = units
        self.gazetteer = gazetteer
        self.lexicon = lexicon
    }

    /// What an entry of the field means: a unit's code, or text.
    func read(_ entry: String, place: Place?, automaton: WordAutomaton, into accused: inout Accused)
    {
        if let id = UnitID(entry), units[id] != nil { return accused.add(id) }
        let survey = gazetteer.survey(entry, hint: place?.county, isSentence: false)
        let reading = Reading(entry, by: automaton, of: lexicon)
        var found = Accused()
        find(in: reading, survey: survey, place: place, into: &found)
        if found.units.isEmpty, case .place(let place, _) = survey.location(of: nil),
            let township = place.township, let unit = units.unit(.township, in: township)
        {
            found.add(unit)
        }
        if found.units.isEmpty { return accused.add(entry) }
        for unit in found.units { accused.add(unit) }
    }

    /// The units that a text speaks of without having gone to them.
    func find(in reading: Reading, survey: Survey, place: Place?, into accused: inout Accused) {
        let hits = outermost(reading.hits)
        let askedEnds = Set(reading.hits.filter { asked.contains($0.word) }.map(\.end))
        for hit in hits {
            guard let call = calls[hit.word] else { continue }
            let naming = survey.namings.last { naming in
                naming.range.upperBound >= hit.start && naming.range.upperBound <= hit.end
                    && naming.range.lowerBound <= hit.start
            }
            let start = beginning(of: naming, or: hit.start, in: survey)
            guard !askedEnds.contains(start) else { continue }
            if let unit = unit(call, naming: naming?.division, survey: survey, place: place) {
                accused.add(unit)
            } else {
                accused.add(lexicon.words[hit.word])
            }
        }
    }

    /// Where the whole name begins: 太原市小店区民政局 begins with its city.
    private func beginning(of naming: Survey.Naming?, or start: Int, in survey: Survey) -> Int {
        var start = naming?.range.lowerBound ?? start
        while let before = survey.namings.first(where: { $0.range.upperBound == start }) {
            start = before.range.lowerBound
        }
        return start
    }

    /// The unit that is called so in the division that stands before it, or else in the place.
    private func unit(
        _ call: Call,
        naming: DivisionCode?,
        survey: Survey,
        place: Place?
    ) -> UnitID? {
        if let naming {
            let level = call.kind.isDivision ? call.level : naming.level
            guard let division = naming.above(at: level) else { return nil }
            return units.unit(call.kind, in: division)
        }
        // In a county that is called a city, 市民政局 may be its own or that of the city above.
        if call.level == .city, let county = place?.county,
            gazetteer.divisions[county]?.name.hasSuffix("市") ?? false
        {
            return nil
        }
        let village = survey.claims.count == 1 ? survey.claims[0].village : nil
        let here = village ?? place?.division
        return here?.above(at: call.level).flatMap { units.unit(call.kind, in: $0) }
    }

    private func outermost(_ hits: [WordAutomaton.Hit]) -> [WordAutomaton.Hit] {
        var kept: [WordAutomaton.Hit] = []
        for hit in hits where calls[hit.word] != nil {
            while let last = kept.last, last.start >= hit.start, last.end < hit.end {
                kept.removeLast()
            }
            if let last = kept.last, last.end == hit.end { continue }
            guard kept.count < Self.callsMax else { break }
            kept.append(hit)
        }
        return kept
    }

    /// How many names of units in one text are looked at.
    private static let callsMax = 256
}

extension DivisionCode {
    /// The division at a level that this one is or lies in.
    func above(at level: Level) -> DivisionCode? {
        var next: DivisionCode? = self
        while let here = next {
            if here.level == level { return here }
            next = here.parent
        }
        return nil
    }
}
