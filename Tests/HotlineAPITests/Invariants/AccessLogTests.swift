@testable import HotlineStore
import Foundation
import GRDB
import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// Invariant 9: who looked at personal data, when and for what purpose is on record (访问日志).
@Suite struct AccessLogTests {
    private let story: Story
    private let number: String

    private static let phone = "13835161234"
    private static let demand =
        Story.help + [
            "text": "请打邻居家13700001111，想咨询低保。", "address": "坞城路92号3单元701",
            "caller": ["name": "欧阳思远", "phone": .string(phone)],
        ]

    init() throws {
        story = try Story(followedBy: [])
        number = try story.file(Self.demand)
    }

    private func unmask(
        _ person: Person,
        _ field: JSON,
        of number: String? = nil
    ) throws -> WireAnswer {
        try story.hotline.ask(
            person,
            "POST",
            "/api/v1/tickets/\(number ?? self.number)/unmask",
            body: ["purpose": "回电核实"] + field
        )
    }

    private func log(_ person: Person = .auditor, _ query: String = "") throws -> [JSON] {
        let answer = try story.hotline.get(person, "/api/v1/access-log\(query)")
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.json()["items"]?.array ?? []
    }

    private static let fields: [(JSON, String)] = [
        (["field": "phone"], phone), (["field": "name"], "欧阳思远"),
        (["field": "address"], "坞城路92号3单元701"), (["field": "cut", "id": 1], "13700001111"),
    ]

