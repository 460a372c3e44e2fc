package import Hotline
package import HotlineStore
internal import Logging
internal import Synchronization

extension Office {
    /// How many tickets one transaction of the writer sweeps at most.
    private static let sweepBatchMax = 1000

    /// Records all that time has done by `now` (到时处理): yellow, missed, signed, resumed; and
    /// tells the next where nobody has acknowledged a notice.
    ///
    /// - Returns: How many tickets were touched.
    @discardableResult
    package func sweep(at now: Instant) throws -> Int {
        try makeDuties(at: now)
        try sweepDuties(at: now)
        // Most seconds nothing is due, which two look-ups tell.
        guard try store.isAnythingDue(by: now) else { return 0 }
        let total = try sweepTickets(at: now)
        while try raiseNotices(at: now), !isStopping {}
        return total
    }

    private func sweepTickets(at now: Instant) throws -> Int {
        var total = 0
        var start: Ledger.Swept.End?
        while true {
            let swept = try store.writer.write { [start, self] ledger in
                try ledger.sweepDue(
                    flow: rulesInForce.flow,
                    by: now,
                    after: start,
                    limit: Self.sweepBatchMax
                )
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
