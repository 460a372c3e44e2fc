@testable import HotlineAPI
@testable import HotlineStore
import GRDB
import Hotline
import HotlineTesting
import Testing

/// A hotline to which random things happen, and what must hold after each (随机游走).
final class Walk {
    let hotline: TestHotline
    let flow: TicketFlow
    let actors: [(person: Person, actor: Actor)]
    var orders: RandomOrders
    private(set) var tickets: [TicketNumber: Ticket] = [:]
    private var head: Int64 = 0
    private var followers: [Person: Follower] = [:]
    private(set) var doneCount = 0
    private(set) var refusedCount = 0

    init(seed: UInt64) throws {
        hotline = try TestHotline(at: SimulatedTime("2026-09-23T09:00:00+08:00"))
        flow = hotline.office.rulesInForce.flow
        actors = try Person.allCases.map { [hotline] in
            ($0, hotline.office.actor(of: try $0.account))
        }
        orders = RandomOrders(seed: seed)
        orders.file = try hotline.store.attachments.keep([1, 2, 3])
    }

    var now: Instant { hotline.time.now }
    private var numbers: [TicketNumber] { tickets.keys.sorted() }

    // MARK: Steps

    func step() throws {
        if tickets.count < 3 || (tickets.count < 12 && orders.chance(8)) {
            try file()
        } else if orders.chance(10) {
            if orders.chance(50) { try hotline.office.reckonAhead(at: now, within: 30 * 86_400) }
            hotline.time.skip(to: now + orders.span())
            if orders.chance(60) { try hotline.office.sweep(at: now) }
        } else {
            try act()
        }
        try checkChanged()
    }

    private func file() throws {
        let (_, actor) = orders.pick(actors.filter { $0.actor.files })
        let rulebook = flow.rulebook
        let filing = orders.filing(
            for: actor,
            desk: rulebook.units.desk(of: actor.unit.division)
        )
        var intake = Intake(
            filing: filing,
            assessment: rulebook.triage.assess(filing, on: now.day)
        )
        if orders.chance(10) { intake.onTheSpot = "当场答复" }
        if orders.chance(20) { intake.externalDue = now + orders.span() }
        let new = NewTicket(intake: intake, caller: Caller(), text: filing.text)
        _ = try hotline.store.writer.write { [flow, now] ledger in
            try ledger.file(new, flow: flow, by: actor, at: now).view.ticket
        }
    }

    private func act() throws {
        let number = orders.pick(numbers)
        let ticket = try #require(tickets[number])
        let (actor, action) = choice(for: ticket)
        let order = orders.order(action, others: numbers, on: now.day)
        let seen = orders.chance(90) ? nil : orders.pick([ticket.revision, ticket.revision - 1])
        do {
            _ = try hotline.store.writer.write { [flow, now] ledger in
                try ledger.perform(order, on: number, seenAt: seen, flow: flow, by: actor, at: now)
            }
            doneCount += 1
            #expect(actor.may(action, to: ticket) && actor.sees(ticket), "\(action) on \(ticket)")
        } catch is Hotline.Refusal {
            refusedCount += 1
            #expect(hotline.head == head, "\(action) was refused, and something is journaled")
        }
    }

    /// Mostly something that somebody may do now, sometimes anything by anybody.
    private func choice(for ticket: Ticket) -> (Actor, TicketAction) {
        let anybody = orders.pick(actors).actor
        guard orders.chance(80) else { return (anybody, orders.pick(TicketAction.allCases)) }
        let action = orders.action(for: ticket)
        let able = actors.map(\.actor).filter { $0.sees(ticket) && $0.may(action, to: ticket) }
        return (able.isEmpty ? anybody : orders.pick(able), action)
    }

    // MARK: Checks

    /// Checks the tickets that a step has changed.
    private func checkChanged() throws {
        let changed = try hotline.store.read { [head] db in
            try Row.fetchAll(
                db,
                sql: "SELECT ticket, count(*) FROM event WHERE sequence > ? GROUP BY ticket",
                arguments: [head]
            )
            .map { (number: $0[0] as Int64, count: $0[1] as Int) }
        }
        for (number, count) in changed {
            let after = try #require(
                try hotline.store.read { try TicketReading.ticket(number, $0) }
            )
            let before = tickets[after.number]
            check(after, before: before, isOneStep: count == 1)
            try checkQueue(of: after)
            tickets[after.number] = after
        }
        head = hotline.head
    }

    private func check(_ after: Ticket, before: Ticket?, isOneStep: Bool) {
        for violation in after.violations(of: flow.rulebook) {
            Issue.record("\(violation): \(after.number) \(after)")
        }
        guard let before else { return }
        let hasMoved = after.revision != before.revision
        if after.look != before.look {
            #expect(hasMoved, "the tag of \(after.number) stood still")
        } else if isOneStep {
            #expect(!hasMoved, "the tag of \(after.number) moved for nothing")
        }
    }

    private func checkQueue(of ticket: Ticket) throws {
        let rows = try hotline.store.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT unit, due FROM queue WHERE ticket = ? ORDER BY unit",
                arguments: [ticket.number.integer]
            )
            .map { "\($0[0] as String) \($0[1] as Int64)" }
        }
        #expect(rows == ticket.expectedQueue, "\(ticket)")
    }

    /// Whether everybody sees, by list and by feed, what they should and nothing else.
    func checkSights() throws {
        for (person, actor) in actors {
            let expected = Set(tickets.values.filter(actor.sees).map(\.number.integer))
            let listed = try hotline.store.read { db in
                let condition = Visibility(actor).ticketCondition
                let request: SQLRequest<Int64> = "SELECT number FROM ticket t WHERE \(condition)"
                return Set(try request.fetchAll(db))
            }
            #expect(listed == expected, "the list of \(person)")
            try followers[person, default: Follower()].follow(hotline.store, as: actor)
            #expect(followers[person]?.live == expected, "the feed of \(person)")
        }
    }

    /// Whether everything that was due was recorded, once and at its true instant.
    func checkEnd() throws {
        try hotline.office.sweep(at: now)
        try checkChanged()
        try checkSights()
        try checkFigures()
        try checkTenures()
        let late = try hotline.store.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT c.ticket, c.id, c.due, c.missedAt, group_concat(e.at) AS noted
                    FROM clock c LEFT JOIN event e ON e.ticket = c.ticket AND e.action = 'miss'
                        AND json_extract(e.payload, '$.details.id') = CAST(c.id AS TEXT)
                    GROUP BY c.ticket, c.id
                    HAVING coalesce(noted, '') <> coalesce(CAST(c.missedAt AS TEXT), '')
                        OR (c.ended IS NULL AND c.status = 'running' AND c.due <= ?)
                    """,
                arguments: [now.seconds]
            )
        }
        #expect(late.isEmpty)
        let report = try Audit.verify(hotline.file)
        #expect(report.findings == [])
        #expect(report.eventCount == Int(head))
    }
}
