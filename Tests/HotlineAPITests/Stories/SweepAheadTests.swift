import Hotline
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineAPI

/// What time will do is reckoned before it is due, and written only if it is still so (预先推算).
@Suite struct SweepAheadTests {
    private static let before = "2026-11-27T17:29:30+08:00"
    private static let yellow = "2026-11-27T17:30:00+08:00"

    /// A ticket that turns yellow half a minute from now, which is reckoned already.
    private func story() throws -> (story: Story, number: String) {
        let story = try Story()
        let number = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.skip(to: Self.before, number, leads: .handling)
        try story.hotline.office.reckonAhead(at: story.hotline.time.now)
        return (story, number)
    }

    @Test("it is written once, at its true instant, and not a second before")
    func onTime() throws {
        let (story, number) = try story()
        try story.skip(to: "2026-11-27T17:29:59+08:00", number, leads: .handling)
        #expect(try times(of: "turnYellow", story, number).isEmpty)
        try story.skip(to: Self.yellow, number, leads: .handling)
        try story.skip(to: "2026-11-27T17:30:01+08:00", number, leads: .handling)
        #expect(try times(of: "turnYellow", story, number) == [Self.yellow])
    }

    @Test("a sweep that comes days late goes on from it")
    func late() throws {
        let (story, number) = try story()
        try story.skip(to: "2026-12-02T09:00:00+08:00", number, leads: .handling)
        #expect(try times(of: "turnYellow", story, number) == [Self.yellow])
        #expect(try times(of: "miss", story, number) == ["2026-11-30T17:30:00+08:00"])
    }

    @Test("what has happened to the ticket since comes first")
    func overtaken() throws {
        let (story, number) = try story()
        try story.act(
            .township,
            on: number,
            "answer",
            ["text": "已上门核实。", "outcome": "resolved"],
            leads: .answered
        )
        try story.skip(to: "2026-11-27T17:31:00+08:00", number, leads: .answered)
        #expect(try times(of: "turnYellow", story, number).isEmpty)
    }

    @Test("what has begun since, with the same still due, is not forgotten")
    func begun() throws {
        let story = try Story()
        let number = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.skip(to: "2026-11-26T10:00:00+08:00", number, leads: .handling)
        try story.hotline.office.reckonAhead(at: story.hotline.time.now, within: 2 * 86_400)
        // The desk has until the very instant at which the ticket turns yellow.
        let asked: JSON = ["days": 1, "reason": "需进一步核实家庭情况。"]
        try story.act(.township, on: number, "requestExtension", asked, leads: .handling)
        #expect(try story.clock("extension", of: number)?["due"]?.string == Self.yellow)
        try story.skip(to: Self.yellow, number, leads: .handling)
        #expect(try times(of: "turnYellow", story, number) == [Self.yellow])
        #expect(try times(of: "miss", story, number) == [Self.yellow])
    }

    @Test("rules that were changed since are those it is written by")
    func otherRules() throws {
        let (story, number) = try story()
        let files = try Shipped.ruleTexts().map { file in
            guard file.name.hasSuffix("clocks.yaml") else { return file }
            let text = file.text.replacing(
                "  - id: yellow\n    on: yellow",
                with: "  - id: yellowAnew\n    on: yellow"
            )
            #expect(text != file.text)
            return RuleText(name: file.name, text: text)
        }
        try story.hotline.office.putInForce(
            RulesInForce.read(files, divisions: [], calendars: [])
        )
        try story.skip(to: Self.yellow, number, leads: .handling)
        let told = try story.hotline.get(.township, "/api/v1/notices").json()["items"]?.array
        #expect(told?.map { $0["rule"]?.string } == ["yellowAnew"])
    }

    /// When something has happened since it was reckoned.
    private func times(
        of action: String,
        _ story: Story,
        _ number: String
    ) throws -> [String] {
        try story.events(number).filter { $0["action"]?.string == action }
            .compactMap { $0["at"]?.string }.filter { $0 > Self.before }
    }
}
