import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// What is owed by when, as the ticket's life goes on (时限).
@Suite struct ClockStoryTests {
    private static let urgent: JSON = ["matter": "temporary", "urgent": true]
    private static let application: JSON = ["programme": "dibao", "acceptedOn": "2026-11-23"]
    private static let called: JSON = ["reached": true, "note": "已联系，正在送去食品。"]

    @Test("an urgent demand is responded to when it is signed for and the caller spoken to")
    func respond() throws {
        let story = try Story()
        let number = try story.file(Story.help + Self.urgent)
        let clock = try #require(try story.clock("respond", of: number))
        #expect(clock["due"] == "2026-11-23T09:30:00+08:00")
        #expect(try story.clock("relief", of: number)?["due"] == "2026-11-26T17:30:00+08:00")
        try story.act(.township, on: number, "sign", leads: .handling)
        #expect(try story.clock("respond", of: number)?["status"] == "running")
        let vain: JSON = ["reached": false, "note": "无人接听"]
        try story.act(.township, on: number, "contact", vain, leads: .handling)
        #expect(try story.clock("respond", of: number)?["status"] == "running")
        try story.act(.township, on: number, "contact", Self.called, leads: .handling)
        #expect(try story.clock("respond", of: number)?["status"] == "met")
    }

    @Test("a contact before the signing counts with it")
    func contactedBefore() throws {
        let story = try Story()
        let number = try story.file(Story.help + Self.urgent)
        try story.act(.dispatcher, on: number, "contact", Self.called, leads: .dispatched)
        #expect(try story.clock("respond", of: number)?["status"] == "running")
        try story.act(.township, on: number, "sign", leads: .handling)
        #expect(try story.clock("respond", of: number)?["status"] == "met")
    }

    @Test("what is late turns yellow and red at its true instants, and is not forgotten")
    func missed() throws {
        let story = try Story()
        let number = try story.file(Story.help + Self.urgent)
        try story.skip(to: "2026-11-23T12:00:00+08:00", number, leads: .dispatched)
        let events = try story.events(number).dropFirst()
        #expect(events.map { $0["action"]?.string } == ["remind", "turnYellow", "miss"])
        let instants = events.map { $0["at"]?.string?.suffix(14).prefix(8) }
        #expect(instants == ["09:15:00", "09:22:30", "09:30:00"])
        let clock = try story.clock("respond", of: number)
        #expect(clock?["card"] == "red")
        #expect(clock?["missedAt"] == "2026-11-23T09:30:00+08:00")
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.act(.township, on: number, "contact", Self.called, leads: .handling)
        let done = try story.clock("respond", of: number)
        #expect(done?["status"] == "missed")
        #expect(done?["ended"] == "2026-11-23T12:00:00+08:00")
    }

    @Test("urgent is marked and unmarked by hand")
    func markUrgent() throws {
        let story = try Story()
        let number = try story.file()
        let yes: JSON = ["urgent": true, "reason": "断粮"]
        try story.act(.dispatcher, on: number, "markUrgent", yes, leads: .dispatched)
        #expect(try story.clock("respond", of: number)?["status"] == "running")
        #expect(try story.ticket(number).at("classification/urgent/by") == "person")
        let no: JSON = ["urgent": false, "reason": "邻居已送粮"]
        try story.act(.dispatcher, on: number, "markUrgent", no, leads: .dispatched)
        #expect(try story.clock("respond", of: number)?["status"] == "cancelled")
    }

    @Test("an application's statutory deadline prevails over that of the answer, for help")
    func statutoryPrevails() throws {
        let story = try Story()
        let number = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        let ticket = try story.act(
            .township,
            on: number,
            "startApplication",
            Self.application,
            leads: .handling
        )
        let total = try #require(try story.clock("statutory", of: number, stage: "total"))
        #expect(total["governs"] == true)
        #expect(total["due"] == "2027-01-05T17:30:00+08:00")
        #expect(total["provisional"] == true)
        #expect(try story.clock("answer", of: number)?["status"] == "cancelled")
        let stages = ticket["clocks"]?.array?.filter { $0["kind"] == "statutory" }
        #expect(stages?.compactMap { $0["stage"]?.string } == ["total", "survey"])
        try story.refuse(.township, on: number, "startApplication", Self.application, with: 409)
        let more: JSON = ["days": 1, "reason": "入户调查"]
        try story.refuse(.township, on: number, "requestExtension", more, with: 409)
    }

