/// Makes sense of the names in one text.
struct Surveyor {
    private let gazetteer: Gazetteer
    private let text: String
    private let mentions: [Mention]
    private let hint: Int?
    private let isSentence: Bool
    /// The counties that each name means, after the city around it was heeded.
    private var counties: [[Int]] = []
    private var cities: [[Int]] = []
    private var result = Survey()

    private typealias Meaning = PlaceNames.Meaning

    init(
        gazetteer: Gazetteer,
        text: String,
        mentions: [Mention],
        hint: Int?,
        isSentence: Bool
    ) {
        self.gazetteer = gazetteer
        self.text = text
        self.mentions = mentions
        self.hint = hint
        self.isSentence = isSentence
    }

    mutating func survey() -> Survey {
        guard !mentions.isEmpty else { return result }
        readUpperLevels()
        for index in mentions.indices { readTownship(at: index) }
        for index in mentions.indices { readVillage(at: index) }
        for index in mentions.indices { readCounty(at: index) }
        for index in mentions.indices { readEverydayWord(at: index) }
        for index in mentions.indices {
            for upper in [cities[index], counties[index]] where upper.count == 1 {
                name(upper[0], at: index)
            }
        }
        return result
    }

    /// Notes what a mention means beyond doubt.
    private mutating func name(_ division: Int, at index: Int) {
        let code = gazetteer.division(division).code
        let range = mentions[index].start..<mentions[index].end
        result.namings.append(Survey.Naming(division: code, range: range))
    }

    private func meanings(_ index: Int) -> [Meaning] {
        gazetteer.names.meanings[mentions[index].name]
    }

    private func meanings(_ index: Int, _ level: Level, _ form: PlaceNames.Form) -> [Int] {
        meanings(index).filter { $0.level == level && $0.form == form }.map(\.division)
    }

    private func name(_ index: Int) -> String { gazetteer.names.names[mentions[index].name] }

    /// Whether the mention stands right behind the one before; in an address something that
    /// only separates may be between, such as a blank.
    private func isJoined(_ index: Int) -> Bool {
        guard index > 0 else { return false }
        let gap = mentions[index - 1].end..<mentions[index].start
        if gap.isEmpty { return true }
        guard !isSentence, gap.count <= Self.separatorsMax else { return false }
        return characters(in: gap).allSatisfy(Self.isSeparator)
    }

    private static let separatorsMax = 6

    private static func isSeparator(_ character: Character) -> Bool {
        " ,，、/-—（(）)".contains(character)
    }

    /// Whether it continues the name of another province: 河北省石家庄市…镇.
    private func isElsewhere(_ index: Int) -> Bool {
        var index = index
        while index > 0, isJoined(index) || continuesDivision(index) { index -= 1 }
        return gazetteer.names.elsewhere.contains(mentions[index].name)
    }

    /// Whether what stands between it and the one before is a division that is not known.
    private func continuesDivision(_ index: Int) -> Bool {
        let gap = mentions[index - 1].end..<mentions[index].start
        guard !gap.isEmpty, gap.count <= Self.unknownDivisionMax else { return false }
        let between = characters(in: gap).filter { isSentence || !Self.isSeparator($0) }
        guard let last = between.last, "省市县区州盟旗镇乡".contains(last) else { return false }
        return between.allSatisfy(\.isLetter)
    }

    /// How many bytes the names of divisions that are not known may have: 24 characters.
    private static let unknownDivisionMax = 72

    private func characters(in range: Range<Int>) -> Substring {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return text[start..<utf8.index(start, offsetBy: range.count)]
    }

    // MARK: - Cities and counties

    private mutating func readUpperLevels() {
        cities = mentions.indices.map { index in
            isElsewhere(index)
                ? []
                : meanings(index).filter { $0.level == .city }.map(\.division)
        }
        counties = mentions.indices.map { index in
            let all = meanings(index).filter { $0.level == .county }
            guard !all.isEmpty, !isElsewhere(index) else { return [] }
            return believed(all, at: index)
        }
    }

    /// The counties that a name means: everyday words and short names need company.
    private func believed(_ all: [Meaning], at index: Int) -> [Int] {
        let inCity = all.filter { meaning in
            cities.joined().contains { gazetteer.contains($0, meaning.division) }
        }
        if !inCity.isEmpty { return inCity.map(\.division) }
        let isJoinedByPart =
            index + 1 < mentions.count && isJoined(index + 1)
            && meanings(index + 1).contains { part in
                all.contains { gazetteer.contains($0.division, part.division) }
            }
        if isJoinedByPart || standsBehindPart(all, at: index) { return all.map(\.division) }
        return all.filter { meaning in
            switch meaning.form {
            case .full: true
            case .short: !isSentence || isHome(meaning.division)
            case .generic, .variant: isHome(meaning.division)
            }
        }.map(\.division)
    }

