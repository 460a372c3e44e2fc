@testable import HotlineStore
import Hotline
import HotlineAPI
import HotlineTesting
import StrictJSON
import Testing

/// Invariant 5: a deadline can be explained from stored facts alone (时限说明).
@Suite struct ExplanationTests {
    @Test("5: other rules and a newer calendar change neither a deadline nor why it is so")
    func storedFactsAlone() throws {
        let story = try Story(followedBy: [])
        let number = try lived(story)
        let before = try explanations(of: number, story)
        #expect(before.count >= 5)
        let texts = try Shipped.ruleTexts().map { file in
            guard file.name == "clocks.yaml" else { return file }
            let changed = file.text.replacing("term: 5 workingDays", with: "term: 9 workingDays")
                .replacing("term: 30 minutes", with: "term: 55 minutes")
                .replacing("basis: 吕梁", with: "basis: 大同")
            return RuleText(name: file.name, text: changed)
        }
        let rules = try RulesInForce.read(texts, divisions: [], calendars: [])
        story.hotline.office.replaceRules(by: rules)
        #expect(try explanations(of: number, story) == before)
    }

    /// Extended, suspended over a holiday, urged, supervised and with a second unit.
    private func lived(_ story: Story) throws -> String {
        let urgent: JSON = ["matter": "temporary", "urgent": true]
        let number = try story.file(Story.help + urgent)
        let helper: JSON = ["unit": .string(Units.neighbour), "reason": "协助核实"]
        try story.act(.dispatcher, on: number, "addCoHandler", helper, leads: .dispatched)
        try story.act(.manager, on: number, "supervise", ["level": "city"], leads: .dispatched)
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.act(.operator, on: number, "urge", leads: .handling)
        let more: JSON = ["days": 3, "reason": "入户调查"]
        try story.act(.township, on: number, "requestExtension", more, leads: .handling)
        try story.act(.dispatcher, on: number, "approveExtension", leads: .handling)
        let wait: JSON = ["reason": "materials", "until": "2026-12-20"]
        try story.act(.township, on: number, "suspend", wait, leads: .suspended)
        try story.skip(to: "2026-12-21T09:00:00+08:00", number, leads: .handling)
        return number
    }

    private func explanations(of number: String, _ story: Story) throws -> [String] {
        let clocks = try #require(try story.ticket(number)["clocks"]?.array)
        return try clocks.map { clock in
            let kind = try #require(clock["kind"]?.string)
            let id = try #require(clock["id"]?.integer)
            let target = "/api/v1/tickets/\(number)/clocks/\(kind)/explanation?id=\(id)"
            let answer = try story.hotline.get(.manager, target)
            #expect(answer.status == 200)
            let explanation = try answer.json()
            #expect(explanation["due"] == clock["due"])
            #expect(explanation["basis"] == clock["basis"])
            #expect(explanation["steps"]?.array?.isEmpty == false, "\(kind)")
            return answer.text
        }
    }
}
