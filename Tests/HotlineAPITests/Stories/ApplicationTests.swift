import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// Applications for assistance, step by step (救助申请).
@Suite struct ApplicationTests {
    private func handled(_ story: Story, acceptedOn: String, programme: String) throws -> String {
        let number = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        let application: JSON = [
            "programme": .string(programme), "acceptedOn": .string(acceptedOn),
        ]
        try story.act(.township, on: number, "startApplication", application, leads: .handling)
        return number
    }

    private func due(_ story: Story, _ number: String, _ stage: String) throws -> String? {
        let clock = try story.clock("statutory", of: number, stage: stage)
        return clock?["due"]?.string.map { String($0.prefix(10)) }
    }

    @Test("低保 goes 3, 3, 7 days, 10, 3 within 30, each step from the end of the one before")
    func dibao() throws {
        let story = try Story()
        let number = try handled(story, acceptedOn: "2026-11-23", programme: "dibao")
        #expect(try due(story, number, "total") == "2027-01-05")
        #expect(try due(story, number, "survey") == "2026-11-26")
        for (stage, next, day) in [
            ("survey", "match", "2026-11-26"), ("match", "publicity", "2026-11-30"),
            ("publicity", "decision", "2026-12-07"), ("decision", "notice", "2026-11-26"),
        ] {
            let step: JSON = ["stage": .string(stage)]
            try story.act(.township, on: number, "completeStage", step, leads: .handling)
            #expect(try story.clock("statutory", of: number, stage: stage)?["status"] == "met")
            #expect(try due(story, number, next) == day)
            #expect(try story.clock("statutory", of: number, stage: "total")?["governs"] == true)
        }
        // The last one ends with the answer.
        let last: JSON = ["stage": "notice"]
        try story.refuse(.township, on: number, "completeStage", last, with: 422)
        let text: JSON = ["text": "已批准。", "outcome": "resolved"]
        try story.act(.township, on: number, "answer", text, leads: .answered)
        #expect(try story.clock("statutory", of: number, stage: "total")?["status"] == "met")
        #expect(try story.ticket(number).at("application/programme") == "dibao")
    }

    @Test("an objection makes the whole 45 days from the first, by an event")
    func objection() throws {
        let story = try Story()
        let number = try handled(story, acceptedOn: "2026-11-23", programme: "dibao")
        let step: JSON = ["stage": "survey", "special": "objection"]
        try story.act(.township, on: number, "completeStage", step, leads: .handling)
        #expect(try due(story, number, "total") == "2027-01-26")
        #expect(try story.clock("statutory", of: number, stage: "total")?["governs"] == true)
        #expect(try story.events(number).last?["action"] == "completeStage")
    }

    @Test("特困 goes 15 and 15, and with an objection 15 more before the decision")
    func tekun() throws {
        let story = try Story()
        let number = try handled(story, acceptedOn: "2026-11-23", programme: "tekun")
        #expect(try due(story, number, "review") == "2026-12-14")
        #expect(try story.clock("statutory", of: number, stage: "review")?["governs"] == true)
        let review: JSON = ["stage": "review"]
        try story.act(.township, on: number, "completeStage", review, leads: .handling)
        #expect(try due(story, number, "publicity") == "2026-11-30")
        let publicity: JSON = ["stage": "publicity", "special": "objection"]
        try story.act(.township, on: number, "completeStage", publicity, leads: .handling)
        #expect(try due(story, number, "objection") == "2026-12-14")
        #expect(try due(story, number, "decision") == nil)
        let objection: JSON = ["stage": "objection"]
        try story.act(.township, on: number, "completeStage", objection, leads: .handling)
        #expect(try due(story, number, "decision") == "2026-12-14")
    }

    @Test("what was accepted before the demand came is no application of this ticket")
    func longPast() throws {
        let story = try Story()
        let number = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        let past: JSON = ["programme": "dibao", "acceptedOn": "2026-09-01"]
        let problem = try story.refuse(
            .township,
            on: number,
            "startApplication",
            past,
            with: 422
        )
        #expect(problem.at("errors/0/pointer") == "/acceptedOn")
        let stage: JSON = ["stage": "survey"]
        try story.refuse(.township, on: number, "completeStage", stage, with: 409)
    }

    @Test("a step that was over before it was registered is missed at its true instant")
    func registeredLate() throws {
        let story = try Story()
        let number = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.hotline.skip(to: "2026-11-28T10:00:00+08:00")
        let application: JSON = ["programme": "dibao", "acceptedOn": "2026-11-23"]
        _ = try story.hotline.act(.township, on: number, "startApplication", application)
        try story.hotline.sweep()
        let survey = try story.clock("statutory", of: number, stage: "survey")
        #expect(survey?["missedAt"] == "2026-11-26T17:30:00+08:00")
        let filed = try story.ticket(number)["filedAt"]?.string ?? ""
        #expect(try story.events(number).allSatisfy { $0["at"]?.string ?? "" >= filed })
    }
}