    /// `河底镇（郊区）`: the part is said first, and in what it lies behind it.
    private func standsBehindPart(_ all: [Meaning], at index: Int) -> Bool {
        !isSentence && isJoined(index) && mentions[index - 1].end < mentions[index].start
            && meanings(index - 1).contains { part in
                all.contains { gazetteer.contains($0.division, part.division) }
            }
    }

    private func isHome(_ division: Int) -> Bool {
        hint.map { gazetteer.contains(division, $0) } ?? false
    }

    /// What the text says around a mention that narrows these down: what stands before it,
    /// or else behind it; counties, or else cities.
    private func narrowed(_ divisions: [Int], at index: Int) -> (matches: [Int], by: Int?) {
        guard !divisions.isEmpty else { return ([], nil) }
        let found = narrowed(divisions, at: index, by: counties)
        return found.by == nil ? narrowed(divisions, at: index, by: cities) : found
    }

    private func narrowed(
        _ divisions: [Int],
        at index: Int,
        by uppers: [[Int]]
    ) -> (matches: [Int], by: Int?) {
        func matches(_ context: Int) -> [Int] {
            divisions.filter { division in
                uppers[context].contains { gazetteer.contains($0, division) }
            }
        }
        if let before = uppers[..<index].lastIndex(where: { !$0.isEmpty }) {
            let matches = matches(before)
            if !matches.isEmpty { return (matches, before) }
        }
        if let after = uppers[(index + 1)...].firstIndex(where: { !$0.isEmpty }) {
            let matches = matches(after)
            if !matches.isEmpty { return (matches, after) }
        }
        return ([], nil)
    }

    private mutating func readCounty(at index: Int) {
        guard !counties[index].isEmpty, !isAfterTownship(index) else { return }
        let isTold = result.claims.contains { claim in
            counties[index].contains { gazetteer.division($0).code == claim.place.county }
        }
        guard !isTold, !result.doubts.contains(where: { concerns($0, counties[index]) }) else {
            return
        }
        settle(counties[index], at: index, by: nil)
    }

    /// Behind a township a county's short name is no county: 仙人乡交口 is a village's.
    private func isAfterTownship(_ index: Int) -> Bool {
        let isShort = !meanings(index).contains { $0.level == .county && $0.form == .full }
        return isShort && !isSentence && isJoined(index)
            && result.claims.contains { claim in
                claim.place.township != nil && claim.range.upperBound <= mentions[index].start
            }
    }

    /// An address that says no more than 城区 is asked about.
    private mutating func readEverydayWord(at index: Int) {
        guard result.claims.isEmpty, result.doubts.isEmpty, !isSentence else { return }
        doubt(meanings(index, .county, .generic), at: index, isContradiction: false)
    }

    private func concerns(_ doubt: Survey.Doubt, _ counties: [Int]) -> Bool {
        doubt.candidates.contains { place in
            counties.contains { gazetteer.division($0).code == place.county }
        }
    }
}

// MARK: - Townships and villages

extension Surveyor {
    private mutating func readTownship(at index: Int) {
        guard !isElsewhere(index) else { return }
        let full = meanings(index, .township, .full)
        let variants = meanings(index, .township, .variant)
        for divisions in [full, variants] {
            let (matches, by) = narrowed(divisions, at: index)
            guard !matches.isEmpty else { continue }
            return settle(matches, at: index, by: by)
        }
        if !full.isEmpty {
            // What it is joined to says that it cannot be any of these.
            if isJoined(index), let wrong = counties[index - 1].first {
                return doubt(full + [wrong], at: index, isContradiction: true)
            }
            return settle(full, at: index, by: nil)
        }
        if !variants.isEmpty { return doubt(variants, at: index, isContradiction: false) }
        readShortTownship(at: index)
    }

    /// A short name counts right behind a county, or a city, that has such a township.
    private mutating func readShortTownship(at index: Int) {
        let short = meanings(index, .township, .short)
        guard !short.isEmpty, isJoined(index), !goesOn(at: mentions[index].end) else { return }
        let uppers = counties[index - 1] + cities[index - 1]
        guard counties[index].isEmpty || !counties[index - 1].isEmpty else { return }
        let matches = short.filter { division in
            uppers.contains { gazetteer.contains($0, division) }
        }
        if !matches.isEmpty { settle(matches, at: index, by: index - 1) }
    }

    /// Whether the next character makes another name of it, such as a village's or a street's.
    private func goesOn(at end: Int) -> Bool {
        guard let character = character(at: end) else { return false }
        return "村社路街巷庄小大中桥河山沟".contains(character)
    }

