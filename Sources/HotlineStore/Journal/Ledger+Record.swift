internal import Foundation
internal import GRDB
internal import Hotline
internal import NationalCrypto

/// A file that a deed brings with it.
struct EnclosedFile {
    var name: String
    let type: String
    let file: StoredFile

    /// What the journal is told of it: neither its name nor what is in it.
    static func digest(name: Data, type: String, file: String) -> String {
        SM3.digest(Array(name) + Array("\(type)\u{0}\(file)".utf8)).hexadecimal
    }

    /// What its name and its key are bound to.
    static func place(_ id: Int, _ column: String) -> String { "attachment \(id) \(column)" }
}

extension Ledger {
    /// Writes a step: the rows that it changed, and the event that says so.
    func record(
        _ result: TicketFlow.Result,
        before: Ticket,
        enclosing file: EnclosedFile? = nil
    ) throws {
        let enclosed = try enclose(result.deed, file, of: before.number.integer)
        try write(
            Recording(result, before: before, enclosing: enclosed),
            of: before.number.integer
        )
        try enclosed.vault?.insertKey(of: before.number.integer, database)
    }

    /// Gives a step its place in the journal and writes it, for the ticket of that number.
    func write(
        _ recording: Recording,
        of number: Int64,
        settlingNotices: Bool = true
    ) throws {
        for write in recording.writes { try statements.run(write, of: number) }
        try moveDeedCounts(recording, of: number)
        let sequence = try writeEvent(recording, of: number)
        try writeNotices(
            recording,
            event: sequence,
            of: number,
            settling: settlingNotices
        )
    }

    /// Adds a step to the journal, where its rows stand already.
    ///
    /// - Returns: Its place there.
    func writeEvent(_ recording: Recording, of number: Int64) throws -> Int64 {
        var event = recording.event
        event.sequence = head.sequence + 1
        event.ticket = number
        let hash = event.hash(after: head.hash, digest: recording.digest)
        let after = recording.result.ticket
        let values = event.values(hash: hash, before: recording.before, after: after)
        try statements.run(.insert(.event, values), of: number)
        head = JournalHead(sequence: event.sequence, hash: hash)
        for unit in recording.audience {
            let row = [unit.databaseValue, event.sequence.databaseValue]
            try statements.run(.insert(.audience, row), of: number)
        }
        touched.sequence = event.sequence
        touched.actions[event.action, default: 0] += 1
        touched.units.formUnion(recording.units)
        return event.sequence
    }

    // MARK: Texts and personal data

    private func enclose(
        _ deed: Deed,
        _ file: EnclosedFile?,
        of ticket: Int64
    ) throws -> Recording.Enclosed {
        var enclosed = Recording.Enclosed()
        guard deed.text != nil || deed.reason != nil || file != nil else { return enclosed }
        var vault = try Vault(keys, of: ticket, database)
        enclosed.keep(deed, in: &vault)
        if var file {
            file.name = vault.redact(file.name)
            enclosed.attachment = try row(of: file, ticket: ticket, under: vault.currentKey())
        }
        enclosed.vault = vault
        return enclosed
    }

    private func row(
        of file: EnclosedFile,
        ticket: Int64,
        under key: DataKey
    ) throws -> (row: [DatabaseValue], id: Int, digest: String) {
        let count = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM attachment WHERE ticket = ?",
            arguments: [ticket]
        )
        let id = (count ?? 0) + 1
        let name = key.seal(file.name, in: EnclosedFile.place(id, "name"))
        let row: [DatabaseValue] = [
            .null, id.databaseValue, name.databaseValue, file.type.databaseValue,
            file.file.digest.databaseValue, file.file.size.databaseValue,
            key.seal(file.file.key, in: EnclosedFile.place(id, "key")).databaseValue,
        ]
        let digest = EnclosedFile.digest(name: name, type: file.type, file: file.file.digest)
        return (row, id, digest)
    }
}
