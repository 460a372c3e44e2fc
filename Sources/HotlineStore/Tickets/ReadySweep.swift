internal import GRDB
package import Hotline

/// What time does to a ticket, which the writer only has to write (待登记的到时处理).
///
/// Reckoned on other threads than the writer's, so that thousands may fall due in one second; it
/// counts only while nothing else has happened to the ticket.
package struct ReadySweep: Sendable {
    let number: Int64
    /// The last event when the ticket was read.
    let seenAt: Int64
    /// What is due, in its order.
    let recordings: [Recording]
}

/// Tickets on which something is due, the longest due first (到时清单).
package struct DueTickets: Sendable {
    package let numbers: [Int64]
    /// Where to go on; nil where these were the last.
    package let end: End?

    package struct End: Sendable {
        fileprivate let attentionAt: Int64
        fileprivate let number: Int64
    }
}

extension DueTickets {
    fileprivate static func find(
        by now: Instant,
        after start: End?,
        limit: Int,
        _ db: Database
    ) throws -> DueTickets {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT attentionAt, number FROM ticket
                    WHERE attentionAt <= ? AND (attentionAt, number) > (?, ?)
                    ORDER BY attentionAt, number LIMIT ?
                    """
            ),
            arguments: [now.seconds, start?.attentionAt ?? .min, start?.number ?? 0, limit]
        )
        let last = rows.count == limit ? rows.last : nil
        return DueTickets(
            numbers: rows.map { $0[1] },
            end: last.map { End(attentionAt: $0[0], number: $0[1]) }
        )
    }
}

extension Store {
    /// Finds some of the tickets on which something is due, after those found before.
    package func dueTickets(
        by now: Instant,
        after start: DueTickets.End?,
        limit: Int
    ) throws -> DueTickets {
        try read { try DueTickets.find(by: now, after: start, limit: limit, $0) }
    }

    /// Reckons what time has done to tickets by `now`.
    ///
    /// One that cannot be read is left out: the writer then says why.
    package func readySweeps(
        of numbers: ArraySlice<Int64>,
        flow: TicketFlow,
        by now: Instant
    ) throws -> [ReadySweep] {
        try read { db in
            let seenAt = try JournalHead.read(db).sequence
            return try TicketReading.tickets(Array(numbers), db).map { ticket in
                ReadySweep(
                    number: ticket.number.integer,
                    seenAt: seenAt,
                    recordings: Self.recordings(of: ticket, flow: flow, by: now)
                )
            }
        }
    }

    private static func recordings(
        of ticket: Ticket,
        flow: TicketFlow,
        by now: Instant
    ) -> [Recording] {
        var (ticket, recordings) = (ticket, [Recording]())
        while let result = flow.nextByTime(ticket, by: now) {
            recordings.append(Recording(result, before: ticket, enclosing: .init()))
            ticket = result.ticket
        }
        return recordings
    }
}

extension Ledger {
    /// Finds some of the tickets on which something is due, after those found before.
    package func dueTickets(
        by now: Instant,
        after start: DueTickets.End?,
        limit: Int
    ) throws -> DueTickets {
        try DueTickets.find(by: now, after: start, limit: limit, database)
    }

    /// Records what time has done to tickets, as it was reckoned or, where something has happened
    /// to one since, reckoned again.
    ///
    /// A ticket that cannot be swept keeps no other from being swept.
    ///
    /// - Returns: Those that could not be swept, and why.
    package func sweep(
        _ numbers: [Int64],
        ready: [ReadySweep],
        flow: TicketFlow,
        by now: Instant
    ) throws -> [(number: Int64, error: any Error)] {
        let ready = Dictionary(ready.map { ($0.number, $0) }) { first, _ in first }
        var failures: [(number: Int64, error: any Error)] = []
        for number in numbers {
            let result = try attempt {
                if let ready = ready[number], try !hasEvents(of: number, after: ready.seenAt) {
                    return try write(ready, flow: flow, by: now)
                }
                guard let ticket = try TicketReading.ticket(number, database) else { return }
                _ = try sweep(ticket, flow: flow, by: now)
            }
            if case .failure(let error) = result { failures.append((number, error)) }
        }
        return failures
    }

    private func hasEvents(of ticket: Int64, after sequence: Int64) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: "SELECT 1 FROM event WHERE ticket = ? AND sequence > ? LIMIT 1"
        )
        return try Int.fetchOne(statement, arguments: [ticket, sequence]) != nil
    }

    private func write(_ ready: ReadySweep, flow: TicketFlow, by now: Instant) throws {
        for recording in ready.recordings {
            if let ticket = recording.before {
                let at = recording.result.deed.at
                try raiseNotices(of: ticket, by: at, rulebook: flow.rulebook)
            }
            try write(recording, of: ready.number)
        }
        if let ticket = ready.recordings.last?.result.ticket {
            try raiseNotices(of: ticket, by: now, rulebook: flow.rulebook)
        }
    }
}
