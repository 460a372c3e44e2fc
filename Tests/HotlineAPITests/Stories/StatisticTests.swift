import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// What the manager is told in numbers (统计).
@Suite struct StatisticTests {
    private func statistic(
        _ story: Story,
        _ target: String,
        as person: Person = .manager
    ) throws -> JSON {
        let answer = try story.hotline.get(person, "/api/v1/statistics/\(target)")
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.json()
    }

    private func row(_ json: JSON, _ name: String, _ value: String) -> JSON? {
        json["rows"]?.array?.first { $0[name]?.string == value }
    }

    /// Filed on Monday: due the Monday after, as five working days.
    private func answered(_ story: Story) throws -> String {
        let number = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.act(
            .township,
            on: number,
            "answer",
            ["text": "已办理。", "outcome": "resolved"],
            leads: .answered
        )
        return number
    }

    @Test func aClockThatFellDueCountsAsMetOrMissedAndOneThatHasNotCountsNot() throws {
        let story = try Story()
        _ = try answered(story)
        let late = try story.file()
        let due = try #require(try story.clock("answer", of: late)?["due"]?.string)
        let day = String(due.prefix(10))
        let target = "onTime?clock=answer&from=\(day)&to=\(day)"
        #expect(try statistic(story, target).at("total/due")?.integer ?? 0 == 0)

        try story.skip(to: due, late, leads: .handling)
        let json = try statistic(story, target)
        let numbers = try #require(row(json, "unit", Units.township))
        #expect(numbers["due"] == 2 && numbers["met"] == 1 && numbers["missed"] == 1)
        #expect(numbers["overdue"] == 1 && numbers["rate"] == .number(0.5))
        #expect(numbers["unitName"] == "坞城街道")

        try story.act(.manager, on: late, "exclude", ["reason": "核实无误"], leads: .handling)
        let after = try #require(row(try statistic(story, target), "unit", Units.township))
        #expect(after["due"] == 1 && after["missed"] == 0 && after["excluded"] == 1)
        #expect(after["rate"] == .number(1))
    }

    @Test func theRatesAreOverEffectiveCallBacks() throws {
        let story = try Story()
        let calls: [JSON] = [
            ["reached": true, "responded": true, "resolved": true, "satisfied": "yes"],
            ["reached": true, "responded": true, "resolved": false, "satisfied": "basically"],
            ["reached": false],
        ]
        for call in calls {
            let number = try answered(story)
            let state: TicketState = call["reached"] == true ? .closed : .answered
            try story.act(.dispatcher, on: number, "callBack", call, leads: state)
        }
        let json = try statistic(story, "rates")
        let numbers = try #require(row(json, "unit", Units.township))
        #expect(numbers["effective"] == 2 && numbers["response"] == .number(1))
        #expect(numbers["resolution"] == .number(0.5) && numbers["satisfaction"] == .number(1))
        #expect(numbers["score"] == .number(0.8))
        #expect(json["definition"]?.string?.contains("本系统默认，待当地核定") == true)
    }

    @Test func theAccusedFindNoTraceOfWhoReportedThem() throws {
        let story = try Story()
        try story.file()
        let report: JSON = [
            "channel": "county-hotline", "text": "举报小店区民政局克扣低保金。",
            "township": "140105001", "kind": "report", "matter": "dibao",
            "aspect": "integrity", "accused": [.string(Units.bureau)],
            "caller": ["anonymous": true],
        ]
        let answer = try story.hotline.file(.cityManager, report)
        #expect(answer.status == 201, "\(answer.text)")
        let city = try statistic(story, "matters?division=1401", as: .cityManager)
        #expect(city.at("total/filed") == 2)
        for name in ["matters", "backlog", "units", "inflow"] {
            let total = try statistic(story, name)["total"]
            #expect(total?["filed"] == 1, "\(name) tells the county of what accuses it")
        }
    }

    @Test func whatIsOutOfScopeIsNotThere() throws {
        let hotline = try TestHotline()
        for target in ["onTime?division=140106", "onTime?division=1401", "nothing"] {
            let answer = try hotline.get(.manager, "/api/v1/statistics/\(target)")
            #expect(answer.status == 404, "\(target)")
        }
        for target in [
            "onTime?by=moon", "onTime?from=2026-11-02&to=2026-11-01", "rates?from=1999-01-01",
        ] {
            let answer = try hotline.get(.manager, "/api/v1/statistics/\(target)")
            #expect(answer.status == 400, "\(target)")
        }
        for person in [Person.township, .townSystem, .administrator] {
            #expect(try hotline.get(person, "/api/v1/statistics/onTime").status == 403)
        }
    }

    @Test func theNumbersComeAsFilesToo() throws {
        let story = try Story()
        try story.file()
        let target = "/api/v1/statistics/units?format="
        let csv = try story.hotline.get(.manager, target + "csv")
        #expect(csv["Content-Type"] == "text/csv; charset=utf-8")
        #expect(csv.text.contains("坞城街道,1,0,1,"), "\(csv.text)")
        #expect(csv["Content-Disposition"]?.contains("units-140105-") == true)
        let xlsx = try story.hotline.get(.manager, target + "xlsx")
        #expect(xlsx.status == 200)
        #expect(xlsx["Content-Type"]?.hasSuffix("spreadsheetml.sheet") == true)
    }

    @Test func thePeriodBeforeStandsBeside() throws {
        let story = try Story()
        let number = try story.file()
        try story.hotline.skip(to: "2026-12-10T09:00:00+08:00")
        try story.file()
        let json = try statistic(
            story,
            "backlog?by=matter&from=2026-12-01&to=2026-12-15&compare=previous"
        )
        let matter = try #require(row(json, "matter", "dibao"))
        #expect(matter["filed"] == 1)
        let before = try statistic(story, "backlog?by=matter&from=2026-11-16&to=2026-11-30")
        #expect(matter.at("previous/filed") == row(before, "matter", "dibao")?["filed"] ?? 0)
        #expect(number.isEmpty == false)
    }
}
