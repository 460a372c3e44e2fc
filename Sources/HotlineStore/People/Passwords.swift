internal import Foundation
internal import GRDB
package import Hotline
package import NationalCrypto

/// What is kept of a password: nothing that it could be read from (密码).
package struct PasswordHash: Sendable {
    package let salt: [UInt8]
    package let cost: Argon2
    package let hash: [UInt8]

    /// Hashes a password, which takes its time and memory.
    ///
    /// - Returns: Nil if the memory cannot be had.
    package init?(of password: String, cost: Argon2 = .usual) {
        salt = unpredictableBytes(Argon2.saltSize)
        self.cost = cost
        guard let hash = cost.hash(Array(password.utf8), salt: salt) else { return nil }
        self.hash = hash
    }

    fileprivate init(salt: [UInt8], cost: Argon2, hash: [UInt8]) {
        self.salt = salt
        self.cost = cost
        self.hash = hash
    }

    /// Stands in for the password of an account that is not there, so that to look in vain
    /// takes as long.
    package static let nobodys = PasswordHash(
        salt: [UInt8](repeating: 0, count: Argon2.saltSize),
        cost: .usual,
        hash: unpredictableBytes(Argon2.hashSize)
    )

    /// Whether a password is the one; nil if the memory to tell cannot be had.
    package func matches(_ password: String) -> Bool? {
        cost.hash(Array(password.utf8), salt: salt).map { areEqual($0, hash) }
    }
}

extension Ledger {
    /// Gives an account a password, which ends its sessions everywhere.
    ///
    /// With `mustChange`, all that it is good for is to choose another.
    package func setPassword(
        _ password: PasswordHash,
        of account: String,
        mustChange: Bool,
        by whom: String?,
        at now: Instant
    ) throws {
        guard try entry(of: account) != nil else { throw AccountRefusal.notThere(account) }
        try database.execute(
            sql: "INSERT OR REPLACE INTO password VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                account, Data(password.salt), password.cost.memory, password.cost.passes,
                Data(password.hash), mustChange, now.seconds,
            ]
        )
        try endSessions(of: account)
        try note(whom == account ? .passwordChanged : .passwordReset, account, by: whom, at: now)
    }
}

extension Store {
    package func password(of account: String) throws -> PasswordHash? {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT salt, memory, passes, hash FROM password WHERE account = ?",
                arguments: [account]
            )
            guard let row else { return nil }
            let (salt, hash): (Data, Data) = (row[0], row[3])
            return PasswordHash(
                salt: Array(salt),
                cost: Argon2(memory: row[1], passes: row[2]),
                hash: Array(hash)
            )
        }
    }
}
