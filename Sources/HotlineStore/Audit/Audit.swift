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

    private let database: Database
    private var findings: [String] = []
    private var eventCount = 0

    /// What was found, and how many events were looked at.
    package struct Report: Sendable {
        package let findings: [String]
        package let eventCount: Int
        /// The hash of the last event, in hexadecimal.
        package let head: String
    }

    package static func verify(_ file: URL) throws -> Report {
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw StoreError("there is no database \(file.path)")
        }
        let queue = try DatabaseQueue(path: file.path)
        return try queue.writeWithoutTransaction { db in
            try db.execute(sql: "ATTACH '' AS replay")
            var report: Report?
            try db.inTransaction(.deferred) {
                var audit = Audit(database: db)
                report = try audit.run()
                return .rollback
            }
            guard let report else { throw StoreError("the audit did not end") }
            return report
        }
    }

    private init(database: Database) {
        self.database = database
    }

    private mutating func run() throws -> Report {
        let replay = try Replay(database)
        let head = try checkChain(replay)
        for table in try replay.differences() { find(table) }
        for query in Invariant.all {
            for row in try Row.fetchAll(database, sql: query.sql) {
                find("\(query.name): \(row)")
            }
        }
        return Report(findings: findings, eventCount: eventCount, head: head.hexadecimal)
    }

    private mutating func find(_ finding: String) {
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
            let payload = try JSON(Array(event.payload.utf8))
            try replay.apply(payload, ticket: event.ticket)
            try checkKept(payload, of: event)
        }
        return previous
    }

    /// Compares what was kept beside the journal with the digests in it.
    ///
    /// What was purged is gone with its salt: that is no finding.
    private mutating func checkKept(_ payload: JSON, of event: EventRow) throws {
        for entry in payload["kept"]?.array ?? [] {
            guard let parts = entry.array, parts.count == 3, let table = parts[0].string,
                let id = parts[1].integer, let digest = parts[2].string
            else {
                find("event \(event.sequence): a digest cannot be read")
                continue
            }
            let column = table == "text" ? "body" : "value"
            let statement = try database.cachedStatement(
                sql: """
                    SELECT salt, \(column) FROM \(table == "text" ? "text" : "personal")
                    WHERE ticket = ? AND id = ?
                    """
            )
            let row = try Row.fetchOne(statement, arguments: [event.ticket, id])
            guard let row else { continue }
            let (salt, value): (Data, String) = (row[0], row[1])
            guard SM3.digest(Array(salt) + Array(value.utf8)).hexadecimal == digest else {
                find("event \(event.sequence): \(table) \(id) was changed")
                continue
            }
        }
    }
}

/// What must hold of the tables, as a query for the rows that break it.
struct Invariant: Sendable {
    let name: String
    let sql: String

    static let all: [Invariant] = [
        Invariant(
            name: "an open ticket without a running clock or a wake-up day",
            sql: """
                SELECT number FROM ticket t WHERE state <> 'closed' AND wakesAt IS NULL
                    AND NOT EXISTS (SELECT 1 FROM clock c WHERE c.ticket = t.number
                        AND c.ended IS NULL AND c.status IN ('running', 'missed'))
                """
        ),
        Invariant(
            name: "an open ticket without exactly one holder",
            sql: """
                SELECT number FROM ticket WHERE state <> 'closed' AND
                    CASE WHEN state IN ('desk', 'returning', 'answered') THEN desk ELSE unit END
                    NOT IN (SELECT unit FROM queue q WHERE q.ticket = number)
                """
        ),
        Invariant(
            name: "a closed ticket with an open clock",
            sql: """
                SELECT number FROM ticket t WHERE state = 'closed' AND EXISTS
                    (SELECT 1 FROM clock c WHERE c.ticket = t.number AND c.ended IS NULL)
                """
        ),
        Invariant(
            name: "a day whose ticket numbers have gaps",
            sql: """
                SELECT d.day, d.count, count(*) FROM dayCount d JOIN ticket t
                    ON (t.receivedAt + 28800) / 86400 = d.day
                GROUP BY d.day HAVING count(*) <> d.count
                """
        ),
        Invariant(
            name: "a breach that was not recorded exactly once",
            sql: """
                SELECT c.ticket, c.id FROM clock c
                LEFT JOIN event e ON e.ticket = c.ticket AND e.action = 'miss'
                    AND json_extract(e.payload, '$.details.id') = CAST(c.id AS TEXT)
                GROUP BY c.ticket, c.id
                HAVING count(e.sequence) <> (c.missedAt IS NOT NULL)
                """
        ),
        Invariant(
            name: "a ticket with a unit that it accuses",
            sql: """
                SELECT number FROM ticket t JOIN shutOut s ON s.ticket = t.number
                WHERE s.unit IN (t.unit, t.desk) AND t.state <> 'closed'
                """
        ),
    ]
}
