internal import GRDB
package import Hotline

/// Which breaches to list.
package struct BreachFilter: Sendable {
    /// Where the unit is that owes it; nil for the account's whole scope.
    package var division: DivisionCode?
    package var clock: ClockKind?
    /// By when it is due.
    package var from: Instant?
    package var to: Instant?
    /// Whether it is owed still; nil for both.
    package var isOpen: Bool?

    package init() {}
}

/// A deadline that was missed or is about to be (超时), with its ticket.
package struct Breach: Sendable {
    package let ticket: Ticket
    package let clock: Clock
}

extension Store {
    /// What was missed, or is yellow and runs, the latest due first.
    ///
    /// A unit is shown what it owes itself; all others what is owed within their scope, or the
    /// division that they ask for, on tickets that they see.
    package func breaches(
        _ filter: BreachFilter,
        limit: Int,
        after: String?,
        for actor: Actor
    ) throws -> Page<Breach> {
        let query = BreachQuery(filter: filter, actor: actor)
        let request = try query.request(limit: limit + 1, after: BreachCursor(after))
        return try read { db in
            let rows = try request.fetchAll(db)
            var tickets: [Int64: Ticket] = [:]
            let items = try rows.prefix(limit).compactMap { row -> Breach? in
                let number: Int64 = row[0]
                let id: Int = row[1]
                let known = try tickets[number] ?? TicketReading.ticket(number, db)
                tickets[number] = known
                guard let ticket = known, let clock = ticket.clocks.first(where: { $0.id == id })
                else { return nil }
                return Breach(ticket: ticket, clock: clock)
            }
            let last = rows.count > limit ? rows[limit - 1] : nil
            return Page(items: items, next: last.map(BreachCursor.text))
        }
    }
}

/// Where a page ended: at a due time, a ticket and its clock, which go into two numbers.
private struct BreachCursor {
    let due: Int64
    let ticket: Int64
    let clock: Int64

    /// A ticket has fewer clocks than that.
    private static let clockCountMax: Int64 = 10_000

    init?(_ text: String?) throws {
        guard let (first, ticket) = try Cursor.pair(text) else { return nil }
        due = first / Self.clockCountMax
        clock = first % Self.clockCountMax
        self.ticket = ticket
    }

    static func text(_ row: Row) -> String {
        let (ticket, clock, due): (Int64, Int64, Int64) = (row[0], row[1], row[2])
        return Cursor.text(due * clockCountMax + clock, ticket)
    }
}

private struct BreachQuery {
    let filter: BreachFilter
    let actor: Actor

    func request(limit: Int, after: BreachCursor?) -> SQLRequest<Row> {
        var conditions: [SQL] = [
            "(c.missedAt IS NOT NULL OR c.isYellow = 1)",
            "(c.missedAt IS NOT NULL OR c.status = 'running')",
            // Who lets the return window run out has missed nothing.
            "c.kind <> 'return'",
            place, "\(Visibility(actor).ticketCondition)",
        ]
        if let clock = filter.clock { conditions.append("c.kind = \(clock.rawValue)") }
        if let from = filter.from { conditions.append("c.due >= \(from.seconds)") }
        if let to = filter.to { conditions.append("c.due < \(to.seconds)") }
        if let isOpen = filter.isOpen {
            conditions.append(isOpen ? "c.ended IS NULL" : "c.ended IS NOT NULL")
        }
        if let after {
            conditions.append(
                "(c.due, c.ticket, c.id) < (\(after.due), \(after.ticket), \(after.clock))"
            )
        }
        return """
            SELECT c.ticket, c.id, c.due FROM clock c INDEXED BY \(sql: index)
            CROSS JOIN ticket t ON t.number = c.ticket
            WHERE \(conditions.joined(separator: " AND "))
            ORDER BY c.due DESC, c.ticket DESC, c.id DESC LIMIT \(limit)
            """
    }

    /// The narrowest place that holds all that may be shown.
    private var scope: DivisionCode {
        let own = actor.isBoundToUnit ? actor.unit.division : actor.scope
        guard let asked = filter.division, own.contains(asked) else { return own }
        return asked
    }

    /// Where the unit is that owes it.
    private var place: SQL {
        var conditions: [SQL] = []
        if let county = scope.county {
            conditions.append("substr(c.unit, 1, 6) = \(county.description)")
        }
        if actor.isBoundToUnit {
            conditions.append("c.unit = \(actor.unit.description)")
        } else {
            conditions.append(Self.within(actor.scope))
        }
        if let asked = filter.division { conditions.append(Self.within(asked)) }
        return conditions.joined(separator: " AND ")
    }

    private static func within(_ division: DivisionCode) -> SQL {
        let code = division.description
        return "c.unit BETWEEN \(code) AND \(code + "\u{10FFFF}")"
    }

    /// Few are owed at a time, so that a walk over them finds those of any place.
    private var index: String {
        if filter.isOpen == true { return "clockBreachOpen" }
        return scope.county == nil ? "clockBreach" : "clockBreachCounty"
    }
}
