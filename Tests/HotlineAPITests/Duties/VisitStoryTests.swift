import Foundation
import Hotline
import HotlineAPI
import HotlineStore
import HotlineTesting
import Spreadsheet
import StrictJSON
import Testing

/// Home visits over the documented API, from the village to the county (家访故事).
@Suite struct VisitStoryTests {
    private static let period = "2026-11"
    private static let month = "/api/v1/visits?village=140105001001&period=2026-11"

    private func start(at moment: String = "2026-11-18T09:00:00+08:00") throws -> DutyHotline {
        let duties = try DutyHotline(at: "2026-11-01T09:00:00+08:00")
        try duties.hotline.skip(to: moment)
        return duties
    }

    private static let households: JSON = [
        "period": "2026-11",
        "visits": [
            [
                "household": "张三", "address": "1号楼", "visitedOn": "2026-11-05",
                "changes": [
                    ["topic": "illness", "text": "住院自付八万元"],
                    ["topic": "spending", "text": "买了车"],
                ],
            ],
            ["household": "李四", "visitedOn": "2026-11-06", "noChange": true],
        ],
    ]

    private func handIn(_ duties: DutyHotline, _ clerk: Clerk = .village) throws {
        let added = try duties.ask(clerk, "POST", "/api/v1/visits", body: Self.households)
        try #require(added.status == 201, "\(added.text)")
        let duty = try duties.duty(clerk, "visits", of: clerk.unit, Self.period)
        let handed = try duties.act(clerk, on: duty, "handIn")
        try #require(handed.status == 200, "\(handed.text)")
    }

