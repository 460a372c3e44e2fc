internal import Foundation
internal import GRDB
package import Hotline
internal import NationalCrypto
internal import StrictJSON

/// One look at somebody's data (查看记录).
package struct Access: Hashable, Sendable {
    package var at: Instant
    package var account: String
    package var role: String
    package var unit: String
    /// The address that the request came from; "" for the command line.
    package var peer: String
    package var action: Action
    package var ticket: TicketNumber?
    /// What was unmasked, or how many rows were exported or destroyed.
    package var field: String?
    package var purpose: String?
    /// The number of the request, which is in the server's log.
    package var request: String

    package init(
        _ action: Action,
        of ticket: TicketNumber? = nil,
        by actor: Actor,
        from peer: String,
        request: String,
        at now: Instant
    ) {
        self.action = action
        self.ticket = ticket
        self.peer = peer
        self.request = request
        at = now
        account = actor.account
        role = actor.role.rawValue
        unit = actor.unit.description
    }

    /// For what the command line does.
    package init(_ action: Action, field: String, at now: Instant) {
        self.action = action
        self.field = field
        self.at = now
        (account, role, unit, peer, request) = ("", "commandLine", "", "", "")
    }

    package enum Action: String, CaseIterable, Sendable {
        /// A ticket, with its text and the masked caller (查看工单)
        case view
        /// One field without its mask (查看明文)
        case unmask
        /// A ticket found by its caller's phone or ID number (按来电人查找)
        case search
        /// A file that hangs on a ticket (下载附件)
        case attachment
        /// This log (查看访问日志)
        case accessLog
        /// Rows that left the system (导出)
        case export
        /// What was destroyed in time (到期销毁)
        case purge
    }
}

/// A look at somebody's data as it is kept, with its place in the log.
package struct AccessRow: Sendable {
    package let sequence: Int64
    package let access: Access

    static let selection = """
        sequence, at, account, role, unit, peer, action, ticket, field, purpose, request
        """

    init(sequence: Int64, _ access: Access) {
        self.sequence = sequence
        self.access = access
    }

    init(_ row: Row) throws {
        var reader = Reader(row)
        sequence = try reader.integer()
        let at = try reader.instant()
        let (account, role, unit) = (try reader.text(), try reader.text(), try reader.text())
        let peer = try reader.text()
        var access = Access(try reader.code(Access.Action.self), field: "", at: at)
        (access.account, access.role, access.unit, access.peer) = (account, role, unit, peer)
        access.ticket = try reader.optionalInteger().map(TicketNumber.init(column:))
        access.field = reader.optionalText()
        access.purpose = reader.optionalText()
        access.request = try reader.text()
        self.access = access
    }

    /// The digest that ties the entry to all before it, as that of an event does.
    func hash(after previous: [UInt8]) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginArray()
        writer.integer(sequence)
        writer.integer(access.at.seconds)
        let texts = [
            access.account, access.role, access.unit, access.peer, access.action.rawValue,
            access.ticket?.description, access.field, access.purpose, access.request,
        ]
        for text in texts {
            if let text { writer.string(text) } else { writer.null() }
        }
        writer.endArray()
        return SM3.digest(previous + writer.bytes)
    }

    func insert(hash: [UInt8], _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO access (\(Self.selection), hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        try statement.execute(
            arguments: [
                sequence, access.at.seconds, access.account, access.role, access.unit,
                access.peer, access.action.rawValue, access.ticket?.integer, access.field,
                access.purpose, access.request, Data(hash),
            ]
        )
    }
}

/// The end of the access log's chain: its last entry, or else where it was cut.
struct AccessHead: Equatable, Sendable {
    var sequence: Int64 = 0
    var hash = [UInt8](repeating: 0, count: 32)

    static func read(_ db: Database) throws -> AccessHead {
        // The one of the two that is further; entries before a cut may be there still.
        var head = AccessHead()
        for table in ["access", "accessCut"] {
            let statement = try db.cachedStatement(
                sql: "SELECT sequence, hash FROM \(table) ORDER BY sequence DESC LIMIT 1"
            )
            guard let row = try Row.fetchOne(statement), row[0] > head.sequence else { continue }
            head = AccessHead(sequence: row[0], hash: Array(row[1] as Data))
        }
        return head
    }
}

extension Ledger {
    /// Appends to the access log.
    package func append(_ accesses: [Access]) throws {
        guard !accesses.isEmpty else { return }
        var head = try AccessHead.read(database)
        for access in accesses {
            let row = AccessRow(sequence: head.sequence + 1, access)
            let hash = row.hash(after: head.hash)
            try row.insert(hash: hash, database)
            head = AccessHead(sequence: row.sequence, hash: hash)
        }
    }
}
