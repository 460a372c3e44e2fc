extension Clock {
    /// The deadline, from the clock's own facts and the calendar that it noted.
    ///
    /// It is `due`: whoever doubts a deadline can have it reckoned again.
    package func recomputedDue(calendar: WorkCalendar) -> Instant {
        reckonedDue(calendar.pinned(to: self.calendar))
    }

    /// The deadline by that calendar; pauses that still stand change nothing yet.
    func reckonedDue(_ calendar: WorkCalendar) -> Instant {
        guard let term else { return due }
        if pauses.isEmpty, extensions.isEmpty {
            return term.due(from: started, rollsOver: rollsOver, hours, calendar)
        }
        if term.isOfDays {
            var course = DayCourse(self, term, calendar)
            return Instant(course.walk(), secondOfDay: hours.closing)
        }
        return changes.reduce(term.due(from: started, rollsOver: rollsOver, hours, calendar)) {
            due,
            change in
            self.due(due, after: change, term, calendar)
        }
    }

    /// Whether other holidays would give another deadline.
    var hangsOnCalendar: Bool {
        guard let term else { return false }
        if !extensions.isEmpty { return true }
        return switch term.unit {
        case .workingDays, .workingHours: true
        case .calendarDays, .months: rollsOver
        case .minutes, .hours, .dailyHours: false
        }
    }
}

// MARK: - Hours

/// What moved a deadline.
enum ClockChange {
    case paused(from: Instant, to: Instant)
    case extended(Extension)

    /// When it took effect.
    var at: Instant {
        switch self {
        case .paused(_, let to): to
        case .extended(let granted): granted.at
        }
    }
}

extension Clock {
    /// What moved it, in the order in which it did.
    var changes: [ClockChange] {
        let paused = pauses.compactMap { pause in
            pause.to.map { ClockChange.paused(from: pause.from, to: $0) }
        }
        return (paused + extensions.map(ClockChange.extended)).sorted { $0.at < $1.at }
    }

    /// A deadline of hours, moved by a pause to the second, or by an extension to a closing time.
    func due(
        _ due: Instant,
        after change: ClockChange,
        _ term: Term,
        _ calendar: WorkCalendar
    ) -> Instant {
        switch change {
        case .extended(let granted):
            let number = calendar.workingNumber(due.day) + granted.days
            return Instant(calendar.workingDay(number: number), secondOfDay: hours.closing)
        case .paused(let from, let to):
            guard from < due else { return due }
            guard term.unit == .workingHours else { return due + (to - from) }
            let paused = calendar.workingSeconds(from: from, to: to, hours: hours)
            return calendar.instant(
                workingSecond: calendar.workingSecond(due, hours) + paused,
                hours
            )
        }
    }
}

// MARK: - Yellow

extension Clock {
    /// When it turns yellow: with one working day left, or, if it is shorter than two working
    /// days, with a quarter left (山东省级政务服务投诉热线管理办法 2017).
    func reckonedYellow(_ calendar: WorkCalendar) -> Instant {
        var days = calendar.workingDays(after: started.day, through: due.day)
        for pause in pauses {
            guard let to = pause.to else { continue }
            days -= calendar.workingDays(after: pause.from.day, through: to.day)
        }
        guard days < 2 else {
            let last = calendar.workingNumber(due.day)
            return Instant(calendar.workingDay(number: last - 1), secondOfDay: due.secondOfDay)
        }
        guard isOfWorkingTime else {
            let left = length { from, to in to - from } / 4
            return due + -left
        }
        let left = length { calendar.workingSeconds(from: $0, to: $1, hours: hours) } / 4
        return calendar.instant(workingSecond: calendar.workingSecond(due, hours) - left, hours)
    }

    private var isOfWorkingTime: Bool {
        switch term?.unit {
        case .workingDays, .workingHours: true
        case .minutes, .hours, .dailyHours, .calendarDays, .months, nil: false
        }
    }

    /// How long it runs, pauses left out.
    private func length(_ measure: (Instant, Instant) -> Int64) -> Int64 {
        pauses.reduce(measure(started, due)) { length, pause in
            length - (pause.to.map { measure(pause.from, $0) } ?? 0)
        }
    }
}

// MARK: - Terms

extension Term {
    /// When it is over, if nothing comes between: the first day does not count (民法典 201), and a
    /// last day that is none of work may give way to the next (民法典 203).
    func due(
        from start: Instant,
        rollsOver: Bool,
        _ hours: OfficeHours,
        _ calendar: WorkCalendar
    ) -> Instant {
        if let seconds = seconds(hours) {
            guard unit == .workingHours else { return start + seconds }
            let second = calendar.workingSecond(start, hours) + seconds
            return calendar.instant(workingSecond: second, hours)
        }
        if unit == .workingDays {
            let number = calendar.workingNumber(start.day) + count
            return Instant(calendar.workingDay(number: number), secondOfDay: hours.closing)
        }
        let last = start.day.advanced(by: calendarDays(after: start.day))
        let day = rollsOver ? calendar.nextWorkingDay(from: last) : last
        return Instant(day, secondOfDay: hours.closing)
    }

    /// How many days follow the first one; a month ends on the day of its number, or on its last
    /// day if it has no such (民法典 202).
    func calendarDays(after start: Day) -> Int {
        guard unit == .months else { return count }
        let (year, month, day) = start.civil
        let months = year * 12 + month - 1 + count
        let length = Day.length(ofMonth: months % 12 + 1, year: months / 12)
        guard let last = Day(months / 12, months % 12 + 1, min(day, length)) else { return 0 }
        return last.number - start.number
    }
}
