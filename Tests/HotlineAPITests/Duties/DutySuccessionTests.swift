import Hotline
import HotlineAPI
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// A unit that owes something is abolished (任务承接).
@Suite struct DutySuccessionTests {
    private static let period = "2026-11"

    private func start(
        at begin: String = "2026-11-01T09:00:00+08:00",
        then: String = "2026-11-16T09:00:00+08:00"
    ) throws -> DutyHotline {
        let duties = try DutyHotline(at: begin)
        try duties.hotline.skip(to: then)
        return duties
    }

    private func visit(_ duties: DutyHotline, _ clerk: Clerk, _ household: String) throws {
        let visits: JSON = [
            "period": "2026-11",
            "visits": [
                [
                    "household": .string(household), "visitedOn": "2026-11-05",
                    "changes": [["topic": "illness", "text": "住院"]],
                ]
            ],
        ]
        let added = try duties.ask(clerk, "POST", "/api/v1/visits", body: visits)
        try #require(added.status == 201, "\(added.text)")
    }

    private func events(_ duties: DutyHotline, _ duty: JSON) throws -> [String?] {
        let id = try #require(duty["id"]?.integer)
        return try duties.list(.county, "/api/v1/duties/\(id)/events").map { $0["action"]?.string }
    }

    @Test("what the heir owes anyway ends, one event each, and the visits go over to its month")
    func ends() throws {
        let duties = try start()
        try visit(duties, .village, "张三")
        try visit(duties, .otherVillage, "李四")
        let before = try duties.duty(.village, "visits", of: "140105001001", Self.period)
        try duties.hotline.office.putInForce(DutyHotline.rules("140105001001", by: "140105001002"))
        let ended = try duties.duty(.county, "visits", of: "140105001001", Self.period)
        #expect(ended["state"] == "ended")
        #expect(try events(duties, before) == ["make", "end"])
        let heirs = try duties.duty(.otherVillage, "visits", of: "140105001002", Self.period)
        let month = "/api/v1/visits?village=140105001002&period=2026-11"
        let visits = try duties.list(.otherVillage, month)
        #expect(Set(visits.map { $0["household"]?.string }) == ["张三", "李四"])
        #expect(try duties.act(.otherVillage, on: heirs, "handIn").status == 200)
        let findings = try duties.list(.township, "/api/v1/findings?handedIn=true")
        #expect(findings.count == 2)
        #expect(findings.allSatisfy { $0.at("village/unit") == "140105001002" })
        // Ended is neither owed nor late.
        try duties.hotline.skip(to: "2026-11-21T09:00:00+08:00")
        let late = try duties.ask(
            .county,
            "GET",
            "/api/v1/duties/lateness?rule=visits&period=2026-11&by=unit"
        )
        let rows = try late.json()["rows"]?.array ?? []
        #expect(!rows.contains { $0["place"] == "140105001001" })
        #expect(try Audit.verify(duties.hotline.file).findings == [])
    }

    @Test("what only the abolished one owes moves to its heir, and stays due when it was")
    func moves() throws {
        let duties = try start(
            at: "2026-12-20T09:00:00+08:00",
            then: "2027-01-10T09:00:00+08:00"
        )
        // The heir of a bureau that is bound by nothing yet owes what that one owed.
        let before = try duties.list(.labour, "/api/v1/duties?unit=140105-human-resources")
        try duties.hotline.office.putInForce(
            DutyHotline.rules("140105-human-resources", by: "140105-veterans")
        )
        let after = try duties.list(.county, "/api/v1/duties?unit=140105-veterans")
        let open = before.filter { $0["state"] == "owed" }
        #expect(!open.isEmpty)
        #expect(after.map { $0["due"] } == open.map { $0["due"] })
        #expect(after.map { $0["id"] } == open.map { $0["id"] })
        for duty in open { #expect(try events(duties, duty).last == "succeed") }
        try duties.hotline.office.succeedUnits()
        for duty in open { #expect(try events(duties, duty).count { $0 == "succeed" } == 1) }
        #expect(try Audit.verify(duties.hotline.file).findings == [])
    }

    @Test("the villages of an abolished township report to whoever took over, who verifies")
    func receivers() throws {
        let duties = try start()
        try visit(duties, .village, "张三")
        let month = try duties.duty(.village, "visits", of: "140105001001", Self.period)
        #expect(try duties.act(.village, on: month, "handIn").status == 200)
        try duties.hotline.office.putInForce(DutyHotline.rules("140105001", by: "140105002"))
        let report = try duties.duty(.county, "visit-report", of: "140105001", Self.period)
        #expect(report["state"] == "ended")
        let received = try duties.duty(.otherTownship, "visits", of: "140105001001", Self.period)
        #expect(received.at("to/unit") == "140105002")
        let findings = try duties.list(.otherTownship, "/api/v1/findings?open=true")
        let id = try #require(findings.first?["id"]?.integer)
        let agreed = try duties.ask(
            .otherTownship,
            "POST",
            "/api/v1/findings/\(id)/actions",
            fields: [("If-Match", "*")],
            body: ["action": "agree"]
        )
        #expect(agreed.status == 200, "\(agreed.text)")
        let own = try duties.duty(.otherTownship, "visit-report", of: "140105002", Self.period)
        #expect(try duties.act(.otherTownship, on: own, "handIn").status == 200)
        #expect(try Audit.verify(duties.hotline.file).findings == [])
    }
}
