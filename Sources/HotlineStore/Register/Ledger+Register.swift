internal import Foundation
internal import GRDB
internal import Hotline
internal import NationalCrypto

extension Ledger {
    /// Writes a step in a register: the rows that it changes and the event that tells of them.
    ///
    /// - Returns: The event's place in the journal of registers.
    @discardableResult
    func record(_ entry: RegisterEntry) throws -> Int64 {
        precondition(entry.writes.count <= RegisterEntry.rowsMax, "an entry has its limit")
        for write in entry.writes { try statements.run(write.statement, of: 0) }
        let head = try JournalHead.read(database, of: .registers)
        let event = RegisterEventRow(entry, sequence: head.sequence + 1)
        try database.cachedStatement(
            sql: "INSERT INTO registerEvent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        .execute(arguments: event.arguments(hash: event.hash(after: head.hash)))
        return event.sequence
    }

    /// The key of a record; made when it is first asked for.
    func registerKey(_ record: RegisterKey) throws -> DataKey {
        let owner = DataKey.Owner.register(record)
        if let key = try DataKey.find(owner, keys, database) { return key }
        let key = DataKey.fresh()
        try key.insert(for: owner, keys, database)
        return key
    }

    /// Destroys the key of a record, and with it all that was sealed under it (到期销毁).
    func destroyKey(of record: RegisterKey) throws {
        try database.execute(
            sql: "DELETE FROM dataKey WHERE id = ?",
            arguments: [DataKey.Owner.register(record).id]
        )
    }
}

/// Which record of the registers a key belongs to.
struct RegisterKey: Hashable, Sendable, CustomStringConvertible {
    enum Kind: Int64 {
        case person = 1
        case household, batch, visit, list, duty, request, payment
    }

    let kind: Kind
    let id: Int64

    /// How many records there may be of a kind: above all days, below all ticket numbers.
    static let idMax: Int64 = 1_000_000_000_000

    private init(_ kind: Kind, _ id: Int64) {
        precondition((0..<Self.idMax).contains(id), "the id of a record has its limit")
        self.kind = kind
        self.id = id
    }

    static func person(_ id: Int64) -> Self { Self(.person, id) }
    static func household(_ id: Int64) -> Self { Self(.household, id) }
    static func batch(_ id: Int64) -> Self { Self(.batch, id) }
    static func visit(_ id: Int64) -> Self { Self(.visit, id) }
    static func list(_ id: Int64) -> Self { Self(.list, id) }
    static func duty(_ id: Int64) -> Self { Self(.duty, id) }
    static func request(_ id: Int64) -> Self { Self(.request, id) }
    // What belongs to payments besides their batches shares a kind.
    static func fund(_ id: Int64) -> Self { Self(.payment, id * 2) }
    static func annex(_ id: Int64) -> Self { Self(.payment, id * 2 + 1) }

    /// The number that the key has among all keys.
    var keyNumber: Int64 { kind.rawValue * Self.idMax + id }

    /// Reads the number of a key; nil if it is not of a record.
    init?(keyNumber: Int64) {
        guard let kind = Kind(rawValue: keyNumber / Self.idMax) else { return nil }
        self.init(kind, keyNumber % Self.idMax)
    }

    var description: String { "\(kind) \(id)" }
}
