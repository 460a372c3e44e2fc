package import Hotline

/// Where a duty stands (任务状态).
package enum DutyState: String, CaseIterable, Sendable {
    /// 待报送
    case owed
    /// 已报送
    case handedIn
    /// 已接收
    case accepted
    /// 退回补正: owed again
    case sentBack
    /// 已终止: another unit owes the same, as where its own was abolished or a household moved
    case ended

    package var isOpen: Bool { self == .owed || self == .sentBack }

    /// What can be done about it.
    package var allowed: [DutyAction] {
        switch self {
        case .owed, .sentBack: [.handIn, .note]
        case .handedIn: [.accept, .sendBack, .note]
        case .accepted, .ended: [.note]
        }
    }

    package var name: String {
        switch self {
        case .owed: "待报送"
        case .handedIn: "已报送"
        case .accepted: "已接收"
        case .sentBack: "已退回补正"
        case .ended: "已终止"
        }
    }
}

/// What can be done about a duty (任务操作).
package enum DutyAction: String, CaseIterable, Sendable {
    /// 报送
    case handIn
    /// 接收
    case accept
    /// 退回
    case sendBack
    /// 备注
    case note

    package var name: String {
        switch self {
        case .handIn: "报送"
        case .accept: "接收"
        case .sendBack: "退回"
        case .note: "备注"
        }
    }
}

/// Something that a unit owes for a period (定期任务).
///
/// What it rests on is frozen when it is made: rules and calendars that change later change
/// later duties.
package struct Duty: Hashable, Sendable {
    package let id: Int64
    /// The rule's id in `routing-rules/duties.yaml`; with unit and period it is there once.
    package let rule: String
    package let kind: DutyKind
    package let name: String
    package private(set) var unit: UnitID
    /// Whom it is owed to, who accepts it or sends it back.
    package private(set) var to: UnitID
    /// The household on the roster that it is about, and the case, or nil.
    ///
    /// What is about a household is done on the roster, and never handed in.
    package let household: Int64?
    package let caseID: Int64?
    package let period: DutyPeriod
    package let opensAt: Instant
    package let due: Instant
    /// The last working day before, where the day that it is due is none.
    package let workingDay: Day?
    package let yellowAt: Instant
    package let basis: String
    package let grade: Grade
    package let note: String?
    /// The editions of the calendar that it was reckoned with.
    package let calendar: String
    package let isProvisional: Bool
    package private(set) var state: DutyState
    /// The instant at which it was due and not there; it stays on record.
    package private(set) var missedAt: Instant?
    /// When it was first handed in, and when last.
    package private(set) var firstHandedInAt: Instant?
    package private(set) var handedInAt: Instant?
    package private(set) var decidedAt: Instant?
    package private(set) var sentBacks: Int
    package private(set) var revision: Int

    /// As it was stored.
    package init(
        id: Int64,
        rule: String,
        kind: DutyKind,
        name: String,
        unit: UnitID,
        to: UnitID,
        household: Int64? = nil,
        caseID: Int64? = nil,
        period: DutyPeriod,
        opensAt: Instant,
        due: Instant,
        workingDay: Day?,
        yellowAt: Instant,
        basis: String,
        grade: Grade,
        note: String?,
        calendar: String,
        isProvisional: Bool,
        state: DutyState = .owed,
        missedAt: Instant? = nil,
        firstHandedInAt: Instant? = nil,
        handedInAt: Instant? = nil,
        decidedAt: Instant? = nil,
        sentBacks: Int = 0,
        revision: Int = 1
    ) {
        self.id = id
        self.rule = rule
        self.kind = kind
        self.name = name
        self.unit = unit
        self.to = to
        self.household = household
        self.caseID = caseID
        self.period = period
        self.opensAt = opensAt
        self.due = due
        self.workingDay = workingDay
        self.yellowAt = yellowAt
        self.basis = basis
        self.grade = grade
        self.note = note
        self.calendar = calendar
        self.isProvisional = isProvisional
        self.state = state
        self.missedAt = missedAt
        self.firstHandedInAt = firstHandedInAt
        self.handedInAt = handedInAt
        self.decidedAt = decidedAt
        self.sentBacks = sentBacks
        self.revision = revision
    }
}

/// What is owed, by whom and to whom, whatever it rests on (任务内容).
package struct DutyTask: Hashable, Sendable {
    package let rule: String
    package let kind: DutyKind
    package let name: String
    package let unit: UnitID
    package let to: UnitID
    package let household: Int64?
    package let caseID: Int64?
    package let note: String?

    package init(
        rule: String,
        kind: DutyKind,
        name: String,
        unit: UnitID,
        to: UnitID,
        household: Int64? = nil,
        caseID: Int64? = nil,
        note: String? = nil
    ) {
        self.rule = rule
        self.kind = kind
        self.name = name
        self.unit = unit
        self.to = to
        self.household = household
        self.caseID = caseID
        self.note = note
    }
}

extension Duty {
    /// The duty of a unit for a period, as it is made.
    package init(
        id: Int64,
        _ rule: DutyRule,
        unit: UnitID,
        to: UnitID,
        _ times: DutyTimes,
        hours: OfficeHours,
        calendar: WorkCalendar
    ) {
        let times = DutyTimes(
            period: times.period,
            dueDay: times.dueDay,
            opensAt: times.opensAt,
            basis: times.basis == rule.basis ? rule.basis : "\(rule.basis)；\(times.basis)",
            grade: times.grade == .unverified ? .unverified : rule.grade,
            yellowWorkingDays: times.yellowWorkingDays
        )
        let task = DutyTask(
            rule: rule.id,
            kind: rule.kind,
            name: rule.name,
            unit: unit,
            to: to,
            note: rule.note
        )
        self.init(id: id, task, times, hours: hours, calendar: calendar)
    }

