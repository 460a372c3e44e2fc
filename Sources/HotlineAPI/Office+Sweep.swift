package import Hotline
package import HotlineStore
internal import Logging
internal import Synchronization

extension Office {
    /// How many tickets one transaction of the writer sweeps at most.
    private static let sweepBatchMax = 1000

    /// Records all that time has done by `now` (到时处理): yellow, missed, signed, resumed.
    ///
    /// - Returns: How many tickets were touched.
    @discardableResult
    package func sweep(at now: Instant) throws -> Int {
        let flow = rulesInForce.flow
        var total = 0
        var start: Ledger.Swept.End?
        while true {
            let swept = try store.writer.write { [start] ledger in
                try ledger.sweepDue(flow: flow, by: now, after: start, limit: Self.sweepBatchMax)
            }
            for failure in swept.failures {
                log.error(
                    "a ticket cannot be swept",
                    metadata: ["ticket": "\(failure.number)", "error": "\(failure.error)"]
                )
            }
            total += swept.count
            guard let end = swept.end, !isStopping else {
                lastSweep.store(now.seconds, ordering: .relaxed)
                return total
            }
            start = end
        }
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

    /// Puts a year's calendar in force and computes what was provisional anew, in one commit.
    ///
    /// Only says what would move if `isDryRun`. The `rules` have the calendar in them.
    package func recompute(
        by rules: RulesInForce,
        isDryRun: Bool,
        keeping file: RuleText,
        of year: CalendarYear
    ) throws -> [MovedDeadline] {
        let now = clock()
        let moved = try store.writer.write { ledger in
            if !isDryRun {
                try ledger.keep(calendar: file.text, year: year.year, edition: year.edition)
            }
            return try ledger.recompute(flow: rules.flow, at: now, isDryRun: isDryRun)
        }
        if !isDryRun { try adopt(rules) }
        return moved
    }

    /// Puts rules in force, and has what they abolish handed on.
    package func adopt(_ rules: RulesInForce) throws {
        replaceRules(by: rules)
        try succeedUnits()
    }

    /// Hands the tickets of abolished units on to those that took over from them (承接).
    ///
    /// - Returns: How many tickets were handed on.
    @discardableResult
    package func succeedUnits() throws -> Int {
        let flow = rulesInForce.flow
        let now = clock()
        return try store.writer.write { try $0.succeedUnits(flow: flow, at: now) }
    }
}
