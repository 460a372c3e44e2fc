import Hotline
import HotlineAPI
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// A unit is abolished, and another takes over (撤并承接).
@Suite struct SuccessionTests {
    /// The shipped rules, with one unit that another took over from.
    private func rules(_ former: String, by heir: String) throws -> RulesInForce {
        try RulesInForce.read(
            Shipped.ruleTexts(abolishing: former, for: heir),
            divisions: [],
            calendars: []
        )
    }

    @Test("open tickets move to who took over, one event each, and owe what they owed")
    func moves() throws {
        let story = try Story(followedBy: [.township, .neighbour, .dispatcher, .provinceManager])
        let handled = try story.file()
        try story.act(.township, on: handled, "sign", leads: .handling)
        let waiting = try story.file()
        let helped = try story.file()
        let there: JSON = ["unit": .string(Units.bureau), "reason": "由民政局办理"]
        try story.act(.dispatcher, on: helped, "redirect", there, leads: .dispatched)
        let helper: JSON = ["unit": .string(Units.township), "reason": "协助核实"]
        try story.act(.dispatcher, on: helped, "addCoHandler", helper, leads: .dispatched)
        let due = try story.clock("answer", of: handled)?["due"]
        let head = story.hotline.head
        try story.hotline.office.putInForce(rules(Units.township, by: Units.neighbour))
        #expect(story.hotline.head == head + 3)
        for (number, state) in [(handled, TicketState.handling), (waiting, .dispatched)] {
            try story.check(number, is: state)
            #expect(try story.ticket(number).at("holder/unit")?.string == Units.neighbour)
        }
        try story.check(helped, is: .dispatched)
        #expect(try story.clock("answer", of: handled)?["due"] == due)
        #expect(try story.hotline.office.succeedUnits() == 0, "once is enough")
        let text: JSON = ["text": "已核实。"]
        try story.act(.neighbour, on: helped, "report", text, leads: .dispatched)
        let answer: JSON = ["text": "已受理。", "outcome": "resolved"]
        try story.act(.neighbour, on: handled, "answer", answer, leads: .answered)
        #expect(try Audit.verify(story.hotline.file).findings == [])
    }

    @Test("a report on an abolished unit is kept from who took over")
    func accused() throws {
        let story = try Story(followedBy: [.township, .neighbour, .dispatcher])
        let report: JSON = [
            "kind": "report", "aspect": "integrity", "accused": [.string(Units.township)],
        ]
        let number = try story.file(Story.help + report)
        let helper: JSON = ["unit": .string(Units.neighbour), "reason": "协助核实"]
        try story.act(.dispatcher, on: number, "addCoHandler", helper, leads: .dispatched)
        try story.hotline.office.putInForce(rules(Units.township, by: Units.neighbour))
        try story.check(number, is: .dispatched)
        let seen = try story.hotline.get(.neighbour, "/api/v1/tickets/\(number)")
        #expect(seen.status == 404)
        #expect(try Audit.verify(story.hotline.file).findings == [])
    }
}
