internal import Foundation
internal import GRDB
package import Hotline
package import HotlineDuties

/// How far a county has come with paying back what a raised standard owes (补发进度).
package struct OwedProgress: Sendable {
    package var persons = 0
    package var owed = Fen(0)
    /// What was paid of it; more than is owed to somebody counts as what is owed.
    package var paid = Fen(0)
    /// To how many nothing is owed any more.
    package var settled = 0
}

/// What is owed back to one household or person (应补发), masked.
package struct OwedView: Sendable {
    package let person: MaskedPerson
    package let township: DivisionCode?
    /// How many persons for how many months, together.
    package let personMonths: Int
    package let owed: Fen
    package let paid: Fen
}

extension Store {
    /// What is owed to each person, and what was paid of it: `person`, `months`, `owed`, `paid`
    /// and the line to show.
    private static func owedQuery(_ raise: StandardRaise) -> SQL? {
        let programme = raise.standard.programme
        // The months that were paid too little, each with how often it counts.
        var months: [(PaymentMonth, Int)] = []
        var month = raise.firstPayment
        for _ in 0..<Self.monthsMax {
            let short = raise.monthsShort(month)
            if short > 0 { months.append((month, short)) }
            month = month.advanced(by: 1)
        }
        guard !months.isEmpty else { return nil }
        let weights = months.map { "WHEN '\($0.0)' THEN \($0.1)" }.joined(separator: " ")
        let names = months.map(\.0.description)
        let first = raise.first.description
        let next = raise.next.map { PaymentMonth(of: $0).description } ?? "9999-12"
        let county = raise.county.description
        return """
            WITH short AS (
                SELECT l.person, sum(l.persons * CASE b.month \(sql: weights) END) AS months,
                    max(l.batch * 100000 + l.line) AS shown
                FROM paymentBatch b JOIN paymentLine l ON l.batch = b.id
                WHERE b.county = \(county) AND b.programme = \(programme.rawValue)
                    AND b.month IN \(names) AND b.state = 'confirmed' AND l.sort = 'regular'
                GROUP BY l.person
            ), back AS (
                SELECT l.person, sum(l.amount) AS paid
                FROM paymentBatch b JOIN paymentLine l ON l.batch = b.id
                WHERE b.county = \(county) AND b.programme = \(programme.rawValue)
                    AND b.month >= \(first) AND b.month < \(next) AND b.state = 'confirmed'
                    AND b.back > 0 AND l.sort = 'back'
                GROUP BY l.person
            ), owing AS (
                SELECT s.person, s.months, s.months * \(raise.rise.count) AS owed,
                    coalesce(p.paid, 0) AS paid, s.shown
                FROM short s LEFT JOIN back p ON p.person = s.person
            )
            """
    }

    /// How many months a raise may be behind: five years.
    private static let monthsMax = 60

    /// How far a county has come with a raise.
    package func owedProgress(
        _ raise: StandardRaise,
        for actor: Actor
    ) throws -> OwedProgress? {
        guard actor.seesRegister(of: raise.county) else { return nil }
        guard let query = Self.owedQuery(raise) else { return OwedProgress() }
        let request: SQLRequest<Row> = """
            \(query)
            SELECT count(*), sum(owed), sum(min(owed, paid)), sum(paid >= owed) FROM owing
            """
        return try read { db in
            var progress = OwedProgress()
            guard let row = try request.fetchOne(db) else { return progress }
            progress.persons = row[0]
            progress.owed = Fen((row[1] as Int64?) ?? 0)
            progress.paid = Fen((row[2] as Int64?) ?? 0)
            progress.settled = (row[3] as Int?) ?? 0
            return progress
        }
    }

    /// Whom a raise owes something, in the order of the lines that tell of them.
    package func owed(
        _ raise: StandardRaise,
        onlyUnsettled: Bool,
        limit: Int,
        after cursor: String?,
        for actor: Actor
    ) throws -> (items: [OwedView], next: String?)? {
        guard actor.seesRegister(of: raise.county) else { return nil }
        guard let query = Self.owedQuery(raise) else { return ([], nil) }
        let after = try Cursor.pair(cursor)?.0 ?? 0
        let open: SQL = onlyUnsettled ? "o.paid < o.owed" : "TRUE"
        let request: SQLRequest<Row> = """
            \(query)
            SELECT o.shown, o.months, o.owed, o.paid, l.batch, l.line, l.sealed, l.township
            FROM owing o JOIN paymentLine l
                ON l.batch = o.shown / 100000 AND l.line = o.shown % 100000
            WHERE o.shown > \(after) AND \(open) ORDER BY o.shown LIMIT \(limit + 1)
            """
        return try read { db in
            let rows = try request.fetchAll(db)
            var opener = LineOpener(keys, db)
            let items = try rows.prefix(limit).map { row in
                OwedView(
                    person: try opener.person(row[6], batch: row[4], line: row[5]),
                    township: (row[7] as String?).flatMap(DivisionCode.init),
                    personMonths: row[1],
                    owed: Fen(row[2]),
                    paid: Fen(row[3])
                )
            }
            let last = rows.count > limit ? rows[limit - 1][0] as Int64 : nil
            return (items, last.map { Cursor.text($0, 0) })
        }
    }
}
