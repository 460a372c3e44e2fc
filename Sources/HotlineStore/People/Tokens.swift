internal import Foundation
internal import GRDB
package import Hotline
internal import NationalCrypto
internal import StrictJSON

/// A secret that lets somebody in, of which the store keeps the digest alone.
package struct Token: Sendable {
    package let text: String

    /// A new one for a program, that nobody can guess: 32 random bytes (令牌).
    package static func fresh() -> Token { Token(text: "hl_" + random) }

    /// A new one for a browser that signs in (会话).
    package static func freshSession() -> Token { Token(text: "hs_" + random) }

    /// A new one by which a browser is known again.
    package static func freshDevice() -> Token { Token(text: "hd_" + random) }

    private static var random: String { unpredictableBytes(32).hexadecimal }

    package init(text: String) {
        self.text = text
    }

    /// Longest text that can be one; what is longer need not be looked up.
    package static let lengthMax = 128

    package var digest: [UInt8] { SM3.digest(Array(text.utf8)) }

    /// What a page shows with each request that changes something: only who has the session's
    /// secret can make it.
    package var requestToken: String {
        SM3.digest(Array("hotline request token\n\(text)".utf8)).hexadecimal
    }
}

/// A token of a program, as far as it may be shown.
package struct TokenEntry: Sendable {
    package let id: Int64
    package let account: String
    /// What it is for, in the words of whoever made it.
    package let name: String
    /// The part of the account's scope that it is for; nil for all of it.
    package let division: DivisionCode?
    package let isReadOnly: Bool
    package let createdAt: Instant
    package let expiresAt: Instant
    package let seenAt: Instant?
    package let revokedAt: Instant?

    /// Longest name, in characters.
    package static let nameLengthMax = 64
    /// How many days one is good for, if nobody says otherwise, and at most.
    package static let daysUsual = 365
    package static let daysMax = 1095
}

/// A token that is to be made.
package struct NewToken: Sendable {
    package let account: String
    package let name: String
    package let division: DivisionCode?
    package let isReadOnly: Bool
    package let expiresAt: Instant

    package init(
        account: String,
        name: String,
        division: DivisionCode? = nil,
        isReadOnly: Bool = false,
        expiresAt: Instant
    ) {
        self.account = account
        self.name = name
        self.division = division
        self.isReadOnly = isReadOnly
        self.expiresAt = expiresAt
    }
}

extension Ledger {
    /// Adds a token and returns its number.
    package func add(
        _ token: Token,
        _ new: NewToken,
        by administrator: String?,
        at now: Instant
    ) throws -> Int64 {
        guard try entry(of: new.account) != nil else {
            throw AccountRefusal.notThere(new.account)
        }
        try database.execute(
            sql: """
                INSERT INTO token
                    (account, name, digest, division, isReadOnly, createdAt, expiresAt)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                new.account, new.name, Data(token.digest), new.division?.description,
                new.isReadOnly, now.seconds, new.expiresAt.seconds,
            ]
        )
        let id = database.lastInsertedRowID
        let details: JSON = ["token": .integer(id), "name": .string(new.name)]
        try note(.tokenAdded, new.account, details, by: administrator, at: now)
        return id
    }

    /// Makes a token worthless at once; one that is so already stays as it is.
    package func revokeToken(_ id: Int64, by administrator: String?, at now: Instant) throws {
        let account = try String.fetchOne(
            database,
            sql: "SELECT account FROM token WHERE id = ?",
            arguments: [id]
        )
        guard let account else { throw AccountRefusal.noSuchToken(id) }
        try database.execute(
            sql: "UPDATE token SET revokedAt = ? WHERE id = ? AND revokedAt IS NULL",
            arguments: [now.seconds, id]
        )
        guard database.changesCount == 1 else { return }
        try note(.tokenRevoked, account, ["token": .integer(id)], by: administrator, at: now)
    }

    /// Notes when tokens and sessions were last used.
    package func noteUses(tokens: [Int64: Instant], sessions: [Int64: Instant]) throws {
        for (table, uses) in [("token", tokens), ("session", sessions)] {
            let statement = try database.cachedStatement(
                sql: "UPDATE \(table) SET seenAt = ? WHERE id = ?"
            )
            for (id, at) in uses { try statement.execute(arguments: [at.seconds, id]) }
        }
    }
}

extension TokenEntry {
    fileprivate static let columns =
        "id, account, name, division, isReadOnly, createdAt, expiresAt, seenAt, revokedAt"

    fileprivate init(_ row: Row) throws {
        var reader = Reader(row)
        id = try reader.integer()
        account = try reader.text()
        name = try reader.text()
        division = try reader.optional(DivisionCode.self)
        isReadOnly = try reader.flag()
        createdAt = try reader.instant()
        expiresAt = try reader.instant()
        seenAt = reader.optionalInstant()
        revokedAt = reader.optionalInstant()
    }
}

extension Store {
    /// A token and whose it is, by its secret.
    package func token(digest: [UInt8]) throws -> (TokenEntry, AccountEntry)? {
        try read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT \(TokenEntry.columns) FROM token WHERE digest = ?"
            )
            guard let row = try Row.fetchOne(statement, arguments: [Data(digest)]) else {
                return nil
            }
            let entry = try TokenEntry(row)
            return try AccountEntry.fetch(entry.account, db).map { (entry, $0) }
        }
    }

    package func token(_ id: Int64) throws -> TokenEntry? {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT \(TokenEntry.columns) FROM token WHERE id = ?",
                arguments: [id]
            )
            return try row.map(TokenEntry.init)
        }
    }

    /// The tokens of the accounts within a division, after one of them, the oldest first.
    package func tokens(
        in division: DivisionCode,
        after id: Int64,
        limit: Int
    ) throws -> [TokenEntry] {
        try read { db in
            let from = division.description
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(TokenEntry.columns) FROM token
                    WHERE id > ? AND account IN
                        (SELECT name FROM account WHERE division BETWEEN ? AND ?)
                    ORDER BY id LIMIT ?
                    """,
                arguments: [id, from, from + "\u{10FFFF}", limit]
            )
            return try rows.map(TokenEntry.init)
        }
    }
}
