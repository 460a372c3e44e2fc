import Hotline
import HotlineDuties
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineAPI

/// Payments over the socket: entered by one, confirmed by another.
@Suite struct PaymentStoryTests {
    private static func rows(_ count: Int) -> [PaymentFile.Row] {
        (0..<count).map { .init(idNumber: PaymentFile.idNumber($0), account: "\(1000 + $0)") }
    }

    @Test func oneEntersAndAnotherConfirms() throws {
        let hotline = try TestHotline.withKeepers()
        var rows = Self.rows(3)
        rows[1].paidOn = "2026-11-12"
        rows[2].isBack = true
        rows[2].persons = 2
        let file = PaymentFile(rows: rows)
        let entered = try hotline.send(file)
        #expect(entered.status == 201, "\(entered.text)")
        #expect(entered["Location"] == "/api/v1/payments/1")
        let batch = try entered.json()
        #expect(batch["state"] == "entered")
        #expect(batch["lines"] == 3)
        #expect(batch["persons"] == 4)
        #expect(batch["amount"] == 150_000)
        #expect(batch["backPersons"] == 2)
        #expect(batch["back"] == 50_000)
        #expect(batch["lateLines"] == 1)
        #expect(batch["dueOn"] == "2026-11-10")
        let confirmation: JSON = ["total": 150_000]
        let path = "/payments/1/confirmation"
        let same = try hotline.ask(.clerk, "POST", path, confirmation)
        #expect(same.status == 409, "who entered it confirmed it")
        let wrong = try hotline.ask(.checker, "POST", path, ["total": 150_001])
        #expect(wrong.status == 422)
        #expect(try wrong.json().at("errors/0/pointer") == "/total")
        let confirmed = try hotline.ask(.checker, "POST", path, confirmation)
        #expect(confirmed.status == 200, "\(confirmed.text)")
        #expect(try confirmed.json()["decidedBy"] == "checker")
        #expect(try hotline.ask(.checker, "POST", path, confirmation).status == 409)
        let late = try hotline.ask(.clerk, "GET", "/payments/1/lines?late=true").json()
        #expect(late["items"]?.array?.count == 1)
        #expect(late.at("items/0/paidOn") == "2026-11-12")
        let shown = late.at("items/0/person/idNumber")?.string ?? ""
        #expect(shown.hasPrefix("**************"), "\(shown)")
        #expect(try Audit.verify(hotline.file).findings == [])
    }

    @Test func nothingIsHalfImported() throws {
        let hotline = try TestHotline.withKeepers()
        var file = PaymentFile(rows: Self.rows(3))
        file.rows[1].idNumber = "1.40105E+17"
        file.rows[2].paidOn = "46335"
        let refused = try hotline.send(file)
        #expect(refused.status == 422)
        let problem = try refused.json()
        #expect(problem["errors"]?.array?.count == 2)
        #expect(problem.at("errors/0/pointer") == "/3/C")
        #expect(problem.at("errors/1/pointer") == "/4/G")
        #expect(!refused.text.contains(file.rows[0].idNumber))
        #expect(try hotline.ask(.clerk, "GET", "/payments").json()["items"] == [])
        let check = try hotline.send(PaymentFile(rows: Self.rows(3)), to: "/payments/check")
        #expect(check.status == 200, "\(check.text)")
        #expect(try hotline.ask(.clerk, "GET", "/payments").json()["items"] == [])
    }

    @Test func theSameFileIsTakenOnce() throws {
        let hotline = try TestHotline.withKeepers()
        let file = PaymentFile(rows: Self.rows(2))
        #expect(try hotline.send(file).status == 201)
        let again = try hotline.send(file)
        #expect(again.status == 409)
        #expect(again.text.contains("批次编号是1"))
        let other = try hotline.send(file, month: "2026-10")
        #expect(other.status == 409, "for another month it is the same file")
        let reason: JSON = ["reason": "月份选错"]
        #expect(try hotline.ask(.checker, "POST", "/payments/1/withdrawal", reason).status == 200)
        #expect(try hotline.send(file).status == 201, "the first was withdrawn")
    }

