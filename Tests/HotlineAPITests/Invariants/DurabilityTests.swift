@testable import HotlineStore
import Foundation
import GRDB
import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// Invariants 1, 3 and 4: what is on disk, what the journal says, and what is late (不变量).
@Suite struct DurabilityTests {
    @Test("1: what was acknowledged is on disk, whatever becomes of the process")
    func acknowledged() throws {
        let hotline = try TestHotline()
        var numbers: [String] = []
        for _ in 1...5 {
            let answer = try hotline.file(.operator, Story.help)
            numbers.append(try #require(try answer.json()["number"]?.string))
        }
        let signed = try hotline.act(.township, on: numbers[0], "sign")
        #expect(signed.status == 200)

        // What a process that is killed now leaves behind: the file and its log, as they are.
        let left = try TemporaryDirectory()
        for name in [Store.fileName, Store.fileName + "-wal", "keys"] {
            let file = hotline.directory.url.appending(path: name)
            try FileManager.default.copyItem(at: file, to: left.url.appending(path: name))
        }
        let reopened = try TestHotline(in: left, at: hotline.time)
        #expect(reopened.head == hotline.head)
        for number in numbers {
            let target = "/api/v1/tickets/\(number)"
            let before = try hotline.get(.provinceManager, target)
            let after = try reopened.get(.provinceManager, target)
            #expect(after.status == 200)
            #expect(after.body == before.body)
            #expect(after["ETag"] == before["ETag"])
        }
        #expect(try Audit.verify(reopened.file).findings == [])
        let next = try reopened.file(.operator, Story.help)
        #expect(try next.json()["number"] == "20261123000006")
    }

    @Test("3: the journal alone gives the same tables, and each event the hash of the next")
    func replayed() throws {
        let walk = try Walk(seed: 2026)
        for _ in 1...80 { try walk.step() }
        try walk.checkEnd()
    }

    @Test("4: a breach is recorded once, at its true instant, however long the server was down")
    func breachOnce() throws {
        let hotline = try TestHotline()
        let urgent: JSON = ["matter": "temporary", "urgent": true]
        for demand in [Story.help, Story.question, Story.help + urgent] {
            _ = try hotline.file(.operator, demand)
        }
        let directory = hotline.directory
        let time = hotline.time
        try hotline.close()

        time.skip(to: try #require(Instant("2027-02-01T00:00:00+08:00")))
        let reopened = try TestHotline(in: directory, at: time)
        try reopened.sweep()
        try reopened.sweep()
        let rows = try reopened.store.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT c.kind, c.due, c.missedAt, count(e.sequence), min(e.at)
                    FROM clock c LEFT JOIN event e ON e.ticket = c.ticket AND e.action = 'miss'
                        AND json_extract(e.payload, '$.details.id') = CAST(c.id AS TEXT)
                    WHERE c.kind <> 'return' GROUP BY c.ticket, c.id
                    """
            )
        }
        #expect(
            rows.map { $0[0] as String } == ["answer", "answer", "respond", "answer", "relief"]
        )
        for row in rows {
            let due: Int64 = row[1]
            #expect(row[2] == due)
            #expect(row[3] == 1)
            #expect(row[4] == due)
        }
    }
}
