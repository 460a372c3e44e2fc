internal import Foundation
internal import GRDB
package import Hotline
internal import StrictJSON

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

    /// Whether an account can be called so: it stands in paths and in the log.
    package static func isName(_ text: String) -> Bool {
        (1...nameLengthMax).contains(text.count)
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
                    || "._@-".unicodeScalars.contains(scalar)
            }
    }
}

/// An account as those see it who look after accounts.
package struct AccountEntry: Sendable {
    package let account: Account
    package let createdAt: Instant
    package let disabledAt: Instant?
    /// Nil for one that comes in by tokens alone.
    package let mustChangePassword: Bool?
}

/// Why an account cannot be what it shall be.
package enum AccountRefusal: Error, Equatable, CustomStringConvertible {
    case nameTaken(String)
    case notThere(String)
    case noSuchToken(Int64)

    package var description: String {
        switch self {
        case .nameTaken(let name): "there is an account '\(name)' already"
        case .notThere(let name): "there is no account '\(name)'"
        case .noSuchToken(let id): "there is no token \(id)"
        }
    }
}

extension Ledger {
    /// Adds an account, which has no way in yet.
    ///
    /// Who does it is nil for the command line, as in all that follow.
    package func add(_ account: Account, by administrator: String?, at now: Instant) throws {
        guard try entry(of: account.name) == nil else {
            throw AccountRefusal.nameTaken(account.name)
        }
        try database.execute(
            sql: "INSERT INTO account VALUES (?, ?, ?, ?, ?, NULL)",
            arguments: [
                account.name, account.role.rawValue, account.division.description,
                account.unit.description, now.seconds,
            ]
        )
        try note(.added, account.name, account.details, by: administrator, at: now)
    }

    /// Gives an account another role, scope or unit, which ends its sessions everywhere.
    package func change(_ account: Account, by administrator: String?, at now: Instant) throws {
        try database.execute(
            sql: "UPDATE account SET role = ?, division = ?, unit = ? WHERE name = ?",
            arguments: [
                account.role.rawValue, account.division.description, account.unit.description,
                account.name,
            ]
        )
        guard database.changesCount == 1 else { throw AccountRefusal.notThere(account.name) }
        try endSessions(of: account.name)
        try note(.changed, account.name, account.details, by: administrator, at: now)
    }

    /// Shuts an account out at once, with its sessions and tokens, or lets it in again.
    package func setDisabled(
        _ isDisabled: Bool,
        _ name: String,
        by administrator: String?,
        at now: Instant
    ) throws {
        guard let entry = try entry(of: name) else { throw AccountRefusal.notThere(name) }
        guard (entry.disabledAt != nil) != isDisabled else { return }
        try database.execute(
            sql: "UPDATE account SET disabledAt = ? WHERE name = ?",
            arguments: [isDisabled ? now.seconds : nil, name]
        )
        try endSessions(of: name)
        try note(isDisabled ? .disabled : .enabled, name, by: administrator, at: now)
    }

    package func entry(of name: String) throws -> AccountEntry? {
        try AccountEntry.fetch(name, database)
    }
}

extension Account {
    fileprivate var details: JSON {
        [
            "role": .string(role.rawValue), "division": .string(division.description),
            "unit": .string(unit.description),
        ]
    }
}

extension AccountEntry {
    fileprivate static let selection = """
        SELECT a.name, a.role, a.division, a.unit, a.createdAt, a.disabledAt, p.mustChange
        FROM account a LEFT JOIN password p ON p.account = a.name
        """

    static func fetch(_ name: String, _ db: Database) throws -> AccountEntry? {
        let statement = try db.cachedStatement(sql: "\(selection) WHERE a.name = ?")
        return try Row.fetchOne(statement, arguments: [name]).map(AccountEntry.init)
    }

    fileprivate init(_ row: Row) throws {
        var reader = Reader(row)
        account = Account(
            name: try reader.text(),
            role: try reader.code(Role.self),
            division: try reader.read(DivisionCode.self),
            unit: try reader.read(UnitID.self)
        )
        createdAt = try reader.instant()
        disabledAt = reader.optionalInstant()
        mustChangePassword = reader.optionalInteger().map { $0 == 1 }
    }
}

extension Store {
    package func account(named name: String) throws -> Account? {
        try entry(of: name)?.account
    }

    package func entry(of name: String) throws -> AccountEntry? {
        try read { try AccountEntry.fetch(name, $0) }
    }

    /// The accounts within a division, by name, after one of them.
    package func accounts(
        in division: DivisionCode,
        after name: String,
        limit: Int
    ) throws -> [AccountEntry] {
        try read { db in
            let from = division.description
            let rows = try Row.fetchAll(
                db,
                sql: """
                    \(AccountEntry.selection)
                    WHERE a.division BETWEEN ? AND ? AND a.name > ? ORDER BY a.name LIMIT ?
                    """,
                arguments: [from, from + "\u{10FFFF}", name, limit]
            )
            return try rows.map(AccountEntry.init)
        }
    }
}
