import Foundation
import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// What the manager does over the heads of unit and desk (民政管理者).
@Suite struct ManagerTests {
    @Test("after the second rework the manager may close it by a signed final answer")
    func finalAnswer() throws {
        let story = try Story()
        let number = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        let final: JSON = ["reason": "已三次答复", "attachment": 1]
        try story.refuse(.dispatcher, on: number, "closeFinal", final, with: 403)
        for rework in 1...2 {
            try story.act(.township, on: number, "answer", Self.answer, leads: .answered)
            let signed = try attach(story, number, by: .manager)
            #expect(signed == rework)
            try story.refuse(.manager, on: number, "closeFinal", final, with: 409)
            let ticket = try story.act(
                .dispatcher,
                on: number,
                "callBack",
                Self.no,
                leads: .handling
            )
            #expect(ticket["raised"]?.boolean == (rework == 2))
        }
        let noPaper: JSON = ["attachment": 3]
        let problem = try story.refuse(
            .manager,
            on: number,
            "closeFinal",
            final + noPaper,
            with: 422
        )
        #expect(problem.at("errors/0/pointer") == "/attachment")
        let closed = try story.act(.manager, on: number, "closeFinal", final, leads: .closed)
        #expect(closed["outcome"] == "finalAnswer")
        let file = try story.hotline.get(.manager, "/api/v1/tickets/\(number)/attachments/1")
        #expect(file["Content-Type"] == "application/pdf")
        #expect(file.body == Self.document)
        try story.refuse(.dispatcher, on: number, "callBack", Self.no, with: 409)
    }

    private static let answer: JSON = ["text": "不符合条件。", "outcome": "explained"]
    private static let no: JSON = ["reached": true, "satisfied": "no", "reason": "不认可"]
    private static let document = Array("%PDF-1.7 最终答复".utf8)

    /// - Returns: The attachment's number.
    private func attach(_ story: Story, _ number: String, by person: Person) throws -> Int {
        let file: JSON = [
            "name": "最终答复.pdf", "type": "application/pdf",
            "content": .string(Data(Self.document).base64EncodedString()),
        ]
        let tag = try story.hotline.tag(of: number)
        try story.act(person, on: number, "attach", file, leads: .answered)
        #expect(try story.hotline.tag(of: number) == tag, "attach does not move the tag")
        return try story.events(number).filter { $0["action"] == "attach" }.count
    }

    @Test("a supervised ticket has three clocks until it is released")
    func supervised() throws {
        let story = try Story()
        let number = try story.file()
        let level: JSON = ["level": "city"]
        try story.refuse(.dispatcher, on: number, "supervise", level, with: 403)
        try story.act(.manager, on: number, "supervise", level, leads: .dispatched)
        #expect(
            try dues(story, number) == [
                "sign 24 running", "report 26 running", "answer 30 running",
            ]
        )
        try story.refuse(.manager, on: number, "supervise", level, with: 409)
        try story.act(.township, on: number, "sign", leads: .handling)
        let note: JSON = ["text": "已入户了解情况。"]
        try story.act(.township, on: number, "note", note, leads: .handling)
        #expect(try dues(story, number) == ["sign 24 met", "report 26 met", "answer 30 running"])
        try story.act(.manager, on: number, "release", leads: .handling)
        #expect(try dues(story, number) == ["sign 24 met", "report 26 met", "answer 30 met"])
        #expect(try story.ticket(number)["supervision"]?.isNull == true)
        try story.refuse(.manager, on: number, "release", with: 409)
        let complex: JSON = ["complex": true]
        try story.act(.manager, on: number, "supervise", level + complex, leads: .handling)
        #expect(
            try story.clock("supervised", of: number, stage: "complex")?["due"]
                == "2026-12-23T17:30:00+08:00"
        )
    }

    private func dues(_ story: Story, _ number: String) throws -> [String] {
        try (story.ticket(number)["clocks"]?.array ?? []).filter { $0["kind"] == "supervised" }
            .map { clock in
                let day = clock["due"]?.string?.prefix(10).suffix(2) ?? ""
                return "\(clock["stage"]?.string ?? "") \(day) \(clock["status"]?.string ?? "")"
            }
    }

    @Test("a return that is rejected counts as signed for, also to the supervisor")
    func supervisedReturn() throws {
        let story = try Story()
        let number = try story.file()
        try story.act(.manager, on: number, "supervise", ["level": "county"], leads: .dispatched)
        let notOurs: JSON = ["reason": "不属本街道", "basis": "户籍不在"]
        try story.act(.township, on: number, "sendBack", notOurs, leads: .returning)
        let reason: JSON = ["reason": "户籍确在"]
        try story.act(.dispatcher, on: number, "rejectReturn", reason, leads: .handling)
        #expect(try dues(story, number).first == "sign 24 met")
    }

    @Test("a note of the unit does not move the tag, though it ends what a supervisor asked for")
    func noteKeepsTheTag() throws {
        let story = try Story()
        let number = try story.file()
        try story.act(.manager, on: number, "supervise", ["level": "county"], leads: .dispatched)
        let tag = try story.hotline.tag(of: number)
        let note: JSON = ["text": "已联系。"]
        try story.act(.township, on: number, "note", note, leads: .dispatched)
        #expect(try story.hotline.tag(of: number) == tag)
    }

    @Test("a ticket is left out of the appraisal with a reason, also after its end")
    func excluded() throws {
        let story = try Story()
        let number = try story.file()
        let reason: JSON = ["reason": "不可抗力"]
        try story.refuse(.township, on: number, "exclude", reason, with: 403)
        try story.refuse(.manager, on: number, "exclude", with: 422)
        try story.act(.manager, on: number, "exclude", reason, leads: .dispatched)
        #expect(try story.ticket(number)["excluded"] == true)
        let other = try story.file()
        try story.act(.dispatcher, on: other, "withdraw", reason, leads: .closed)
        try story.act(.manager, on: other, "exclude", reason, leads: .closed)
    }
}
