@testable import HotlineStore
import Foundation
import GRDB
import Hotline
import HotlineAPI
import HotlineTesting
import StrictJSON
import Testing

/// Keys that change, data that is destroyed in time, seals, and a clock that runs backwards.
@Suite struct RetentionTests {
    private let story: Story
    private let number: String

    private static let phone = "13835161234"
    private static let demand =
        Story.help + [
            "text": "请打邻居家13700001111，想咨询低保。",
            "caller": ["name": "欧阳思远", "phone": .string(phone)],
        ]

    init() throws {
        story = try Story(followedBy: [])
        number = try story.file(Self.demand)
    }

    private var hotline: TestHotline { story.hotline }

    private func phone(of number: String) throws -> JSON? {
        let body: JSON = ["field": "phone", "purpose": "回电核实"]
        let target = "/api/v1/tickets/\(number)/unmask"
        return try hotline.ask(.dispatcher, "POST", target, body: body).json()["value"]
    }

    private func rows(_ sql: String) throws -> [Row] {
        try hotline.store.read { try Row.fetchAll($0, sql: sql) }
    }

    // MARK: Keys

    @Test("a new master key wraps every key anew, and chain and data are what they were")
    func rotated() throws {
        let call: JSON = ["call": "c1", "phone": .string(Self.phone), "summary": "问低保"]
        _ = try hotline.ask(.operator, "POST", "/api/v1/calls", body: call)
        let before = try rows("SELECT * FROM event") + rows("SELECT * FROM personal")
        let wrapped = try rows("SELECT wrapped FROM dataKey")
        let done = try hotline.store.rotateKeys(forgettingFormer: false)
        #expect(done.version == 2 && done.count == 2)
        #expect(try rows("SELECT 1 FROM dataKey WHERE version <> 2").isEmpty)
        #expect(try rows("SELECT wrapped FROM dataKey") != wrapped)
        #expect(try rows("SELECT * FROM event") + rows("SELECT * FROM personal") == before)
        #expect(try phone(of: number) == .string(Self.phone))
        #expect(try hotline.store.call("c1")?.phone == Self.phone)
        #expect(try phone(of: try story.file(Self.demand)) == .string(Self.phone))
        #expect(try Audit.verify(hotline.file).findings == [])
    }

