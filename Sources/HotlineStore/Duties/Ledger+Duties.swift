internal import GRDB
package import Hotline
package import HotlineDuties

/// Whom a rule of duties binds, and by what it is reckoned: all that making duties takes.
package struct DutyMaking: Sendable {
    let rule: DutyRule
    let bound: [(unit: Unit, to: UnitID)]
    let units: UnitDirectory
    let calendar: WorkCalendar

    package init(
        _ rule: DutyRule,
        of rules: DutyRules,
        units: UnitDirectory,
        places: DutyPlaces,
        calendar: WorkCalendar
    ) {
        self.rule = rule
        self.units = units
        self.calendar = calendar
        bound = rules.bound(by: rule, in: units, places: places)
    }
}

extension Ledger {
    /// Makes the duties of a rule that must be there by now (下达任务), each once.
    ///
    /// - Returns: How many were made; as many as the limit if there may be more.
    package func makeDuties(_ making: DutyMaking, by now: Instant, limit: Int) throws -> Int {
        try bind(making, at: now)
        let known = try KnownDuties(making.rule, by: now, database)
        var opened: [DivisionCode: [DutyTimes]] = [:]
        var id = try nextDutyID()
        var count = 0
        for (unit, to) in making.bound {
            let place = unit.id.division.county ?? unit.id.division
            let times = opened[place] ?? making.rule.opened(in: place, by: now)
            opened[place] = times
            let hours = making.units.hours(of: unit.id)
            for times in times where !known.contains(unit.id, times.period) {
                let isToBeMade = times.isToBeMade(
                    boundSince: known.boundSince[unit.id.description] ?? now,
                    after: known.lastOpened[unit.id.description],
                    hours: hours,
                    by: now
                )
                guard isToBeMade else { continue }
                guard count < limit else { return count }
                count += 1
                let duty = Duty(
                    id: id,
                    making.rule,
                    unit: unit.id,
                    to: to,
                    times,
                    hours: hours,
                    calendar: making.calendar
                )
                try record(duty, "make", at: now)
                id += 1
            }
        }
        return count
    }

    func nextDutyID() throws -> Int64 {
        let statement = try database.cachedStatement(sql: "SELECT max(id) FROM duty")
        return (try Int64.fetchOne(statement) ?? 0) + 1
    }

