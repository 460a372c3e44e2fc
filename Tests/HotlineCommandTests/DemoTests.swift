import Foundation
import Hotline
import HotlineAPI
import HotlineDuties
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineCommand

@Suite struct DemoTests {
    /// When a story could go wrong: nights, weekends, the closing hour, long holidays.
    static let times = [
        "2026-11-22T03:10:00+08:00", "2026-11-20T17:29:59+08:00", "2026-11-20T17:30:00+08:00",
        "2026-10-04T12:00:00+08:00", "2027-02-16T20:00:00+08:00", "2027-01-04T08:00:00+08:00",
    ]

    @Test("whenever the demo is made, every story ends as it says", arguments: times)
    func endings(now: String) throws {
        let demo = try PlayedDemo(at: now)
        try demo.check()
        try demo.checkVisits()
    }

    @Test("the journal of the demo holds, and every deadline can be reckoned again")
    func journal() throws {
        let demo = try PlayedDemo.shared.get()
        try demo.check()
        #expect(try Audit.verify(demo.database).findings == [])
        let calendar = demo.rules.rulebook.calendar
        for ticket in demo.tickets {
            for clock in ticket.clocks {
                let name = "\(ticket.number) \(clock.kind) \(clock.id)"
                #expect(clock.recomputedDue(calendar: calendar) == clock.due, "\(name)")
                #expect(clock.steps(calendar: calendar).last?.day == clock.due.day, "\(name)")
            }
        }
    }

    @Test("the demo shows every state and every outcome")
    func states() throws {
        let tickets = try PlayedDemo.shared.get().tickets
        #expect(tickets.count >= 80)
        #expect(Set(tickets.map(\.state)) == Set(TicketState.allCases))
        #expect(Set(tickets.compactMap(\.outcome)) == Set(Outcome.allCases))
    }

    @Test("the demo shows every kind, aspect and channel, and most matters")
    func variety() throws {
        let tickets = try PlayedDemo.shared.get().tickets
        #expect(Set(tickets.map(\.kind)) == Set(Kind.allCases))
        #expect(Set(tickets.map(\.aspect)) == Set(Aspect.allCases))
        #expect(Set(tickets.map(\.origin.channel)) == Set(Channel.allCases))
        #expect(Set(tickets.map(\.matter)).count >= 18)
        #expect(Set(tickets.compactMap(\.place?.township)).count == 12)
    }

    @Test("the demo shows every clock, in every status and colour")
    func clocks() throws {
        let demo = try PlayedDemo.shared.get()
        let clocks = demo.tickets.flatMap(\.clocks)
        #expect(Set(clocks.map(\.kind)) == Set(ClockKind.allCases))
        #expect(Set(clocks.map(\.status)) == Set(ClockStatus.allCases))
        let open = clocks.filter(\.isOpen).map { $0.card(at: demo.now) }
        #expect(Set(open) == [.green, .yellow, .red])
    }

    @Test("the demo shows every action", arguments: TicketAction.allCases)
    func actions(action: TicketAction) throws {
        let fixtures = try Shipped.demo.get()
        let steps = fixtures.stories.flatMap(\.steps).map { $0.order["action"]?.string }
        #expect(steps.contains(action.rawValue))
    }

    @Test("what time, firewall and desk did to tickets is there to be seen")
    func marks() throws {
        let tickets = try PlayedDemo.shared.get().tickets
        #expect(tickets.contains { $0.isFirewalled && $0.desk.description == "1401-desk" })
        #expect(tickets.contains { $0.state == .desk && $0.proposal != nil })
        #expect(tickets.contains { $0.extensions.daysAsked != nil })
        #expect(tickets.contains { $0.extensions.granted == 2 })
        #expect(tickets.contains { $0.coHandlers.contains { !$0.hasReported } })
        #expect(tickets.contains { $0.callBacks.contains { $0.result == .unreached } })
        #expect(tickets.contains { $0.callBacks.count == 3 })
        #expect(tickets.contains { $0.isRaised && $0.state.isOpen })
        #expect(tickets.contains { $0.isExcluded })
        #expect(tickets.contains { $0.origin.isAnonymous })
        #expect(tickets.contains { $0.origin.isConfidential })
        #expect(Set(tickets.compactMap(\.supervision)) == Set(SupervisionLevel.allCases))
    }

