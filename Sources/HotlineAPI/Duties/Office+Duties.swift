internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import Synchronization

/// What the duties that are there were made for: nothing is to be made while it stands.
struct DutiesMade: Hashable {
    let day: Day
    let rules: Int
    let accounts: Int64
}

extension Office {
    /// How many duties one transaction of the writer makes, or records as missed, at most.
    private static let dutyBatchMax = 1000

    /// Makes the duties that must be there by now.
    ///
    /// They open at midnight, so that once a day is enough, and when rules or accounts change.
    func makeDuties(at now: Instant) throws {
        let (rules, version) = rulesAndVersion
        let made = DutiesMade(day: now.day, rules: version, accounts: store.accountsVersion)
        guard dutiesMade.withLock({ $0 != made }) else { return }
        let places = DutyPlaces(accountsOf: try store.unitsWithAccounts())
        for rule in rules.duties.rules {
            let making = DutyMaking(
                rule,
                of: rules.duties,
                units: rules.rulebook.units,
                places: places,
                calendar: rules.rulebook.calendar
            )
            var count = Self.dutyBatchMax
            while count == Self.dutyBatchMax {
                guard !isStopping else { return }
                count = try store.writer.write {
                    try $0.makeDuties(making, by: now, limit: Self.dutyBatchMax)
                }
            }
        }
        try callHouseholdsUp(rules.rosterDuties, at: now)
        guard !isStopping else { return }
        dutiesMade.withLock { $0 = made }
    }

    /// Hands the duties of abolished units on.
    func succeedDuties(to units: UnitDirectory, at now: Instant) throws {
        var count = Self.dutyBatchMax
        while count == Self.dutyBatchMax, !isStopping {
            count = try store.writer.write {
                try $0.succeedDuties(units: units, at: now, limit: Self.dutyBatchMax)
            }
        }
    }

    /// Makes the duties of households that have come near (到期下达).
    private func callHouseholdsUp(_ duties: RosterDuties, at now: Instant) throws {
        var last: Int64? = 0
        while let after = last, !isStopping {
            // Looked for without the writer: it takes a while where there are many.
            let households = try store.householdsToCallUp(
                duties,
                after: after,
                by: now,
                limit: Self.dutyBatchMax
            )
            if !households.isEmpty {
                try store.writer.write { ledger in
                    for household in households {
                        try ledger.keepDuties(of: household, duties, by: nil, at: now)
                    }
                }
            }
            last = households.count == Self.dutyBatchMax ? households.last : nil
        }
    }

    /// Records the duties that were missed by now.
    func sweepDuties(at now: Instant) throws {
        guard try store.isDutyDue(by: now) else { return }
        var count = Self.dutyBatchMax
        while count == Self.dutyBatchMax, !isStopping {
            count = try store.writer.write {
                try $0.sweepDuties(by: now, limit: Self.dutyBatchMax)
            }
        }
    }
}
