import Foundation
import Hotline
@testable import HotlineAPI
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineStore

/// A deadline is frozen when it is set (时限冻结).
@Suite struct RuleChangeTests {
    @Test("no rule, category or calendar that changes moves a deadline that runs, but by an event")
    func frozen() throws {
        let story = try Story(followedBy: [])
        let numbers = try everyKind(story)
        let before = try deadlines(numbers, story)
        #expect(Set(before.flatMap(\.kinds)) == Set(ClockKind.allCases).subtracting([.urge]))
        var tried = 0
        for rules in try changedRules() {
            tried += 1
            try story.hotline.office.putInForce(rules)
            try story.hotline.sweep()
            for number in numbers {
                let note: JSON = ["text": "规则已改"]
                let answer = try story.hotline.act(.manager, on: number, "note", note)
                #expect(answer.status == 200)
            }
            #expect(try deadlines(numbers, story) == before)
        }
        #expect(tried > 45)
        // Nothing was journaled but the notes, and what moved the provisional ones: the newer
        // edition of the year in which they begin.
        for number in numbers {
            let actions = try story.events(number).compactMap { $0["action"]?.string }
            let more = Array(actions.reversed().prefix { $0 == "note" || $0 == "recompute" })
            #expect(more.count { $0 == "note" } == tried)
            let provisional = try provisionalCount(number, story)
            // The rules tried after it bring the former edition back, which moves them again.
            #expect((provisional...2 * provisional).contains(more.count - tried))
        }
    }

    @Test("what is filed while a calendar is imported keeps no deadline of the one before")
    func racing() throws {
        let story = try Story(followedBy: [])
        story.hotline.time.skip(to: try #require(Instant("2026-12-28T09:00:00+08:00")))
        let office = story.hotline.office
        let (old, _) = office.rulesAndVersion
        let reading = try story.hotline.store.ready(
            newTicket(old),
            flow: old.flow,
            by: office.actor(of: Person.operator.account),
            at: story.hotline.time.now
        )
        // Made ready by the old rules, and written after the import.
        try office.putInForce(published())
        let ticket = try story.hotline.store.writer.write { ledger in
            var ready = reading
            ready.renew(by: office.rulesInForce.flow)
            return try ledger.file(ready).view.ticket
        }
        #expect(ticket.clocks.allSatisfy { !$0.isProvisional })
        #expect(ticket.clocks.contains { $0.calendar == "2026:1,2027:1" })
    }

    @Test("rules that bring a published year recompute what was provisional, one event each")
    func broughtByRules() throws {
        let story = try Story(followedBy: [])
        try story.hotline.skip(to: "2026-12-28T09:00:00+08:00")
        let number = try story.file()
        #expect(try story.clock("answer", of: number)?["provisional"] == true)
        #expect(try story.hotline.office.putInForce(published()).count == 1)
        #expect(try story.clock("answer", of: number)?["provisional"] == false)
        #expect(try story.events(number).map { $0["action"]?.string } == ["file", "recompute"])
        #expect(try story.hotline.office.putInForce(published()).isEmpty)
    }

    // MARK: Tickets

    /// A ticket's deadlines, as they are stored; those that are provisional may move by an event.
    private struct Deadlines: Equatable {
        let clocks: [Clock]
        let governing: Int?

        var kinds: [ClockKind] { clocks.map(\.kind) }
    }

    private func deadlines(_ numbers: [String], _ story: Story) throws -> [Deadlines] {
        try numbers.map { number in
            let key = try #require(Int64(number))
            let ticket = try #require(
                try story.hotline.store.read { try TicketReading.ticket(key, $0) }
            )
            return Deadlines(
                clocks: ticket.clocks.filter { $0.kind != .urge && !$0.isProvisional },
                governing: ticket.governingClock
            )
        }
    }

    private func provisionalCount(_ number: String, _ story: Story) throws -> Int {
        let clocks = try story.ticket(number)["clocks"]?.array ?? []
        return clocks.count { $0["provisional"] == true && $0["ended"]?.isNull == true }
    }

    /// Tickets that between them have a clock of every kind.
    private func everyKind(_ story: Story) throws -> [String] {
        let due: JSON = ["externalDue": "2026-12-10T12:00:00+08:00"]
        let relief: JSON = ["matter": "temporary", "urgent": true]
        let first = try story.file(Story.help + relief + due, by: .deskSystem)
        let helper: JSON = ["unit": .string(Units.neighbour), "reason": "协助核实"]
        try story.act(.dispatcher, on: first, "addCoHandler", helper, leads: .dispatched)
        try story.act(.manager, on: first, "supervise", ["level": "city"], leads: .dispatched)
        let second = try story.file()
        try story.act(.township, on: second, "sign", leads: .handling)
        let more: JSON = ["days": 3, "reason": "入户调查"]
        try story.act(.township, on: second, "requestExtension", more, leads: .handling)
        let third = try story.file()
        try story.act(.township, on: third, "sign", leads: .handling)
        let application: JSON = ["programme": "dibao", "acceptedOn": "2026-11-23"]
        try story.act(.township, on: third, "startApplication", application, leads: .handling)
        let fourth = try story.file(Story.help + ["matter": "other"], leads: .desk)
        let fifth = try story.file()
        try story.act(.township, on: fifth, "sign", leads: .handling)
        let text: JSON = ["text": "已办理。", "outcome": "resolved"]
        try story.act(.township, on: fifth, "answer", text, leads: .answered)
        let sixth = try story.file()
        try story.act(.township, on: sixth, "sign", leads: .handling)
        let wait: JSON = ["reason": "materials", "until": "2026-12-20"]
        try story.act(.township, on: sixth, "suspend", wait, leads: .suspended)
        return [first, second, third, fourth, fifth, sixth]
    }

