internal import GRDB
package import Hotline
package import StrictJSON

/// An event as whoever may see the ticket reads it.
package struct Event: Sendable {
    package let sequence: Int64
    package let ticket: TicketNumber
    package let at: Instant
    /// Nil where time did it.
    package let by: (account: String, role: String, unit: String)?
    package let action: String
    package let from: String?
    package let to: String
    package let reason: String?
    package let text: String?
    /// What was changed, as the journal holds it (JSON); nil in lists.
    package let details: JSON?
}

/// What a program that follows the changes is sent.
package enum Change: Sendable {
    case event(Event)
    /// The ticket has left the scope; nothing but its number may be told.
    case gone(sequence: Int64, ticket: TicketNumber)
}

extension Store {
    /// The journal of a ticket, if the account may see it.
    ///
    /// Reasons and answers are read only with `withTexts`.
    package func events(
        of number: TicketNumber,
        for actor: Actor,
        withTexts: Bool
    ) throws -> [Event]? {
        try read { db in
            guard let ticket = try TicketReading.ticket(number.integer, db), actor.sees(ticket)
            else { return nil }
            let request = SQLRequest<Row>(
                literal: """
                    SELECT \(sql: EventRow.selection) FROM event
                    WHERE ticket = \(number.integer) ORDER BY sequence
                    """,
                cached: true
            )
            return try request.fetchAll(db).map {
                try Self.event(EventRow($0), for: actor, withTexts: withTexts, db)
            }
        }
    }

    /// What changed in the account's scope after an event, in the order it was committed.
    ///
    /// - Returns: At most `limit` changes, and the number to ask on from. There are no gaps:
    ///   whoever has read up to a number has been told of everything in scope before it.
    package func changes(
        after sequence: Int64,
        limit: Int,
        for actor: Actor,
        withTexts: Bool
    ) throws -> (items: [Change], next: Int64) {
        let visibility = Visibility(actor)
        let candidates: SQL =
            visibility.boundSequences(after: sequence)
            .map { "e.sequence IN (\($0))" } ?? "TRUE"
        let request = SQLRequest<Row>(
            literal: """
                SELECT \(sql: EventRow.selection), \(visibility.eventCondition) AS isSeen,
                    EXISTS (SELECT 1 FROM ticket t WHERE t.number = e.ticket
                        AND \(visibility.ticketCondition)) AS isThere
                FROM event e
                WHERE e.sequence > \(sequence) AND \(candidates)
                    AND (\(visibility.eventCondition) OR \(visibility.leavingCondition))
                ORDER BY e.sequence LIMIT \(limit + 1)
                """,
            cached: true
        )
        return try read { db in
            let rows = try request.fetchAll(db)
            let items = try rows.prefix(limit).map { row -> Change in
                let event = try EventRow(row)
                guard row["isSeen"] else {
                    return .gone(
                        sequence: event.sequence,
                        ticket: try TicketNumber(column: event.ticket)
                    )
                }
                // What was said on a ticket is for those who have it still.
                let isThere: Bool = row["isThere"]
                let isRead = withTexts && isThere
                return .event(try Self.event(event, for: actor, withTexts: isRead, db))
            }
            let last = try JournalHead.read(db).sequence
            let read: Int64 = rows.count > limit ? rows[limit - 1]["sequence"] : last
            return (items, max(read, sequence))
        }
    }

    private static func event(
        _ row: EventRow,
        for actor: Actor,
        withTexts: Bool,
        _ db: Database
    ) throws -> Event {
        let details = try JSON(Array(row.payload.utf8))["details"]
        // An internal note is for the desks, and for the unit that wrote it.
        let isInternal = details?["internal"] == "true"
        let isRead = !isInternal || !actor.isBoundToUnit || row.byUnit == actor.unit.description
        return Event(
            sequence: row.sequence,
            ticket: try TicketNumber(column: row.ticket),
            at: Instant(seconds: row.at),
            by: row.byAccount.map { ($0, row.byRole ?? "", row.byUnit ?? "") },
            action: row.action,
            from: row.fromState,
            to: row.toState,
            reason: withTexts ? try text(row.reason, of: row.ticket, db) : nil,
            text: withTexts && isRead ? try text(row.body, of: row.ticket, db) : nil,
            details: try details.map { try known($0, to: actor, db) }
        )
    }

    /// The details without the tickets that the account may not know of.
    private static func known(_ details: JSON, to actor: Actor, _ db: Database) throws -> JSON {
        let members = try (details.members ?? []).filter { member in
            guard ["ticket", "into", "caller"].contains(member.name),
                let number = member.value.string.flatMap({ TicketNumber($0) })
            else { return true }
            return try TicketReading.ticket(number.integer, db).map(actor.sees) ?? false
        }
        return .object(members)
    }

    private static func text(_ id: Int?, of ticket: Int64, _ db: Database) throws -> String? {
        guard let id else { return nil }
        let statement = try db.cachedStatement(
            sql: "SELECT body FROM text WHERE ticket = ? AND id = ?"
        )
        return try String.fetchOne(statement, arguments: [ticket, id])
    }
}
