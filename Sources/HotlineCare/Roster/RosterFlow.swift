package import Hotline

/// How cases on the roster go on (办理流程): the rules' steps, in order, none skipped.
package struct RosterFlow: Sendable {
    package let rules: RosterRules
    package let calendar: WorkCalendar

    package init(rules: RosterRules, calendar: WorkCalendar) {
        self.rules = rules
        self.calendar = calendar
    }

    /// Begins a case about what happened on a day.
    package func open(
        _ kind: CaseKind,
        of household: Int64,
        person: Int64? = nil,
        _ version: HouseholdVersion,
        happenedOn: Day,
        on day: Day
    ) -> RosterCase {
        var new = RosterCase(
            household: household,
            person: person,
            kind: kind,
            programme: version.programme,
            township: version.township,
            openedOn: day,
            happenedOn: happenedOn
        )
        if kind == .death {
            new.due = rules.limits.death.value.lastDay(after: happenedOn, calendar: calendar)
        }
        moveOn(&new, from: day)
        return new
    }

    /// What a person brings to a step.
    package struct Report: Sendable {
        package var text: String?
        package var effectiveFrom: Day?
        package var amount: Int?

        package init(text: String? = nil, effectiveFrom: Day? = nil, amount: Int? = nil) {
            self.text = text
            self.effectiveFrom = effectiveFrom
            self.amount = amount
        }
    }

    /// Does the next step of a case.
    ///
    /// - Throws: ``RosterRefusal`` if it is another's turn, too early, or says too little.
    package func advance(
        _ now: RosterCase,
        _ step: CaseStep,
        _ report: Report,
        on day: Day
    ) throws(RosterRefusal) -> RosterCase {
        guard now.isOpen, let next = now.step else { throw .closed }
        guard step == next else { throw .stepOutOfOrder(next: next) }
        if let until = earliest(now), day <= until { throw .tooEarly(until: until) }
        if step.needsText, (report.text ?? "").isEmpty { throw .textMissing(step) }
        var after = now
        if step == .decide || step == .adjust {
            after.effectiveFrom = report.effectiveFrom ?? Self.nextMonth(after: day)
            after.amount = report.amount
            if now.kind == .reduce, report.amount == nil { throw .noAmount }
        }
        after.done.append(RosterCase.StepDone(step: step, on: day))
        moveOn(&after, from: day)
        if after.step == nil { after.closedOn = day }
        return after
    }

    /// Gives a case up: the household stays as it was.
    package func withdraw(_ now: RosterCase, on day: Day) throws(RosterRefusal) -> RosterCase {
        guard now.isOpen else { throw .closed }
        var after = now
        after.step = nil
        after.stepDue = nil
        after.closedOn = day
        after.isWithdrawn = true
        return after
    }

    /// Until when the last step must last before anything follows, 公示 above all.
    private func earliest(_ now: RosterCase) -> Day? {
        guard let last = now.done.last,
            let rule = rules.steps(of: now.kind, now.programme).first(where: {
                $0.step == last.step
            }),
            let lasts = rule.lasts
        else { return nil }
        return lasts.value.lastDay(after: last.on, calendar: calendar)
    }

    private func moveOn(_ now: inout RosterCase, from day: Day) {
        let steps = rules.steps(of: now.kind, now.programme)
        guard now.done.count < steps.count else {
            now.step = nil
            now.stepDue = nil
            return
        }
        let next = steps[now.done.count]
        now.step = next.step
        let start = earliest(now) ?? day
        now.stepDue = next.term.value.lastDay(after: start, calendar: calendar)
        if let due = now.due, let stepDue = now.stepDue, stepDue > due { now.stepDue = due }
    }

    /// When the next review of what is looked at on a day is due.
    package func reviewDue(after day: Day, _ pace: ReviewPace) -> Day {
        let limit = pace == .yearly ? rules.limits.yearlyReview : rules.limits.halfYearlyReview
        return limit.value.lastDay(after: day, calendar: calendar) ?? day
    }

    /// The first of the next month, from when on what was decided holds where nobody says.
    package static func nextMonth(after day: Day) -> Day {
        let (year, month, _) = day.civil
        let first = month == 12 ? Day(year + 1, 1, 1) : Day(year, month + 1, 1)
        return first ?? day
    }

    /// Whether a change was told of too late.
    package func isLate(happenedOn: Day, toldOn: Day) -> Bool {
        guard
            let last = rules.limits.unreported.value.lastDay(after: happenedOn, calendar: calendar)
        else { return false }
        return toldOn > last
    }
}
