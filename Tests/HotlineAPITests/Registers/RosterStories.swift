import Foundation
import GRDB
import Hotline
@testable import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// A hotline with a roster, and what tests do to it over the documented API.
final class RosterStory {
    let hotline: TestHotline

    static let head = "11010519491231002X"
    static let child = "440524188001010014"
    static let header = "户编号,姓名,身份证号,与户主关系,救助类型,类别,乡镇,月保障金额,纳入日期,残疾人证号,致困原因"
    /// One household of two in 坞城街道 and one of one in 营盘街道.
    static let rows = [
        "1,欧阳虚构,\(head),户主,低保,农村,坞城街道,900.00,2025-03-01,,因病",
        "1,欧阳小虚,\(child),子女,低保,农村,坞城街道,,2025/3/1,\(child)61,",
        "2,司马无名,140105196001010038,户主,特困,分散,营盘街道,1200,2024年7月1日,,年老",
    ]

    init() throws {
        hotline = try TestHotline()
    }

    static func csv(_ rows: [String]) -> [UInt8] {
        Array(([header] + rows).joined(separator: "\r\n").utf8)
    }

    /// A number with the check that fits.
    static func number(_ digits: String) -> String {
        "0123456789X".lazy.compactMap { IDNumber(digits + String($0))?.description }.first ?? ""
    }

    @discardableResult
    func bring(
        _ bytes: [UInt8],
        by person: Person = .bureau,
        day: String? = nil,
        isTrial: Bool = false
    ) throws -> WireAnswer {
        let day = day ?? hotline.time.now.day.description
        return try hotline.ask(
            person,
            "POST",
            "/api/v1/roster/imports?day=\(day)&dryRun=\(isTrial)",
            fields: [("Content-Type", "text/csv")],
            bytes: bytes
        )
    }

    func act(
        _ person: Person,
        _ household: Int64,
        _ action: String,
        _ more: JSON = [:]
    ) throws -> WireAnswer {
        try hotline.ask(
            person,
            "POST",
            "/api/v1/roster/households/\(household)/actions",
            body: ["action": .string(action)] + more
        )
    }

    func step(
        _ person: Person,
        _ household: Int64,
        _ id: Int64,
        _ step: String,
        _ more: JSON = [:]
    ) throws -> WireAnswer {
        try hotline.ask(
            person,
            "POST",
            "/api/v1/roster/households/\(household)/cases/\(id)/steps",
            body: ["step": .string(step)] + more
        )
    }

    func household(_ id: Int64, as person: Person = .bureau) throws -> JSON {
        let answer = try hotline.get(person, "/api/v1/roster/households/\(id)")
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.json()
    }

    /// The duties that somebody sees.
    func duties(_ person: Person, _ query: String) throws -> [JSON] {
        let answer = try hotline.get(person, "/api/v1/duties?\(query)")
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.json()["items"]?.array ?? []
    }

    /// The households of a list, by their numbers.
    func list(_ query: String, as person: Person = .bureau) throws -> [JSON] {
        let answer = try hotline.get(person, "/api/v1/roster/households?\(query)")
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.json()["items"]?.array ?? []
    }

    /// Whether journal and tables agree, and nobody's name or number stands anywhere in clear.
    func check(nowhere planted: [String] = ["欧阳虚构", "司马无名", head]) throws {
        try hotline.store.accessLog.commit()
        let report = try Audit.verify(hotline.file)
        #expect(report.findings.isEmpty, "\(report.findings)")
        let files = FileManager.default.enumerator(
            at: hotline.directory.url,
            includingPropertiesForKeys: nil
        )
        for case let file as URL in files ?? .init() {
            guard let bytes = try? Data(contentsOf: file) else { continue }
            for word in planted {
                #expect(
                    bytes.range(of: Data(word.utf8)) == nil,
                    "\(word) in \(file.lastPathComponent)"
                )
            }
        }
    }
}

/// Lists go in, what is wrong is told, and what was is never lost.
@Suite struct RosterStories {
    @Test("a list goes in; the same list again changes nothing; a trial writes nothing")
    func importing() throws {
        let story = try RosterStory()
        let trial = try story.bring(RosterStory.csv(Self.rows()), isTrial: true)
        #expect(try trial.json()["entered"] == 2, "\(trial.text)")
        #expect(try story.list("limit=10").isEmpty)
        let rows = Self.rows()
        let first = try story.bring(RosterStory.csv(rows)).json()
        #expect(first["entered"] == 2 && first["bad"] == 0, "\(first)")
        let again = try story.bring(RosterStory.csv(rows)).json()
        #expect(again["unchanged"] == 2 && again["changed"] == 0, "\(again)")
        let one = try story.household(1)
        #expect(one["members"] == 2 && one["amount"] == 90_000)
        #expect(one.at("people/1/disability")?.string == "精神一级")
        #expect(one.at("people/0/name")?.string == "欧**")
        #expect(one["grounds"] == ["illness"])
        try story.check()
    }

