internal import Foundation
internal import GRDB
package import Hotline

/// What of a ticket is asked for without its mask (查看明文).
package enum UnmaskedField: Hashable, Sendable {
    case caller(PersonalField.Name)
    /// What was cut out of a text, by the number in its placeholder.
    case cut(Int)

    fileprivate var name: String {
        switch self {
        case .caller(let name): name.rawValue
        case .cut(let id): "cut \(id)"
        }
    }
}

/// A confidential caller is known to the desk alone.
package struct CallerIsConfidential: Error {}

extension Ledger {
    /// Reads one field of a ticket's caller and notes in the same commit who did, and what for.
    ///
    /// - Returns: Nil if nothing of that kind is kept.
    /// - Throws: ``Refusal/notThere``, or ``CallerIsConfidential`` for a unit that handles.
    package func unmask(
        _ field: UnmaskedField,
        of number: TicketNumber,
        by actor: Actor,
        as access: Access
    ) throws -> String? {
        guard let ticket = try ticket(number), actor.sees(ticket) else { throw Refusal.notThere }
        guard !(ticket.origin.isConfidential && actor.isBoundToUnit) else {
            throw CallerIsConfidential()
        }
        guard let value = try value(of: field, ticket: number.integer) else { return nil }
        var access = access
        access.field = field.name
        try append([access])
        return value
    }

    private func value(of field: UnmaskedField, ticket: Int64) throws -> String? {
        let row =
            switch field {
            case .caller(let name):
                try Row.fetchOne(
                    database,
                    sql: """
                        SELECT id, field, sealed FROM personal
                        WHERE ticket = ? AND isCut = 0 AND field = ? ORDER BY id DESC LIMIT 1
                        """,
                    arguments: [ticket, name.rawValue]
                )
            case .cut(let id):
                try Row.fetchOne(
                    database,
                    sql: """
                        SELECT id, field, sealed FROM personal
                        WHERE ticket = ? AND isCut = 1 AND id = ?
                        """,
                    arguments: [ticket, id]
                )
            }
        guard let row, let key = try DataKey.find(.ticket(ticket), keys, database) else {
            return nil
        }
        var reader = Reader(row)
        let place = Vault.place(try reader.count(), try reader.code(PersonalField.Name.self))
        return try key.open(row[2], in: place)
    }
}