    private mutating func readVillage(at index: Int) {
        let villages = meanings(index, .village, .full)
        guard !villages.isEmpty, !isElsewhere(index) else { return }
        if !result.claims.isEmpty { return refine(by: villages) }
        let (matches, by) = narrowed(villages, at: index)
        if !matches.isEmpty { return settle(matches, at: index, by: by) }
        // Elsewhere than at the beginning of a word it may be the end of another village's name.
        guard isJoined(index) || beginsWord(at: mentions[index].start) else { return }
        guard result.doubts.isEmpty else { return narrow(by: villages) }
        settle(villages, at: index, by: nil)
    }

    /// A village in a township that was named says no more than which village.
    private mutating func refine(by villages: [Int]) {
        for place in result.claims.indices where result.claims[place].village == nil {
            guard let township = result.claims[place].place.township else { continue }
            let codes = villages.map { gazetteer.division($0).code }
            result.claims[place].village = codes.first { township.contains($0) }
        }
    }

    /// Only one of the townships that a name may mean has such a village.
    private mutating func narrow(by villages: [Int]) {
        let codes = villages.map { gazetteer.division($0).code }
        for (place, doubt) in result.doubts.enumerated() {
            let matches = doubt.candidates.filter { candidate in
                codes.contains { candidate.division.contains($0) }
            }
            guard let match = matches.first, matches.count == 1 else { continue }
            result.doubts.remove(at: place)
            let village = codes.first { match.division.contains($0) }
            result.claims.append(
                Survey.Claim(
                    place: match,
                    village: village,
                    role: nil,
                    because: [doubt.name],
                    range: 0..<0
                )
            )
            return
        }
    }

    private func beginsWord(at start: Int) -> Bool {
        guard start > 0 else { return true }
        guard let character = character(before: start) else { return true }
        return !character.isLetter || "在是住于叫到系为的从来".contains(character)
    }
}

// MARK: - Settling

extension Surveyor {
    /// Claims the one division there is, or the one near home; of several it makes a doubt.
    private mutating func settle(_ divisions: [Int], at index: Int, by context: Int?) {
        var divisions = divisions
        if divisions.count > 1, let hint {
            let near = divisions.filter { gazetteer.contains(hint, $0) }
            if near.count == 1 { divisions = near }
        }
        guard divisions.count == 1, let place = gazetteer.place(divisions[0]) else {
            return doubt(divisions, at: index, isContradiction: false)
        }
        let first = min(context ?? index, index)
        let last = max(context ?? index, index)
        let code = gazetteer.division(divisions[0]).code
        if code.level == .township || code.level == .village { self.name(divisions[0], at: index) }
        result.claims.append(
            Survey.Claim(
                place: place,
                village: code.level == .village ? code : nil,
                role: role(before: first),
                because: context == nil ? [name(index)] : [name(first), name(last)],
                range: mentions[first].start..<mentions[last].end
            )
        )
    }

    private mutating func doubt(_ divisions: [Int], at index: Int, isContradiction: Bool) {
        let candidates = divisions.compactMap { gazetteer.place($0) }
            .reduce(into: [Place]()) { places, place in
                if !places.contains(place) { places.append(place) }
            }
        guard !candidates.isEmpty else { return }
        let list = candidates.prefix(Self.candidatesMax).map(\.name).joined(separator: "、")
        let name = name(index)
        let question =
            if isContradiction {
                "地址前后对不上：“\(name)”不在那里。请问是下面哪一处：\(list)？"
            } else if candidates.count == 1 {
                "“\(name)”是不是\(list)？"
            } else {
                "叫“\(name)”的有\(candidates.count)处：\(list)。请问是哪一处？"
            }
        result.doubts.append(
            Survey.Doubt(name: name, candidates: candidates, question: question)
        )
    }

    private static let candidatesMax = 8

    /// What the text says, shortly before a mention, that the place is.
    private func role(before index: Int) -> PlaceThatCounts? {
        guard let cue = (0..<index).reversed().first(where: { !meanings($0).isEmpty || isCue($0) }),
            isCue(cue), mentions[index].start - mentions[cue].end <= Self.cueReach
        else { return nil }
        return gazetteer.names.roles[mentions[cue].name]
    }

    private func isCue(_ index: Int) -> Bool {
        gazetteer.names.roles[mentions[index].name] != nil
    }

    /// How many bytes may lie between a cue and the place it speaks of.
    private static let cueReach = 18

    private func character(at offset: Int) -> Character? {
        let utf8 = text.utf8
        let place = utf8.index(utf8.startIndex, offsetBy: offset)
        return place < text.endIndex ? text[place] : nil
    }

    private func character(before offset: Int) -> Character? {
        let utf8 = text.utf8
        let place = utf8.index(utf8.startIndex, offsetBy: offset)
        return place > text.startIndex ? text[text.index(before: place)] : nil
    }
}
