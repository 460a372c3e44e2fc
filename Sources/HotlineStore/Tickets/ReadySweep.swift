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
    /// What there was of open notices of it then.
    let notices: OpenNotices
    /// What is due, in its order.
    let recordings: [Recording]
}

/// The notices of a ticket that nobody has acknowledged and that are not settled.
struct OpenNotices: Sendable {
    private var causes: [NoticeCause] = []
    /// When the first of them is raised.
    private var raiseAt: Instant?

    mutating func add(_ cause: NoticeCause, raiseAt: Instant?) {
        causes.append(cause)
        guard let raiseAt else { return }
        self.raiseAt = self.raiseAt.map { min($0, raiseAt) } ?? raiseAt
    }

    func isRaised(by now: Instant) -> Bool { raiseAt.map { $0 <= now } ?? false }

    /// Whether what one of them tells of is over.
    func isSettled(by ticket: Ticket) -> Bool { causes.contains(where: ticket.isOver) }
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
            let notices = try Self.openNotices(of: numbers, db)
            return try TicketReading.tickets(Array(numbers), db).map { ticket in
                let number = ticket.number.integer
                return ReadySweep(
                    number: number,
                    seenAt: seenAt,
                    notices: notices[number] ?? OpenNotices(),
                    recordings: Self.recordings(of: ticket, flow: flow, by: now)
                )
            }
        }
    }

    private static func openNotices(
        of numbers: ArraySlice<Int64>,
        _ db: Database
    ) throws -> [Int64: OpenNotices] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT ticket, occasion, clock, raiseAt FROM notice
                WHERE ticket IN (SELECT value FROM json_each(?))
                    AND acknowledgedAt IS NULL AND settledAt IS NULL
                """
        )
        var notices: [Int64: OpenNotices] = [:]
        try statement.forEachRow(with: [TicketReading.list(of: Array(numbers))], in: db) { row in
            var reader = Reader(row)
            let ticket = try reader.integer()
            let occasion = try reader.code(NoticeOccasion.self)
            let cause = NoticeCause(occasion, clock: reader.optionalInteger().map(Int.init))
            let raiseAt = reader.optionalInstant()
            notices[ticket, default: OpenNotices()].add(cause, raiseAt: raiseAt)
        }
        return notices
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
    /// A ticket that cannot be swept keeps no other from being swept: then each is done by itself.
    ///
    /// - Returns: Those that could not be swept, and why.
    package func sweep(
        _ numbers: [Int64],
        ready: [ReadySweep],
        flow: TicketFlow,
        by now: Instant
    ) throws -> [(number: Int64, error: any Error)] {
        let changed = try ticketsChanged(since: ready.map(\.seenAt).min())
        let ready = ready.filter { !changed.contains($0.number) }
        let known = Dictionary(ready.map { ($0.number, $0) }) { first, _ in first }
        func sweepOne(_ number: Int64) throws {
            if let ready = known[number] { return try write(ready, flow: flow, by: now) }
            guard let ticket = try TicketReading.ticket(number, database) else { return }
            _ = try sweep(ticket, flow: flow, by: now)
        }
        if case .success = try attempt({ try numbers.forEach(sweepOne) }) { return [] }
        var failures: [(number: Int64, error: any Error)] = []
        for number in numbers {
            if case .failure(let error) = try attempt({ try sweepOne(number) }) {
                failures.append((number, error))
            }
        }
        return failures
    }

    private func ticketsChanged(since sequence: Int64?) throws -> Set<Int64> {
        guard let sequence, sequence < head.sequence else { return [] }
        let statement = try database.cachedStatement(
            sql: "SELECT ticket FROM event WHERE sequence > ?"
        )
        return try Set(Int64.fetchAll(statement, arguments: [sequence]))
    }

    private func write(_ ready: ReadySweep, flow: TicketFlow, by now: Instant) throws {
        var notices = ready.notices
        for recording in ready.recordings {
            let result = recording.result
            if let before = recording.before, notices.isRaised(by: result.deed.at) {
                try raiseNotices(of: before, by: result.deed.at, rulebook: flow.rulebook)
            }
            try write(
                recording,
                of: ready.number,
                settlingNotices: notices.isSettled(by: result.ticket)
            )
            for notice in result.notices { notices.add(notice.cause, raiseAt: notice.raiseAt) }
        }
        if let ticket = ready.recordings.last?.result.ticket, notices.isRaised(by: now) {
            try raiseNotices(of: ticket, by: now, rulebook: flow.rulebook)
        }
    }
}
