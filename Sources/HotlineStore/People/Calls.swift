internal import GRDB
package import Hotline

/// A call as the phone system, or a person, tells of it (来电).
package struct Call: Sendable {
    package let id: String
    package var unit: UnitID
    package var account: String
    package var phone: String?
    package var ringing: Instant?
    package var answered: Instant?
    package var ended: Instant?
    /// What it was about, where it did not become a ticket (话务小结).
    package var summary: String?
    package var ticket: TicketNumber?

    package init(id: String, unit: UnitID, account: String) {
        self.id = id
        self.unit = unit
        self.account = account
    }

    package var state: State {
        if ended != nil { return answered == nil ? .missed : .ended }
        return answered == nil ? .ringing : .answered
    }

    package enum State: String, CaseIterable, Sendable {
        /// 振铃
        case ringing
        /// 通话中
        case answered
        /// 已结束
        case ended
        /// 漏接, to be called back
        case missed
    }
}

extension Ledger {
    /// Keeps what is new about a call; what is known and not said again stays.
    ///
    /// - Returns: The call as it is known now; nil if it belongs to another unit.
    package func keep(_ call: Call, at now: Instant) throws -> Call? {
        try database.execute(
            sql: """
                INSERT INTO call (id, unit, account, phone, ringing, answered, ended, summary,
                    ticket, createdAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET
                    phone = coalesce(excluded.phone, phone),
                    ringing = coalesce(excluded.ringing, ringing),
                    answered = coalesce(excluded.answered, answered),
                    ended = coalesce(excluded.ended, ended),
                    summary = coalesce(excluded.summary, summary),
                    ticket = coalesce(excluded.ticket, ticket)
                WHERE unit = excluded.unit
                """,
            arguments: [
                call.id, call.unit.description, call.account, call.phone,
                call.ringing?.seconds, call.answered?.seconds, call.ended?.seconds,
                call.summary, call.ticket?.integer, now.seconds,
            ]
        )
        let kept = try CallReading.call(call.id, database)
        return kept?.unit == call.unit ? kept : nil
    }
}

extension Store {
    package func call(_ id: String) throws -> Call? {
        try read { try CallReading.call(id, $0) }
    }
}

private enum CallReading {
    static func call(_ id: String, _ db: Database) throws -> Call? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT id, unit, account, phone, ringing, answered, ended, summary, ticket
                FROM call WHERE id = ?
                """,
            arguments: [id]
        )
        guard let row else { return nil }
        var reader = Reader(row)
        var call = Call(
            id: try reader.text(),
            unit: try reader.read(UnitID.self),
            account: try reader.text()
        )
        call.phone = reader.optionalText()
        call.ringing = reader.optionalInstant()
        call.answered = reader.optionalInstant()
        call.ended = reader.optionalInstant()
        call.summary = reader.optionalText()
        call.ticket = try reader.optionalInteger().map(TicketNumber.init(integer:))
        return call
    }
}
