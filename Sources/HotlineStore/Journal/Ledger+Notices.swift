internal import GRDB
package import Hotline

/// Who is told of something at an instant.
struct OnDutyQuestion: Hashable {
    let to: NoticeRecipient
    let unit: UnitID
    let at: Instant
}

/// Telling people (提醒): in the transaction of the event that they are told of.
extension Ledger {
    /// Makes the notices of a step, and settles those of which what they tell of is over.
    ///
    /// There is nothing to settle where the ticket is known to have no open notice.
    func writeNotices(
        _ recording: Recording,
        event: Int64,
        of ticket: Int64,
        settling: Bool
    ) throws {
        for notice in recording.result.notices {
            try insert(notice, ticket: ticket, event: event)
        }
        if settling, let before = recording.before, before.mayHaveNotices {
            try settleNotices(of: recording.result.ticket, at: recording.result.deed.at)
        }
    }

    private func nextNoticeSequence(for unit: String) throws -> Int64 {
        if touched.notice == 0 {
            touched.notice =
                try Int64.fetchOne(
                    database.cachedStatement(sql: "SELECT max(sequence) FROM notice")
                ) ?? 0
        }
        touched.notice += 1
        touched.noticeUnits.insert(unit)
        return touched.notice
    }

    func insert(
        _ notice: Notice,
        ticket: Int64,
        event: Int64,
        after former: Int64? = nil
    ) throws {
        let unit = notice.unit.description
        let values: [DatabaseValue] = [
            try nextNoticeSequence(for: unit).databaseValue, ticket.databaseValue,
            event.databaseValue, notice.cause.occasion.rawValue.databaseValue,
            notice.cause.clock.databaseValue, notice.rule.databaseValue,
            notice.to.rawValue.databaseValue, unit.databaseValue,
            TicketRow.list(try onDuty(notice)), notice.at.column,
            notice.acknowledge.description.databaseValue,
            TicketRow.list(notice.then.map(\.rawValue)), notice.raiseAt.column,
            former.databaseValue, notice.at.column,
        ]
        try statements.run(.insert(.notice, values), of: ticket)
    }

    /// How many accounts a notice names at most.
    private static let onDutyMax = 20

    /// Who is on duty at the unit or desk then; of managers, all whose division it is.
    private func onDuty(_ notice: Notice) throws -> [String] {
        let question = OnDutyQuestion(to: notice.to, unit: notice.unit, at: notice.at)
        if let known = onDutyKnown[question] { return known }
        let accounts = try findOnDuty(notice)
        onDutyKnown[question] = accounts
        return accounts
    }

    private func findOnDuty(_ notice: Notice) throws -> [String] {
        if notice.to == .manager {
            let statement = try database.cachedStatement(
                sql: """
                    SELECT name FROM account
                    WHERE role = 'manager' AND division = ? AND disabledAt IS NULL
                    ORDER BY name LIMIT ?
                    """
            )
            let division = notice.unit.division.description.databaseValue
            return try names(statement, [division, Self.onDutyMax.databaseValue])
        }
        let statement = try database.cachedStatement(
            sql: """
                SELECT DISTINCT account FROM dutyShift
                WHERE unit = ? AND starts <= ? AND ends > ? ORDER BY account LIMIT ?
                """
        )
        let (unit, at) = (notice.unit.description.databaseValue, notice.at.column)
        return try names(statement, [unit, at, at, Self.onDutyMax.databaseValue])
    }

    private func names(_ statement: Statement, _ arguments: [DatabaseValue]) throws -> [String] {
        var names: [String] = []
        try statement.forEachRow(with: arguments, in: database) { row in
            if let name = row.text(at: 0) { names.append(name) }
        }
        return names
    }

