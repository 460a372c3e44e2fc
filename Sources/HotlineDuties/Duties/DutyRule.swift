package import Hotline

/// What a duty is about (任务类别), which decides what handing it in takes.
package enum DutyKind: String, CaseIterable, Sendable {
    /// 家访月报: a village's visits of a month
    case visits
    /// 家访核实上报: what a township makes of them
    case visitReport
    /// 资金发放
    case payment
    /// 统计表上报
    case tables
    /// 比对名单移送: a partner department's list to match the roster against
    case matching
    /// 定期核查: a household on the roster is looked at again
    case review
    /// 渐退期满
    case gradual
    /// 办理步骤: the next step of a case on the roster
    case step
    /// 其他
    case other
}

/// Units of one kind at one level, who owe something or whom it is owed to.
package struct DutyParty: Hashable, Sendable {
    package let kind: UnitKind
    package let level: Level

    package init(_ kind: UnitKind, at level: Level) {
        self.kind = kind
        self.level = level
    }

    /// Whether the unit is one of these.
    package func includes(_ unit: Unit) -> Bool {
        unit.kind == kind && unit.id.division.level == level
    }

    /// The one of these whose division a place lies in.
    package func unit(over place: DivisionCode, in units: UnitDirectory) -> UnitID? {
        var next: DivisionCode? = place
        while let here = next {
            if here.level == level { return units.unit(kind, in: here) }
            next = here.parent
        }
        return nil
    }
}

/// By which day of its period something is owed.
package struct DutyDue: Hashable, Sendable {
    /// Which month, counted from the first one of the period; one beyond its last is later.
    package let month: Int
    /// The day of the month; 31 is the last one of every month.
    package let day: Int

    package init(month: Int = 1, day: Int) {
        self.month = month
        self.day = day
    }

    /// The latest month there may be: the year after that of the period.
    package static let monthMax = 24

    package func day(of period: DutyPeriod) -> Day {
        period.day(day, inMonth: month)
    }
}

/// Who owes what to whom, how often and by when (定期任务规则).
package struct DutyRule: Hashable, Sendable {
    package let id: String
    /// As people read it, 家访月报.
    package let name: String
    package let kind: DutyKind
    package let owes: DutyParty
    package let to: DutyParty
    package let every: DutyFrequency
    package let due: ClockSettingChoice<DutyDue>
    /// How many days before it is due it stands in the queue.
    package let aheadDays: ClockSettingChoice<Int>
    /// With how many working days left it turns yellow.
    package let yellowWorkingDays: ClockSettingChoice<Int>
    /// Where it is owed; nil for everywhere.
    package let division: DivisionCode?
    /// The first day on which it may be due, and the last.
    package let from: Day
    package let until: Day?
    /// On what it rests that this is owed at all; by when has a basis of its own.
    package let basis: String
    package let grade: Grade
    package let note: String?
    /// The list that is owed (`matching.yaml`), where it is one.
    package let source: String?

    package init(
        id: String,
        name: String,
        kind: DutyKind,
        owes: DutyParty,
        to: DutyParty,
        every: DutyFrequency,
        due: ClockSettingChoice<DutyDue>,
        aheadDays: ClockSettingChoice<Int>,
        yellowWorkingDays: ClockSettingChoice<Int>,
        division: DivisionCode? = nil,
        from: Day,
        until: Day? = nil,
        basis: String,
        grade: Grade,
        note: String? = nil,
        source: String? = nil
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.owes = owes
        self.to = to
        self.every = every
        self.due = due
        self.aheadDays = aheadDays
        self.yellowWorkingDays = yellowWorkingDays
        self.division = division
        self.from = from
        self.until = until
        self.basis = basis
        self.grade = grade
        self.note = note
        self.source = source
    }
}

// MARK: - When

extension DutyRule {
    /// Whether it binds such a unit at all.
    package func binds(_ unit: Unit) -> Bool {
        unit.successor == nil && owes.includes(unit)
            && (division.map { $0.contains(unit.id.division) } ?? true)
    }

    /// When the duty of a period is due for a division, and from when it stands in the queue;
    /// nil if the rule is not in force then.
    package func times(of period: DutyPeriod, in place: DivisionCode) -> DutyTimes? {
        // What holds is asked for the first day of the period: it does not change within it.
        let due = due.setting(in: place, on: period.firstDay)
        let day = due.value.day(of: period)
        guard from <= day, until.map({ day <= $0 }) ?? true else { return nil }
        let ahead = aheadDays.value(in: place, on: day)
        return DutyTimes(
            period: period,
            dueDay: day,
            opensAt: Instant(day.advanced(by: -ahead)),
            basis: due.basis,
            grade: due.grade,
            yellowWorkingDays: yellowWorkingDays.value(in: place, on: day)
        )
    }

    /// How long after it opened a duty is still made, if nobody was there to make it, in days.
    package static let backlogDaysMax = 400
    /// How far ahead a duty is made at most, in days.
    package static let aheadDaysMax = 366

    /// The periods whose duties have opened by now in a division, the oldest first.
    package func opened(in place: DivisionCode, by now: Instant) -> [DutyTimes] {
        let first = now.day.advanced(by: -Self.backlogDaysMax)
        let earliest = max(first, from).advanced(by: -31 * DutyDue.monthMax)
        let latest = now.day.advanced(by: Self.aheadDaysMax)
        var period = DutyPeriod(every, containing: earliest)
        var found: [DutyTimes] = []
        while period.firstDay <= latest {
            let times = times(of: period, in: place)
            period = period.next
            guard let times, times.opensAt <= now, times.opensAt.day >= first else { continue }
            found.append(times)
        }
        return found
    }
}

/// When a duty of a period is owed, and on what that rests.
package struct DutyTimes: Hashable, Sendable {
    package let period: DutyPeriod
    package let dueDay: Day
    package let opensAt: Instant
    package let basis: String
    package let grade: Grade
    package let yellowWorkingDays: Int

    package init(
        period: DutyPeriod,
        dueDay: Day,
        opensAt: Instant,
        basis: String,
        grade: Grade,
        yellowWorkingDays: Int
    ) {
        self.period = period
        self.dueDay = dueDay
        self.opensAt = opensAt
        self.basis = basis
        self.grade = grade
        self.yellowWorkingDays = yellowWorkingDays
    }

    /// The closing time of the day: it is a ceiling, and no weekend moves it.
    package func due(_ hours: OfficeHours) -> Instant {
        Instant(dueDay, secondOfDay: hours.closing)
    }

    /// Whether a unit that is bound since an instant must have the duty of this period, if the
    /// last one that it has opened at another.
    ///
    /// So every duty is made once however long the server was down, and nobody is late by what
    /// was due before.
    package func isToBeMade(
        boundSince since: Instant,
        after last: Instant?,
        hours: OfficeHours,
        by now: Instant
    ) -> Bool {
        let due = due(hours)
        return due > since && (due > now || last.map { opensAt > $0 } ?? true)
    }
}
