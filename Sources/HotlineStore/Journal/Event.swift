internal import Foundation
internal import GRDB
internal import Hotline
internal import NationalCrypto
internal import StrictJSON

/// One line of the journal (流水), as it is kept.
struct EventRow {
    var sequence: Int64
    var ticket: Int64
    var at: Int64
    var byAccount: String?
    var byRole: String?
    var byUnit: String?
    var action: String
    var fromState: String?
    var toState: String
    var reason: Int?
    var body: Int?
    var payload: String

    /// The digest that ties the event to all before it: SM3 over the hash of the one before,
    /// the event as a JSON array, and the SM3 of its payload.
    ///
    /// The payload has a digest of its own because that is known before the event's turn comes.
    func hash(after previous: [UInt8], digest: [UInt8]) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginArray()
        writer.integer(sequence)
        writer.integer(ticket)
        writer.integer(at)
        for text in [byAccount, byRole, byUnit, action, fromState, toState] {
            if let text { writer.string(text) } else { writer.null() }
        }
        for number in [reason, body] {
            if let number { writer.integer(number) } else { writer.null() }
        }
        writer.endArray()
        var message = previous
        message.reserveCapacity(previous.count + writer.bytes.count + digest.count)
        message.append(contentsOf: writer.bytes)
        message.append(contentsOf: digest)
        return SM3.digest(message)
    }

    func hash(after previous: [UInt8]) -> [UInt8] {
        hash(after: previous, digest: SM3.digest(Array(payload.utf8)))
    }

    static let selection = """
        sequence, ticket, at, byAccount, byRole, byUnit, action, fromState, toState, reason,
        body, payload
        """

    init(_ row: Row) throws {
        var reader = Reader(row)
        sequence = try reader.integer()
        ticket = try reader.integer()
        at = try reader.integer()
        byAccount = reader.optionalText()
        byRole = reader.optionalText()
        byUnit = reader.optionalText()
        action = try reader.text()
        fromState = reader.optionalText()
        toState = try reader.text()
        reason = reader.optionalInteger().map(Int.init)
        body = reader.optionalInteger().map(Int.init)
        payload = try reader.text()
    }

    /// An event whose place in the journal is not known yet.
    init(_ deed: Deed) {
        sequence = 0
        ticket = 0
        at = deed.at.seconds
        byAccount = deed.by?.account
        byRole = deed.by?.role.rawValue
        byUnit = deed.by?.unit.description
        action = deed.name.description
        fromState = deed.from?.rawValue
        toState = deed.to.rawValue
        payload = ""
    }

    /// The row, with who may see it.
    func values(hash: [UInt8], before: Ticket?, after: Ticket) -> [DatabaseValue] {
        [
            sequence.databaseValue,
            ticket.databaseValue,
            at.databaseValue,
            byAccount.databaseValue,
            byRole.databaseValue,
            byUnit.databaseValue,
            action.databaseValue,
            fromState.databaseValue,
            toState.databaseValue,
            reason.databaseValue,
            body.databaseValue,
            payload.databaseValue,
            Data(hash).databaseValue,
            after.desk.description.databaseValue,
            (after.unit?.description).databaseValue,
            (before?.desk.description).databaseValue,
            (before?.unit?.description).databaseValue,
        ]
    }
}
