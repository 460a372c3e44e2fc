package import Hotline

/// The cards and numbers for callers (政策宣传), and how a card is found.
package struct Guidance: Sendable {
    package let cards: [GuidanceCard]
    package let numbers: [PublicNumber]
    /// How texts are written before they are compared.
    private let folding: TextFolding
    /// The words of all cards, each once, and which card has which.
    private let finder: WordFinder
    private let words: [[Int]]

    init(cards: [GuidanceCard], numbers: [PublicNumber], folding: TextFolding) {
        self.cards = cards
        self.numbers = numbers
        self.folding = folding
        var places: [String: Int] = [:]
        var list: [String] = []
        words = cards.map { card in
            Set(card.words.map(folding.fold)).map { word in
                if let place = places[word] { return place }
                list.append(word)
                places[word] = list.count - 1
                return list.count - 1
            }
        }
        finder = WordFinder(list)
    }

    package static let folder = "guidance/"
    package static let numbersName = "guidance/numbers.yaml"
    /// How many cards an operator is shown.
    package static let shownMax = 3

    /// What a card is looked for by.
    package struct Wish: Sendable {
        package var text: String
        package var matter: Matter?
        package var aspect: Aspect?
        package var county: DivisionCode?
        package let day: Day

        package init(
            text: String,
            matter: Matter? = nil,
            aspect: Aspect? = nil,
            county: DivisionCode? = nil,
            on day: Day
        ) {
            self.text = text
            self.matter = matter
            self.aspect = aspect
            self.county = county
            self.day = day
        }
    }

    /// The same with the cards in the order of what they are about; those about nothing last.
    func ordered(by assistances: [String]) -> Guidance {
        func rank(_ card: GuidanceCard) -> Int {
            card.assistance.flatMap { assistances.firstIndex(of: $0) } ?? assistances.count
        }
        let cards = cards.sorted { (rank($0), $0.id) < (rank($1), $1.id) }
        return Guidance(cards: cards, numbers: numbers, folding: folding)
    }

    /// Cards in force in a county on a day, in their order.
    package func cards(in county: DivisionCode?, on day: Day) -> [GuidanceCard] {
        cards.filter { $0.isInForce(on: day) && $0.holds(in: county) }
    }

    package func card(_ id: String, on day: Day) -> GuidanceCard? {
        cards.first { $0.id == id && $0.isInForce(on: day) }
    }

    /// The numbers that hold in a county: its own first, then those for everywhere.
    package func numbers(in county: DivisionCode?) -> [PublicNumber] {
        numbers.filter { number in
            guard let region = number.region else { return true }
            return county.map(region.contains) ?? false
        }.sorted { ($0.region?.description.count ?? 0) > ($1.region?.description.count ?? 0) }
    }

    /// The cards that answer what is asked, the best first (政策匹配).
    ///
    /// A word of the caller's says more than the matter that was recognised, and that more than
    /// the aspect; of two as good the one for the nearer place comes first.
    package func cards(for wish: Wish, limit: Int = shownMax) -> [GuidanceCard] {
        let heard = finder.words(in: folding.fold(wish.text))
        return cards.indices
            .filter { cards[$0].isInForce(on: wish.day) && cards[$0].holds(in: wish.county) }
            .map { index in
                let found = words[index].count { heard.contains($0) }
                return (index: index, points: points(of: cards[index], wish, found: found))
            }
            .filter { $0.points > 0 }
            .sorted { ($1.points, $0.index) < ($0.points, $1.index) }
            .prefix(limit).map { cards[$0.index] }
    }

    private static let wordPoints = 4
    private static let wordsMax = 4
    private static let matterPoints = 6
    private static let aspectPoints = 2

    private func points(of card: GuidanceCard, _ wish: Wish, found: Int) -> Int {
        var points = Self.wordPoints * min(found, Self.wordsMax)
        if let matter = wish.matter, matter != .other, card.matters.contains(matter) {
            points += Self.matterPoints
        }
        guard points > 0 else { return 0 }
        if let aspect = wish.aspect, card.aspects.contains(aspect) { points += Self.aspectPoints }
        return 2 * points + (card.region == nil ? 0 : 1)
    }

    /// Cards whose title or text has all that is looked for (检索).
    package func cards(
        with query: String,
        in county: DivisionCode?,
        on day: Day
    ) -> [GuidanceCard] {
        let parts = folding.fold(query).split(whereSeparator: \.isWhitespace)
        return cards(in: county, on: day).filter { card in
            let text = folding.fold(card.wholeText)
            return parts.allSatisfy { text.contains($0) }
        }
    }
}

extension GuidanceCard {
    /// All that it says, to be searched.
    fileprivate var wholeText: String {
        ([title, says, who, counter, time] + bring + words + body).joined(separator: "\n")
    }
}
