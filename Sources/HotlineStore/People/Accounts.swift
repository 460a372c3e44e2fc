internal import Foundation
internal import GRDB
package import Hotline
internal import NationalCrypto

/// Who may use the hotline (账号).
package struct Account: Hashable, Sendable {
    package let name: String
    package let role: Role
    package let division: DivisionCode
    package let unit: UnitID

    package init(name: String, role: Role, division: DivisionCode, unit: UnitID) {
        self.name = name
        self.role = role
        self.division = division
        self.unit = unit
    }

    /// Longest name of an account, in characters.
    package static let nameLengthMax = 64
}

/// A token, of which the store keeps the digest alone.
package struct Token: Sendable {
    package let text: String

    /// A new one, that nobody can guess: 32 random bytes.
    package static func fresh() -> Token {
        Token(text: "hl_" + unpredictableBytes(32).hexadecimal)
    }

    package init(text: String) {
        self.text = text
    }

    var digest: Data { Data(SM3.digest(Array(text.utf8))) }
}

extension Ledger {
    /// Adds an account.
    ///
    /// - Throws: ``StoreError`` if there is one of that name.
    func add(_ account: Account, token: Token, at now: Instant) throws {
        let known = try Int.fetchOne(
            database,
            sql: "SELECT 1 FROM account WHERE name = ?",
            arguments: [account.name]
        )
        guard known == nil else {
            throw StoreError("there is an account '\(account.name)' already")
        }
        try database.execute(
            sql: """
                INSERT INTO account (name, role, division, unit, tokenDigest, createdAt)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                account.name, account.role.rawValue, account.division.description,
                account.unit.description, token.digest, now.seconds,
            ]
        )
    }
}

extension Store {
    /// The account that a token belongs to, unless it was revoked.
    package func account(token: Token) throws -> Account? {
        try read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT name, role, division, unit FROM account
                    WHERE tokenDigest = ? AND revokedAt IS NULL
                    """
            )
            guard let row = try Row.fetchOne(statement, arguments: [token.digest]) else {
                return nil
            }
            return try Self.account(row)
        }
    }

    package func account(named name: String) throws -> Account? {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT name, role, division, unit FROM account WHERE name = ?",
                arguments: [name]
            )
            return try row.map(Self.account)
        }
    }

    private static func account(_ row: Row) throws -> Account {
        var reader = Reader(row)
        return Account(
            name: try reader.text(),
            role: try reader.code(Role.self),
            division: try reader.read(DivisionCode.self),
            unit: try reader.read(UnitID.self)
        )
    }
}