    @Test("a finding goes from the village over the township to the county, who opens a ticket")
    func story() throws {
        let duties = try start()
        let empty = try duties.duty(.village, "visits", of: "140105001001", Self.period)
        let nothing = try duties.act(.village, on: empty, "handIn")
        #expect(nothing.status == 409 && nothing.text.contains("还没有登记走访的户"))
        try handIn(duties)
        let late = try duties.ask(.village, "POST", "/api/v1/visits", body: Self.households)
        #expect(late.status == 409, "what is handed in is not changed: \(late.text)")
        let findings = try duties.list(.township, "/api/v1/findings?open=true")
        #expect(findings.map { $0["topic"]?.string } == ["spending", "illness"])
        #expect(findings.allSatisfy { $0["household"] == "张三" })
        let ids = findings.compactMap { $0["id"]?.integer }
        let report = try duties.duty(.township, "visit-report", of: "140105001", Self.period)
        let tooEarly = try duties.act(.township, on: report, "handIn")
        #expect(tooEarly.status == 409 && tooEarly.text.contains("还有2项"))
        #expect(
            try duties.act(.county, onFinding: ids[1], ["action": "dismiss", "reason": "x"]).status
                == 409
        )
        let reject: JSON = ["action": "reject", "reason": "车是儿子的"]
        #expect(try duties.act(.township, onFinding: ids[0], reject).status == 200)
        let correct: JSON = ["action": "correct", "text": "住院自付六万元"]
        #expect(try duties.act(.township, onFinding: ids[1], correct).status == 200)
        #expect(try duties.act(.county, onFinding: ids[1], ["action": "openTicket"]).status == 409)
        #expect(try duties.act(.township, on: report, "handIn").status == 200)
        let opened = try duties.act(.county, onFinding: ids[1], ["action": "openTicket"])
        try #require(opened.status == 200, "\(opened.text)")
        let number = try #require(try opened.json()["ticket"]?.string)
        let ticket = try duties.hotline.get(.provinceManager, "/api/v1/tickets/\(number)").json()
        #expect(ticket["channel"] == "visit" && ticket["unit"] == "140105001")
        #expect(ticket["externalNumber"]?.string == "JF-\(ids[1])")
        #expect(ticket.at("caller/name") == "张**")
        #expect(ticket["text"]?.string?.contains("住院自付六万元") == true)
        #expect(try duties.act(.county, onFinding: ids[1], ["action": "openTicket"]).status == 409)
        let counts = try duties.ask(
            .county,
            "GET",
            "/api/v1/visits/counts?period=2026-11&by=township"
        ).json()["rows"]?.array?.first
        #expect(counts?["visits"]?.integer == 2 && counts?["undisposed"]?.integer == 0)
        #expect(try Audit.verify(duties.hotline.file).findings == [])
    }

    @Test("what was sent back can be mended, but not what was verified already")
    func correction() throws {
        let duties = try start()
        try handIn(duties)
        let findings = try duties.list(.township, "/api/v1/findings")
        let first = try #require(findings.last?["id"]?.integer)
        #expect(try duties.act(.township, onFinding: first, ["action": "agree"]).status == 200)
        let duty = try duties.duty(.township, "visits", of: "140105001001", Self.period)
        let back = try duties.act(.township, on: duty, "sendBack", ["reason": "少了王五家"])
        #expect(back.status == 200)
        let visits = try duties.list(.village, Self.month)
        let ids = try visits.map { try #require($0["id"]?.integer) }
        let verified = try duties.ask(.village, "DELETE", "/api/v1/visits/\(ids[0])")
        #expect(verified.status == 409, "\(verified.text)")
        #expect(try duties.ask(.village, "DELETE", "/api/v1/visits/\(ids[1])").status == 200)
        #expect(try duties.list(.village, Self.month).count == 1)
        #expect(try duties.act(.village, on: duty, "handIn").status == 200)
    }

    // MARK: Tables

    private static let header = "村（社区）,户主姓名,住址,走访日期,无变化,大病\n"

    private func importing(
        _ duties: DutyHotline,
        _ bytes: [UInt8],
        period: String = "2026-11"
    ) throws -> WireAnswer {
        let content = Data(bytes).base64EncodedString()
        let body: JSON = ["period": .string(period), "content": .string(content)]
        return try duties.ask(.village, "POST", "/api/v1/visits/import", body: body)
    }

    @Test("a table is imported whole, as CSV and as XLSX, and a second time not at all")
    func tables() throws {
        let duties = try start()
        let csv = Self.header + "知新社区,张三,,2026-11-05,是,\n知新社区,李四,,2026-11-05,,住院\n"
        #expect(try importing(duties, Array(csv.utf8)).status == 201)
        let again = try importing(duties, Array(csv.utf8))
        #expect(again.status == 422)
        #expect(
            try again.json()["errors"]?.array?.compactMap { $0["pointer"]?.string }
                == ["/content/2/户主姓名", "/content/3/户主姓名"]
        )
        let sheet = Sheet(
            name: "家访",
            columns: ["村（社区）", "户主姓名", "走访日期", "无变化"].map { Sheet.Column($0) },
            rows: [[.text("知新社区"), .text("王五"), .text("2026-11-07"), .text("是")]]
        )
        let workbook = try importing(duties, sheet.xlsx())
        #expect(workbook.status == 201, "\(workbook.text)")
        #expect(try duties.list(.village, Self.month).count == 3)
    }

    @Test("what is wrong is told by row and column, and nothing is imported")
    func badTables() throws {
        let duties = try start()
        let files: [(String, String)] = [
            (Self.header + "双槐社区,张三,,2026-11-05,是,\n", "/content/2/村（社区）"),
            (Self.header + "知新社区,张三,,46331,是,\n", "/content/2/走访日期"),
            ("家访月报,,,,,\n" + Self.header, "/content/1"),
            ("", "/content"),
            (Self.header, "/content/1"),
        ]
        for (file, pointer) in files {
            let answer = try importing(duties, Array(file.utf8))
            #expect(answer.status == 422, "\(answer.text)")
            #expect(answer.text.contains("\"\(pointer)\""), "\(answer.text)")
        }
        let damaged = try importing(duties, [0x50, 0x4B, 0x03, 0x04, 1, 2, 3])
        #expect(damaged.status == 422 && damaged.text.contains("xlsx"))
        let unknown = try importing(duties, Array(Self.header.utf8), period: "2025-11")
        #expect(unknown.status == 404)
        #expect(try duties.list(.village, Self.month).isEmpty)
    }

    @Test("the template is a table that can be filled in, for villages alone")
    func template() throws {
        let duties = try start()
        for format in ["csv", "xlsx"] {
            let target = "/api/v1/visits/template?format=\(format)"
            let answer = try duties.ask(.village, "GET", target)
            #expect(answer.status == 200)
            let untouched = try importing(duties, answer.body)
            #expect(untouched.status == 422 && untouched.text.contains("没有走访记录"))
            if format == "csv" {
                let filled = answer.text.replacing("（示例）", with: "张三")
                #expect(try importing(duties, Array(filled.utf8)).status == 201)
            }
            #expect(try duties.ask(.township, "GET", target).status == 404)
        }
    }

    @Test("a filing with a mistake is refused whole, and told where")
    func badFields() throws {
        let duties = try start()
        let body: JSON = [
            "period": "2026-11",
            "visits": [
                ["household": "张三", "visitedOn": "2026-10-31", "noChange": true],
                ["household": "李四", "visitedOn": "2026-11-05"],
                ["household": " ", "visitedOn": "2026-11-05", "noChange": true],
            ],
        ]
        let answer = try duties.ask(.village, "POST", "/api/v1/visits", body: body)
        #expect(answer.status == 422 && answer.text.contains("/visits/2/household"))
        #expect(try duties.list(.village, Self.month).isEmpty)
    }

    // MARK: Scope and secrecy

    @Test("nobody but the village, its township, county and city sees its visits")
    func scope() throws {
        let duties = try start()
        try handIn(duties)
        let seen: Set<Clerk> = [.village, .township, .county, .city, .manager]
        for clerk in Clerk.all {
            let month = try duties.ask(clerk, "GET", Self.month)
            #expect(month.status == (seen.contains(clerk) ? 200 : 404), "\(clerk.name)")
            let findings = try duties.list(clerk, "/api/v1/findings")
            #expect(findings.count == (seen.contains(clerk) ? 2 : 0), "\(clerk.name)")
            let rows = try duties.ask(
                clerk,
                "GET",
                "/api/v1/visits/counts?period=2026-11"
            ).json()["rows"]?.array
            #expect(rows?.count == (seen.contains(clerk) ? 1 : 0), "\(clerk.name)")
            guard !seen.contains(clerk) else { continue }
            for target in ["/api/v1/findings/1/actions", "/api/v1/findings/999/actions"] {
                let answer = try duties.ask(
                    clerk,
                    "POST",
                    target,
                    fields: [("If-Match", "*")],
                    body: ["action": "agree"]
                )
                #expect(answer.status == 404, "\(clerk.name)")
            }
            #expect(try duties.ask(clerk, "DELETE", "/api/v1/visits/1").status == 404)
        }
        #expect(try duties.act(.village, onFinding: 1, ["action": "agree"]).status == 403)
        #expect(try duties.act(.city, onFinding: 1, ["action": "agree"]).status == 403)
    }

    @Test("neither names nor what was found stand in the database, and looks are on record")
    func secrecy() throws {
        let duties = try start()
        try handIn(duties)
        _ = try duties.list(.county, "/api/v1/findings")
        try duties.hotline.store.accessLog.commit()
        let log = try duties.hotline.get(.auditor, "/api/v1/access-log").text
        #expect(log.contains("findings 140105001001 2026-11"))
        try duties.hotline.close()
        let bytes = try Data(contentsOf: duties.hotline.file)
        for word in ["张三", "李四", "住院自付八万元", "1号楼"] {
            #expect(bytes.firstRange(of: Data(word.utf8)) == nil, "\(word)")
        }
    }

    @Test("past their time names and texts are gone, and the journal holds")
    func purge() throws {
        let duties = try start()
        try handIn(duties)
        let store = duties.hotline.store
        let later = duties.hotline.time.now + 6 * 366 * 86400
        let ends = try TestHotline.rules.get().retention.ends(at: later)
        #expect(try store.due(ends).visits == 1)
        #expect(try store.purge(ends, at: later).visits == 1)
        #expect(try store.due(ends).visits == 0)
        #expect(try duties.list(.village, Self.month).isEmpty)
        let findings = try duties.list(.township, "/api/v1/findings")
        #expect(findings.allSatisfy { $0["household"]?.isNull == true && $0["found"] == "" })
        #expect(try duties.act(.township, onFinding: 1, ["action": "agree"]).status == 409)
        #expect(try Audit.verify(duties.hotline.file).findings == [])
    }
}
