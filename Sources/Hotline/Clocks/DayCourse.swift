/// Goes through the days of a deadline one by one, as a person with a calendar would.
///
/// Days after the one of a pause, up to and with that of its end, do not count: a pause of so
/// many working days moves the deadline by as many. If nothing but the day of the pause itself
/// was left, that day begins anew: the deadline is the day on which it resumes, or the next one
/// if its closing time is over by then.
struct DayCourse {
    private let clock: Clock
    private let unit: Term.Unit
    private let calendar: WorkCalendar
    private let paused: [(from: Instant, to: Instant)]

    private var day: Day
    /// Days of the term, and of extensions, that are still to come.
    private var left: Int
    private var extensionLeft: Int
    /// Nothing is left, but the day is none of work.
    private var isWaiting = false
    /// Days that a pause takes away end here.
    private var idleThrough: Day
    /// The day that begins anew is yet to come.
    private var isOnLastDay = false
    private(set) var steps: [ClockStep] = []

    init(_ clock: Clock, _ term: Term, _ calendar: WorkCalendar) {
        self.clock = clock
        self.calendar = calendar
        unit = term.unit
        day = clock.started.day
        idleThrough = day
        left = unit == .workingDays ? term.count : term.calendarDays(after: day)
        extensionLeft = clock.extendedDays
        paused = clock.pauses.compactMap { pause in pause.to.map { (pause.from, $0) } }
    }
}

// MARK: - Walking

extension DayCourse {
    /// Goes to the last day, and takes it down as steps if somebody wants to read them.
    mutating func walk(noting: Bool = false) -> Day {
        idlePauses()
        while true {
            day = day.advanced(by: 1)
            let (isWorking, why) = noting ? calendar.dayNote(day) : (calendar.isWorking(day), "")
            if day <= idleThrough {
                if noting { note(0, "暂停计时", ClockStep.Basis.pause) }
                idlePauses()
                continue
            }
            let before = (left, extensionLeft, isWaiting)
            let counts = count(isWorking)
            if startsAnew() {
                (left, extensionLeft, isWaiting) = before
                idlePauses()
                if noting { note(0, "最后一日暂停，恢复后重计", ClockStep.Basis.pause) }
                continue
            }
            if counts > 0 { isOnLastDay = false }
            idlePauses()
            if noting {
                let (why, basis) = explain(isWorking, why, counts)
                note(counts, why, basis)
            }
            if left == 0, extensionLeft == 0, !isWaiting { return day }
        }
    }

    /// Uses up the day; 1 if it counts.
    private mutating func count(_ isWorking: Bool) -> Int {
        if left > 0 {
            guard isWorking || unit != .workingDays else { return 0 }
            left -= 1
            isWaiting = left == 0 && clock.rollsOver && !isWorking
            return 1
        }
        if isWaiting {
            isWaiting = !isWorking
            return 0
        }
        guard isWorking, extensionLeft > 0 else { return 0 }
        extensionLeft -= 1
        return 1
    }

    /// Whether a pause of this day, with nothing left after it, takes the day away.
    private mutating func startsAnew() -> Bool {
        guard left == 0 else { return false }
        let last = paused.filter { pause in
            let grantedLater = clock.extensions.filter { $0.at > pause.from }
            return pause.from.day == day
                && extensionLeft <= grantedLater.reduce(0) { $0 + $1.days }
        }
        guard let resumed = last.map(\.to).max() else { return false }
        let through = lastIdleDay(before: resumed)
        guard through >= day else { return false }
        idleThrough = through
        isOnLastDay = true
        return true
    }

    /// The day of the pause's end can be a last day, if that is before its closing time.
    private func lastIdleDay(before resumed: Instant) -> Day {
        resumed.day.advanced(by: resumed.secondOfDay < clock.hours.closing ? -1 : 0)
    }

    /// Takes away the days that the pauses of this day bring.
    private mutating func idlePauses() {
        for pause in paused where pause.from.day == day {
            let through = isOnLastDay ? lastIdleDay(before: pause.to) : pause.to.day
            if through > idleThrough { idleThrough = through }
        }
    }

    private mutating func note(_ counts: Int, _ why: String, _ basis: String) {
        steps.append(ClockStep(day: day, counts: counts, why: why, basis: basis))
    }

    private func explain(
        _ isWorking: Bool,
        _ why: String,
        _ counts: Int
    ) -> (why: String, basis: String) {
        if counts == 1, extensionLeft < clock.extendedDays {
            return ("延期，\(why)", ClockStep.Basis.extended)
        }
        if isWaiting { return ("\(why)，期满日顺延", ClockStep.Basis.rollingOver) }
        if counts == 1, !isWorking { return ("\(why)，按自然日计", clock.basis) }
        return (why, calendar.basis(of: day))
    }
}