    @Test("it does not prevail for a consultation")
    func statutoryDoesNotPrevail() throws {
        let story = try Story()
        let number = try story.file(Story.question)
        try story.act(.township, on: number, "sign", leads: .handling)
        for (field, value) in [("programme", "money"), ("acceptedOn", "2026-11-24")] {
            let wrong = Self.application + .object([.init(field, .string(value))])
            let problem = try story.refuse(
                .township,
                on: number,
                "startApplication",
                wrong,
                with: 422
            )
            #expect(problem.at("errors/0/pointer")?.string == "/\(field)")
        }
        try story.act(
            .township,
            on: number,
            "startApplication",
            Self.application,
            leads: .handling
        )
        #expect(try story.clock("answer", of: number)?["governs"] == true)
        #expect(try story.clock("answer", of: number)?["status"] == "running")
    }

    @Test("of the due time that came with an order and our own, the earlier governs")
    func external() throws {
        let story = try Story()
        let early: JSON = ["externalDue": "2026-11-25T12:00:00+08:00"]
        let number = try story.file(Story.help + early, by: .deskSystem)
        let clock = try #require(try story.clock("external", of: number))
        #expect(clock["governs"] == true)
        #expect(clock["due"] == "2026-11-25T12:00:00+08:00")
        let late: JSON = ["externalDue": "2026-12-25T12:00:00+08:00"]
        let other = try story.file(Story.help + late, by: .deskSystem)
        #expect(try story.clock("answer", of: other)?["governs"] == true)
        let there: JSON = ["unit": .string(Units.neighbour), "reason": "户籍在营盘"]
        try story.act(.dispatcher, on: number, "redirect", there, leads: .dispatched)
        #expect(try story.clock("external", of: number)?["unit"]?.string == Units.neighbour)
    }

    @Test("who is urged has a working day to say how it stands, and no form is taken from them")
    func urged() throws {
        let story = try Story()
        let number = try story.file()
        let tag = try story.hotline.tag(of: number)
        try story.act(.operator, on: number, "urge", ["reason": "来电催问"], leads: .dispatched)
        try story.act(.manager, on: number, "urge", leads: .dispatched)
        #expect(try story.hotline.tag(of: number) == tag)
        let clocks = try story.ticket(number)["clocks"]?.array?.filter { $0["kind"] == "urge" }
        #expect(clocks?.map { $0["due"]?.string } == ["2026-11-24T17:30:00+08:00"])
        try story.act(.township, on: number, "note", ["text": "明天入户。"], leads: .dispatched)
        #expect(try story.clock("urge", of: number)?["status"] == "met")
    }

    @Test("the desk that is urged has done its part when it sends the ticket on")
    func urgedDesk() throws {
        let story = try Story()
        let number = try story.file(Story.help + ["matter": "other"], leads: .desk)
        try story.act(.operator, on: number, "urge", leads: .desk)
        #expect(try story.clock("urge", of: number)?["unit"]?.string == Units.desk)
        let unit: JSON = ["unit": .string(Units.township)]
        try story.act(.dispatcher, on: number, "dispatch", unit, leads: .dispatched)
        #expect(try story.clock("urge", of: number)?["status"] == "met")
    }

    @Test("a second unit has a clock and a report of its own; the lead unit answers the caller")
    func coHandler() throws {
        let story = try Story(followedBy: [.neighbour, .township, .provinceManager])
        let number = try story.file()
        let helper: JSON = ["unit": .string(Units.neighbour), "reason": "房屋在营盘街道"]
        let report: JSON = ["text": "房屋已核实。"]
        try story.refuse(.neighbour, on: number, "report", report, with: 404)
        try story.act(.dispatcher, on: number, "addCoHandler", helper, leads: .dispatched)
        try story.refuse(.dispatcher, on: number, "addCoHandler", helper, with: 422)
        #expect(try story.clock("coHandler", of: number)?["unit"]?.string == Units.neighbour)
        try story.refuse(.neighbour, on: number, "sign", with: 403)
        try story.refuse(.township, on: number, "report", report, with: 403)
        try story.act(.neighbour, on: number, "report", report, leads: .dispatched)
        #expect(try story.clock("coHandler", of: number)?["status"] == "met")
        try story.refuse(.neighbour, on: number, "report", report, with: 409)
    }
}
