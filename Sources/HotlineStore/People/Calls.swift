internal import Foundation
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
        let createdAt =
            try Int64.fetchOne(
                database,
                sql: "SELECT createdAt FROM call WHERE id = ?",
                arguments: [call.id]
            ) ?? now.seconds
        let key = try callKey(of: Instant(seconds: createdAt).day)
        let lookup = call.phone.flatMap {
            keys.lookupKey(of: PersonalField(.phone, $0.plainNumber))
        }
        try database.execute(
            sql: """
                INSERT INTO call (id, unit, account, phone, phoneLookup, ringing, answered, ended,
                    summary, ticket, createdAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET
                    phone = coalesce(excluded.phone, phone),
                    phoneLookup = coalesce(excluded.phoneLookup, phoneLookup),
                    ringing = coalesce(excluded.ringing, ringing),
                    answered = coalesce(excluded.answered, answered),
                    ended = coalesce(excluded.ended, ended),
                    summary = coalesce(excluded.summary, summary),
                    ticket = coalesce(excluded.ticket, ticket)
                WHERE unit = excluded.unit
                """,
            arguments: [
                call.id, call.unit.description, call.account,
                call.phone.map { key.seal($0, in: CallReading.place(call.id, "phone")) }, lookup,
                call.ringing?.seconds, call.answered?.seconds, call.ended?.seconds,
                call.summary.map { key.seal($0, in: CallReading.place(call.id, "summary")) },
                call.ticket?.integer, createdAt,
            ]
        )
        try forgetAnonymous(call.id)
        let kept = try CallReading.call(call.id, keys, database)
        return kept?.unit == call.unit ? kept : nil
    }

    /// Forgets whose call it was where it became the ticket of somebody who wants no name known.
    private func forgetAnonymous(_ call: String) throws {
        try database.execute(
            sql: """
                UPDATE call SET phone = NULL, phoneLookup = NULL WHERE id = ? AND phone IS NOT NULL
                    AND (SELECT isAnonymous FROM ticket WHERE number = call.ticket) = 1
                """,
            arguments: [call]
        )
    }

    private func callKey(of day: Day) throws -> DataKey {
        if let key = try DataKey.find(.calls(day), keys, database) { return key }
        let key = DataKey.fresh()
        try key.insert(for: .calls(day), keys, database)
        return key
    }
}

extension Store {
    package func call(_ id: String) throws -> Call? {
        try read { try CallReading.call(id, keys, $0) }
    }
}

private enum CallReading {
    static func call(_ id: String, _ keys: KeyRing, _ db: Database) throws -> Call? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT id, unit, account, ringing, answered, ended, ticket, createdAt, phone,
                    summary
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
        call.ringing = reader.optionalInstant()
        call.answered = reader.optionalInstant()
        call.ended = reader.optionalInstant()
        call.ticket = try reader.optionalInteger().map(TicketNumber.init(column:))
        let day = try reader.instant().day
        // Without its key, what was said is gone.
        guard let key = try DataKey.find(.calls(day), keys, db) else { return call }
        call.phone = try (row["phone"] as Data?).map { try key.open($0, in: place(id, "phone")) }
        call.summary = try (row["summary"] as Data?).map {
            try key.open($0, in: place(id, "summary"))
        }
        return call
    }

    /// What a sealed value is bound to: it opens in no other call.
    static func place(_ id: String, _ column: String) -> String { "call \(id) \(column)" }
}