    @Test func aFileOfAnotherCountyIsRefused() throws {
        let hotline = try TestHotline.withKeepers()
        let file = PaymentFile(rows: Self.rows(2), title: "迎泽区低保发放表")
        let refused = try hotline.send(file)
        #expect(refused.status == 422)
        #expect(refused.text.contains("迎泽区"))
        #expect(try hotline.send(PaymentFile(rows: Self.rows(1)), .otherClerk).status == 404)
    }

    /// Three households of 城市低保, one of them of two, and one of 特困.
    private static func bringHouseholds(_ hotline: TestHotline) throws {
        let person = PaymentFile.idNumber
        try hotline.bringRoster([
            "1,张三,\(person(0)),户主,低保,城市,坞城街道,500,2025-01-01,",
            "2,李四,\(person(1)),户主,低保,城市,坞城街道,500,2025-01-01,",
            "2,李小四,\(person(5)),子女,低保,城市,坞城街道,,2025-01-01,",
            "3,王五,\(person(2)),户主,低保,城市,坞城街道,500,2025-01-01,",
            "4,赵六,\(person(3)),户主,特困,分散,坞城街道,500,2025-01-01,",
        ])
    }

    @Test func whatIsFoundMustBeExplained() throws {
        let hotline = try TestHotline.withKeepers()
        try Self.bringHouseholds(hotline)
        let summary = try hotline.ask(
            .clerk,
            "GET",
            "/payment-recipients?county=140105&programme=urban-dibao&month=2026-12"
        )
        .json()
        #expect(summary["households"] == 3)
        #expect(summary["persons"] == 4)
        #expect(summary["amount"] == 150_000)
        // The head of the second household died in October, which is told of only now.
        try report(theDeathOf: 2, on: "2026-10-20", hotline)
        var rows = Self.rows(2)
        rows[0].fen = 50_001
        rows.append(.init(idNumber: PaymentFile.idNumber(3)))
        let batch = try hotline.send(PaymentFile(rows: rows)).json()
        let kinds = batch["findings"]?.array?.compactMap { $0["kind"]?.string }
        #expect(kinds == ["died", "otherProgramme", "leftOut", "offRoster"])
        #expect(batch.at("measure/rosterOn") == "2026-11-01")
        #expect(batch.at("measure/text")?.string?.contains("在册的3户") == true)
        let findings = try hotline.ask(.checker, "GET", "/payments/1/findings").json()
        let left = findings["items"]?.array?.first { $0["kind"] == "leftOut" }
        #expect(left?.at("person/name") == "李**")
        let path = "/payments/1/confirmation"
        let bare = try hotline.ask(.checker, "POST", path, ["total": 150_001])
        #expect(bare.status == 422)
        #expect(try bare.json().at("errors/0/pointer") == "/reason")
        let told: JSON = ["total": 150_001, "reason": "死亡的一户已追回，漏发的下周补发"]
        let done = try hotline.ask(.checker, "POST", path, told)
        #expect(done.status == 200, "\(done.text)")
        // The one who was left out comes in a supplement; who was paid is paid twice.
        let more = PaymentFile(rows: [
            .init(idNumber: PaymentFile.idNumber(2)), .init(idNumber: PaymentFile.idNumber(0)),
        ])
        let supplement = try hotline.send(more, more: "&supplement=true").json()
        let found = supplement["findings"]?.array?.compactMap { $0["kind"]?.string }
        #expect(found == ["paidTwice"])
        #expect(try Audit.verify(hotline.file).findings == [])
    }

    /// A case about the head of a household, with its two steps.
    private func report(
        theDeathOf household: Int64,
        on day: String,
        _ hotline: TestHotline
    ) throws {
        let path = "/roster/households/\(household)"
        let people = try hotline.ask(.clerk, "GET", path).json()["people"]?.array ?? []
        let head = try #require(people.first { $0["relation"] == "head" }?["person"])
        let order: JSON = [
            "action": "openCase", "kind": "death", "person": head, "happenedOn": .string(day),
        ]
        let opened = try hotline.ask(.clerk, "POST", path + "/actions", order)
        try #require(opened.status == 200, "\(opened.text)")
        let id = try #require(try opened.json().at("case/case")?.integer)
        for step: JSON in [["step": "verify", "text": "派出所证明"], ["step": "adjust"]] {
            let done = try hotline.ask(.clerk, "POST", path + "/cases/\(id)/steps", step)
            try #require(done.status == 200, "\(done.text)")
        }
    }

