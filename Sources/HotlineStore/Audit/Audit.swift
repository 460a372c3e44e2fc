package import Foundation
internal import GRDB
internal import Hotline
internal import NationalCrypto
internal import StrictJSON

/// Checks that the journal is whole and that the tables are what it says (审计核验).
///
/// It reads one snapshot of the file through a connection of its own, so that it may run while
/// the server does, and replays the journal into tables of its own on the side.
package struct Audit {
    /// How many findings are told; after that, one that there are more.
    package static let findingsMax = 100

    let database: Database
    /// Nil where the key file is not there: then codes are not checked.
    let keys: KeyRing?
    /// What was sealed before, to be found again.
    let seal: Seal?
    /// The files that hang on tickets.
    let files: AttachmentFolder
    private var findings: [String] = []
    private var eventCount = 0

    /// What was found, and how many events were looked at.
    package struct Report: Sendable {
        package let findings: [String]
        package let eventCount: Int
        /// The hash of the last event, in hexadecimal.
        package let head: String
    }

    /// Looks at everything in a database; a seal that was made before is to be found again.
    ///
    /// Without the key file nothing but the codes of seals goes unchecked.
    package static func verify(
        _ file: URL,
        keys keyFile: URL? = nil,
        seal text: String? = nil
    ) throws -> Report {
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw StoreError("there is no database \(file.path)")
        }
        let beside = file.deletingLastPathComponent().appending(path: KeyFile.fileName)
        let hasKeys = keyFile != nil || FileManager.default.fileExists(atPath: beside.path)
        let keys = hasKeys || text != nil ? try KeyRing.opening(file, keys: keyFile) : nil
        let files = AttachmentFolder(reading: file.deletingLastPathComponent())
        let seal = try text.flatMap { text in try keys.map { try Seal(text, $0) } }
        let queue = try DatabaseQueue(path: file.path)
        return try queue.writeWithoutTransaction { db in
            try db.execute(sql: "ATTACH '' AS replay")
            var report: Report?
            try db.inTransaction(.deferred) {
                var audit = Audit(database: db, keys: keys, seal: seal, files: files)
                report = try audit.run()
                return .rollback
            }
            guard let report else { throw StoreError("the audit did not end") }
            return report
        }
    }

    private init(database: Database, keys: KeyRing?, seal: Seal?, files: AttachmentFolder) {
        self.files = files
        self.database = database
        self.keys = keys
        self.seal = seal
    }

    private mutating func run() throws -> Report {
        let replay = try Replay(database)
        let head = try checkChain(replay)
        try checkAccessLog()
        try checkRegisters()
        for table in try replay.differences() { find(table) }
        if let finding = try AccountEvent.firstBreak(database) { find(finding) }
        for query in Invariant.all {
            for row in try Row.fetchAll(database, sql: query.sql) {
                find("\(query.name): \(row)")
            }
        }
        return Report(findings: findings, eventCount: eventCount, head: head.hexadecimal)
    }

    mutating func find(_ finding: String) {
        if findings.count < Self.findingsMax { findings.append(finding) }
        if findings.count == Self.findingsMax { findings.append("and more") }
    }

    /// Walks the chain, replaying as it goes; the first break is named.
    private mutating func checkChain(_ replay: Replay) throws -> [UInt8] {
        var previous = [UInt8](repeating: 0, count: 32)
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT \(EventRow.selection), hash FROM event ORDER BY sequence"
        )
        while let row = try rows.next() {
            let event = try EventRow(row)
            eventCount += 1
            guard event.sequence == Int64(eventCount) else {
                find("event \(eventCount) is missing: the next is \(event.sequence)")
                return previous
            }
            let stored: Data = row["hash"]
            let hash = event.hash(after: previous)
            guard Array(stored) == hash else {
                find("event \(event.sequence) was changed, or one before it")
                return previous
            }
            previous = hash
            if let sealed = seal?.event, sealed.sequence == event.sequence, sealed.hash != hash {
                find("event \(event.sequence) is not the one that was sealed")
            }
            let payload = try JSON(Array(event.payload.utf8))
            try replay.apply(payload, ticket: event.ticket)
            try checkKept(payload, of: event)
        }
        if let sealed = seal?.event, sealed.sequence > Int64(eventCount) {
            find(
                "the journal ends at \(eventCount); the events up to \(sealed.sequence), which "
                    + "were sealed, were cut off"
            )
        }
        return previous
    }

    /// Compares what was kept beside the journal with the digests in it.
    ///
    /// Personal data is compared as it is sealed, so that no key is needed. What was destroyed
    /// in time is no finding.
    private mutating func checkKept(_ payload: JSON, of event: EventRow) throws {
        for entry in payload["kept"]?.array ?? [] {
            guard let parts = entry.array, parts.count == 3, let table = parts[0].string,
                let id = parts[1].integer, let digest = parts[2].string
            else {
                find("event \(event.sequence): a digest cannot be read")
                continue
            }
            let isText = table == "text"
            let sql =
                isText
                ? "SELECT salt, body FROM text WHERE ticket = ? AND id = ?"
                : "SELECT x'', sealed FROM personal WHERE ticket = ? AND id = ?"
            let row = try Row.fetchOne(
                database.cachedStatement(sql: sql),
                arguments: [event.ticket, id]
            )
            guard let row else {
                if try !wasPurged(event.ticket) {
                    find("event \(event.sequence): \(table) \(id) is gone")
                }
                continue
            }
            // A text read as bytes is its UTF-8.
            let (salt, value): (Data, Data) = (row[0], row[1])
            if SM3.digest(Array(salt + value)).hexadecimal != digest {
                find("event \(event.sequence): \(table) \(id) was changed")
            }
        }
        try checkAttachment(payload, of: event)
    }

    private mutating func checkAttachment(_ payload: JSON, of event: EventRow) throws {
        guard let id = payload["attachment"]?["id"]?.integer else { return }
        let row = try Row.fetchOne(
            database,
            sql: "SELECT name, type, digest FROM attachment WHERE ticket = ? AND id = ?",
            arguments: [event.ticket, id]
        )
        guard let row else {
            if try !wasPurged(event.ticket) {
                find("event \(event.sequence): attachment \(id) is gone")
            }
            return
        }
        let file: String = row[2]
        let digest = EnclosedFile.digest(name: row[0], type: row[1], file: file)
        if digest != payload["attachment"]?["digest"]?.string || !files.isWhole(file) {
            find("event \(event.sequence): attachment \(id) was changed")
        }
    }
}
