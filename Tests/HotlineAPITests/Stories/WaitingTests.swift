import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// A ticket waits, or takes longer (挂起、延期).
@Suite struct WaitingTests {
    @Test("what is suspended is taken up again by hand, and the days are added")
    func resumedByHand() throws {
        let story = try Story()
        let number = try handled(story)
        try story.skip(to: "2026-11-24T10:00:00+08:00", number, leads: .handling)
        try story.act(.township, on: number, "suspend", Self.materials, leads: .suspended)
        #expect(try story.clock("answer", of: number)?["status"]?.string == "paused")
        #expect(try story.ticket(number)["wakesAt"]?.string == "2026-12-01T08:30:00+08:00")
        try story.refuse(.township, on: number, "answer", Self.answer, with: 409)
        try story.skip(to: "2026-11-26T10:00:00+08:00", number, leads: .suspended)
        try story.act(.dispatcher, on: number, "resume", leads: .handling)
        let clock = try story.clock("answer", of: number)
        #expect(clock?["status"]?.string == "running")
        #expect(clock?["due"]?.string == "2026-12-02T17:30:00+08:00")
    }

    @Test("what is suspended is taken up again on its wake-up day, in the opening minute")
    func resumedByTime() throws {
        let story = try Story()
        let number = try handled(story)
        try story.act(.township, on: number, "suspend", Self.materials, leads: .suspended)
        try story.skip(to: "2026-12-03T12:00:00+08:00", number, leads: .handling)
        let event = try #require(try story.events(number).last { $0["action"] == "resume" })
        #expect(event["at"]?.string == "2026-12-01T08:30:00+08:00")
        #expect(event.at("by/account")?.string == "time")
        try story.act(.township, on: number, "answer", Self.answer, leads: .answered)
    }

    @Test("a ticket waits only for what the rules allow, and not for ever")
    func limits() throws {
        let story = try Story()
        let number = try handled(story)
        for (body, pointer) in [
            (["reason": "holiday", "until": "2026-12-01"], "/reason"),
            (["reason": "materials", "until": "2026-11-23"], "/until"),
            (["reason": "materials", "until": "2026-12-24"], "/until"),
        ] as [(JSON, String)] {
            let problem = try story.refuse(.township, on: number, "suspend", body, with: 422)
            #expect(problem.at("errors/0/pointer")?.string == pointer)
        }
        let longest: JSON = ["reason": "materials", "until": "2026-12-23"]
        try story.act(.township, on: number, "suspend", longest, leads: .suspended)
        try story.skip(to: "2026-12-23T09:00:00+08:00", number, leads: .handling)
        let more: JSON = ["reason": "materials", "until": "2026-12-24"]
        try story.refuse(.township, on: number, "suspend", more, with: 422)
    }

    @Test("an extension is granted three times, and not a fourth")
    func extensions() throws {
        let story = try Story()
        let number = try handled(story)
        let dues = ["2026-12-03", "2026-12-08", "2026-12-11"]
        for due in dues {
            try story.act(.township, on: number, "requestExtension", Self.more, leads: .handling)
            try story.refuse(.township, on: number, "requestExtension", Self.more, with: 409)
            try story.act(.dispatcher, on: number, "approveExtension", leads: .handling)
            let clock = try story.clock("answer", of: number)
            #expect(clock?["due"]?.string == "\(due)T17:30:00+08:00")
        }
        #expect(try story.ticket(number)["extensionsGranted"]?.integer == 3)
        try story.refuse(.township, on: number, "requestExtension", Self.more, with: 409)
    }

    @Test("an extension is for one to three days, and asked for in time")
    func extensionLimits() throws {
        let story = try Story()
        let number = try handled(story)
        let tooLong: JSON = ["days": 4, "reason": "入户调查"]
        try story.refuse(.township, on: number, "requestExtension", tooLong, with: 422)
        try story.refuse(.dispatcher, on: number, "approveExtension", with: 409)
        try story.act(.township, on: number, "requestExtension", Self.more, leads: .handling)
        try story.refuse(.dispatcher, on: number, "approveExtension", ["days": 4], with: 422)
        try story.skip(to: "2026-11-30T17:30:00+08:00", number, leads: .handling)
        try story.refuse(.dispatcher, on: number, "approveExtension", with: 409)
        let reason: JSON = ["reason": "时限已过"]
        try story.act(.dispatcher, on: number, "denyExtension", reason, leads: .handling)
        try story.refuse(.township, on: number, "requestExtension", Self.more, with: 409)
        try story.act(.township, on: number, "answer", Self.answer, leads: .answered)
        #expect(try story.clock("answer", of: number)?["status"]?.string == "missed")
    }

    private static let materials: JSON = ["reason": "materials", "until": "2026-12-01"]
    private static let more: JSON = ["days": 3, "reason": "入户调查"]
    private static let answer: JSON = ["text": "已受理申请。", "outcome": "resolved"]

    private func handled(_ story: Story) throws -> String {
        let number = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        return number
    }
}