    @Test("rosters and calls are kept")
    func rosters() throws {
        let demo = try PlayedDemo.shared.get()
        let desk = try #require(UnitID("140105-desk"))
        let duty = try demo.store.duty(of: desk, from: demo.now)
        #expect(duty.phone == "13800000100")
        #expect(duty.shifts.contains { $0.starts <= demo.now && demo.now < $0.ends })
        #expect(try demo.store.call("demo-0004")?.state == .missed)
    }
}

/// The demo as it is at an instant, in a folder that goes with it.
final class PlayedDemo: Sendable {
    /// One that tests look at and leave as it is.
    static let shared = Result { try PlayedDemo(at: "2026-11-24T11:36:00+08:00") }

    let now: Instant
    let fixtures: DemoFixtures
    let rules: RulesInForce
    let store: Store
    let tickets: [Ticket]
    private let directory = TemporaryDirectory()
    private let numbers: [String: TicketNumber]

    init(at now: String) throws {
        self.now = try #require(Instant(now))
        fixtures = try Shipped.demo.get()
        rules = try Shipped.rules.get()
        store = try Store(directory: directory.url)
        let player = DemoPlayer(fixtures, in: store, by: rules, now: self.now)
        try player.play()
        numbers = player.numbers
        tickets = try store.tickets(
            TicketFilter(),
            limit: 1000,
            after: nil,
            for: try Shipped.whoSeesAll()
        )
        .items.map(\.ticket)
    }

    var database: URL { directory.url.appending(path: Store.fileName) }

    func ticket(of story: String) -> Ticket? {
        tickets.first { $0.number == numbers[story] }
    }

    /// Checks that every story ended as it says.
    func check() throws {
        for story in fixtures.stories {
            let ticket = try #require(self.ticket(of: story.name), "\(story.name)")
            let end = Story.End(state: ticket.state, outcome: ticket.outcome)
            #expect(end == story.end, "\(story.name), \(ticket.number)")
        }
    }
}

extension PlayedDemo {
    /// Checks that home visits of some months are there, in every state that a finding has.
    func checkVisits() throws {
        let viewer = try Shipped.whoSeesAll()
        let findings = try store.findings(FindingFilter(), limit: 200, after: nil, for: viewer)
            .items.map(\.finding)
        #expect(Set(findings.map(\.state)).isSuperset(of: [.agreed, .corrected, .rejected]))
        #expect(Set(findings.compactMap(\.disposal)) == Set(FindingDisposal.allCases))
        var filter = DutyFilter()
        filter.kind = .visits
        let duties = try store.duties(filter, limit: 200, after: nil, for: viewer).items
        #expect(Set(duties.map(\.period)).count >= 2)
        #expect(duties.contains { $0.missedAt != nil } && duties.contains { $0.missedAt == nil })
    }
}

extension Shipped {
    /// The rules, read once: that takes longer than all else.
    static let rules = Result { () throws -> RulesInForce in
        let villages = try demo.get().villages
        return try RuleFolder(root.appending(path: "routing-rules").path)
            .load(divisions: [villages].compactMap(\.self))
    }

    static let demo = Result {
        try DemoFixtures.load(beside: root.appending(path: "routing-rules"))
    }

    /// A manager of the province, to whom no unit is related.
    static func whoSeesAll() throws -> Actor {
        Actor(
            account: "test",
            role: .manager,
            unit: try #require(UnitID("14-desk")),
            scope: try #require(DivisionCode("14")),
            chain: [],
            isAtDesk: true
        )
    }
}

/// A folder that is gone when the test is over.
final class TemporaryDirectory: Sendable {
    let url = FileManager.default.temporaryDirectory
        .appending(path: "hotline-demo-\(UUID().uuidString)")

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}
