internal import Foundation
internal import GRDB
package import Hotline

/// How a demand stands, for whoever has its query code (办理进度): nothing of who, what or where.
package struct TicketProgress: Hashable, Sendable {
    package let state: TicketState
    package let outcome: Outcome?
    package let filedOn: Day
    /// The day that the answer is due by; nil once nothing is owed.
    package let dueOn: Day?
    package let closedOn: Day?
    /// Whether it is handled together with others.
    package let isMerged: Bool
}

extension Store {
    /// Where the demand is that was given this code; nil if there is none.
    package func progress(ofCode code: String) throws -> TicketProgress? {
        let lookup = keys.lookupKey(of: PersonalField(.queryCode, code))
        return try read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT ticket FROM personal WHERE lookup = ? AND field = 'queryCode'"
            )
            guard let number = try Int64.fetchOne(statement, arguments: [lookup]),
                let own = try TicketReading.ticket(number, db)
            else { return nil }
            // What was merged stands as its lead does.
            let lead = try own.lead.flatMap { try TicketReading.ticket($0.integer, db) }
            let ticket = lead ?? own
            let due = ticket.clocks.first { $0.id == ticket.governingClock && $0.isOpen }?.due
            return TicketProgress(
                state: ticket.state,
                outcome: ticket.outcome,
                filedOn: own.origin.receivedAt.day,
                dueOn: due?.day,
                closedOn: ticket.closedAt?.day,
                isMerged: lead != nil
            )
        }
    }
}
