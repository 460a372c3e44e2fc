internal import GRDB
package import Hotline
internal import Synchronization

/// What a text is compared with, and by what else tickets may be about the same.
package struct SimilarQuestion: Sendable {
    package var text: String
    package var place: Place?
    package var phone: String?
    package var idNumber: String?
    /// The ticket itself, where it is filed already.
    package var number: TicketNumber?

    package init(text: String) {
        self.text = text
    }
}

/// A ticket that may be about the same thing, and why (疑似重复).
package struct SimilarTicket: Sendable {
    package let view: TicketView
    package let isSameCaller: Bool
    package let isSamePlace: Bool
    package let likeness: Double

    /// What is listed first.
    var rank: Double {
        likeness + (isSameCaller ? Self.callerBonus : 0) + (isSamePlace ? Self.placeBonus : 0)
    }

    /// Whether it is worth showing.
    var isWorthIt: Bool {
        isSameCaller || likeness >= Self.likenessMin
            || (isSamePlace && likeness >= Self.likenessInPlaceMin)
    }

    static let callerBonus = 0.3
    static let placeBonus = 0.1
    static let likenessMin = 0.4
    static let likenessInPlaceMin = 0.25
}

extension Store {
    /// How many of the most alike are looked at, and how many of a caller's.
    private static let alikeMax = 40
    private static let ofCallerMax = 10
    /// How long a closed ticket is compared with, in seconds: 30 days.
    static let recentSeconds: Int64 = 30 * 86_400

    /// Open and recent tickets that may be about the same, the best first, of those that the
    /// account sees.
    package func similar(
        _ question: SimilarQuestion,
        limit: Int,
        for actor: Actor
    ) throws -> [SimilarTicket] {
        let likenesses = likenesses(of: question, for: actor)
        let callers = try ticketsOfCaller(question, for: actor)
        let known = Set(callers.map(\.ticket.number.integer))
        let others = try read { db in
            try likenesses.keys.filter { !known.contains($0) }.compactMap { number in
                try view(number, for: actor, db)
            }
        }
        func similar(_ view: TicketView, isSameCaller: Bool) -> SimilarTicket {
            SimilarTicket(
                view: view,
                isSameCaller: isSameCaller,
                isSamePlace: view.ticket.place.map { $0.isSame(as: question.place) } ?? false,
                likeness: likenesses[view.ticket.number.integer] ?? 0
            )
        }
        let all =
            callers.map { similar($0, isSameCaller: true) }
            + others.map { similar($0, isSameCaller: false) }
        return Array(
            all.filter { $0.isWorthIt && $0.view.ticket.number != question.number }
                .sorted {
                    ($1.rank, $1.view.ticket.number) < ($0.rank, $0.view.ticket.number)
                }
                .prefix(limit)
        )
    }

    private func likenesses(
        of question: SimilarQuestion,
        for actor: Actor
    ) -> [Int64: Double] {
        let scope = actor.scope.description
        let unit = actor.unit.description
        let matches = similarity.withLock { index in
            index.matches(
                for: question.text,
                limit: Self.alikeMax,
                atLeast: SimilarTicket.likenessInPlaceMin,
                whereUnit: { actor.isBoundToUnit ? $0 == unit : $0.hasPrefix(scope) }
            )
        }
        return Dictionary(matches.map { ($0.ticket, $0.likeness) }) { first, _ in first }
    }

    private func ticketsOfCaller(
        _ question: SimilarQuestion,
        for actor: Actor
    ) throws -> [TicketView] {
        var filter = TicketFilter()
        filter.phone = question.phone
        if question.phone == nil { filter.idNumber = question.idNumber }
        guard filter.phone != nil || filter.idNumber != nil else { return [] }
        return try tickets(filter, limit: Self.ofCallerMax, after: nil, for: actor).items
    }

    private func view(_ number: Int64, for actor: Actor, _ db: Database) throws -> TicketView? {
        guard let ticket = try TicketReading.ticket(number, db), actor.sees(ticket) else {
            return nil
        }
        return try Self.view(ticket, keys, db)
    }

    // MARK: Keeping the index

    /// How many tickets are read at once when the index is made.
    private static let loadMax = 500

    /// Takes in what is open or recent: the index is in memory alone.
    package func loadSimilar(while isWanted: () -> Bool = { true }) throws {
        var numbers = try read { try Self.openOrRecent($0) }[...]
        while isWanted(), !numbers.isEmpty {
            let next = numbers.prefix(Self.loadMax)
            try read { db in
                for number in next {
                    guard let ticket = try IndexedTicket.find(number, db) else { continue }
                    try takeIn(number, ticket, db)
                }
            }
            numbers = numbers.dropFirst(Self.loadMax)
        }
    }

    private static func openOrRecent(_ db: Database) throws -> [Int64] {
        let newest = try Int64.fetchOne(
            db,
            sql: "SELECT filedAt FROM ticket ORDER BY number DESC LIMIT 1"
        )
        guard let newest else { return [] }
        let day = Instant(seconds: newest - recentSeconds).day
        let first = TicketNumber(day: day, count: 1).integer
        let request: SQLRequest<Int64> = """
            SELECT ticket FROM queue UNION SELECT number FROM ticket WHERE number >= \(first)
            ORDER BY 1
            """
        return try request.fetchAll(db)
    }

    /// Takes a ticket in as it is now.
    func takeIn(_ number: Int64, _ ticket: IndexedTicket, _ db: Database) throws {
        guard !similarity.withLock({ $0.has(number) }) else {
            return similarity.withLock { $0.update(number, ticket.facts) }
        }
        let texts = try IndexedTicket.texts(
            "SELECT body FROM text WHERE ticket = ? AND role IN ('demand', 'title')",
            [number],
            db
        )
        similarity.withLock { $0.put(number, text: texts.joined(separator: "\n"), ticket.facts) }
    }
}

extension Place {
    /// Whether both are the same township, or the same county where no township is known.
    fileprivate func isSame(as other: Place?) -> Bool {
        guard let other else { return false }
        return county == other.county && township == other.township
    }
}
