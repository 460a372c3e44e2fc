/// A span in which a deadline does not run (暂停); open while it still stands.
package struct Pause: Hashable, Sendable {
    package let from: Instant
    package var to: Instant?

    package init(from: Instant, to: Instant? = nil) {
        self.from = from
        self.to = to
    }
}

/// Working days that the desk added to a deadline (延期).
package struct Extension: Hashable, Sendable {
    /// When it was granted.
    package let at: Instant
    package let days: Int

    package init(at: Instant, days: Int) {
        self.at = at
        self.days = days
    }
}

/// A deadline (时限): who owes what by when, and all that is needed to say why.
///
/// It is frozen when it is set: it keeps its term, hours and edition of the calendar. In time is
/// whatever happens before `due`; at `due` it is missed.
package struct Clock: Hashable, Sendable {
    /// Numbers the deadlines of a ticket from 1.
    package let id: Int
    package let kind: ClockKind
    /// Who owes it.
    package internal(set) var unit: UnitID
    package let started: Instant
    package internal(set) var due: Instant
    package internal(set) var status: ClockStatus
    package internal(set) var missedAt: Instant?
    /// When it was met or cancelled, or at last done though missed.
    package internal(set) var ended: Instant?
    package internal(set) var yellowAt: Instant?
    /// Whether its turning yellow was recorded.
    package internal(set) var isYellow: Bool
    package internal(set) var pauses: [Pause]
    package internal(set) var extensions: [Extension]
    @Boxed private var setting: Setting
    /// The editions of the calendar that it was reckoned with.
    package internal(set) var calendar: String
    /// Whether the arrangement of a year that `due` hangs on is yet to be published.
    package internal(set) var isProvisional: Bool

    /// What it was set by, which stays as it was then.
    private struct Setting: Hashable {
        let stage: String?
        let rule: String
        let basis: String
        let grade: Grade
        let term: Term?
        let rollsOver: Bool
        let hours: OfficeHours
    }

    /// As it was stored.
    package init(
        id: Int,
        kind: ClockKind,
        stage: String?,
        unit: UnitID,
        started: Instant,
        due: Instant,
        status: ClockStatus,
        missedAt: Instant?,
        ended: Instant?,
        yellowAt: Instant?,
        isYellow: Bool,
        pauses: [Pause],
        extensions: [Extension],
        rule: String,
        basis: String,
        grade: Grade,
        term: Term?,
        rollsOver: Bool,
        hours: OfficeHours,
        calendar: String,
        isProvisional: Bool
    ) {
        self.id = id
        self.kind = kind
        self.unit = unit
        self.started = started
        self.due = due
        self.status = status
        self.missedAt = missedAt
        self.ended = ended
        self.yellowAt = yellowAt
        self.isYellow = isYellow
        self.pauses = pauses
        self.extensions = extensions
        setting = Setting(
            stage: stage,
            rule: rule,
            basis: basis,
            grade: grade,
            term: term,
            rollsOver: rollsOver,
            hours: hours
        )
        self.calendar = calendar
        self.isProvisional = isProvisional
    }

    /// Which step, where a kind has several.
    package var stage: String? { setting.stage }
    /// The rule's id in `routing-rules/clocks.yaml`.
    package var rule: String { setting.rule }
    package var basis: String { setting.basis }
    package var grade: Grade { setting.grade }
    /// Nil for a due time that came from elsewhere.
    package var term: Term? { setting.term }
    /// Whether a last day that is no working day gives way to the next working day.
    package var rollsOver: Bool { setting.rollsOver }
    package var hours: OfficeHours { setting.hours }

    /// Whether it is still owed: running, paused, or missed and not done yet.
    package var isOpen: Bool { ended == nil }

    package var extendedDays: Int { extensions.reduce(0) { $0 + $1.days } }

    /// When the sweep must next record something: that it turns yellow, or that it is missed.
    package var attentionAt: Instant? {
        guard status == .running else { return nil }
        if !isYellow, let yellowAt { return yellowAt }
        return due
    }

    /// The colour at an instant: red from `due` on, green once it was done in time.
    package func card(at now: Instant) -> Card {
        switch status {
        case .met, .cancelled: return .green
        case .missed: return .red
        case .running: return runningCard(at: now)
        case .paused: return runningCard(at: pauses.last?.from ?? now)
        }
    }

    private func runningCard(at now: Instant) -> Card {
        if now >= due { return .red }
        if let yellowAt, now >= yellowAt { return .yellow }
        return .green
    }
}

// MARK: - What happens to it

extension Clock {
    /// Stops it, if it runs; a due time that came from elsewhere cannot be stopped.
    package mutating func pause(at now: Instant) {
        guard status == .running, term != nil else { return }
        if now >= due {
            miss()
            return
        }
        pauses.append(Pause(from: now))
        status = .paused
    }

    /// Lets it run on, with the paused days added.
    package mutating func resume(at now: Instant, calendar: WorkCalendar) {
        guard status == .paused, let last = pauses.indices.last else { return }
        pauses[last].to = max(now, pauses[last].from)
        status = .running
        settle(at: now, calendar: calendar.pinned(to: self.calendar))
    }

    /// What was owed is done.
    package mutating func meet(at now: Instant) {
        guard isOpen else { return }
        if now >= due { miss() }
        if status != .missed { status = .met }
        ended = now
    }

    /// It has run out, and that is no breach: it was a time in which to do something, not by which.
    package mutating func runOut() {
        guard status == .running else { return }
        status = .met
        ended = due
    }

    /// It no longer counts; that it was missed before stays on record.
    package mutating func cancel(at now: Instant) {
        guard isOpen else { return }
        if now >= due { miss() }
        status = .cancelled
        ended = now
    }

    /// Its turning yellow is recorded.
    package mutating func turnYellow() {
        isYellow = true
    }

    /// It was not done in time, and is still owed.
    package mutating func miss() {
        guard status == .running else { return }
        status = .missed
        missedAt = due
    }

    /// Gives working days more, counted on from `due`; what was missed stays missed.
    package mutating func extend(days: Int, at now: Instant, calendar: WorkCalendar) {
        guard isOpen, term != nil, days > 0 else { return }
        extensions.append(Extension(at: now, days: days))
        settle(at: now, calendar: calendar.pinned(to: self.calendar))
    }

    /// Reckons a provisional deadline again, by the newest edition of the calendar.
    package mutating func recompute(at now: Instant, calendar: WorkCalendar) {
        guard isProvisional, status == .running || status == .paused else { return }
        settle(at: now, calendar: calendar)
    }

    /// Reckons it, and notes by which calendar.
    mutating func settle(at now: Instant, calendar: WorkCalendar) {
        due = reckonedDue(calendar)
        self.calendar = calendar.version(from: started.day, through: due.day)
        isProvisional =
            hangsOnCalendar && calendar.isProvisional(from: started.day, through: due.day)
        let yellow = reckonedYellow(calendar)
        // It was yellow already and is so still: that is not recorded again.
        if isYellow, yellow <= now { return }
        isYellow = false
        yellowAt = max(yellow, now)
    }
}
