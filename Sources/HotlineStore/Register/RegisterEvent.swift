internal import Foundation
internal import GRDB
package import Hotline
internal import NationalCrypto
internal import StrictJSON

/// One line of the journal of registers (台账流水), as it is kept.
struct RegisterEventRow {
    let sequence: Int64
    let at: Int64
    let byAccount: String?
    let byRole: String?
    let byUnit: String?
    let register: String
    let subject: String
    let action: String
    let payload: String

    static let selection = """
        sequence, at, byAccount, byRole, byUnit, register, subject, action, payload
        """

    init(_ entry: RegisterEntry, sequence: Int64) {
        self.sequence = sequence
        at = entry.at.seconds
        byAccount = entry.by?.account
        byRole = entry.by?.role.rawValue
        byUnit = entry.by?.unit.description
        register = entry.register.rawValue
        subject = entry.subject
        action = entry.action
        payload = String(decoding: entry.payload, as: UTF8.self)
    }

    init(_ row: Row) throws {
        var reader = Reader(row)
        sequence = try reader.integer()
        at = try reader.integer()
        byAccount = reader.optionalText()
        byRole = reader.optionalText()
        byUnit = reader.optionalText()
        register = try reader.text()
        subject = try reader.text()
        action = try reader.text()
        payload = try reader.text()
    }

    /// The SM3 over the hash of the line before, the line as a JSON array, and the SM3 of what
    /// it changed.
    func hash(after previous: [UInt8]) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginArray()
        writer.integer(sequence)
        writer.integer(at)
        for text in [byAccount, byRole, byUnit, register, subject, action] {
            if let text { writer.string(text) } else { writer.null() }
        }
        writer.endArray()
        return SM3.digest(previous + writer.bytes + SM3.digest(Array(payload.utf8)))
    }

    func arguments(hash: [UInt8]) -> StatementArguments {
        [
            sequence, at, byAccount, byRole, byUnit, register, subject, action, payload,
            Data(hash),
        ]
    }
}

/// What happened in a register, for those who read its history.
package struct RegisterEvent: Sendable {
    package let sequence: Int64
    package let at: Instant
    /// Nil for what time did.
    package let account: String?
    package let role: String?
    package let unit: String?
    package let action: String
}

extension Store {
    /// What happened to one subject of a register after a line of its journal, in order.
    ///
    /// Whoever asks must have found the subject within their scope.
    package func registerEvents(
        of register: Register,
        subject: String,
        after sequence: Int64,
        limit: Int
    ) throws -> [RegisterEvent] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(RegisterEventRow.selection) FROM registerEvent
                    WHERE register = ? AND subject = ? AND sequence > ?
                    ORDER BY sequence LIMIT ?
                    """,
                arguments: [register.rawValue, subject, sequence, limit]
            )
            return try rows.map { row in
                let event = try RegisterEventRow(row)
                return RegisterEvent(
                    sequence: event.sequence,
                    at: Instant(seconds: event.at),
                    account: event.byAccount,
                    role: event.byRole,
                    unit: event.byUnit,
                    action: event.action
                )
            }
        }
    }
}
