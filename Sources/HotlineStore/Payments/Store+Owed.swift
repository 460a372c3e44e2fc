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

/// A ticket about money that did not come, beside what was paid to its caller (诉求核对).
package struct PaymentComplaint: Sendable {
    package let ticket: TicketNumber
    package let filedAt: Instant
    package let state: TicketState
    package let matter: Matter
    package let township: DivisionCode?
    /// The latest lines of the caller; none where nothing is known to be paid.
    package let lines: [PaymentLineView]
}

extension Store {
    /// How many lines are told of one ticket.
    private static let linesOfTicketMax = 3

    /// Tickets about payments whose callers gave an ID number, with the lines that it finds.
    ///
    /// What the account would not see is not there, and who wants to stay unknown to the unit that
    /// handles is not matched for it.
    package func paymentComplaints(
        in county: DivisionCode,
        limit: Int,
        after cursor: String?,
        for actor: Actor
    ) throws -> (items: [PaymentComplaint], next: String?)? {
        guard actor.seesRegister(of: county), actor.readsTickets else { return nil }
        let before = try Cursor.pair(cursor)?.0 ?? .max
        let matters = Set(PaymentProgramme.allCases.map(\.matter.rawValue)).sorted()
        let open: SQL = actor.isBoundToUnit ? "t.isConfidential = 0" : "TRUE"
        let request: SQLRequest<Row> = """
            SELECT t.number, t.filedAt, t.state, t.matter, t.township, p.lookup
            FROM ticket t JOIN personal p ON p.ticket = t.number AND p.field = 'idNumber'
                AND p.isCut = 0 AND p.lookup IS NOT NULL
            WHERE t.county = \(county.description) AND t.aspect = 'payment'
                AND t.matter IN \(matters) AND t.isFirewalled = 0 AND t.number < \(before)
                AND \(open) AND \(Visibility(actor).ticketCondition)
            GROUP BY t.number ORDER BY t.number DESC LIMIT \(limit + 1)
            """
        let rows = try read { try request.fetchAll($0) }
        let items = try rows.prefix(limit).map { row -> PaymentComplaint in
            var reader = Reader(row)
            let number = try TicketNumber(integer: reader.integer())
            let filedAt = try reader.instant()
            let state = try reader.code(TicketState.self)
            let matter = try reader.code(Matter.self)
            let person = PersonKey(Array(row["lookup"] as Data))
            let lines = try paymentLines(of: person, for: actor).filter {
                $0.programme.matter == matter && county.contains($0.county)
            }
            return PaymentComplaint(
                ticket: number,
                filedAt: filedAt,
                state: state,
                matter: matter,
                township: try reader.optional(DivisionCode.self),
                lines: Array(lines.prefix(Self.linesOfTicketMax))
            )
        }
        let last = rows.count > limit ? items.last?.ticket.integer : nil
        return (items, last.map { Cursor.text($0, 0) })
    }
}
