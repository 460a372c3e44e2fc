internal import GRDB
package import Hotline
package import HotlineCare
internal import HotlineDuties

/// What is owed for households on the roster (定期核查、渐退期满、办理步骤), and how it becomes duties.
///
/// Such a duty is never handed in: it is settled by what is done on the roster.
package struct RosterDuties: Sendable {
    package let flow: RosterFlow
    let units: UnitDirectory
    let yellowWorkingDays: ClockSettingChoice<Int>

    package init(
        flow: RosterFlow,
        units: UnitDirectory,
        yellowWorkingDays: ClockSettingChoice<Int>
    ) {
        self.flow = flow
        self.units = units
        self.yellowWorkingDays = yellowWorkingDays
    }

    /// Something that is owed for a household.
    struct Owed {
        let task: DutyTask
        let dueDay: Day
        let basis: String
        let grade: Grade
    }

    /// The last day whose reviews and ends of 渐退 stand in the queue.
    package func lastDay(on today: Day) -> Day {
        flow.rules.limits.notice.value.lastDay(after: today, calendar: flow.calendar) ?? today
    }

    /// What is owed for a household as its last version has it.
    func owed(
        for household: Int64,
        _ version: HouseholdVersion,
        _ cases: [RosterCase],
        on today: Day
    ) -> [Owed] {
        let limits = flow.rules.limits
        let (last, township) = (lastDay(on: today), version.township)
        var owed: [Owed?] = []
        if version.standing != .off, version.reviewDue <= last {
            let limit =
                version.reviewPace == .yearly ? limits.yearlyReview : limits.halfYearlyReview
            let task = task("roster-review", .review, "定期核查", township, household)
            owed.append(task.map { Owed($0, version.reviewDue, limit) })
        }
        if version.standing == .gradual, let until = version.gradualUntil, until <= last {
            let task = task("roster-gradual", .gradual, "渐退期满处理", township, household)
            owed.append(task.map { Owed($0, until, limits.gradual) })
        }
        owed += cases.map { self.owed(for: $0, township) }
        return owed.compactMap(\.self)
    }

    private func owed(for one: RosterCase, _ township: DivisionCode) -> Owed? {
        guard let step = one.step, let due = one.stepDue else { return nil }
        let steps = flow.rules.steps(of: one.kind, one.programme)
        let rule = steps.first { $0.step == step }
        guard let term = one.due == due ? flow.rules.limits.death : rule?.term else { return nil }
        let task = task(
            "roster-\(one.kind.rawValue)-\(step.rawValue)",
            .step,
            "\(one.kind.name)：\(step.name)",
            township,
            one.household,
            case: one.id,
            isOfCounty: step.isOfCounty
        )
        return task.map { Owed($0, due, term) }
    }

    /// What the township owes the county, or the county's civil affairs the city's; nil where
    /// there is nobody to whom it could be owed.
    private func task(
        _ rule: String,
        _ kind: DutyKind,
        _ name: String,
        _ township: DivisionCode,
        _ household: Int64,
        case id: Int64? = nil,
        isOfCounty: Bool = false
    ) -> DutyTask? {
        let county = DutyParty(.civilAffairs, at: .county).unit(over: township, in: units)
        let city = DutyParty(.civilAffairs, at: .city).unit(over: township, in: units)
        let own = isOfCounty ? county : UnitID(township.description)
        guard let owner = own.map({ units.inForce($0) ?? $0 }),
            let to = isOfCounty ? city : county
        else { return nil }
        return DutyTask(
            rule: rule,
            kind: kind,
            name: name,
            unit: owner,
            to: to,
            household: household,
            caseID: id
        )
    }

    /// When something is owed, as its duty has it.
    ///
    /// What a person's act brings in that was due before is due when it would be if it had been
    /// told of today: nobody is late by what they could not know.
    func times(_ owed: Owed, on today: Day, isTold: Bool) -> DutyTimes {
        let wasDue = isTold && owed.dueDay < today
        let dueDay = wasDue ? lastDay(on: today) : owed.dueDay
        return DutyTimes(
            period: DutyPeriod(.month, containing: dueDay),
            dueDay: dueDay,
            opensAt: Instant(min(today, dueDay)),
            basis: owed.basis + (wasDue ? "；登记时已过\(owed.dueDay)，自登记之日另给期限" : ""),
            grade: wasDue ? .unverified : owed.grade,
            yellowWorkingDays: yellowWorkingDays.value(
                in: owed.task.unit.division,
                on: dueDay
            )
        )
    }
}

