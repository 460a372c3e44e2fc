import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// A unit says that a ticket is not its business (退单).
@Suite struct ReturnTests {
    private static let notOurs: JSON = ["reason": "不属本街道", "basis": "户籍在营盘街道"]

    @Test("a return that is upheld goes to the desk, and the unit's clock does not count")
    func upheldToDesk() throws {
        let story = try Story(followedBy: [.township, .neighbour, .provinceManager])
        let number = try story.file()
        try story.act(.township, on: number, "sendBack", Self.notOurs, leads: .returning)
        #expect(try story.clock("return", of: number)?["status"]?.string == "met")
        #expect(try story.clock("answer", of: number)?["status"]?.string == "running")
        let ticket = try story.act(.dispatcher, on: number, "upholdReturn", leads: .desk)
        #expect(ticket["returns"]?.integer == 1)
        #expect(ticket["unit"]?.isNull == true)
        #expect(try story.clock("answer", of: number)?["status"]?.string == "cancelled")
        try story.act(
            .dispatcher,
            on: number,
            "dispatch",
            ["unit": .string(Units.neighbour)],
            leads: .dispatched
        )
        #expect(try story.clock("answer", of: number)?["unit"]?.string == Units.neighbour)
        try story.act(.neighbour, on: number, "sign", leads: .handling)
    }

    @Test("a return that is upheld goes to another unit, but never to the same")
    func upheldToAnother() throws {
        let story = try Story(followedBy: [.township, .neighbour, .dispatcher])
        let number = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.act(.township, on: number, "sendBack", Self.notOurs, leads: .returning)
        let same: JSON = ["unit": .string(Units.township)]
        try story.refuse(.dispatcher, on: number, "upholdReturn", same, with: 422)
        try story.act(
            .dispatcher,
            on: number,
            "upholdReturn",
            ["unit": .string(Units.neighbour), "reason": "户籍地在营盘街道"],
            leads: .dispatched
        )
        try story.refuse(.township, on: number, "sign", with: 404)
        try story.act(.neighbour, on: number, "sendBack", Self.notOurs, leads: .returning)
    }

    @Test("a return that is rejected has let the clock run on, and cannot be asked for again")
    func rejected() throws {
        let story = try Story()
        let number = try story.file()
        let due = try story.clock("answer", of: number)?["due"]
        try story.act(.township, on: number, "sendBack", Self.notOurs, leads: .returning)
        try story.act(
            .dispatcher,
            on: number,
            "rejectReturn",
            ["reason": "户籍确在坞城街道"],
            leads: .handling
        )
        #expect(try story.clock("answer", of: number)?["due"] == due)
        let problem = try story.refuse(.township, on: number, "sendBack", Self.notOurs, with: 409)
        #expect(problem["detail"]?.string?.contains("驳回") == true)
    }

    @Test("who did not send it back in time is the one who handles it")
    func windowEnds() throws {
        let story = try Story()
        let number = try story.file()
        let end = try #require(try story.clock("return", of: number)?["due"]?.string)
        #expect(end == "2026-11-24T17:30:00+08:00")
        try story.skip(to: "2026-11-24T17:29:59+08:00", number, leads: .dispatched)
        try story.skip(to: end, number, leads: .handling)
        let event = try #require(try story.events(number).last)
        #expect(event["action"]?.string == "sign")
        #expect(event.at("by/account")?.string == "time")
        #expect(event["at"]?.string == end)
        #expect(try story.clock("return", of: number)?["status"] == "met")
        try story.refuse(.township, on: number, "sendBack", Self.notOurs, with: 409)
        try story.refuse(.township, on: number, "sign", with: 409)
    }

    @Test("signing does not end the window; its end does")
    func signedBefore() throws {
        let story = try Story()
        let number = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.skip(to: "2026-11-24T18:00:00+08:00", number, leads: .handling)
        let event = try #require(try story.events(number).last)
        #expect(event["action"]?.string == "closeWindow")
        #expect(event["at"]?.string == "2026-11-24T17:30:00+08:00")
        try story.refuse(.township, on: number, "sendBack", Self.notOurs, with: 409)
    }
}
