internal import Hotline
internal import HotlineStore
internal import HotlineTesting

/// Some years of a province's tickets, played to the ledger on a simulated clock.
///
/// Most are done in their time, some are sent back, extended, suspended or done again, and some
/// are missed; those filed last stop on their way and stay open.
struct Simulation: Sendable {
    struct Plan: Sendable {
        let tickets: Int
        let begin: Instant
        let end: Instant
        let openShare: Double
        /// Whether tickets are only filed, and nothing is done to them, not even by time.
        let isOnlyFiled: Bool

        /// How many are left open.
        var openCount: Int { Int(Double(tickets) * openShare) }

        /// The last days, in which those are filed that stay open: few enough for the law.
        static let openDays: Int64 = 4

        /// When a ticket is filed: those that stay open at the end, the others evenly before.
        func filing(_ index: Int) -> Instant {
            let doneCount = tickets - openCount
            let turn = max(begin.seconds, end.seconds - Self.openDays * 86_400)
            if index < doneCount {
                let span = Double(turn - begin.seconds)
                return begin + Int64(span * Double(index) / Double(max(1, doneCount)))
            }
            let span = Double(end.seconds - turn)
            let share = Double(index - doneCount) / Double(max(1, openCount))
            return Instant(seconds: turn + Int64(span * share))
        }
    }

    /// How many things are done in one transaction.
    static let batchSize = 2_000
    /// How much may be done to one ticket, so that every life ends.
    private static let stepsMax = 24

    private let plan: Plan
    private let flow: TicketFlow
    private var demands: Demands
    private var scenes = SceneQueue()
    private var lives: Lives
    private var sweptTo: Instant
    private(set) var filed = 0
    private var hasEnded = false

    init(_ plan: Plan, _ flow: TicketFlow, _ demands: Demands, seed: UInt64) {
        self.plan = plan
        self.flow = flow
        self.demands = demands
        lives = Lives(units: flow.rulebook.units, seed: seed)
        sweptTo = plan.begin
    }

    var isOver: Bool { hasEnded }

    /// Does the next things, in the order of time.
    mutating func advance(_ ledger: Ledger) throws {
        for _ in 0..<Self.batchSize {
            let filing = filed < plan.tickets ? plan.filing(filed) : nil
            let scene = scenes.first?.at
            guard let next = [filing, scene].compactMap(\.self).min(), next <= plan.end else {
                if !plan.isOnlyFiled { try sweep(ledger, to: plan.end) }
                hasEnded = true
                return
            }
            if next - sweptTo >= 3_600, !plan.isOnlyFiled { try sweep(ledger, to: next) }
            if let filing, filing == next {
                try file(ledger, at: filing)
            } else if let scene = scenes.removeFirst() {
                try play(scene, ledger)
            }
        }
    }

    private mutating func sweep(_ ledger: Ledger, to now: Instant) throws {
        var due = DueTickets.none
        repeat {
            due = try ledger.dueTickets(by: now, after: due.end, limit: 1_000)
            let failures = try ledger.sweep(due.numbers, ready: [], flow: flow, by: now)
            if let failure = failures.first { throw failure.error }
        } while due.mayBeMore
        sweptTo = now
    }

    private mutating func file(_ ledger: Ledger, at now: Instant) throws {
        let (new, actor) = demands.next(by: flow.rulebook, on: now.day)
        let ticket = try ledger.file(new, flow: flow, by: actor, at: now).view.ticket
        let staysOpen = filed >= plan.tickets - plan.openCount
        filed += 1
        if plan.isOnlyFiled { return }
        let steps = staysOpen ? lives.stepsOfOpen() : Self.stepsMax
        schedule(ticket, stepsLeft: steps, after: now)
    }

    private mutating func schedule(_ ticket: Ticket, stepsLeft: Int, after now: Instant) {
        guard stepsLeft > 0, ticket.state.isOpen else { return }
        let wait = lives.wait(in: ticket.state)
        scenes.insert(Scene(at: now + wait, number: ticket.number, stepsLeft: stepsLeft))
    }

    private mutating func play(_ scene: Scene, _ ledger: Ledger) throws {
        guard let ticket = try ledger.ticket(scene.number),
            let (order, actor) = lives.order(for: ticket, on: scene.at.day)
        else { return }
        do {
            let after = try ledger.perform(
                order,
                on: ticket.number,
                seenAt: nil,
                flow: flow,
                by: actor,
                at: scene.at
            )
            schedule(after, stepsLeft: scene.stepsLeft - 1, after: scene.at)
        } catch is Refusal {
            // The dice asked for what this ticket does not allow; they are thrown again.
            schedule(ticket, stepsLeft: scene.stepsLeft - 1, after: scene.at)
        }
    }
}

/// Something that will be done to a ticket.
struct Scene: Sendable {
    let at: Instant
    let number: TicketNumber
    let stepsLeft: Int
}

/// What will be done, the earliest first (a binary heap).
struct SceneQueue: Sendable {
    private var heap: [Scene] = []

    var first: Scene? { heap.first }

    mutating func insert(_ scene: Scene) {
        heap.append(scene)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard isBefore(child, parent) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeFirst() -> Scene? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
            guard let child = children.min(by: isBefore), isBefore(child, parent) else {
                return first
            }
            heap.swapAt(child, parent)
            parent = child
        }
    }

    private func isBefore(_ lhs: Int, _ rhs: Int) -> Bool {
        (heap[lhs].at, heap[lhs].number) < (heap[rhs].at, heap[rhs].number)
    }
}