    /// What is owed by some day, as it is made.
    package init(
        id: Int64,
        _ task: DutyTask,
        _ times: DutyTimes,
        hours: OfficeHours,
        calendar: WorkCalendar
    ) {
        let day = calendar.lastWorkingDay(through: times.dueDay)
        let yellow = calendar.workingDay(times.yellowWorkingDays, before: times.dueDay)
        let from = min(yellow, times.opensAt.day)
        self.init(
            id: id,
            rule: task.rule,
            kind: task.kind,
            name: task.name,
            unit: task.unit,
            to: task.to,
            household: task.household,
            caseID: task.caseID,
            period: times.period,
            opensAt: times.opensAt,
            due: times.due(hours),
            workingDay: day == times.dueDay ? nil : day,
            yellowAt: max(Instant(yellow, secondOfDay: hours.closing), times.opensAt),
            basis: times.basis,
            grade: times.grade,
            note: task.note,
            calendar: calendar.version(from: from, through: times.dueDay),
            isProvisional: calendar.isProvisional(from: from, through: times.dueDay)
        )
    }

    /// When the sweep must next record something: that it is missed.
    package var attentionAt: Instant? {
        state.isOpen && missedAt == nil && !wasInTime ? due : nil
    }

    /// Whether it was there when it was due, and is sent back since: a correction is not late.
    private var wasInTime: Bool {
        state == .sentBack && (decidedAt.map { $0 >= due } ?? false)
    }

    package func card(at now: Instant) -> Card {
        guard state.isOpen else { return .green }
        if missedAt != nil { return .red }
        if now >= due, !wasInTime { return .red }
        return now >= yellowAt || state == .sentBack ? .yellow : .green
    }

    /// By how many seconds it was handed in late, or is late by now; nil if it is not.
    package func lateSeconds(at now: Instant) -> Int64? {
        guard let missedAt else { return now >= due && attentionAt != nil ? now - due : nil }
        if state == .ended { return (decidedAt ?? now) - missedAt }
        return (state.isOpen ? now : handedInAt ?? now) - missedAt
    }

    /// Who may do what to it, whatever its state.
    package func mayBeDone(_ action: DutyAction, by actor: Actor) -> Bool {
        let isOwner = actor.speaks(for: unit)
        let isReceiver = actor.speaks(for: to)
        return switch action {
        case .handIn: isOwner && household == nil
        case .accept, .sendBack: isReceiver
        case .note: isOwner || isReceiver || actor.role == .manager
        }
    }
}

// MARK: - What happens to it

extension Duty {
    /// It was due and is not there: recorded at that instant.
    package mutating func miss() {
        guard attentionAt != nil else { return }
        missedAt = due
        revision += 1
    }

    /// What it asked for is done, or is asked for no more (办结): nobody need accept it.
    package mutating func settle(at now: Instant) {
        guard state.isOpen else { return }
        if let attentionAt, attentionAt <= now { miss() }
        state = .accepted
        firstHandedInAt = firstHandedInAt ?? now
        handedInAt = now
        decidedAt = now
        revision += 1
    }

    /// Does something to it; what time did is recorded first.
    package mutating func perform(_ action: DutyAction, at now: Instant) throws(Refusal) {
        guard state.allowed.contains(action) else {
            let names = state.allowed.map(\.name).joined(separator: "、")
            throw .againstRule("这项任务现在是\(state.name)，不能\(action.name)；可以：\(names)。")
        }
        if let attentionAt, attentionAt <= now { miss() }
        switch action {
        case .handIn:
            state = .handedIn
            firstHandedInAt = firstHandedInAt ?? now
            handedInAt = now
        case .accept:
            state = .accepted
            decidedAt = now
        case .sendBack:
            state = .sentBack
            decidedAt = now
            sentBacks += 1
        case .note: return
        }
        revision += 1
    }
}

// MARK: - When units are abolished

extension Duty {
    /// Who has taken over from those that it is about (承接); nil where nobody has.
    ///
    /// What is decided stays with those who did it.
    package func successors(_ units: UnitDirectory) -> (unit: UnitID, to: UnitID)? {
        guard state.isOpen || state == .handedIn else { return nil }
        // What nobody has taken over stays where it is, to be seen.
        let heir = state.isOpen ? units.inForce(unit) ?? unit : unit
        let receiver = units.inForce(to) ?? to
        return heir == unit && receiver == to ? nil : (heir, receiver)
    }

    /// Goes over to whoever took over, and stays due when it was.
    package mutating func succeed(by unit: UnitID, to receiver: UnitID) {
        self.unit = unit
        to = receiver
        revision += 1
    }

    /// Ends with its unit.
    package mutating func end(at now: Instant) {
        state = .ended
        decidedAt = now
        revision += 1
    }
}

extension Actor {
    /// Whether the account acts for a unit: it works there, or manages the civil affairs of
    /// exactly that division.
    package func speaks(for other: UnitID) -> Bool {
        switch role {
        case .handler: unit == other
        case .system: !isAtDesk && unit == other
        case .manager:
            unit == other
                || (UnitKind.civilAffairs.id(in: other.division) == other
                    && scope == other.division)
        case .operator, .dispatcher, .auditor, .administrator: false
        }
    }
}

extension Actor {
    /// Whether the duty is there at all for the account: within its registers, or its own unit's.
    package func sees(_ duty: Duty) -> Bool {
        speaks(for: duty.unit) || speaks(for: duty.to)
            || (registerScope.map { duty.unit.lies(in: $0) } ?? false)
    }
}