    @Test("a key file of before the change is told of, and so is one that has forgotten too much")
    func oldFile() throws {
        let file = hotline.directory.url.appending(path: "keys")
        let old = hotline.directory.url.appending(path: "old")
        try FileManager.default.copyItem(at: file, to: old)
        let backup = hotline.directory.url.appending(path: "backup.sqlite")
        try Backup.copy(from: hotline.directory.url, to: backup)
        _ = try hotline.store.rotateKeys(forgettingFormer: true)
        try hotline.close()
        let error = #expect(throws: StoreError.self) {
            try Store(directory: hotline.directory.url, keys: old)
        }
        #expect(error?.description.contains("no master key of version 2") == true)
        let target = try TemporaryDirectory()
        let restoring = #expect(throws: StoreError.self) {
            try Backup.restore(backup, to: target.url, keys: file)
        }
        #expect(restoring?.description.contains("no master key of version 1") == true)
        try Backup.restore(backup, to: target.url, keys: old)
    }

    // MARK: Time

    @Test("what is past its time is destroyed, and journal, tables and chains hold")
    func purged() throws {
        _ = try phone(of: number)
        try story.act(.dispatcher, on: number, "withdraw", ["reason": "不用了"], leads: .closed)
        let open = try story.file(Self.demand)
        let retention = try TestHotline.rules.get().retention
        let early = retention.ends(at: hotline.time.now)
        #expect(try hotline.store.due(early).tickets == 0)
        let later = try #require(Instant("2032-11-23T09:00:00+08:00"))
        let ends = retention.ends(at: later)
        let done = try hotline.store.purge(ends, at: hotline.time.now)
        #expect(done.tickets == 1 && done.accesses >= 1)
        let id = try #require(Int64(number))
        for table in ["personal", "text", "attachment"] {
            #expect(try rows("SELECT 1 FROM \(table) WHERE ticket = \(id)").isEmpty)
        }
        #expect(try rows("SELECT 1 FROM dataKey WHERE id = \(id)").isEmpty)
        #expect(try phone(of: number) == .null)
        #expect(try phone(of: open) == .string(Self.phone))
        #expect(try hotline.get(.dispatcher, "/api/v1/tickets/\(number)").status == 200)
        let reason: JSON = ["reason": "来电人又来电13700001111"]
        try story.act(.manager, on: number, "exclude", reason, leads: .closed)
        #expect(try Audit.verify(hotline.file).findings == [])
        #expect(try hotline.store.due(ends).tickets == 0)
    }

    @Test("data that is gone before its time is a finding, and so is a cut without the key file")
    func robbed() throws {
        _ = try phone(of: number)
        try hotline.store.writer.write { ledger in
            try ledger.database.execute(
                sql: """
                    DELETE FROM personal WHERE id = 1;
                    INSERT INTO accessCut SELECT sequence, hash, 0, zeroblob(32) FROM access;
                    DELETE FROM access
                    """
            )
        }
        let findings = try Audit.verify(hotline.file).findings
        #expect(findings.contains { $0.contains("personal 1 is gone") })
        #expect(findings.contains { $0.contains("by somebody without the key file") })
    }

    @Test("no rule may make the access log shorter than the law lets it be")
    func law() throws {
        let texts = try Shipped.ruleTexts()
        let file = try #require(texts.first { $0.name == Retention.fileName })
        let short = file.text.replacing("value: 36", with: "value: 5")
        #expect(throws: RuleMistakes.self) {
            try Retention(RuleText(name: file.name, text: short))
        }
        #expect(throws: RuleMistakes.self) { try Retention(RuleText(name: file.name, text: "")) }
    }

    // MARK: Seals

    @Test("a seal finds what was cut off behind it, and is no seal when it was changed")
    func sealed() throws {
        _ = try phone(of: number)
        let directory = hotline.directory.url
        let seal = try Seal.make(for: directory, keys: nil, at: hotline.time.now)
        _ = try story.file(Self.demand)
        #expect(try Audit.verify(hotline.file, seal: seal).findings == [])
        for place in ["journal 1 ", "database ", "access 1 "] {
            let forged = seal.replacing(place, with: place + "0")
            #expect(throws: StoreError.self) { try Audit.verify(hotline.file, seal: forged) }
        }
        // The look at what was filed may have been written down already, or not.
        try hotline.store.accessLog.commit()
        let entries: Int = try #require(rows("SELECT max(sequence) FROM access").first)[0]
        let later = try Seal.make(for: directory, keys: nil, at: hotline.time.now)
        try hotline.store.writer.write { ledger in
            try ledger.database.execute(
                sql: """
                    PRAGMA defer_foreign_keys = ON;
                    DROP TRIGGER eventIsNeverRemoved;
                    DROP TRIGGER accessIsNeverRemoved;
                    DELETE FROM event WHERE sequence = 2;
                    DELETE FROM access
                    """
            )
        }
        let findings = try Audit.verify(hotline.file, seal: later).findings
        #expect(
            findings.contains { $0.contains("the events up to 2, which were sealed, were cut") }
        )
        let cut = "entries up to \(entries), which were sealed, were cut"
        #expect(findings.contains { $0.contains(cut) })
    }

    // MARK: The clock

    @Test("nothing is written while the clock says less than it did")
    func backwards() throws {
        let later = hotline.time.now + 3600
        try hotline.store.timeGuard.check(later)
        let head = hotline.head
        let answer = try hotline.file(.operator, Self.demand)
        #expect(answer.status == 503 && answer.text.contains("时钟倒退"))
        #expect(hotline.head == head)
        let target = "/api/v1/tickets/\(number)"
        #expect(try hotline.get(.operator, target).status == 200, "reading goes on")
        hotline.time.skip(to: later)
        #expect(try hotline.file(.operator, Self.demand).status == 201)
    }
}
