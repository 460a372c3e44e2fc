/// One day of the way to a deadline, as it is explained (时限说明).
package struct ClockStep: Hashable, Sendable {
    package let day: Day
    /// How many days of the term it used up: 0 or 1.
    package let counts: Int
    /// In plain Chinese, `工作日`, `国庆节`, `暂停计时`.
    package let why: String
    /// What says so: the notice that arranges the year, the rule, the civil code.
    package let basis: String

    package init(day: Day, counts: Int, why: String, basis: String) {
        self.day = day
        self.counts = counts
        self.why = why
        self.basis = basis
    }

    /// What the steps of all deadlines go by.
    enum Basis {
        static let firstDay = "民法典第二百零一条"
        static let rollingOver = "民法典第二百零三条"
        static let pause = "挂起期间依时限规则停止计时（suspensionStops）"
        static let extended = "热线坐席批准的延期"
        static let external = "来件单位随件确定的期限"
    }
}

extension Clock {
    /// Why it is due when it is, day by day; the last step leads to `due`.
    package func steps(calendar: WorkCalendar) -> [ClockStep] {
        let calendar = calendar.pinned(to: self.calendar)
        guard let term else {
            return [
                step(started, "\(started.time) 收到，期限随来件确定", ClockStep.Basis.external),
                step(due, "\(due.time) 期满", ClockStep.Basis.external),
            ]
        }
        var steps: [ClockStep]
        if term.isOfDays {
            var course = DayCourse(self, term, calendar)
            _ = course.walk(noting: true)
            let why = "\(started.time) 起算，期限\(term.chinese)，当日不计"
            steps = [step(started, why, "\(ClockStep.Basis.firstDay)；\(basis)")]
            steps += course.steps
        } else {
            steps = hourSteps(term, calendar)
        }
        guard let last = steps.last, last.day == due.day, steps.count > 1 else {
            return steps + [step(due, "\(due.time) 期满", basis)]
        }
        steps[steps.count - 1] = ClockStep(
            day: last.day,
            counts: last.counts,
            why: "\(last.why)，\(due.time) 期满",
            basis: last.basis
        )
        return steps
    }

    private func step(_ instant: Instant, _ why: String, _ basis: String) -> ClockStep {
        ClockStep(day: instant.day, counts: 0, why: why, basis: basis)
    }

    private func hourSteps(_ term: Term, _ calendar: WorkCalendar) -> [ClockStep] {
        var due = term.due(from: started, rollsOver: rollsOver, hours, calendar)
        let isOffice = term.unit == .workingHours
        let how = isOffice ? "只计办公时间" : "昼夜连续计时"
        var steps = [step(started, "\(started.time) 起算，期限\(term.chinese)，\(how)", basis)]
        if isOffice { steps += officeSteps(through: due.day, calendar) }
        for change in changes {
            let before = due
            due = self.due(due, after: change, term, calendar)
            switch change {
            case .paused(let from, let to):
                let why = "\(from.day) \(from.time) 至 \(to.day) \(to.time) 暂停计时"
                steps.append(step(to, why, ClockStep.Basis.pause))
                if isOffice { steps += officeSteps(after: before.day, through: due.day, calendar) }
            case .extended(let granted):
                let why = "\(granted.at.day) 准予延期\(granted.days)个工作日，自原期满日起计"
                steps.append(step(before, why, ClockStep.Basis.extended))
                steps += extensionSteps(after: before.day, through: due.day, calendar)
            }
        }
        return steps.enumerated()
            .sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }.map(\.element)
    }

    private func officeSteps(
        after: Day? = nil,
        through last: Day,
        _ calendar: WorkCalendar
    ) -> [ClockStep] {
        let first = after?.advanced(by: 1) ?? started.day
        guard first <= last else { return [] }
        return (first.number...last.number).map { number in
            let day = Day(number: number)
            let from = max(started, Instant(day))
            let to = min(due, Instant(day.advanced(by: 1)))
            let seconds = calendar.workingSeconds(from: from, to: to, hours: hours)
            let (isWorking, why) = calendar.dayNote(day)
            let length = "\(seconds / 3600)小时\(seconds / 60 % 60)分钟"
            let said = isWorking ? "\(why)，办公时间\(length)" : why
            return ClockStep(day: day, counts: 0, why: said, basis: calendar.basis(of: day))
        }
    }

    private func extensionSteps(
        after: Day,
        through last: Day,
        _ calendar: WorkCalendar
    ) -> [ClockStep] {
        guard after < last else { return [] }
        return (after.number + 1...last.number).map { number in
            let day = Day(number: number)
            let (isWorking, why) = calendar.dayNote(day)
            return ClockStep(
                day: day,
                counts: isWorking ? 1 : 0,
                why: isWorking ? "延期，\(why)" : why,
                basis: isWorking ? ClockStep.Basis.extended : calendar.basis(of: day)
            )
        }
    }
}

extension Instant {
    /// `09:40`, and the seconds if there are any.
    fileprivate var time: String {
        let second = secondOfDay
        let time = "\((second / 3600).twoDigits):\((second / 60 % 60).twoDigits)"
        return second % 60 == 0 ? time : "\(time):\((second % 60).twoDigits)"
    }
}
