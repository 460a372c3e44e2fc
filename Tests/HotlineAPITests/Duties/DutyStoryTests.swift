import Hotline
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// Duties over the documented API (定期任务故事).
@Suite struct DutyStoryTests {
    private typealias Codes = [String]

    @Test("a township's report is owed, handed in, sent back, handed in again and accepted")
    func life() throws {
        let duties = try DutyHotline()
        try duties.hotline.skip(to: "2026-11-20T10:00:00+08:00")
        let report = try duties.duty(.county, "visit-report", of: "140105002", "2026-11")
        #expect(report["state"] == "owed" && report["card"] == "green")
        #expect(report["due"] == "2026-11-30T17:30:00+08:00")
        #expect(report["grade"] == "A" && report["caution"]?.isNull == true)
        try duties.hotline.skip(to: "2026-11-26T10:00:00+08:00")
        #expect(
            try duties.duty(.otherTownship, "visit-report", of: "140105002", "2026-11")["card"]
                == "yellow"
        )
        let handed = try duties.act(.otherTownship, on: report, "handIn")
        #expect(handed.status == 200, "\(handed.text)")
        #expect(try handed.json()["state"] == "handedIn")
        let reason: JSON = ["reason": "少了双槐社区的情况"]
        let back = try duties.act(.county, on: report, "sendBack", reason)
        #expect(try back.json()["state"] == "sentBack" && back["ETag"] == "\"r3\"")
        #expect(try duties.act(.otherTownship, on: report, "handIn").status == 200)
        let accepted = try duties.act(.county, on: report, "accept")
        #expect(try accepted.json()["state"] == "accepted")
        #expect(try accepted.json()["missedAt"]?.isNull == true)
        let id = try #require(report["id"]?.integer)
        let events = try duties.list(.otherTownship, "/api/v1/duties/\(id)/events")
        #expect(
            events.map { $0["action"]?.string }
                == ["make", "handIn", "sendBack", "handIn", "accept"]
        )
        #expect(events[2]["text"] == "少了双槐社区的情况")
        #expect(events[0]["by"]?.isNull == true)
        #expect(try Audit.verify(duties.hotline.file).findings == [])
    }

    @Test("what happens to a duty is told to whoever waits for its unit's queue, and no other")
    func wakes() throws {
        let duties = try DutyHotline()
        try duties.hotline.skip(to: "2026-11-20T10:00:00+08:00")
        func queue(_ clerk: Clerk, seen: String? = nil) throws -> WireAnswer {
            let target = "/api/v1/units/\(clerk.unit)/queue"
            return try duties.ask(
                clerk,
                "GET",
                target,
                fields: seen.map { [("If-None-Match", $0)] } ?? []
            )
        }
        let report = try duties.duty(.county, "visit-report", of: "140105002", "2026-11")
        let tag = try #require(try queue(.otherTownship)["ETag"])
        let others = try #require(try queue(.township)["ETag"])
        #expect(try duties.act(.otherTownship, on: report, "handIn").status == 200)
        let handed = try queue(.otherTownship, seen: tag)
        #expect(handed.status == 200 && handed["ETag"] != tag)
        let reason: JSON = ["reason": "少了双槐社区的情况"]
        #expect(try duties.act(.county, on: report, "sendBack", reason).status == 200)
        #expect(try queue(.otherTownship, seen: handed["ETag"]).status == 200)
        #expect(try queue(.township, seen: others).status == 304)
    }

    @Test("a report of the 21st is late and says by how much; a missing one is still owed")
    func late() throws {
        let duties = try DutyHotline()
        // Nobody looks for days: what was missed is recorded at its instant all the same.
        try duties.hotline.skip(to: "2026-11-21T17:30:00+08:00")
        let missed = try duties.duty(.village, "visits", of: "140105001001", "2026-11")
        #expect(missed["missedAt"] == "2026-11-20T17:30:00+08:00")
        #expect(missed["state"] == "owed" && missed["card"] == "red")
        #expect(missed["lateSeconds"]?.integer == 86400)
        let rows = try duties.ask(
            .county,
            "GET",
            "/api/v1/duties/lateness?rule=visits&period=2026-11&by=township"
        ).json()["rows"]?.array
        let wucheng = rows?.first { $0["place"] == "140105001" }
        #expect(wucheng?["owed"]?.integer == 2 && wucheng?["missed"]?.integer == 2)
        #expect(wucheng?["placeName"] == "坞城街道" && wucheng?["onTime"]?.integer == 0)
        let places = try duties.ask(
            .county,
            "GET",
            "/api/v1/duties/lateness?period=2026-11&by=township"
        ).json()["rows"]?.array?.compactMap { $0["placeName"]?.string }
        let known = Set(places ?? [])
        #expect(known.isSuperset(of: ["小店区", "坞城街道"]), "a bureau stands by its county")
        #expect(known.allSatisfy { !$0.contains("-") }, "\(known)")
        let late = try duties.list(.township, "/api/v1/duties?late=true&open=true")
        #expect(late.count == 2)
        let id = try #require(missed["id"]?.integer)
        let events = try duties.list(.village, "/api/v1/duties/\(id)/events")
        #expect(events.map { $0["action"]?.string } == ["make", "miss"])
        #expect(events[1]["at"] == "2026-11-20T17:30:00+08:00")
    }

    @Test("who has not seen the last change is refused, and so is what the state does not allow")
    func refusals() throws {
        let duties = try DutyHotline()
        try duties.hotline.skip(to: "2026-11-20T10:00:00+08:00")
        let report = try duties.duty(.county, "visit-report", of: "140105002", "2026-11")
        let target = "/api/v1/duties/\(report["id"]?.integer ?? 0)/actions"
        let cases: [(Clerk, JSON, [(String, String)], Int)] = [
            (.otherTownship, ["action": "handIn"], [], 428),
            (.otherTownship, ["action": "handIn"], [("If-Match", "\"r9\"")], 412),
            (.otherTownship, ["action": "accept"], [("If-Match", "*")], 403),
            (.county, ["action": "accept"], [("If-Match", "*")], 409),
            (.county, ["action": "handIn"], [("If-Match", "*")], 403),
            (.county, ["action": "sendBack"], [("If-Match", "*")], 422),
            (.county, ["action": "burn"], [("If-Match", "*")], 422),
            (.county, ["action": "note", "text": "x", "more": 1], [], 400),
            (.township, ["action": "handIn"], [("If-Match", "*")], 404),
            (.village, ["action": "handIn"], [("If-Match", "*")], 404),
        ]
        for (clerk, body, fields, status) in cases {
            let answer = try duties.ask(clerk, "POST", target, fields: fields, body: body)
            #expect(answer.status == status, "\(clerk.name) \(body): \(answer.text)")
        }
        let after = try duties.duty(.county, "visit-report", of: "140105002", "2026-11")
        #expect(after["etag"] == report["etag"])
    }

    /// Which units' duties each clerk may see, of all that there are.
    private static let sight: [(Clerk, @Sendable (String) -> Bool)] = [
        (.village, { $0 == "140105001001" }),
        (.otherVillage, { $0 == "140105001002" }),
        (.farVillage, { $0 == "140106001001" }),
        (.township, { $0.hasPrefix("140105001") }),
        (.otherTownship, { $0.hasPrefix("140105002") }),
        (.county, { $0.hasPrefix("140105") }),
        (.otherCounty, { $0.hasPrefix("140106") }),
        (.city, { $0.hasPrefix("1401") }),
        (.labour, { $0 == "140105-human-resources" }),
        (.manager, { $0.hasPrefix("140105") }),
        (.auditor, { _ in false }),
        (.operator, { _ in false }),
    ]

    @Test("everybody sees the duties of their own scope, and nothing else is there")
    func scope() throws {
        let duties = try DutyHotline(at: "2026-09-25T09:00:00+08:00")
        try duties.hotline.skip(to: "2026-12-15T09:00:00+08:00")
        let all = try duties.list(.city, "/api/v1/duties?limit=200")
        #expect(all.count > 50)
        for (clerk, sees) in Self.sight {
            let expected = all.filter { sees($0.at("owedBy/unit")?.string ?? "") }
            let found = try duties.list(clerk, "/api/v1/duties?limit=7")
            #expect(
                found.compactMap { $0["id"]?.integer } == expected.compactMap { $0["id"]?.integer },
                "\(clerk.name)"
            )
            let open = try duties.list(clerk, "/api/v1/duties?limit=7&open=true")
            let owed = expected.filter { ["owed", "sentBack"].contains($0["state"]) }
            let ids = { (items: [JSON]) in Set(items.compactMap { $0["id"]?.integer }) }
            #expect(ids(open) == ids(owed), "\(clerk.name)")
            let rows = try duties.ask(clerk, "GET", "/api/v1/duties/lateness?by=unit").json()
            let count = (rows["rows"]?.array ?? []).reduce(0) { $0 + ($1["owed"]?.integer ?? 0) }
            #expect(count == Int64(expected.count), "\(clerk.name)")
            try expectAbsent(all.filter { !expected.contains($0) }, for: clerk, duties)
        }
    }

    private func expectAbsent(
        _ hidden: [JSON],
        for clerk: Clerk,
        _ duties: DutyHotline
    ) throws {
        let nothing = try duties.ask(clerk, "GET", "/api/v1/duties/999999999")
        for duty in hidden.prefix(12) {
            let id = try #require(duty["id"]?.integer)
            for path in ["/api/v1/duties/\(id)", "/api/v1/duties/\(id)/events"] {
                let answer = try duties.ask(clerk, "GET", path)
                #expect(answer.status == 404 && answer.body == nothing.body, "\(clerk.name)")
            }
            let unit = duty.at("owedBy/unit")?.string ?? ""
            #expect(try duties.list(clerk, "/api/v1/duties?unit=\(unit)").isEmpty)
        }
    }
}