    @Test("what is wrong is told by row and column, the rest goes in, and the file names nobody")
    func mistakes() throws {
        let story = try RosterStory()
        let slip = "2,司马无名,140105196001010038,户主,特困,分散,营盘街道,1200,2024年7月1日,,年老"
        let isWrong = IDNumber("140105196001010038") == nil
        try #require(isWrong)
        let bytes = RosterStory.csv(Array(RosterStory.rows.prefix(2)) + [slip])
        let encoded = try #require(
            String(decoding: bytes, as: UTF8.self)
                .data(using: String.Encoding(rawValue: 0x8000_0632))
        )
        let answer = try story.bring(Array(encoded)).json()
        #expect(answer["entered"] == 1 && answer["bad"] == 1, "\(answer)")
        #expect(answer.at("mistakes/0/line") == 4)
        #expect(answer.at("mistakes/0/column")?.string == "身份证号")
        let id = try #require(answer["import"]?.integer)
        let file = try story.hotline.get(.bureau, "/api/v1/roster/imports/\(id)/mistakes")
        #expect(file.text.contains("校验码") && !file.text.contains("司马"), "\(file.text)")
        let lacking = try story.bring(Array("姓名,乡镇\r\n甲,坞城街道\r\n".utf8))
        #expect(lacking.status == 422 && lacking.text.contains("身份证号"), "\(lacking.text)")
        try story.check()
    }

    @Test("a list takes nobody off and lowers no amount; who is missing is in the report")
    func differences() throws {
        let story = try RosterStory()
        let rows = Self.rows()
        try story.bring(RosterStory.csv(rows), day: "2026-10-01")
        let less = [rows[0].replacing("900.00", with: "700.00"), rows[1]]
        let answer = try story.bring(RosterStory.csv(less)).json()
        #expect(answer.at("mistakes/0/column")?.string == "月保障金额", "\(answer)")
        #expect(try story.household(1)["amount"] == 90_000)
        #expect(answer["missing"] == 0, "no list of 特困 came")
        let more = [
            rows[0].replacing("900.00", with: "950.00"), rows[1],
            rows[2].replacing("司马无名,", with: "诸葛无名,")
                .replacing(
                    RosterStory.number("14010519600101003"),
                    with: RosterStory.number("14010519610101003")
                ),
        ]
        let last = try story.bring(RosterStory.csv(more)).json()
        #expect(last["missing"] == 1 && last["changed"] == 1 && last["entered"] == 1, "\(last)")
        #expect(try story.household(2)["standing"]?.string == "on", "nobody leaves by a list")
        let parts = last["differences"]?.array?.first { $0["household"] == 1 }
        #expect(parts?["parts"] == ["amount"])
        try story.check()
    }

    static func rows() -> [String] {
        RosterStory.rows.map {
            $0.replacing("140105196001010038", with: RosterStory.number("14010519600101003"))
        }
    }

    @Test("who was on the roster on a day stays so, whatever comes later")
    func asOf() throws {
        let story = try RosterStory()
        try story.bring(RosterStory.csv(Self.rows()), day: "2026-10-01")
        let before = try story.list("on=2025-06-01")
        #expect(before.count == 2)
        #expect(try story.list("on=2025-01-01").count == 1, "only 特困 was there by then")
        let raised = try story.act(
            .bureau,
            1,
            "adjust",
            ["amount": 95_000, "from": "2026-12-01", "basis": "standard"]
        )
        #expect(raised.status == 200, "\(raised.text)")
        #expect(try story.list("on=2025-06-01") == before)
        #expect(try story.list("on=2026-11-30&programme=dibao")[0]["amount"] == 90_000)
        #expect(try story.list("on=2026-12-01&programme=dibao")[0]["amount"] == 95_000)
        let counts = try story.hotline.get(.bureau, "/api/v1/roster/counts?on=2026-12-01").json()
        #expect(counts["items"]?.array?.count == 2, "\(counts)")
        #expect(counts.at("items/0/members") == 2)
        try story.check()
    }

    @Test("an exit goes step by step: heard, published, decided, told in writing; none is skipped")
    func exit() throws {
        let story = try RosterStory()
        try story.bring(RosterStory.csv(Self.rows()), day: "2026-10-01")
        let opened = try story.act(
            .neighbour,
            2,
            "openCase",
            ["kind": "exit", "happenedOn": "2026-11-01"]
        )
        let id = try #require(try opened.json().at("case/case")?.integer, "\(opened.text)")
        #expect(try story.step(.bureau, 2, id, "decide").status == 409)
        #expect(try story.step(.neighbour, 2, id, "hear").status == 409, "without a word of it")
        let heard: JSON = ["text": "本人表示已就业，同意退出。"]
        #expect(try story.step(.neighbour, 2, id, "hear", heard).status == 200)
        #expect(try story.step(.neighbour, 2, id, "publish").status == 200)
        #expect(try story.step(.bureau, 2, id, "decide").status == 409, "seven days first")
        try story.hotline.skip(to: "2026-12-05T09:00:00+08:00")
        #expect(try story.step(.neighbour, 2, id, "decide").status == 403, "the county's")
        let decided = try story.step(.bureau, 2, id, "decide", ["effectiveFrom": "2027-01-01"])
        #expect(decided.status == 200, "\(decided.text)")
        #expect(try story.household(2)["standing"]?.string == "on")
        let told: JSON = ["text": "因已就业，收入超过标准，自2027年1月起停发；不服可申请复议。"]
        #expect(try story.step(.neighbour, 2, id, "notify", told).status == 200)
        #expect(try story.list("on=2026-12-31&programme=tekun").count == 1)
        #expect(try story.list("on=2027-01-01&programme=tekun").isEmpty)
        #expect(try story.list("on=2027-01-01&standing=off").count == 1)
        let leavings = try story.hotline.store.rosterLeavings(
            from: try #require(Day("2027-01-01")),
            through: try #require(Day("2027-01-31")),
            in: try #require(DivisionCode("140105"))
        )
        #expect(leavings.map(\.household) == [2])
        try story.check()
    }

    @Test("a death is checked and adjusted within three months; less takes a hearing otherwise")
    func death() throws {
        let story = try RosterStory()
        try story.bring(RosterStory.csv(Self.rows()), day: "2026-10-01")
        let lower = try story.act(.bureau, 1, "adjust", ["amount": 100, "basis": "means"])
        #expect(lower.status == 409 && lower.text.contains("听取意见"), "\(lower.text)")
        let child = try #require(try story.household(1).at("people/1/person")?.integer)
        let opened = try story.act(
            .township,
            1,
            "openCase",
            ["kind": "death", "person": .integer(child), "happenedOn": "2026-11-02"]
        )
        .json()
        #expect(opened.at("case/due")?.string == "2027-02-02", "\(opened)")
        let id = try #require(opened.at("case/case")?.integer)
        let due = try story.duties(.township, "household=1&kind=step&open=true")
        #expect(due.map { $0["case"] } == [.integer(id)], "\(due)")
        #expect(try story.step(.township, 1, id, "verify", ["text": "已核实火化证明。"]).status == 200)
        let adjusted = try story.step(.bureau, 1, id, "adjust", ["amount": 45_000])
        #expect(adjusted.status == 200, "\(adjusted.text)")
        let later = try story.list("on=2027-01-01&programme=dibao")
        #expect(later[0]["members"] == 1 && later[0]["amount"] == 45_000)
        #expect(try story.list("on=2026-11-01&programme=dibao")[0]["members"] == 2)
        try story.check()
    }

    @Test("a change that was told of after more than three months is a case besides")
    func toldLate() throws {
        let story = try RosterStory()
        try story.bring(RosterStory.csv(Self.rows()), day: "2026-10-01")
        let early: JSON = ["kind": "reduce", "happenedOn": "2026-09-01"]
        #expect(try story.act(.township, 1, "openCase", early).status == 200)
        #expect(try story.household(1)["cases"]?.array?.count == 1)
        let late: JSON = ["kind": "exit", "happenedOn": "2026-06-01"]
        #expect(try story.act(.neighbour, 2, "openCase", late).status == 200)
        let kinds = try story.household(2)["cases"]?.array?.compactMap { $0["kind"]?.string }
        #expect(Set(kinds ?? []) == ["exit", "unreported"])
        try story.check()
    }

    @Test("渐退 lasts six months at most, and a review moves the next one by its pace")
    func gradualAndReview() throws {
        let story = try RosterStory()
        try story.bring(RosterStory.csv(Self.rows()), day: "2026-10-01")
        let tooLong = try story.act(.bureau, 1, "startGradual", ["until": "2027-07-01"])
        #expect(tooLong.status == 409, "\(tooLong.text)")
        #expect(try story.act(.bureau, 1, "startGradual", ["until": "2027-05-20"]).status == 200)
        #expect(try story.household(1)["standing"]?.string == "gradual")
        #expect(try story.act(.township, 1, "review").status == 200)
        let today = story.hotline.time.now.day
        let (year, month, day) = today.civil
        #expect(
            try story.household(1)["reviewDue"]?.string
                == Day(year + 1, month, day)?.description
        )
        try story.check()
    }

    @Test("everybody sees their own division; looks, exports and plain text are on record")
    func looks() throws {
        let story = try RosterStory()
        let hotline = story.hotline
        try story.bring(RosterStory.csv(Self.rows()), day: "2026-10-01")
        #expect(try story.list("", as: .township).map { $0["household"] } == [1])
        #expect(try story.list("", as: .neighbour).map { $0["household"] } == [2])
        #expect(try story.list("", as: .cityManager).count == 2)
        #expect(try story.list("", as: .strangerDispatcher).isEmpty)
        for person in [Person.operator, .insurance, .auditor, .administrator, .townSystem] {
            #expect(try hotline.get(person, "/api/v1/roster/households").status == 404)
        }
        let path = "/api/v1/roster/households/1"
        #expect(try hotline.get(.neighbour, path).status == 404)
        let person = try #require(try story.household(1).at("people/0/person"))
        let ask: JSON = ["person": person, "field": "idNumber", "purpose": "入户核查"]
        let value = try hotline.ask(.township, "POST", "\(path)/unmask", body: ask).json()
        #expect(value["value"]?.string == RosterStory.head)
        #expect(try hotline.ask(.neighbour, "POST", "\(path)/unmask", body: ask).status == 404)
        let export: JSON = ["purpose": "上报", "masked": false]
        let file = try hotline.ask(.bureau, "POST", "/api/v1/roster/export", body: export)
        #expect(file.text.contains(RosterStory.head) && file.text.contains("900.00"))
        #expect(
            try hotline.ask(.township, "POST", "/api/v1/roster/export", body: export).status == 403
        )
        let board: JSON = ["division": "140105001", "programme": "dibao", "purpose": "公示"]
        let notice = try hotline.ask(.township, "POST", "/api/v1/roster/publication", body: board)
        #expect(notice.text.contains("欧阳虚构　2人　每月900.00元"), "\(notice.text)")
        for hidden in [RosterStory.head, "因病", "illness", "精神"] {
            #expect(!notice.text.contains(hidden))
        }
        let log = try hotline.get(.auditor, "/api/v1/access-log?limit=100").text
        for said in ["入户核查", "上报", "公示", "household 1 person", "roster 3 rows"] {
            #expect(log.contains(said), "\(said)")
        }
        try story.check()
    }

    @Test("nobody is looked for outside an open ticket")
    func search() throws {
        let story = try RosterStory()
        let hotline = story.hotline
        try story.bring(RosterStory.csv(Self.rows()), day: "2026-10-01")
        let filed = try hotline.file(.operator, Story.help).json()
        let number = try #require(filed["number"])
        let ask: JSON = ["idNumber": .string(RosterStory.head), "purpose": "办理工单"]
        func search(_ person: Person, _ more: JSON) throws -> WireAnswer {
            try hotline.ask(person, "POST", "/api/v1/roster/search", body: ask + more)
        }
        #expect(try search(.dispatcher, [:]).status == 422)
        #expect(try search(.dispatcher, ["ticket": "20261123900000"]).status == 422)
        #expect(try search(.neighbour, ["ticket": number]).status == 422, "not theirs")
        let found = try search(.dispatcher, ["ticket": number])
        #expect(found.status == 200, "\(found.text)")
        #expect(try found.json().at("items/0/household") == 1)
        #expect(!found.text.contains("欧阳虚构"))
        let log = try hotline.get(.auditor, "/api/v1/access-log?action=search").text
        #expect(log.contains("办理工单"))
    }

    @Test("who tampers with the roster is found")
    func tampering() throws {
        let story = try RosterStory()
        try story.bring(RosterStory.csv(Self.rows()), day: "2026-10-01")
        try story.hotline.store.writer.write { ledger in
            try ledger.database.execute(
                sql: "UPDATE rosterHousehold SET amount = amount + 100 WHERE household = 1"
            )
        }
        let report = try Audit.verify(story.hotline.file)
        #expect(report.findings.contains { "\($0)".contains("rosterHousehold") })
    }
}