    @Test(
        "a field is shown without its mask, and that is on record before the answer is there",
        arguments: fields
    )
    func unmasked(field: JSON, value: String) throws {
        let answer = try unmask(.township, field)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try answer.json()["value"] == .string(value))
        #expect(answer["Cache-Control"] == "no-store")
        let rows = try story.hotline.store.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM access WHERE action = 'unmask'")
        }
        #expect(rows.count == 1)
        #expect(rows[0]["account"] == Person.township.rawValue)
        #expect(rows[0]["purpose"] == "回电核实")
        #expect(rows[0]["peer"] == "127.0.0.1")
        #expect(rows[0]["request"] == answer["X-Request-Id"])
        #expect(!"\(rows)".contains(value))
    }

    @Test("what nobody told cannot be unmasked, nor without a purpose, nor by whom it is not for")
    func refused() throws {
        for field: JSON in [
            ["field": "idNumber"], ["field": "cut", "id": 9], ["field": "cut"],
            ["field": "cut", "id": 2],
        ] {
            #expect(try unmask(.township, field).json()["value"] == .null)
        }
        #expect(try unmask(.township, ["field": "phone", "purpose": .null]).status == 422)
        #expect(try unmask(.auditor, ["field": "phone"]).status == 403)
        #expect(try unmask(.administrator, ["field": "phone"]).status == 403)
        #expect(try unmask(.neighbour, ["field": "phone"]).status == 404)
        let unmasked = try log(.auditor, "?action=unmask")
        #expect(unmasked.isEmpty, "\(unmasked)")
    }

    @Test("a confidential caller is known to the desk and not to the unit that handles")
    func confidential() throws {
        let caller: JSON = ["phone": .string(Self.phone), "confidential": true]
        let number = try story.file(Self.demand + ["caller": caller])
        #expect(try unmask(.township, ["field": "phone"], of: number).status == 403)
        let answer = try unmask(.dispatcher, ["field": "phone"], of: number)
        #expect(try answer.json()["value"] == .string(Self.phone))
    }

    @Test("nothing is kept of who calls without a name, not even a number in the text")
    func anonymous() throws {
        let caller: JSON = ["anonymous": true]
        let number = try story.file(Self.demand + ["caller": caller])
        let kept = try story.hotline.store.read { db in
            try String.fetchAll(
                db,
                sql: "SELECT field FROM personal WHERE ticket = ?",
                arguments: [Int64(number)]
            )
        }
        #expect(kept == ["queryCode"])
        let ticket = try story.hotline.get(.dispatcher, "/api/v1/tickets/\(number)").json()
        #expect(ticket["text"] == "请打邻居家〔电话未留存〕，想咨询低保。")
        let call: JSON = [
            "call": "c1", "phone": .string(Self.phone), "ticket": .string(number),
        ]
        let told = try story.hotline.ask(.operator, "POST", "/api/v1/calls", body: call)
        #expect(told.status == 201)
        #expect(try story.hotline.store.call("c1")?.phone == nil)
    }

    @Test("looks, searches and downloads are noted, and so is reading the log")
    func noted() throws {
        _ = try story.hotline.get(.township, "/api/v1/tickets/\(number)")
        _ = try story.hotline.get(.township, "/api/v1/tickets/\(number)")
        let search: JSON = ["caller": ["phone": .string(Self.phone)]]
        _ = try story.hotline.ask(.operator, "POST", "/api/v1/tickets/search", body: search)
        let nobody: JSON = ["caller": ["phone": "13900000000"]]
        _ = try story.hotline.ask(.operator, "POST", "/api/v1/tickets/search", body: nobody)
        let first = try log()
        func looks(_ action: String, _ entries: [JSON]) -> [JSON] {
            entries.filter { $0["action"] == .string(action) }
        }
        let views = looks("view", first).filter { $0.at("by/account") == "township" }
        #expect(views.count == 1, "one look, however often it is asked for")
        #expect(views.first?["ticket"] == .string(number))
        #expect(looks("search", first).map { $0["ticket"] } == [.null, .string(number)])
        #expect(looks("accessLog", first).count == 1)
        #expect(looks("accessLog", try log()).count == 2)
        let text = "\(first)"
        #expect(!text.contains(Self.phone) && !text.contains("13900000000"))
    }

    @Test("a manager can tell a caller who saw their ticket, and the log is for nobody else")
    func told() throws {
        _ = try unmask(.township, ["field": "phone"])
        let entries = try log(.manager, "?ticket=\(number)")
        #expect(entries.contains { $0["action"] == "unmask" && $0["purpose"] == "回电核实" })
        #expect(entries.allSatisfy { $0["ticket"] == .string(number) })
        for person in [Person.operator, .dispatcher, .township, .administrator] {
            let path = "/api/v1/access-log?ticket=\(number)"
            #expect(try story.hotline.get(person, path).status == 403, "\(person)")
        }
        #expect(try story.hotline.get(.manager, "/api/v1/access-log").status == 403)
    }

    @Test("who is accused hears of no look at the ticket that says so")
    func firewalled() throws {
        let report: JSON = [
            "kind": "report", "aspect": "integrity", "accused": [.string(Units.desk)],
        ]
        let secret = try story.file(Self.demand + report, by: .provinceManager)
        _ = try unmask(.provinceManager, ["field": "phone"], of: secret)
        try story.hotline.store.accessLog.commit()
        #expect(try log().allSatisfy { $0["ticket"] != .string(secret) })
    }

    @Test(
        "whatever is done to the log behind its back is found",
        arguments: [
            ("UPDATE access SET account = 'x' WHERE sequence = 2", "entry 2 of the access log was"),
            ("UPDATE access SET purpose = NULL", "of the access log was changed"),
            ("DELETE FROM access WHERE sequence = 2", "entry 2 of the access log is missing"),
            ("UPDATE access SET sequence = 9 WHERE sequence = 2", "entry 2 of the access log is"),
        ]
    )
    func tampered(sql: String, finding: String) throws {
        for _ in 1...3 { _ = try unmask(.township, ["field": "phone"]) }
        #expect(throws: DatabaseError.self, "the file refuses") {
            try story.hotline.store.writer.write { try $0.database.execute(sql: sql) }
        }
        #expect(try Audit.verify(story.hotline.file).findings == [])
        try story.hotline.store.writer.write { ledger in
            try ledger.database.execute(
                sql: "DROP TRIGGER accessIsNeverChanged; DROP TRIGGER accessIsNeverRemoved; \(sql)"
            )
        }
        let findings = try Audit.verify(story.hotline.file).findings
        #expect(findings.contains { $0.contains(finding) }, "\(findings)")
    }
}
