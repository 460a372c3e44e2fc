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

    @Test("a lead that is opened again has every caller called back again")
    func reopenedLead() throws {
        let story = try Story()
        let (lead, follower) = try answeredLead(story)
        let reason: JSON = ["reason": "又停水了"]
        try story.act(.dispatcher, on: lead, "reopen", reason, leads: .desk)
        let waiting = try story.ticket(lead)["callBacks"]?.array ?? []
        #expect(Set(waiting.compactMap { $0["caller"]?.string }) == [lead, follower])
        #expect(waiting.allSatisfy { $0["result"]?.isNull == true && $0["attempts"] == 0 })
    }

    @Test("nobody is taken out of a lead that has long been closed")
    func unmergedTooLate() throws {
        let story = try Story()
        let (_, follower) = try answeredLead(story)
        try story.hotline.skip(to: "2027-11-23T09:00:00+08:00")
        let reason: JSON = ["reason": "不是同一件事"]
        try story.refuse(.dispatcher, on: follower, "unmerge", reason, with: 409)
    }

    @Test("who may see a lead that was a report does not learn what was merged into it")
    func followersOfReport() throws {
        let story = try Story(followedBy: [.township, .dispatcher])
        let report: JSON = [
            "kind": "report", "aspect": "integrity", "accused": [.string(Units.township)],
        ]
        let lead = try story.file(Story.help + report)
        let follower = try story.file(Story.help + report)
        try merge(story, follower, into: lead)
        let late: JSON = ["kind": "complaint", "aspect": "payment", "reason": "只是发得迟"]
        try story.act(.dispatcher, on: lead, "reclassify", late, leads: .dispatched)
        let there: JSON = ["unit": .string(Units.township), "reason": "由街道答复"]
        try story.act(.dispatcher, on: lead, "redirect", there, leads: .dispatched)
        for path in ["", "/events"] {
            let answer = try story.hotline.get(.township, "/api/v1/tickets/\(lead)\(path)")
            #expect(answer.status == 200)
            #expect(!answer.text.contains(follower), "\(answer.text)")
        }
        let feed = try story.hotline.get(.township, "/api/v1/changes?after=0&limit=200")
        #expect(feed.text.contains(lead) && !feed.text.contains(follower))
        #expect(try story.ticket(lead)["callBacks"]?.array?.count == 2)
    }

    /// A lead that was answered and closed, and what was merged into it.
    private func answeredLead(_ story: Story) throws -> (lead: String, follower: String) {
        let lead = try story.file()
        let follower = try story.file()
        try merge(story, follower, into: lead)
        try story.act(.township, on: lead, "sign", leads: .handling)
        try story.act(.township, on: lead, "answer", Self.answer, leads: .answered)
        try story.act(.dispatcher, on: lead, "callBack", Self.yes, leads: .answered)
        let other: JSON = ["caller": .string(follower)]
        try story.act(.dispatcher, on: lead, "callBack", Self.yes + other, leads: .closed)
        return (lead, follower)
    }

    private func merge(_ story: Story, _ follower: String, into lead: String) throws {
        let into: JSON = ["into": .string(lead)]
        try story.act(.dispatcher, on: follower, "merge", into, leads: .closed)
        try story.check(lead, is: .dispatched)
    }
}
