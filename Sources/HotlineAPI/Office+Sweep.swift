internal import Dispatch
internal import Foundation
package import Hotline
package import HotlineStore
internal import Logging
internal import Synchronization

extension Office {
    /// How many tickets one transaction of the writer sweeps at most.
    private static let sweepBatchMax = 1_000
    /// How many tickets are read by the same queries.
    private static let reckonedTogether = 100

    /// Records all that time has done by `now` (到时处理): yellow, missed, signed, resumed; and
    /// tells the next where nobody has acknowledged a notice.
    ///
    /// - Returns: How many tickets were touched.
    @discardableResult
    package func sweep(at now: Instant) throws -> Int {
        try makeDuties(at: now)
        try sweepDuties(at: now)
        // Most seconds nothing is due, which two look-ups tell.
        guard try store.isAnythingDue(by: now) else {
            lastSweep.store(now.seconds, ordering: .relaxed)
            return 0
        }
        let total = try sweepTickets(at: now)
        while try raiseNotices(at: now), !isStopping {}
        return total
    }

    /// While the writer writes some, the next are reckoned.
    private func sweepTickets(at now: Instant) throws -> Int {
        var total = 0
        var due = DueTickets.none
        let underWay = BatchesUnderWay()
        // What the writer is done with ends here: on its thread, it would wait for this one.
        var former: [[ReadySweep]] = []
        repeat {
            due = try store.dueTickets(by: now, after: due.end, limit: Self.sweepBatchMax)
            if due.numbers.isEmpty { break }
            let (rules, numbers) = (rulesInForce, due.numbers)
            let ready = try ready(numbers, rules, at: now, sparing: underWay.isEnough ? 1 : 0)
            underWay.begin()
            former.append(ready)
            if former.count > BatchesUnderWay.countMax + 1 { former.removeFirst() }
            store.writer.submit { [self] ledger in
                // Other rules may have been put in force since.
                let isCurrent = rulesInForce === rules
                return try ledger.sweep(
                    numbers,
                    ready: isCurrent ? ready : [],
                    flow: rulesInForce.flow,
                    by: now
                )
            } done: { [self] result in
                underWay.end(result.map(tell))
            }
            total += due.numbers.count
        } while due.mayBeMore && !isStopping && !underWay.hasFailed
        try underWay.wait()
        if !due.mayBeMore { lastSweep.store(now.seconds, ordering: .relaxed) }
        return total
    }

    /// What time has done to tickets: as it was reckoned ahead, or reckoned now.
    private func ready(
        _ numbers: [Int64],
        _ rules: RulesInForce,
        at now: Instant,
        sparing spared: Int
    ) throws -> [ReadySweep] {
        let known = ahead.withLock { $0.take(numbers, rules, at: now) }
        if known.count == numbers.count { return known }
        let there = Set(known.map(\.number))
        let rest = numbers.filter { !there.contains($0) }
        return known + (try reckon(rest, flow: rules.flow, at: now, sparing: spared))
    }

    /// Reckons some of what time is going to do soon, so that the second in which much falls due
    /// has only to write it.
    package func reckonAhead(
        at now: Instant,
        within seconds: Int64 = SweepAhead.secondsAhead
    ) throws {
        let rules = rulesInForce
        for _ in 0..<SweepAhead.batchesMax {
            guard let start = ahead.withLock({ $0.start(rules, at: now) }) else { return }
            let due = try store.dueTickets(
                by: now + seconds,
                after: start,
                limit: Self.sweepBatchMax
            )
            if due.numbers.isEmpty { return }
            let ready = try reckon(due.numbers, flow: rules.flow, at: nil, sparing: 1)
            ahead.withLock { $0.add(ready, upTo: due.end, rules) }
        }
    }

    private func tell(_ failures: [(number: Int64, error: any Error)]) {
        for failure in failures {
            log.error(
                "a ticket cannot be swept",
                metadata: ["ticket": "\(failure.number)", "error": "\(failure.error)"]
            )
        }
    }