    @Test func onePersonsPaymentsAreFoundByTheNumber() throws {
        let hotline = try TestHotline.withKeepers()
        try hotline.pay(PaymentFile(rows: Self.rows(3)))
        let body: JSON = ["idNumber": .string(PaymentFile.idNumber(1))]
        let found = try hotline.ask(.checker, "POST", "/payments/search", body).json()
        #expect(found["items"]?.array?.count == 1)
        #expect(found.at("items/0/line") == 3)
        let elsewhere = try hotline.ask(.otherClerk, "POST", "/payments/search", body).json()
        #expect(elsewhere["items"] == [])
    }

    @Test func aComplaintIsMatchedToTheLinesOfItsCaller() throws {
        let hotline = try TestHotline.withKeepers()
        var rows = Self.rows(2)
        rows[0].paidOn = "2026-11-15"
        try hotline.pay(PaymentFile(rows: rows))
        func complain(_ id: String, _ more: JSON = [:]) throws -> String {
            let body: JSON = [
                "channel": "county-hotline", "text": "低保金这个月到得晚。", "kind": "complaint",
                "matter": "dibao", "aspect": "payment", "urgent": false,
                "township": "140105001", "caller": ["name": "张三", "idNumber": .string(id)] + more,
            ]
            let filed = try hotline.file(.operator, body)
            try #require(filed.status == 201, "\(filed.text)")
            return try filed.json()["number"]?.string ?? ""
        }
        let known = try complain(PaymentFile.idNumber(0))
        let unknown = try complain(PaymentFile.idNumber(9))
        let path = "/payment-complaints?county=140105"
        let items = try hotline.ask(.chief, "GET", path).json()["items"]?.array ?? []
        #expect(items.map { $0["ticket"]?.string } == [unknown, known])
        #expect(items.map { $0["lines"]?.array?.count } == [0, 1])
        #expect(items.last?.at("lines/0/late") == true)
        #expect(try hotline.ask(.otherClerk, "GET", path).status == 404)
        #expect(items.last?.at("lines/0/reason") == "own")
        #expect(items.first?["onRoster"] == false)
        // A handler sees what its own unit has, and here the township has it.
        #expect(try hotline.ask(.clerk, "GET", path).json()["items"] == [])
    }

    @Test("whoever of a household complains, what was paid to it is found, and why is said")
    func complaintsOfAHousehold() throws {
        let hotline = try TestHotline.withKeepers()
        let person = PaymentFile.idNumber
        try hotline.bringRoster([
            "1,张三,\(person(0)),户主,低保,城市,坞城街道,500,2025-01-01,",
            "1,张小三,\(person(7)),子女,低保,城市,坞城街道,,2025-01-01,",
            "2,李四,\(person(1)),户主,低保,城市,坞城街道,500,2025-01-01,",
        ])
        try hotline.pay(PaymentFile(rows: Self.rows(2)))
        let body: JSON = [
            "channel": "county-hotline", "text": "家里的低保金没有到账。", "kind": "complaint",
            "matter": "dibao", "aspect": "payment", "urgent": false, "township": "140105001",
            "caller": ["name": "张小三", "idNumber": .string(person(7))],
        ]
        #expect(try hotline.file(.operator, body).status == 201)
        let path = "/payment-complaints?county=140105"
        let items = try hotline.ask(.chief, "GET", path).json()["items"]?.array ?? []
        #expect(items.count == 1)
        #expect(items.first?["onRoster"] == true)
        #expect(items.first?["lines"]?.array?.count == 1, "the neighbours' is not told")
        #expect(items.first?.at("lines/0/reason") == "household")
        #expect(items.first?.at("lines/0/person/account") == "****1000")
    }
}
