import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineStore
internal import HotlineTesting
internal import Logging

/// Measures the sweep: many open clocks, of which many fall due within one second.
struct Sweep: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Times a sweep in which many clocks are missed at once, and idle ones."
    )

    @Option(help: "The data directory to make; it must be empty or not be there.")
    var data: String

    @Option(help: "How many clocks are open; a ticket has two.")
    var clocks = 1_000_000

    @Option(help: "How many of them fall due within the same second.")
    var due = 10_000

    @Option(help: "How many sweeps with nothing to do are timed.")
    var idle = 1_000

    @Flag(
        help: "Only files the tickets, so that copies of the directory can be swept with --filled."
    )
    var onlyFill = false

    @Flag(help: "Sweeps a directory that was made with --only-fill.")
    var filled = false

    @Flag(help: "Reckons nothing ahead, as after a time in which the server was down.")
    var cold = false

    func validate() throws {
        guard (2...100_000_000).contains(clocks), (1...clocks / 3).contains(due) else {
            throw ValidationError("--clocks is from 2, --due at most a third of it")
        }
        guard (1...1_000_000).contains(idle) else {
            throw ValidationError("--idle is from 1 to 1000000")
        }
    }

    /// A Monday; whatever is not to fall due then does so on later days.
    private static let filed = "2026-11-23T09:00:00+08:00"
    private static let yellow = "2026-11-23T09:45:00+08:00"
    private static let quiet = "2026-11-23T09:50:00+08:00"
    private static let missed = "2026-11-23T10:00:00+08:00"

    func run() throws {
        let store = try Store(directory: URL(filePath: data))
        guard filled == (store.changes.sequence > 0) else {
            throw ValidationError("\(data) has \(filled ? "no tickets" : "tickets already")")
        }
        let rules = try RulesInForce.read(Shipped.ruleTexts(), divisions: [], calendars: [])
        let log = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let begin = try instant(Self.filed)
        let office = Office(store: store, rules: rules, log: log) { begin }
        if !filled { try fill(office, at: begin) }
        // Else what is timed would wait for the disk to take what was filed.
        sync()
        if onlyFill { return try store.close() }
        try report("turning yellow", office, at: Self.yellow)
        try reportIdle(office)
        try report("missing", office, at: Self.missed)
        try store.close()
    }

    private func instant(_ text: String) throws -> Instant {
        guard let instant = Instant(text) else { throw ValidationError("'\(text)'") }
        return instant
    }

    /// Files the tickets: those that will be missed with a due time that came with them.
    private func fill(_ office: Office, at begin: Instant) throws {
        let rules = office.rulesInForce
        var demands = try Demands(rules, letters: nil, seed: 1)
        var made: [(NewTicket, Actor)] = []
        while made.count < Self.demandCount {
            let (new, actor) = demands.next(by: rules.rulebook, on: begin.day)
            // Sent to a unit at once, so that it has the clocks of the return and the answer.
            guard new.intake.assessment.route.unit != nil,
                !new.intake.assessment.classification.urgent.value
            else { continue }
            made.append((new, actor))
        }
        let dueAt = try instant(Self.missed)
        let started = ContinuousClock.now
        var clocks = 0
        var late = 0
        while clocks < self.clocks {
            let batch = (0..<Self.batchSize).map { index in
                let isLate = late < due
                if isLate { late += 1 }
                clocks += isLate ? 3 : 2
                let (new, actor) = made[index % made.count]
                return (isLate ? new.due(at: dueAt) : new, actor)
            }
            try office.store.writer.write { ledger in
                for (new, actor) in batch {
                    _ = try ledger.file(new, flow: rules.flow, by: actor, at: begin)
                }
            }
        }
        let seconds = (ContinuousClock.now - started).seconds
        print("\(clocks) open clocks, \(late) of them late, filed in \(seconds) s")
    }

    private static let demandCount = 200
    private static let batchSize = 1_000

    private func report(_ what: String, _ office: Office, at time: String) throws {
        if !cold { try reckonAhead(office, until: instant(time)) }
        let before = office.store.changes.sequence
        let (started, processor) = (ContinuousClock.now, clock())
        let count = try office.sweep(at: instant(time))
        let seconds = (ContinuousClock.now - started).seconds
        let busy = Duration.microseconds(clock() - processor).seconds
        let events = office.store.changes.sequence - before
        print(
            "\(what): \(count) tickets, \(events) events recorded in \(seconds) s, "
                + "with \(busy) s of processors"
        )
    }

    /// Does each second what the server does when it has swept.
    private func reckonAhead(_ office: Office, until end: Instant) throws {
        let (started, processor) = (ContinuousClock.now, clock())
        var longest = Duration.zero
        for seconds in 1...60 {
            let began = ContinuousClock.now
            try office.reckonAhead(at: end + -Int64(61 - seconds))
            longest = max(longest, ContinuousClock.now - began)
        }
        print(
            "reckoned ahead in the minute before: \((ContinuousClock.now - started).seconds) s, "
                + "with \(Duration.microseconds(clock() - processor).seconds) s of processors, "
                + "the longest at a time \(longest.seconds) s"
        )
    }

    private func reportIdle(_ office: Office) throws {
        let now = try instant(Self.quiet)
        let started = ContinuousClock.now
        for _ in 0..<idle { try office.sweep(at: now) }
        let each = (ContinuousClock.now - started) / idle
        print("idle sweep: \(each.microseconds) µs")
    }
}

extension NewTicket {
    /// The same, with a due time that it brought with it.
    fileprivate func due(at instant: Instant) -> NewTicket {
        var intake = intake
        intake.externalDue = instant
        return NewTicket(
            intake: intake,
            caller: caller,
            address: address,
            text: text,
            title: title
        )
    }
}

extension Duration {
    fileprivate var microseconds: Int {
        Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
    }

    /// In seconds, to the millisecond.
    fileprivate var seconds: String {
        let milliseconds = microseconds / 1_000
        let rest = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
}