    private func newTicket(_ rules: RulesInForce) throws -> NewTicket {
        let filing = Filing(
            channel: .countyHotline,
            text: "想申请低保。",
            township: DivisionCode(Units.township),
            home: try #require(DivisionCode("140105")),
            desk: try #require(UnitID(Units.desk))
        )
        let day = try #require(Day("2026-12-28"))
        let assessment = rules.rulebook.triage.assess(filing, on: day)
        return NewTicket(
            intake: Intake(filing: filing, assessment: assessment),
            caller: Caller(),
            text: filing.text
        )
    }

    // MARK: Rules

    private func rules(_ clocks: ClockRules?, _ calendar: WorkCalendar?) throws -> RulesInForce {
        let shipped = try TestHotline.rules.get()
        let book = shipped.rulebook
        return RulesInForce(
            rulebook: Rulebook(
                triage: book.triage,
                units: book.units,
                clocks: clocks ?? book.clocks,
                calendar: calendar ?? book.calendar
            ),
            divisions: shipped.divisions,
            categories: shipped.categories,
            retention: shipped.retention,
            ratings: shipped.ratings,
            duties: shipped.duties,
            care: shipped.care,
            payments: shipped.payments,
            standards: shipped.standards,
            leftOut: []
        )
    }

    private func published() throws -> RulesInForce {
        let text = try Shipped.text("routing-rules/calendar/2027.yaml")
            .replacing("edition: 0", with: "edition: 1")
            .replacing("provisional: true", with: "provisional: false")
            .replacing("through: 2027-01-01", with: "through: 2027-01-03")
        let file = RuleText(name: "2027.yaml", text: text)
        let calendar = try TestHotline.rules.get().rulebook.calendar
        return try rules(nil, calendar.replacing(year: file))
    }

    /// The shipped rules with one rule's term changed, one rule taken out, one setting or one
    /// year other than it was, or the categories and routes of another file: one change each.
    private func changedRules() throws -> [RulesInForce] {
        let text = try Shipped.text("routing-rules/clocks.yaml")
        let entries = text.ranges(of: "\n  - id: ").map(\.lowerBound)
        let lists = try #require(text.range(of: "\nnotices:")).lowerBound
        var changed: [RulesInForce] = []
        for (index, begin) in entries.enumerated() where begin < lists {
            let end = index + 1 < entries.count ? entries[index + 1] : text.endIndex
            let entry = String(text[begin..<end])
            guard let term = entry.firstRange(of: #/term: [0-9.]+ \w+/#) else { continue }
            var other = entry
            other.replaceSubrange(
                try #require(other.firstRange(of: #/term: [0-9.]+ \w+/#)),
                with: String(entry[term]).contains("Days")
                    ? "term: 77 workingDays" : "term: 7 hours"
            )
            changed.append(try self.rules(clocks(text, with: other, at: begin..<end), nil))
        }
        for (old, new) in Self.settings {
            #expect(text.contains(old))
            let file = RuleText(name: "clocks.yaml", text: text.replacing(old, with: new))
            changed.append(try rules(ClockRules(file), nil))
        }
        return try changed + years() + files()
    }

    private func clocks(
        _ text: String,
        with entry: String,
        at range: Range<String.Index>
    ) throws -> ClockRules {
        var text = text
        text.replaceSubrange(range, with: entry)
        return try ClockRules(RuleText(name: "clocks.yaml", text: text))
    }

    private static let settings = [
        ("extensionTimesMax:\n    value: 3", "extensionTimesMax:\n    value: 1"),
        ("extensionDaysMax:\n    value: 3", "extensionDaysMax:\n    value: 9"),
        ("callBackAttemptsMax:\n    value: 3", "callBackAttemptsMax:\n    value: 8"),
        ("suspensionDaysMax:\n    value: 30", "suspensionDaysMax:\n    value: 5"),
        ("value: [answer]", "value: [answer, relief, statutory]"),
        ("reworksToRaise:\n    value: 2", "reworksToRaise:\n    value: 1"),
        ("unsignedUrgentMinutes:\n    value: 15", "unsignedUrgentMinutes:\n    value: 1"),
    ]

    /// A newer edition of each year, with a day off more.
    private func years() throws -> [RulesInForce] {
        let calendar = try TestHotline.rules.get().rulebook.calendar
        return try (2019...2026).map { year in
            let text = try Shipped.text("routing-rules/calendar/\(year).yaml")
                .replacing(#/edition: [0-9]/#, with: "edition: 9")
                .replacing("\nmakeUpDays:", with: Self.dayMore(year))
            let file = RuleText(name: "\(year).yaml", text: text)
            return try rules(nil, calendar.replacing(year: file))
        }
    }

    private static func dayMore(_ year: Int) -> String {
        "\n  - {name: 临时放假, from: \(year)-11-25, through: \(year)-11-30}\nmakeUpDays:"
    }

    /// The files that say what a demand is and where it goes.
    private func files() throws -> [RulesInForce] {
        let texts = try Shipped.ruleTexts()
        let others = texts.map { file in
            guard file.name == "categories.yaml" else { return file }
            let text = file.text.replacing("name: 最低生活保障", with: "name: 低保（新）")
            return RuleText(name: file.name, text: text)
        }
        return [try RulesInForce.read(others, divisions: [], calendars: [])]
    }
}
