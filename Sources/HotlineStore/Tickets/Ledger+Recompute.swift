internal import GRDB
package import Hotline

/// A deadline that a published calendar moves.
package struct MovedDeadline: Sendable {
    package let ticket: TicketNumber
    package let clock: ClockKind
    package let from: Instant
    package let to: Instant
}

extension Ledger {
    /// Computes the provisional deadlines of open tickets anew, one event each.
    ///
    /// Only says what would move if `isDryRun`.
    package func recompute(
        flow: TicketFlow,
        at now: Instant,
        isDryRun: Bool
    ) throws -> [MovedDeadline] {
        let numbers = try numbersOfProvisional(by: flow.rulebook.calendar)
        var moved: [MovedDeadline] = []
        for number in numbers {
            guard let stored = try TicketReading.ticket(number, database) else { continue }
            var ticket = isDryRun ? stored : try sweep(stored, flow: flow, by: now)
            for clock in ticket.clocks where clock.isProvisional && clock.isOpen {
                guard let result = flow.recompute(clock.id, of: ticket, at: now),
                    let after = result.ticket.clocks.first(where: { $0.id == clock.id })
                else { continue }
                if !isDryRun { try record(result, before: ticket) }
                ticket = result.ticket
                moved.append(
                    MovedDeadline(
                        ticket: ticket.number,
                        clock: clock.kind,
                        from: clock.due,
                        to: after.due
                    )
                )
            }
        }
        return moved
    }

    /// The tickets with a deadline that was reckoned with other editions than those of now.
    private func numbersOfProvisional(by calendar: WorkCalendar) throws -> [Int64] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT ticket, calendar FROM clock
                WHERE isProvisional = 1 AND ended IS NULL ORDER BY ticket
                """
        )
        var isOld: [String: Bool] = [:]
        var numbers: [Int64] = []
        for row in rows {
            let version: String = row[1]
            let old = isOld[version] ?? !calendar.isNewest(version)
            isOld[version] = old
            if old, numbers.last != row[0] { numbers.append(row[0]) }
        }
        return numbers
    }
}
