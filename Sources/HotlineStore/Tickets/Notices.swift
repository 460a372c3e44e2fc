internal import GRDB
package import Hotline
internal import StrictJSON

/// Whose notices an account gets: those for a unit, a desk, or a desk's managers.
package struct Mailbox: Hashable, Sendable {
    package let unit: UnitID
    package let recipient: NoticeRecipient

    package init(unit: UnitID, recipient: NoticeRecipient) {
        self.unit = unit
        self.recipient = recipient
    }
}

/// A notice, with what its reader must know of the ticket.
package struct NoticeEntry: Sendable {
    package let id: Int64
    /// Moves whenever the notice does.
    package let sequence: Int64
    package let ticket: TicketNumber
    package let notice: Notice
    /// Who was on duty.
    package let accounts: [String]
    package let raisedFrom: Int64?
    package let acknowledgedAt: Instant?
    package let acknowledgedBy: String?
    package let settledAt: Instant?
    package let tries: Int
    package let state: TicketState
    package let isUrgent: Bool
    package let clock: (kind: ClockKind, stage: String?, due: Instant)?

    package var isOpen: Bool { acknowledgedAt == nil && settledAt == nil }
}

extension Store {
    /// The notices of a mailbox that changed after a number, in that order.
    ///
    /// - Returns: At most `limit`, and the number to ask on from, as with ``changes``.
    package func notices(
        of mailbox: Mailbox,
        after sequence: Int64,
        onlyOpen: Bool,
        limit: Int,
        for actor: Actor
    ) throws -> (items: [NoticeEntry], next: Int64) {
        let open: SQL =
            onlyOpen ? "n.acknowledgedAt IS NULL AND n.settledAt IS NULL" : "TRUE"
        let request = SQLRequest<Row>(
            literal: """
                \(Self.noticeQuery)
                WHERE \(Self.condition(mailbox, actor)) AND n.sequence > \(sequence) AND \(open)
                ORDER BY n.sequence LIMIT \(limit + 1)
                """,
            cached: true
        )
        return try read { db in
            let entries = try request.fetchAll(db).map(NoticeEntry.init)
            let last = try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM notice") ?? 0
            let items = Array(entries.prefix(limit))
            let read = entries.count > limit ? items.last?.sequence ?? last : last
            return (items, max(read, sequence))
        }
    }

    static func notice(
        _ id: Int64,
        in mailbox: Mailbox,
        for actor: Actor,
        _ db: Database
    ) throws -> NoticeEntry? {
        let request = SQLRequest<Row>(
            literal: """
                \(noticeQuery) WHERE n.id = \(id) AND \(condition(mailbox, actor))
                """,
            cached: true
        )
        return try request.fetchOne(db).map(NoticeEntry.init)
    }

    /// Those to hand to the deployment's command, the longest due first, none older than `oldest`.
    package func noticesToHandOver(
        by now: Instant,
        since oldest: Instant,
        limit: Int
    ) throws -> [NoticeEntry] {
        let request = SQLRequest<Row>(
            literal: """
                \(Self.noticeQuery)
                WHERE n.tryAt <= \(now.seconds) AND n.at >= \(oldest.seconds)
                ORDER BY n.tryAt, n.id LIMIT \(limit)
                """,
            cached: true
        )
        return try read { try request.fetchAll($0).map(NoticeEntry.init) }
    }

    private static let noticeQuery: SQL = """
        SELECT \(sql: NoticeRow.selection), n.sequence, n.accounts, n.raisedFrom,
            n.acknowledgedAt, n.acknowledgedBy, n.settledAt, n.tries, t.state, t.isUrgent,
            c.kind, c.stage, c.due
        FROM notice n JOIN ticket t ON t.number = n.ticket
        LEFT JOIN clock c ON c.ticket = n.ticket AND c.id = n.clock
        """

    /// What is in the mailbox and may be seen: a ticket that turned out to accuse its readers, or
    /// that went elsewhere, is not there any more.
    private static func condition(_ mailbox: Mailbox, _ actor: Actor) -> SQL {
        """
        (n.unit = \(mailbox.unit.description) AND n.recipient = \(mailbox.recipient.rawValue)
            AND \(Visibility(actor).ticketCondition))
        """
    }
}

extension NoticeEntry {
    fileprivate init(_ row: Row) throws {
        let head = try NoticeRow(row)
        id = head.id
        ticket = head.ticket
        notice = head.notice
        var reader = Reader(row)
        reader.skip(12)  // Those of the row itself.
        sequence = try reader.integer()
        accounts = (try reader.json().array ?? []).compactMap(\.string)
        raisedFrom = reader.optionalInteger()
        acknowledgedAt = reader.optionalInstant()
        acknowledgedBy = reader.optionalText()
        settledAt = reader.optionalInstant()
        tries = try reader.count()
        state = try reader.code(TicketState.self)
        isUrgent = try reader.flag()
        if let kind = try reader.optionalCode(ClockKind.self) {
            clock = (kind, reader.optionalText(), try reader.instant())
        } else {
            clock = nil
        }
    }
}

extension Store {
    /// Whether the sweep has anything to record by then.
    package func isAnythingDue(by now: Instant) throws -> Bool {
        try read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM ticket WHERE attentionAt <= ?1)
                        OR EXISTS (SELECT 1 FROM notice WHERE raiseAt <= ?1)
                    """
            )
            return try Bool.fetchOne(statement, arguments: [now.seconds]) ?? false
        }
    }
}