    /// Marks those of which what they tell of is over.
    private func settleNotices(of ticket: Ticket, at now: Instant) throws {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT id, occasion, clock, unit FROM notice
                    WHERE ticket = ? AND acknowledgedAt IS NULL AND settledAt IS NULL
                    """
            ),
            arguments: [ticket.number.integer]
        )
        for row in rows {
            guard let occasion = NoticeOccasion(rawValue: row[1]),
                ticket.isOver(NoticeCause(occasion, clock: row[2]))
            else { continue }
            try database.cachedStatement(
                sql: """
                    UPDATE notice SET settledAt = ?, raiseAt = NULL, tryAt = NULL, sequence = ?
                    WHERE id = ?
                    """
            )
            .execute(
                arguments: [now.seconds, try nextNoticeSequence(for: row[3]), row[0] as Int64]
            )
        }
    }
}

// MARK: - What time does

extension Ledger {
    /// Tells the next where nobody has acknowledged a notice by its time, the longest due first.
    ///
    /// - Returns: How many were raised; fewer than `limit` if none is left.
    package func raiseNotices(by now: Instant, rulebook: Rulebook, limit: Int) throws -> Int {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(NoticeRow.selection), t.desk FROM notice n
                JOIN ticket t ON t.number = n.ticket
                WHERE n.raiseAt <= ? ORDER BY n.raiseAt, n.id LIMIT ?
                """
        )
        let rows = try Row.fetchAll(statement, arguments: [now.seconds, limit])
        for row in rows { try raise(row, rulebook) }
        return rows.count
    }

    /// The same for one ticket, before anything is done to it that settles what it was told of.
    func raiseNotices(of ticket: Ticket, by now: Instant, rulebook: Rulebook) throws {
        guard ticket.mayHaveNotices else { return }
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(NoticeRow.selection), t.desk FROM notice n
                JOIN ticket t ON t.number = n.ticket
                WHERE n.ticket = ? AND n.acknowledgedAt IS NULL AND n.settledAt IS NULL
                    AND n.raiseAt <= ?
                ORDER BY n.raiseAt, n.id
                """
        )
        // One that was raised may be due to be raised further.
        for _ in NoticeRecipient.allCases {
            let rows = try Row.fetchAll(
                statement,
                arguments: [ticket.number.integer, now.seconds]
            )
            if rows.isEmpty { return }
            for row in rows { try raise(row, rulebook) }
        }
    }

    private func raise(_ row: Row, _ rulebook: Rulebook) throws {
        let former = try NoticeRow(row)
        guard let desk = UnitID(row["desk"] as String) else {
            throw BrokenRow("notice \(former.id) is of a ticket without a desk")
        }
        let sequence = try nextNoticeSequence(for: former.notice.unit.description)
        try database.cachedStatement(
            sql: "UPDATE notice SET raiseAt = NULL, sequence = ? WHERE id = ?"
        )
        .execute(arguments: [sequence, former.id])
        guard let notice = former.notice.raised(desk: desk, rulebook: rulebook) else { return }
        let number = former.ticket.integer
        try insert(notice, ticket: number, event: former.event, after: former.id)
    }

    // MARK: Acknowledging

    /// Somebody has seen to it (确认): nobody else is told further.
    ///
    /// - Returns: The notice as it is now; nil if it is not there for that mailbox.
    package func acknowledgeNotice(
        _ id: Int64,
        in mailbox: Mailbox,
        by actor: Actor,
        rulebook: Rulebook,
        at now: Instant
    ) throws -> NoticeEntry? {
        guard let entry = try Store.notice(id, in: mailbox, for: actor, database) else {
            return nil
        }
        guard entry.acknowledgedAt == nil, entry.settledAt == nil else { return entry }
        // The next was told first, if it was time for that.
        if let ticket = try ticket(entry.ticket) {
            try raiseNotices(of: ticket, by: now, rulebook: rulebook)
        }
        try database.cachedStatement(
            sql: """
                UPDATE notice SET acknowledgedAt = ?, acknowledgedBy = ?, raiseAt = NULL,
                    tryAt = NULL, sequence = ? WHERE id = ?
                """
        )
        .execute(
            arguments: [
                now.seconds, actor.account,
                try nextNoticeSequence(for: mailbox.unit.description), id,
            ]
        )
        return try Store.notice(id, in: mailbox, for: actor, database)
    }
}

// MARK: - Handing over

extension Ledger {
    /// Notes that the deployment's command has taken a notice, or when it is next tried.
    package func noteHandOver(_ id: Int64, isTaken: Bool, nextTry: Instant?, at now: Instant) throws
    {
        try database.execute(
            sql: """
                UPDATE notice SET tries = tries + 1, tryAt = ?, handedAt = ?
                WHERE id = ? AND handedAt IS NULL
                """,
            arguments: [
                isTaken ? nil : nextTry?.seconds, isTaken ? now.seconds : nil, id,
            ]
        )
    }
}
