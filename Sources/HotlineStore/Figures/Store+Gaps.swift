internal import GRDB
package import Hotline

/// What callers ask, and what they are told of it (宣传缺口).
package struct GuidanceGaps: Sendable {
    package let asked: [Asked]
    package let cards: [Card]
    package let calls: [Calls]

    /// Calls of a desk that became no ticket, so that nobody knows of what they were about.
    package struct Calls: Hashable, Sendable {
        package let unit: String
        package let calls: Int
        /// Answered without a ticket, and of those the ones without a word of what it was about.
        package let untold: Int
        package let unsaid: Int
        /// Missed, and of those the ones that nobody dealt with since.
        package let missed: Int
        package let open: Int
    }

    /// How often a matter was asked about from a place, and how often without any card.
    package struct Asked: Hashable, Sendable {
        /// The township's code, or else the county's; "" where no place is known.
        package let division: String
        package let matter: String
        package let tickets: Int
        package let untold: Int
    }

    /// How often a card was told, and how often whoever was told came again.
    package struct Card: Hashable, Sendable {
        package let card: String
        package let told: Int
        package let again: Int
    }
}

extension Store {
    /// How many rows are given, those with the most tickets.
    private static let rowsMax = 200
    /// Within how many days whoever was told comes again because of it.
    private static let againDays = 14

    /// What was asked and told of tickets that were received within some days, of those that the
    /// account sees.
    package func guidanceGaps(
        in division: DivisionCode,
        from: Day,
        to: Day,
        for actor: Actor
    ) throws -> GuidanceGaps {
        let first = TicketNumber(day: from, count: 1).integer
        let end = TicketNumber(day: to.advanced(by: 1), count: 1).integer
        let (low, high) = (division.description, division.description + "\u{10FFFF}")
        let matching: SQL = """
            t.number >= \(first) AND t.number < \(end) AND t.kind IN ('consult', 'help')
                AND coalesce(t.township, t.county, t.desk) BETWEEN \(low) AND \(high)
                AND \(Visibility(actor).ticketCondition)
            """
        let asked: SQLRequest<Row> = """
            SELECT coalesce(t.township, t.county, ''), t.matter, count(*),
                sum(NOT EXISTS (SELECT 1 FROM told o WHERE o.ticket = t.number))
            FROM ticket t WHERE \(matching)
            GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT \(Self.rowsMax)
            """
        let cards: SQLRequest<Row> = """
            SELECT o.card, count(*), sum(t.reworks > 0
                OR EXISTS (SELECT 1 FROM event e WHERE e.ticket = t.number
                    AND e.action IN ('urge', 'reopen'))
                OR EXISTS (SELECT 1 FROM personal p
                    JOIN personal q ON q.lookup = p.lookup AND q.ticket > p.ticket
                    JOIN ticket s ON s.number = q.ticket
                    WHERE p.ticket = t.number AND p.field = 'phone' AND p.isCut = 0
                        AND q.field = 'phone' AND q.isCut = 0 AND s.matter = t.matter
                        AND s.receivedAt < t.receivedAt + \(Self.againDays * 86_400)))
            FROM ticket t JOIN (SELECT DISTINCT ticket, card FROM told) o ON o.ticket = t.number
            WHERE \(matching)
            GROUP BY 1 ORDER BY 3 DESC, 2 DESC, 1 LIMIT \(Self.rowsMax)
            """
        return try read { db in
            GuidanceGaps(
                asked: try asked.fetchAll(db).map {
                    GuidanceGaps.Asked(
                        division: $0[0],
                        matter: $0[1],
                        tickets: $0[2],
                        untold: $0[3]
                    )
                },
                cards: try cards.fetchAll(db).map {
                    GuidanceGaps.Card(card: $0[0], told: $0[1], again: $0[2])
                },
                calls: try Self.calls(in: division, from: from, to: to, db)
            )
        }
    }

    /// The calls of the desks of a division that became no ticket.
    private static func calls(
        in division: DivisionCode,
        from: Day,
        to: Day,
        _ db: Database
    ) throws -> [GuidanceGaps.Calls] {
        let low = division.description
        let (start, over) = (Instant(from).seconds, Instant(to.advanced(by: 1)).seconds)
        let calls: SQLRequest<Row> = """
            SELECT unit, count(*), sum(answered IS NOT NULL AND ticket IS NULL),
                sum(answered IS NOT NULL AND ticket IS NULL AND summary IS NULL),
                sum(answered IS NULL AND ended IS NOT NULL),
                sum(answered IS NULL AND ended IS NOT NULL AND ticket IS NULL AND summary IS NULL)
            FROM call WHERE unit BETWEEN \(low) AND \(low + "\u{10FFFF}")
                AND createdAt >= \(start) AND createdAt < \(over)
            GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT \(rowsMax)
            """
        return try calls.fetchAll(db).map {
            GuidanceGaps.Calls(
                unit: $0[0],
                calls: $0[1],
                untold: $0[2],
                unsaid: $0[3],
                missed: $0[4],
                open: $0[5]
            )
        }
    }
}
