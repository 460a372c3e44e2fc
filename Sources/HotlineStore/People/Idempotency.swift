package import Foundation
internal import GRDB
package import Hotline

/// What a client calls one of its requests, so that it is done once (幂等键).
package struct IdempotencyKey: Sendable {
    package let account: String
    package let key: String
    /// The digest of method, path and body: the same key must mean the same request.
    package let digest: Data

    /// The `request` is told from others by a keyed digest, for it holds personal data.
    package init(account: String, key: String, request: [UInt8], _ keys: KeyRing) {
        self.account = account
        self.key = key
        digest = keys.digest(ofRequest: request)
    }

    /// What a kept answer is sealed for: it opens under no other key.
    fileprivate var place: String { "answer to \(key) of \(account)" }

    /// How long answers are kept at least.
    package static let keptDays = 8
}

/// An answer that was committed together with what it tells of.
package struct KeptAnswer: Sendable {
    package let status: Int
    /// The header fields that belong to it, as a JSON object.
    package let fields: String
    package let body: [UInt8]

    package init(status: Int, fields: String, body: [UInt8]) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// The key was used before, for another request.
package struct IdempotencyKeyReused: Error {}

extension KeptAnswer {
    fileprivate static func find(
        _ key: IdempotencyKey,
        _ keys: KeyRing,
        _ db: Database
    ) throws -> KeptAnswer? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT digest, status, fields, body FROM idempotency
                WHERE account = ? AND key = ?
                """
        )
        let arguments: StatementArguments = [key.account, key.key]
        guard let row = try Row.fetchOne(statement, arguments: arguments) else { return nil }
        guard row["digest"] == key.digest else { throw IdempotencyKeyReused() }
        let body = try keys.answers.openBytes(row["body"], in: key.place)
        return KeptAnswer(status: row["status"], fields: row["fields"], body: body)
    }
}

extension Store {
    /// The first answer to this request, if it was done before.
    ///
    /// - Throws: ``IdempotencyKeyReused`` if the key stood for another request.
    package func answer(to key: IdempotencyKey) throws -> KeptAnswer? {
        try read { try KeptAnswer.find(key, keys, $0) }
    }
}

extension Ledger {
    /// The first answer to this request, if it was done before.
    ///
    /// - Throws: ``IdempotencyKeyReused`` if the key stood for another request.
    package func answer(to key: IdempotencyKey) throws -> KeptAnswer? {
        try KeptAnswer.find(key, keys, database)
    }

    package func keep(_ answer: KeptAnswer, for key: IdempotencyKey, at now: Instant) throws {
        try database.cachedStatement(sql: "INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, ?, ?)")
            .execute(
                arguments: [
                    key.account, key.key, key.digest, answer.status, answer.fields,
                    keys.answers.seal(answer.body, in: key.place), now.seconds,
                ]
            )
    }

    /// Forgets the answers that nobody will ask for again.
    package func forgetAnswers(at now: Instant) throws {
        let limit = now.seconds - Int64(IdempotencyKey.keptDays) * 86400
        try database.execute(sql: "DELETE FROM idempotency WHERE at < ?", arguments: [limit])
    }
}
