internal import Foundation
internal import GRDB
package import Hotline
internal import StrictJSON

/// A browser that has signed in (会话).
package struct SessionEntry: Sendable {
    package let id: Int64
    package let account: String
    /// From where, and by what program, as it said of itself.
    package let address: String
    package let program: String
    package let createdAt: Instant
    package let seenAt: Instant

    /// How many an account may have at once; one more ends the oldest.
    package static let countMax = 20
    /// How much of what a program says of itself is kept, in characters.
    package static let programLengthMax = 200
    /// By how many browsers an account is known.
    package static let devicesMax = 50
}

extension Ledger {
    /// Opens a session and returns its number.
    package func openSession(
        _ secret: Token,
        of account: String,
        from address: String,
        program: String,
        at now: Instant
    ) throws -> Int64 {
        try database.execute(
            sql: """
                DELETE FROM session WHERE account = ? AND id NOT IN
                    (SELECT id FROM session WHERE account = ? ORDER BY id DESC LIMIT ?)
                """,
            arguments: [account, account, SessionEntry.countMax - 1]
        )
        try database.execute(
            sql: """
                INSERT INTO session (account, digest, address, program, createdAt, seenAt)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                account, Data(secret.digest), address,
                String(program.prefix(SessionEntry.programLengthMax)), now.seconds, now.seconds,
            ]
        )
        let id = database.lastInsertedRowID
        let details: JSON = ["session": .integer(id), "address": .string(address)]
        try note(.signedIn, account, details, by: account, at: now)
        return id
    }

    /// Ends a session of an account.
    ///
    /// - Returns: Whether there was one.
    package func endSession(_ id: Int64, of account: String, at now: Instant) throws -> Bool {
        try database.execute(
            sql: "DELETE FROM session WHERE id = ? AND account = ?",
            arguments: [id, account]
        )
        guard database.changesCount == 1 else { return false }
        try note(.sessionEnded, account, ["session": .integer(id)], by: account, at: now)
        return true
    }

    func endSessions(of account: String) throws {
        try database.execute(sql: "DELETE FROM session WHERE account = ?", arguments: [account])
    }

    /// Forgets sessions that were not used for too long or are too old.
    package func forgetSessions(unusedSince: Instant, openedBefore: Instant) throws {
        try database.execute(
            sql: "DELETE FROM session WHERE seenAt < ? OR createdAt < ?",
            arguments: [unusedSince.seconds, openedBefore.seconds]
        )
    }

    /// Remembers the browser that an account signed in from.
    package func keepDevice(_ device: Token, of account: String, at now: Instant) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO device VALUES (?, ?, ?)",
            arguments: [account, Data(device.digest), now.seconds]
        )
        try database.execute(
            sql: """
                DELETE FROM device WHERE account = ? AND digest NOT IN
                    (SELECT digest FROM device WHERE account = ? ORDER BY seenAt DESC LIMIT ?)
                """,
            arguments: [account, account, SessionEntry.devicesMax]
        )
    }
}

extension SessionEntry {
    fileprivate static let columns = "id, account, address, program, createdAt, seenAt"

    fileprivate init(_ row: Row) throws {
        var reader = Reader(row)
        id = try reader.integer()
        account = try reader.text()
        address = try reader.text()
        program = try reader.text()
        createdAt = try reader.instant()
        seenAt = try reader.instant()
    }
}

extension Store {
    /// A session and whose it is, by its secret.
    package func session(digest: [UInt8]) throws -> (SessionEntry, AccountEntry)? {
        try read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT \(SessionEntry.columns) FROM session WHERE digest = ?"
            )
            guard let row = try Row.fetchOne(statement, arguments: [Data(digest)]) else {
                return nil
            }
            let entry = try SessionEntry(row)
            return try AccountEntry.fetch(entry.account, db).map { (entry, $0) }
        }
    }

    /// The sessions of an account, the newest first.
    package func sessions(of account: String) throws -> [SessionEntry] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(SessionEntry.columns) FROM session WHERE account = ?
                    ORDER BY id DESC LIMIT ?
                    """,
                arguments: [account, SessionEntry.countMax]
            )
            return try rows.map(SessionEntry.init)
        }
    }

    /// Whether an account has signed in from this browser before.
    package func knows(_ device: Token, of account: String) throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db,
                sql: "SELECT EXISTS (SELECT 1 FROM device WHERE account = ? AND digest = ?)",
                arguments: [account, Data(device.digest)]
            ) ?? false
        }
    }
}