extension RosterDuties.Owed {
    fileprivate init(_ task: DutyTask, _ dueDay: Day, _ limit: ClockSetting<Term>) {
        self.init(task: task, dueDay: dueDay, basis: limit.basis, grade: limit.grade)
    }
}

extension Ledger {
    /// Has the duties of a household say what is owed for it now: what is done, or owed no more,
    /// is settled, and what is new is made.
    ///
    /// The actor changed the household; nil for what time did.
    package func keepDuties(
        of household: Int64,
        _ duties: RosterDuties,
        by actor: Actor?,
        at now: Instant
    ) throws {
        let reading = RosterReading(database: database, keys: keys)
        let version = try reading.lastVersion(of: household)
        let cases = try reading.openCases(of: household)
        let owed = version.map { duties.owed(for: household, $0, cases, on: now.day) } ?? []
        let open = try openDuties(of: household)
        for duty in open where !owed.contains(where: { $0.task.asks(for: duty) }) {
            let isAnothers = owed.contains { $0.task.isSame(as: duty) }
            try settle(duty, isAnothers: isAnothers, by: actor, at: now)
        }
        for one in owed where !open.contains(where: one.task.asks(for:)) {
            let times = duties.times(one, on: now.day, isTold: actor != nil)
            let duty = Duty(
                id: try nextDutyID(),
                one.task,
                times,
                hours: duties.units.hours(of: one.task.unit),
                calendar: duties.flow.calendar
            )
            try record(duty, "make", by: actor, at: now)
        }
    }

    private func openDuties(of household: Int64) throws -> [Duty] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT \(DutyRow.selection) FROM duty d
                    WHERE d.household = ? AND d.state IN ('owed', 'sentBack') ORDER BY d.id
                    """
            ),
            arguments: [household]
        )
        .map(DutyRow.duty)
    }
}

extension Store {
    /// The households whose review, or whose end of 渐退, is near by now and no duty yet.
    ///
    /// - Returns: Some after one of them, by their numbers.
    package func householdsToCallUp(
        _ duties: RosterDuties,
        after last: Int64,
        by now: Instant,
        limit: Int
    ) throws -> [Int64] {
        let day = duties.lastDay(on: now.day).number
        return try read { db in
            let request: SQLRequest<Int64> = """
                SELECT household FROM (
                    SELECT h.household FROM rosterHousehold h
                    WHERE h.standing <> 'off' AND h.reviewDue <= \(day)
                        AND \(Self.isLast) AND \(Self.hasNo("roster-review"))
                    UNION
                    SELECT h.household FROM rosterHousehold h
                    WHERE h.gradualUntil <= \(day)
                        AND \(Self.isLast) AND \(Self.hasNo("roster-gradual")))
                WHERE household > \(last) ORDER BY household LIMIT \(limit)
                """
            return try request.fetchAll(db)
        }
    }

    /// Rows of `rosterHousehold` called `h` that hold in the end.
    private static let isLast: SQL = """
        h.version = (SELECT n.version FROM rosterHousehold n WHERE n.household = h.household
            ORDER BY n.validFrom DESC, n.version DESC LIMIT 1)
        """

    private static func hasNo(_ rule: String) -> SQL {
        """
        NOT EXISTS (SELECT 1 FROM duty d WHERE d.household = h.household AND d.rule = \(rule)
            AND d.state IN ('owed', 'sentBack'))
        """
    }
}

extension DutyTask {
    /// Whether a duty is for this.
    fileprivate func asks(for duty: Duty) -> Bool {
        isSame(as: duty) && duty.unit == unit
    }

    /// Whether it is for this but for the unit, as where a household moves away.
    fileprivate func isSame(as duty: Duty) -> Bool {
        duty.rule == rule && duty.household == household && duty.caseID == caseID
    }
}
