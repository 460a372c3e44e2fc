internal import Foundation
internal import GRDB
package import Hotline
internal import NationalCrypto
package import StrictJSON

/// What can happen to an account.
package enum AccountAction: String, CaseIterable, Sendable {
    case added, changed, disabled, enabled
    case passwordReset, passwordChanged
    case signedIn, sessionEnded
    case tokenAdded, tokenRevoked
}

/// One line of the journal of accounts (账号流水).
package struct AccountEvent: Sendable {
    package let sequence: Int64
    package let at: Instant
    /// Who did it; nil for the command line.
    package let by: String?
    package let account: String
    package let action: String
    package let details: JSON

    /// The hash over all of it and the hash of the one before.
    fileprivate func hash(after previous: [UInt8], details text: String) -> [UInt8] {
        let fields: JSON = .array([
            .integer(sequence), .integer(at.seconds), by.map(JSON.string) ?? .null,
            .string(account), .string(action), .string(text),
        ])
        return SM3.digest(previous + fields.bytes)
    }
}

extension Ledger {
    /// Writes a line of the journal of accounts.
    func note(
        _ action: AccountAction,
        _ account: String,
        _ details: JSON = [:],
        by whom: String?,
        at now: Instant
    ) throws {
        onDutyKnown = [:]
        let row = try Row.fetchOne(
            database,
            sql: "SELECT sequence, hash FROM accountEvent ORDER BY sequence DESC LIMIT 1"
        )
        let previous: Data = row?["hash"] ?? Data(count: 32)
        let event = AccountEvent(
            sequence: (row?["sequence"] ?? 0) + 1,
            at: now,
            by: whom,
            account: account,
            action: action.rawValue,
            details: details
        )
        let text = String(decoding: details.bytes, as: UTF8.self)
        let hash = event.hash(after: Array(previous), details: text)
        try database.execute(
            sql: "INSERT INTO accountEvent VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                event.sequence, now.seconds, whom, account, event.action, text, Data(hash),
            ]
        )
    }
}

extension Store {
    /// What happened to the accounts within a division, after a line of the journal.
    package func accountEvents(
        in division: DivisionCode,
        after sequence: Int64,
        limit: Int
    ) throws -> [AccountEvent] {
        try read { db in
            let from = division.description
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT sequence, at, byAccount, account, action, details FROM accountEvent
                    WHERE sequence > ? AND account IN
                        (SELECT name FROM account WHERE division BETWEEN ? AND ?)
                    ORDER BY sequence LIMIT ?
                    """,
                arguments: [sequence, from, from + "\u{10FFFF}", limit]
            )
            return try rows.map { try AccountEvent.read($0).event }
        }
    }
}

extension AccountEvent {
    /// A row, and the text of its details as it is hashed.
    fileprivate static func read(_ row: Row) throws -> (event: AccountEvent, text: String) {
        var reader = Reader(row)
        let (sequence, at) = (try reader.integer(), try reader.instant())
        let by = reader.optionalText()
        let (account, action, text) = (try reader.text(), try reader.text(), try reader.text())
        let event = AccountEvent(
            sequence: sequence,
            at: at,
            by: by,
            account: account,
            action: action,
            details: (try? JSON(Array(text.utf8))) ?? .string(text)
        )
        return (event, text)
    }

    /// Walks the chain (核验): what is wrong with the first line that is not as it was written.
    static func firstBreak(_ db: Database) throws -> String? {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT sequence, at, byAccount, account, action, details, hash
                FROM accountEvent ORDER BY sequence
                """
        )
        var previous = [UInt8](repeating: 0, count: 32)
        var count: Int64 = 0
        while let row = try rows.next() {
            let (event, text) = try read(row)
            count += 1
            guard event.sequence == count else {
                return "account event \(count) is missing: the next is \(event.sequence)"
            }
            let stored: Data = row["hash"]
            previous = event.hash(after: previous, details: text)
            guard Array(stored) == previous else {
                return "account event \(count) was changed, or one before it"
            }
        }
        return nil
    }
}
