import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// Several callers want the same (并单).
@Suite struct MergingTests {
    private static let yes: JSON = ["reached": true, "satisfied": "yes"]
    private static let answer: JSON = ["text": "停水系检修，今晚恢复。", "outcome": "resolved"]

    @Test("a lead ticket closes when every caller has a result")
    func everyCallerIsCalled() throws {
        let story = try Story()
        let lead = try story.file()
        let follower = try story.file()
        try merge(story, follower, into: lead)
        #expect(try story.ticket(follower)["outcome"] == "merged")
        #expect(try story.ticket(lead)["callBacks"]?.array?.count == 2)
        let wish: JSON = ["reason": "来电人要求撤销"]
        try story.refuse(.dispatcher, on: lead, "withdraw", wish, with: 409)
        try story.act(.township, on: lead, "sign", leads: .handling)
        try story.act(.township, on: lead, "answer", Self.answer, leads: .answered)
        try story.act(.dispatcher, on: lead, "callBack", Self.yes, leads: .answered)
        let other: JSON = ["caller": .string(follower)]
        try story.act(.dispatcher, on: lead, "callBack", Self.yes + other, leads: .closed)
        #expect(try story.ticket(lead)["outcome"] == "resolved")
        try story.check(follower, is: .closed)
    }

    @Test("who is taken out again goes to the desk, and the lead no longer waits for them")
    func unmerged() throws {
        let story = try Story()
        let lead = try story.file()
        let follower = try story.file()
        try merge(story, follower, into: lead)
        try story.act(.township, on: lead, "sign", leads: .handling)
        try story.act(.township, on: lead, "answer", Self.answer, leads: .answered)
        try story.act(.dispatcher, on: lead, "callBack", Self.yes, leads: .answered)
        let reason: JSON = ["reason": "不是同一件事"]
        try story.act(.dispatcher, on: follower, "unmerge", reason, leads: .desk)
        #expect(try story.ticket(follower)["lead"]?.isNull == true)
        try story.check(lead, is: .closed)
        #expect(try story.ticket(lead)["outcome"] == "resolved")
        try story.refuse(.dispatcher, on: lead, "unmerge", reason, with: 409)
        let unit: JSON = ["unit": .string(Units.township)]
        try story.act(.dispatcher, on: follower, "dispatch", unit, leads: .dispatched)
    }

    @Test("what accuses another, or nobody, cannot be merged; nor a lead, nor with itself")
    func refused() throws {
        let story = try Story()
        let ticket = try story.file()
        let late: JSON = [
            "kind": "complaint", "aspect": "payment", "accused": [.string(Units.township)],
        ]
        let complaint = try story.file(Story.help + late)
        func into(_ number: String) -> JSON { ["into": .string(number)] }
        try story.refuse(.dispatcher, on: ticket, "merge", into(complaint), with: 409)
        try story.refuse(.dispatcher, on: ticket, "merge", into(ticket), with: 409)
        try story.refuse(.dispatcher, on: ticket, "merge", into("20261123000099"), with: 422)
        let report: JSON = ["kind": "report", "aspect": "integrity"]
        let secret = try story.file(Story.help + late + report)
        try story.refuse(.dispatcher, on: secret, "merge", into(complaint), with: 409)
        let follower = try story.file()
        try merge(story, follower, into: ticket)
        let third = try story.file()
        try story.refuse(.dispatcher, on: ticket, "merge", into(third), with: 409)
        try story.refuse(.dispatcher, on: third, "merge", into(follower), with: 409)
    }

    private func merge(_ story: Story, _ follower: String, into lead: String) throws {
        let into: JSON = ["into": .string(lead)]
        try story.act(.dispatcher, on: follower, "merge", into, leads: .closed)
        try story.check(lead, is: .dispatched)
    }
}
