package import Hotline
internal import Yams

extension Guidance {
    /// Reads the cards and numbers among some rule files.
    ///
    /// - Throws: ``RuleMistakes`` with everything that is wrong with them.
    package init(
        files: [RuleText],
        assistances: Set<String>?,
        folding: TextFolding
    ) throws(RuleMistakes) {
        var mistakes: [RuleMistake] = []
        var cards: [GuidanceCard] = []
        var numbers: [PublicNumber] = []
        for file in files where file.name.hasPrefix(Self.folder) {
            let reader = GuidanceReader(file)
            if file.name.hasSuffix(".md") {
                if let card = reader.card(file, assistances: assistances) { cards.append(card) }
            } else if file.name == Self.numbersName {
                numbers = reader.numbers(file)
            }
            mistakes += reader.mistakes
        }
        mistakes += Self.overlaps(of: cards)
        guard mistakes.isEmpty else { throw RuleMistakes(mistakes: mistakes) }
        self.init(cards: cards, numbers: numbers, folding: folding)
    }

    /// Two cards of one name must not be in force on one day.
    private static func overlaps(of cards: [GuidanceCard]) -> [RuleMistake] {
        cards.enumerated().flatMap { index, card in
            cards[(index + 1)...].filter { other in
                other.id == card.id && other.isInForce(on: max(card.inForceFrom, other.inForceFrom))
                    && card.isInForce(on: max(card.inForceFrom, other.inForceFrom))
            }.map { _ in
                RuleMistake(
                    file: "\(folder)\(card.id).md",
                    line: 1,
                    column: 1,
                    message: "two cards '\(card.id)' are in force at once"
                )
            }
        }
    }
}

/// Reads one file of guidance (明白卡).
private final class GuidanceReader {
    private let reader: RuleReader

    init(_ file: RuleText) {
        reader = RuleReader(file: file.name)
    }

    var mistakes: [RuleMistake] { reader.mistakes }

    private static let required: Set = [
        "id", "edition", "title", "from", "basis", "grade", "matters", "aspects", "words", "says",
        "who", "counter", "bring", "time",
    ]
    private static let optional: Set = ["assistance", "region", "to", "amounts", "number"]

    func card(_ file: RuleText, assistances: Set<String>?) -> GuidanceCard? {
        guard let front = FrontMatter(file.text) else {
            reader.note("expected front matter between two lines of ---", at: nil)
            return nil
        }
        guard let root = reader.compose(front.yaml),
            let mapping = reader.mapping(root, required: Self.required, optional: Self.optional)
        else { return nil }
        let read = Values(reader, mapping)
        check(file.name, mapping, assistances)
        guard let id = read.text("id"), let edition = read.day("edition"),
            let title = read.text("title"), let from = read.day("from"),
            let basis = read.text("basis"),
            let grade = mapping["grade"].flatMap({ reader.code($0, Grade.self) }),
            let says = read.text("says"), let who = read.text("who"),
            let counter = read.text("counter"), let time = read.text("time")
        else { return nil }
        return GuidanceCard(
            id: id,
            edition: edition,
            title: title,
            assistance: read.text("assistance"),
            region: read.region("region"),
            inForceFrom: from,
            inForceTo: read.day("to"),
            basis: basis,
            grade: grade,
            matters: Set(read.codes("matters", Matter.self)),
            aspects: Set(read.codes("aspects", Aspect.self)),
            words: read.texts("words"),
            says: says,
            who: who,
            counter: counter,
            bring: read.texts("bring"),
            time: time,
            amounts: amounts(mapping["amounts"]),
            number: read.text("number"),
            body: front.body
        )
    }

    private func check(_ file: String, _ mapping: Node.Mapping, _ assistances: Set<String>?) {
        if let node = mapping["id"], let id = node.string,
            file != "\(Guidance.folder)\(id).md",
            !file.hasPrefix("\(Guidance.folder)\(id)-")
        {
            reader.note("the file of '\(id)' is called otherwise", at: node.mark)
        }
        if let node = mapping["assistance"], let name = node.string,
            let assistances, !assistances.contains(name)
        {
            reader.note("no rule of eligibility is about '\(name)'", at: node.mark)
        }
        if let from = mapping["from"]?.string.flatMap(Day.init), let node = mapping["to"],
            let to = node.string.flatMap(Day.init), to < from
        {
            reader.note("it ends before it begins", at: node.mark)
        }
    }

    /// How much, by county: only what is known stands there.
    private func amounts(_ node: Node?) -> [DivisionCode: GuidanceCard.Amount] {
        var amounts: [DivisionCode: GuidanceCard.Amount] = [:]
        for item in node.map(reader.sequence) ?? [] {
            let keys: Set = ["county", "says", "basis", "grade"]
            guard let mapping = reader.mapping(item, required: keys) else { continue }
            let read = Values(reader, mapping)
            guard let county = read.region("county"), let says = read.text("says"),
                let basis = read.text("basis"),
                let grade = mapping["grade"].flatMap({ reader.code($0, Grade.self) })
            else { continue }
            guard county.county == county else {
                reader.note("amounts are by county", at: item.mark)
                continue
            }
            if amounts[county] != nil { reader.note("'\(county)' is there twice", at: item.mark) }
            amounts[county] = GuidanceCard.Amount(says: says, basis: basis, grade: grade)
        }
        return amounts
    }

    func numbers(_ file: RuleText) -> [PublicNumber] {
        guard let root = reader.compose(file.text),
            let mapping = reader.mapping(root, required: ["numbers"])
        else { return [] }
        return (mapping["numbers"].map(reader.sequence) ?? []).compactMap(number)
    }

    private func number(_ node: Node) -> PublicNumber? {
        let mapping = reader.mapping(
            node,
            required: ["name", "basis", "grade"],
            optional: ["number", "region", "hours"]
        )
        guard let mapping else { return nil }
        let read = Values(reader, mapping)
        guard let name = read.text("name"), let basis = read.text("basis"),
            let grade = mapping["grade"].flatMap({ reader.code($0, Grade.self) })
        else { return nil }
        let number = read.text("number")
        if let number, !number.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }) {
            reader.note("'\(number)' is no telephone number", at: mapping["number"]?.mark)
        }
        return PublicNumber(
            name: name,
            number: number,
            region: read.region("region"),
            hours: read.text("hours"),
            basis: basis,
            grade: grade
        )
    }

    /// The values of one mapping, by their keys; what is not there is nil or empty.
    private struct Values {
        let reader: RuleReader
        let mapping: Node.Mapping

        init(_ reader: RuleReader, _ mapping: Node.Mapping) {
            self.reader = reader
            self.mapping = mapping
        }

        func text(_ key: String) -> String? { mapping[key].flatMap(reader.text) }
        func texts(_ key: String) -> [String] { mapping[key].map(reader.texts) ?? [] }
        func day(_ key: String) -> Day? { mapping[key].flatMap(reader.day) }

        func codes<Code: RawRepresentable & CaseIterable>(
            _ key: String,
            _ type: Code.Type
        ) -> [Code] where Code.RawValue == String {
            (mapping[key].map(reader.sequence) ?? []).compactMap { reader.code($0, type) }
        }

        func region(_ key: String) -> DivisionCode? {
            guard let node = mapping[key], let text = reader.text(node) else { return nil }
            guard let region = DivisionCode(text) else {
                reader.note("'\(text)' is no code of a division", at: node.mark)
                return nil
            }
            return region
        }
    }
}
