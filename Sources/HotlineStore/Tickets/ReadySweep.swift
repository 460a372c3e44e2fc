internal import GRDB
package import Hotline

/// What time does to a ticket, which the writer only has to write (待登记的到时处理).
///
/// Reckoned on other threads than the writer's, so that thousands may fall due in one second; it
/// counts only while nothing else has happened to the ticket.
package struct ReadySweep: Sendable {
    package let number: Int64
    /// The last event when the ticket was read.
    let seenAt: Int64
    /// What is due, in its order.
    private(set) var recordings: [Recording]

    /// When the first of it is due; nil where nothing is.
    package var dueAt: Instant? { recordings.first?.result.deed.at }

    fileprivate init(_ ticket: Ticket, seenAt: Int64, flow: TicketFlow, by now: Instant?) {
        number = ticket.number.integer
        self.seenAt = seenAt
        recordings = []
        guard let now = now ?? ticket.attentionAt else { return }
        reckon(from: ticket, flow: flow, by: now)
    }

    /// Reckons on from where it ended.
    package mutating func reckonOn(flow: TicketFlow, by now: Instant) {
        guard let ticket = recordings.last?.result.ticket else { return }
        reckon(from: ticket, flow: flow, by: now)
    }

    private mutating func reckon(from ticket: Ticket, flow: TicketFlow, by now: Instant) {
        var ticket = ticket
        while let result = flow.nextByTime(ticket, by: now) {
            recordings.append(Recording(result, before: ticket, enclosing: .init()))
            ticket = result.ticket
        }
    }
}

/// The notices of a ticket that nobody has acknowledged and that are not settled.
private struct OpenNotices {
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
    /// The last of them; where there is none, where they were looked for.
    package let end: End
    /// Whether there may be more after these.
    package let mayBeMore: Bool

    /// Before the first were looked for.
    package static let none = DueTickets(numbers: [], end: .beforeAll, mayBeMore: true)

    package struct End: Comparable, Sendable {
        fileprivate let attentionAt: Int64
        fileprivate let number: Int64

        /// Before all on which anything is ever due.
        package static let beforeAll = End(attentionAt: .min, number: 0)

        /// After all on which something is due by then.
        package static func after(_ instant: Instant) -> End {
            End(attentionAt: instant.seconds, number: .max)
        }

        package static func < (left: End, right: End) -> Bool {
            (left.attentionAt, left.number) < (right.attentionAt, right.number)
        }
    }
}

extension Store {
    /// Finds some of the tickets on which something is due, after those found before.
    package func dueTickets(
        by now: Instant,
        after start: DueTickets.End,
        limit: Int
    ) throws -> DueTickets {
        let rows = try read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT attentionAt, number FROM ticket
                        WHERE attentionAt <= ? AND (attentionAt, number) > (?, ?)
                        ORDER BY attentionAt, number LIMIT ?
                        """
                ),
                arguments: [now.seconds, start.attentionAt, start.number, limit]
            )
        }
        return DueTickets(
            numbers: rows.map { $0[1] },
            end: rows.last.map { DueTickets.End(attentionAt: $0[0], number: $0[1]) } ?? start,
            mayBeMore: rows.count == limit
        )
    }

    /// Reckons what time has done to tickets by `now`; without it, what it does to each first,
    /// which may be still to come.
    ///
    /// One that cannot be read is left out: the writer then says why.
    package func readySweeps(
        of numbers: ArraySlice<Int64>,
        flow: TicketFlow,
        by now: Instant?
    ) throws -> [ReadySweep] {
        try read { db in
            let seenAt = try JournalHead.read(db).sequence
            return try TicketReading.tickets(Array(numbers), db).map { ticket in
                ReadySweep(ticket, seenAt: seenAt, flow: flow, by: now)
            }
        }
    }
}

extension Ledger {
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
        let changed = try changed(ready)
        let ready = ready.filter { !changed.contains($0.number) }
        let known = Dictionary(ready.map { ($0.number, $0) }) { first, _ in first }
        let notices = try openNotices(of: ready.map(\.number))
        func sweepOne(_ number: Int64) throws {
            if let ready = known[number] {
                let notices = notices[number] ?? OpenNotices()
                return try write(ready, notices, flow: flow, by: now)
            }
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

    /// Those to which something has happened since they were read.
    private func changed(_ ready: [ReadySweep]) throws -> Set<Int64> {
        guard let seenAt = ready.map(\.seenAt).min(), seenAt < head.sequence else { return [] }
        let statement = try database.cachedStatement(
            sql: """
                SELECT ticket FROM event
                WHERE ticket IN (SELECT value FROM json_each(?)) AND sequence > ?
                """
        )
        let numbers = TicketReading.list(of: ready.map(\.number))
        return try Set(Int64.fetchAll(statement, arguments: [numbers, seenAt]))
    }

    private func openNotices(of numbers: [Int64]) throws -> [Int64: OpenNotices] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT ticket, occasion, clock, raiseAt FROM notice
                WHERE ticket IN (SELECT value FROM json_each(?))
                    AND acknowledgedAt IS NULL AND settledAt IS NULL
                """
        )
        var notices: [Int64: OpenNotices] = [:]
        try statement.forEachRow(with: [TicketReading.list(of: numbers)], in: database) { row in
            var reader = Reader(row)
            let ticket = try reader.integer()
            let occasion = try reader.code(NoticeOccasion.self)
            let cause = NoticeCause(occasion, clock: reader.optionalInteger().map(Int.init))
            let raiseAt = reader.optionalInstant()
            notices[ticket, default: OpenNotices()].add(cause, raiseAt: raiseAt)
        }
        return notices
    }

    private func write(
        _ ready: ReadySweep,
        _ notices: OpenNotices,
        flow: TicketFlow,
        by now: Instant
    ) throws {
        var notices = notices
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
