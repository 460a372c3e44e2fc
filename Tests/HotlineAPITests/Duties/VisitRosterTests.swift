import Hotline
import HotlineAPI
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// What a finding of a visit changes of the roster (家访发现调整台账).
@Suite struct VisitRosterTests {
    private static let period = "2026-11"
    private static let head = RosterStory.head

    /// A month that was verified and reported, with two findings about a household on the roster.
    private func reported() throws -> (duties: DutyHotline, findings: [Int64]) {
        let duties = try DutyHotline(at: "2026-11-01T09:00:00+08:00")
        try duties.hotline.skip(to: "2026-11-18T09:00:00+08:00")
        let list = RosterStory.csv([
            "1,张三,\(Self.head),户主,低保,农村,坞城街道,900.00,2025-03-01,,因病",
            "1,张小三,\(RosterStory.child),子女,低保,农村,坞城街道,,2025-03-01,,",
        ])
        let brought = try duties.hotline.ask(
            .bureau,
            "POST",
            "/api/v1/roster/imports?day=2026-11-18",
            fields: [("Content-Type", "text/csv")],
            bytes: list
        )
        try #require(try brought.json()["entered"] == 1, "\(brought.text)")
        let visits: JSON = [
            "period": "2026-11",
            "visits": [
                [
                    "household": "张三", "visitedOn": "2026-11-05",
                    "changes": [
                        ["topic": "employment", "text": "儿子上班了"],
                        ["topic": "illness", "text": "住院自付八万元"],
                    ],
                ]
            ],
        ]
        #expect(try duties.ask(.village, "POST", "/api/v1/visits", body: visits).status == 201)
        let month = try duties.duty(.village, "visits", of: "140105001001", Self.period)
        #expect(try duties.act(.village, on: month, "handIn").status == 200)
        let findings = try duties.list(.township, "/api/v1/findings").compactMap {
            $0["id"]?.integer
        }
        .sorted()
        for finding in findings {
            #expect(
                try duties.act(.township, onFinding: finding, ["action": "agree"]).status == 200
            )
        }
        let report = try duties.duty(.township, "visit-report", of: "140105001", Self.period)
        #expect(try duties.act(.township, on: report, "handIn").status == 200)
        return (duties, findings)
    }

    private func household(_ duties: DutyHotline) throws -> JSON {
        try duties.ask(.county, "GET", "/api/v1/roster/households/1").json()
    }

    @Test("less opens the case whose steps come first, more is a version with its day and basis")
    func adjusted() throws {
        let (duties, findings) = try reported()
        let path = "/api/v1/findings/\(findings[0])/households"
        let found = try duties.list(.county, path)
        #expect(found.map { $0["household"]?.integer } == [1])
        #expect(found.first?.at("people/0/name") == "张**")
        #expect(found.first?["people"]?.array?.count == 2)
        let reduce: JSON = [
            "action": "adjustRoster", "reason": "已就业", "rosterHousehold": 1,
            "change": "openCase", "kind": "reduce", "happenedOn": "2026-11-05",
        ]
        let opened = try duties.act(.county, onFinding: findings[0], reduce)
        try #require(opened.status == 200, "\(opened.text)")
        #expect(try opened.json()["disposal"] == "roster")
        #expect(try opened.json()["rosterHousehold"] == 1)
        #expect(try opened.json()["rosterCase"] == 1)
        let more: JSON = [
            "action": "adjustRoster", "reason": "大病后增发", "rosterHousehold": 1,
            "change": "adjust", "amount": 110_000, "basis": "means", "from": "2026-12-01",
        ]
        let raised = try duties.act(.county, onFinding: findings[1], more)
        try #require(raised.status == 200, "\(raised.text)")
        #expect(try raised.json()["rosterCase"] == .null)
        let now = try household(duties)
        #expect(now["amount"] == 90_000, "until the day comes")
        #expect(now.at("versions/0/validFrom") == "2026-12-01")
        #expect(now.at("versions/0/amount") == 110_000)
        #expect(now.at("versions/0/basis") == "means")
        #expect(now.at("cases/0/next") == "hear")
        #expect(try duties.act(.county, onFinding: findings[1], more).status == 409, "once")
        #expect(try Audit.verify(duties.hotline.file).findings == [])
    }

    @Test("what the roster refuses leaves the finding open, and only the county may")
    func refused() throws {
        let (duties, findings) = try reported()
        let less: JSON = [
            "action": "adjustRoster", "reason": "已就业", "rosterHousehold": 1,
            "change": "adjust", "amount": 80_000, "basis": "means",
        ]
        let lowered = try duties.act(.county, onFinding: findings[0], less)
        #expect(lowered.status == 409 || lowered.status == 422, "\(lowered.text)")
        #expect(lowered.text.contains("调减"))
        let nobody: JSON = ["rosterHousehold": 99]
        let missing = try duties.act(.county, onFinding: findings[0], less + nobody)
        #expect(missing.status == 422)
        #expect(try missing.json().at("errors/0/pointer") == "/rosterHousehold")
        let bare: JSON = ["action": "adjustRoster", "reason": "已就业"]
        #expect(try duties.act(.county, onFinding: findings[0], bare).status == 422)
        #expect(try duties.act(.township, onFinding: findings[0], less).status == 403)
        #expect(try duties.act(.otherCounty, onFinding: findings[0], less).status == 404)
        let path = "/api/v1/findings/\(findings[0])/households"
        for clerk in [Clerk.village, .township] {
            #expect(try duties.ask(clerk, "GET", path).status == 403, "\(clerk.name)")
        }
        for clerk in [Clerk.otherVillage, .otherTownship, .otherCounty, .auditor, .operator] {
            #expect(try duties.ask(clerk, "GET", path).status == 404, "\(clerk.name)")
        }
        let open = try duties.list(.county, "/api/v1/findings?open=true")
        #expect(open.count == 2)
        #expect(try household(duties)["versions"]?.array?.count == 1)
    }
}