    /// What is owed by a rule in a division, and stands in the queue by now.
    func openDuties(of rule: String, in division: DivisionCode, by now: Instant) throws -> [Duty] {
        let code = division.description
        return try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT \(DutyRow.selection) FROM duty d
                    WHERE d.rule = ? AND d.unit BETWEEN ? AND ? AND d.opensAt <= ?
                        AND d.state IN ('owed', 'sentBack')
                    ORDER BY d.id
                    """
            ),
            arguments: [rule, code, code + "\u{10FFFF}", now.seconds]
        )
        .map(DutyRow.duty)
    }

    /// Records that what a duty asked for is done, or is asked for no more (办结), or of another
    /// unit.
    func settle(
        _ duty: Duty,
        isAnothers: Bool = false,
        by actor: Actor?,
        at now: Instant
    ) throws {
        var duty = try sweep(duty, by: now)
        if isAnothers { duty.end(at: now) } else { duty.settle(at: now) }
        try record(duty, isAnothers ? "end" : "settle", by: actor, at: now)
    }

    /// Notes since when a rule binds those that it did not bind before.
    private func bind(_ making: DutyMaking, at now: Instant) throws {
        let rule = making.rule.id
        let bound = try Set(
            String.fetchAll(
                database,
                sql: "SELECT unit FROM dutyBound WHERE rule = ?",
                arguments: [rule]
            )
        )
        var new = making.bound.map(\.unit.id.description).filter { !bound.contains($0) }[...]
        while !new.isEmpty {
            let writes = new.prefix(RegisterEntry.rowsMax).map { unit in
                RegisterWrite.put(
                    DutyBoundRow.table,
                    [rule.databaseValue, unit.databaseValue, now.column]
                )
            }
            new = new.dropFirst(writes.count)
            try record(
                RegisterEntry(
                    register: .duty,
                    subject: rule,
                    action: "bind",
                    by: nil,
                    at: now,
                    writes: writes
                )
            )
        }
    }

    /// Records the duties that were missed by now, each at its true instant.
    ///
    /// - Returns: How many there were; as many as the limit if there may be more.
    package func sweepDuties(by now: Instant, limit: Int) throws -> Int {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT \(DutyRow.selection) FROM duty d WHERE d.attentionAt <= ?
                    ORDER BY d.attentionAt, d.id LIMIT ?
                    """
            ),
            arguments: [now.seconds, limit]
        )
        for row in rows { _ = try sweep(DutyRow.duty(row), by: now) }
        return rows.count
    }

    /// Does something to a duty; what time did to it by now is recorded first.
    ///
    /// `revision` is what the ETag showed that whoever asks has seen; nil if none is needed.
    package func perform(
        _ action: DutyAction,
        text: String? = nil,
        on id: Int64,
        seenAt revision: Int?,
        by actor: Actor,
        at now: Instant
    ) throws -> Duty {
        var duty = try visibleDuty(id, by: actor, at: now)
        guard duty.mayBeDone(action, by: actor) else { throw DutyRefusal.notPermitted }
        if action != .note, let revision, revision != duty.revision { throw Refusal.stale }
        if action == .handIn, duty.state.isOpen { try requireContent(of: duty) }
        try duty.perform(action, at: now)
        try record(duty, action.rawValue, text: text, by: actor, at: now)
        return duty
    }

    /// The duty as it is now, if it is there for the account.
    package func visibleDuty(_ id: Int64, by actor: Actor, at now: Instant) throws -> Duty {
        guard let stored = try DutyRow.find(id, database), actor.sees(stored) else {
            throw Refusal.notThere
        }
        return try sweep(stored, by: now)
    }

    /// What a unit owes of a kind for a period, as it is now; nil if it owes nothing.
    package func duty(
        of unit: UnitID,
        kind: DutyKind,
        period: DutyPeriod,
        at now: Instant
    ) throws -> Duty? {
        try DutyRow.find(kind, unit: unit, period: period, database)
            .map { try sweep($0, by: now) }
    }

    /// What a unit owes by a rule for a period, as it is now; nil if it owes nothing.
    package func duty(
        of unit: UnitID,
        rule: String,
        period: DutyPeriod,
        at now: Instant
    ) throws -> Duty? {
        try DutyRow.find(rule: rule, unit: unit, period: period, database)
            .map { try sweep($0, by: now) }
    }

    func sweep(_ duty: Duty, by now: Instant) throws -> Duty {
        guard let attentionAt = duty.attentionAt, attentionAt <= now else { return duty }
        var duty = duty
        duty.miss()
        try record(duty, "miss", at: attentionAt)
        return duty
    }

    func record(
        _ duty: Duty,
        _ action: String,
        text: String? = nil,
        writes more: [RegisterWrite] = [],
        by actor: Actor? = nil,
        at instant: Instant
    ) throws {
        var writes = [RegisterWrite.put(DutyRow.table, DutyRow.values(of: duty))] + more
        if let text {
            let sequence = try JournalHead.read(database, of: .registers).sequence + 1
            let body = try registerKey(.duty(duty.id)).seal(text, in: DutyTextRow.place(sequence))
            let values = [sequence.databaseValue, duty.id.databaseValue, body.databaseValue]
            writes.append(.put(DutyTextRow.table, values))
        }
        touched.duty = try record(
            RegisterEntry(
                register: .duty,
                subject: String(duty.id),
                action: action,
                by: actor,
                at: instant,
                writes: writes
            )
        )
        touched.dutyUnits.insert(duty.unit.description)
    }
}

/// Why something cannot be done to a duty.
package enum DutyRefusal: Error, Hashable, Sendable {
    /// The account's role or unit does not allow it.
    case notPermitted
}

/// The duties of a rule that are there already, as far as making more of them goes.
private struct KnownDuties {
    /// Since when each unit is bound.
    var boundSince: [String: Instant] = [:]
    /// When the last of each unit opened.
    var lastOpened: [String: Instant] = [:]
    /// Those that are not due yet, by unit and period.
    private var current: Set<[String]> = []

    init(_ rule: DutyRule, by now: Instant, _ db: Database) throws {
        let bound = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT unit, since FROM dutyBound WHERE rule = ?"),
            arguments: [rule.id]
        )
        while let row = try bound.next() { boundSince[row[0]] = Instant(seconds: row[1]) }
        let lasts = try Row.fetchCursor(
            db.cachedStatement(
                sql: "SELECT unit, max(opensAt) FROM duty WHERE rule = ? GROUP BY unit"
            ),
            arguments: [rule.id]
        )
        while let row = try lasts.next() {
            lastOpened[row[0]] = Instant(seconds: row[1])
        }
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT unit, period FROM duty WHERE rule = ? AND due > ?"),
            arguments: [rule.id, now.seconds]
        )
        while let row = try rows.next() { current.insert([row[0], row[1]]) }
    }

    func contains(_ unit: UnitID, _ period: DutyPeriod) -> Bool {
        current.contains([unit.description, period.description])
    }
}