    /// Reckons what time has done to tickets, on all processors but those that are spared; without
    /// `now`, what it does to each first.
    private func reckon(
        _ numbers: [Int64],
        flow: TicketFlow,
        at now: Instant?,
        sparing spared: Int
    ) throws -> [ReadySweep] {
        let threads = max(1, ProcessInfo.processInfo.activeProcessorCount - spared)
        return try numbers.inParts(of: Self.reckonedTogether, threads: threads) { part in
            try store.readySweeps(of: part, flow: flow, by: now)
        }
    }

    /// Raises some notices, and says whether there may be more.
    private func raiseNotices(at now: Instant) throws -> Bool {
        let count = try store.writer.write { [self] ledger in
            try ledger.raiseNotices(
                by: now,
                rulebook: rulesInForce.rulebook,
                limit: Self.sweepBatchMax
            )
        }
        return count > 0
    }
}

extension Office {
    /// Forgets what is kept only for a time: answers that nobody will ask for again.
    package func forgetOld(at now: Instant) throws {
        try store.writer.write { ledger in
            try ledger.forgetAnswers(at: now)
            try ledger.forgetSessions(
                unusedSince: now + -SessionTime.idleMax,
                openedBefore: now + -SessionTime.lengthMax
            )
        }
    }

    /// Writes down when tokens and sessions were last used, if it is time to.
    package func noteUses(at now: Instant, isLast: Bool = false) throws {
        try doors.passes.noteUses(at: now, isLast: isLast)
    }

    /// Puts rules in force and computes anew what was provisional and is so no longer by them,
    /// in one commit.
    ///
    /// Only says what would move if `isDryRun`.
    @discardableResult
    package func putInForce(
        _ rules: RulesInForce,
        isDryRun: Bool = false,
        keeping calendar: (file: RuleText, year: CalendarYear)? = nil
    ) throws -> [MovedDeadline] {
        let now = clock()
        let former = rulesInForce
        let moved = try store.writer.write { [self] ledger in
            if isDryRun {
                return try ledger.recompute(flow: rules.flow, at: now, isDryRun: true)
            }
            if let (file, year) = calendar {
                try ledger.keep(calendar: file.text, year: year.year, edition: year.edition)
            }
            let moved = try ledger.recompute(flow: rules.flow, at: now, isDryRun: false)
            // On the writer's thread: what was filed before this is recomputed above, and what
            // is filed after it goes by the new rules.
            replaceRules(by: rules)
            return moved
        } undo: { [self] in
            if !isDryRun { replaceRules(by: former) }
        }
        // What the rules abolish is handed on.
        if !isDryRun { try succeedUnits() }
        return moved
    }

    /// Hands the tickets and duties of abolished units on to those that took over from them (承接).
    ///
    /// - Returns: How many tickets were handed on.
    @discardableResult
    package func succeedUnits() throws -> Int {
        let flow = rulesInForce.flow
        let now = clock()
        let count = try store.writer.write { try $0.succeedUnits(flow: flow, at: now) }
        try succeedDuties(to: flow.rulebook.units, at: now)
        return count
    }
}

/// What the writer was given and has not written yet: so much that it never waits, and no more.
private final class BatchesUnderWay: Sendable {
    static let countMax = 3
    private let places = DispatchSemaphore(value: countMax)
    private let count = Atomic(0)
    private let failure = Mutex<(any Error)?>(nil)

    /// Waits for a place.
    func begin() {
        places.wait()
        count.wrappingAdd(1, ordering: .relaxed)
    }

    func end(_ result: Result<Void, any Error>) {
        if case .failure(let error) = result { failure.withLock { $0 = error } }
        count.wrappingSubtract(1, ordering: .relaxed)
        places.signal()
    }

    /// Whether the writer has enough to do until the next is there.
    var isEnough: Bool { count.load(ordering: .relaxed) >= Self.countMax - 1 }

    var hasFailed: Bool { failure.withLock { $0 != nil } }

    /// Waits for all of them.
    ///
    /// - Throws: What kept one from being written.
    func wait() throws {
        for _ in 0..<Self.countMax { places.wait() }
        for _ in 0..<Self.countMax { places.signal() }
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
