/// How long everything may take, here and now (时限规则), from `routing-rules/clocks.yaml`.
package struct ClockRules: Sendable {
    package let rules: [ClockRule]
    package let settings: ClockSettings
    /// What begins and ends the deadlines of each kind.
    package let lives: [ClockKind: ClockLife]
    /// Who is told of what; those that go first stand first.
    package let notices: [NoticeRule]
    /// Those that go first stand first.
    private let byKind: [ClockKind: [ClockRule]]

    init(
        rules: [ClockRule],
        settings: ClockSettings,
        lives: [ClockKind: ClockLife],
        notices: [NoticeRule] = []
    ) {
        self.rules = rules
        self.lives = lives
        self.settings = settings
        self.notices = notices
        byKind = Dictionary(grouping: rules, by: \.kind)
            .mapValues { $0.sorted { $0.precedence > $1.precedence } }
    }

    /// The rule for such a ticket on that day; nil if it has no such deadline.
    ///
    /// The rule of a county goes before that of its city, the province and everywhere; among
    /// those of one place, the one that asks for more goes first.
    package func rule(
        _ kind: ClockKind,
        stage: String? = nil,
        for subject: ClockSubject,
        on day: Day
    ) -> ClockRule? {
        byKind[kind]?.first { $0.stage == stage && $0.isFor(subject, on: day) }
    }

    /// The rule of that id, if it is one for the answer.
    package func answerRule(named id: String) -> ClockRule? {
        byKind[.answer]?.first { $0.id == id }
    }

    /// The rule of each stage that such a ticket has, in the order of the file.
    package func stages(
        _ kind: ClockKind,
        for subject: ClockSubject,
        on day: Day
    ) -> [ClockRule] {
        var stages: [String?] = []
        for rule in rules where rule.kind == kind && !stages.contains(rule.stage) {
            stages.append(rule.stage)
        }
        return stages.compactMap { rule(kind, stage: $0, for: subject, on: day) }
    }

    /// A deadline that begins to run.
    package func start(
        _ rule: ClockRule,
        id: Int,
        unit: UnitID,
        at started: Instant,
        hours: OfficeHours,
        calendar: WorkCalendar
    ) -> Clock {
        Clock(
            id: id,
            kind: rule.kind,
            stage: rule.stage,
            unit: unit,
            started: started,
            due: rule.term.due(from: started, rollsOver: rule.rollsOver, hours, calendar),
            rule: rule.id,
            basis: rule.basis,
            grade: rule.grade,
            term: rule.term,
            rollsOver: rule.rollsOver,
            hours: hours,
            calendar: calendar
        )
    }

    /// A due time that came from elsewhere, as it came.
    package static func external(
        id: Int,
        unit: UnitID,
        at started: Instant,
        due: Instant,
        hours: OfficeHours,
        calendar: WorkCalendar
    ) -> Clock {
        Clock(
            id: id,
            kind: .external,
            stage: nil,
            unit: unit,
            started: started,
            due: due,
            rule: "external",
            basis: "来件单位随件确定的期限",
            grade: .a,
            term: nil,
            rollsOver: false,
            hours: hours,
            calendar: calendar
        )
    }

    /// Which of a ticket's deadlines its answer is owed by (适用时限).
    ///
    /// A longer statutory one prevails over that of the service (济南条例 24, 潍坊条例 20), but not
    /// for a consultation, complaint or report; the earlier of that and an external one governs.
    package static func governing(_ clocks: [Clock], for kind: Kind) -> Clock? {
        let mayTakeLonger =
            switch kind {
            case .help, .suggestion, .praise: true
            case .consult, .complaint, .report: false
            }
        let open = clocks.filter(\.isOpen)
        let service = open.last { $0.kind == .answer }
        let statutory = open.filter { $0.kind == .statutory }.max { $0.due < $1.due }
        let own = [service, mayTakeLonger ? statutory : nil].compactMap { $0 }
            .max { $0.due < $1.due }
        let external = open.last { $0.kind == .external }
        return [own, external].compactMap { $0 }.min { $0.due < $1.due }
    }
}

extension ClockRule {
    fileprivate func isFor(_ subject: ClockSubject, on day: Day) -> Bool {
        isInForce(on: day) && covers(subject.county) && condition.fits(subject)
    }
}

extension Clock {
    /// One that has just begun to run.
    fileprivate init(
        id: Int,
        kind: ClockKind,
        stage: String?,
        unit: UnitID,
        started: Instant,
        due: Instant,
        rule: String,
        basis: String,
        grade: Grade,
        term: Term?,
        rollsOver: Bool,
        hours: OfficeHours,
        calendar: WorkCalendar
    ) {
        self.init(
            id: id,
            kind: kind,
            stage: stage,
            unit: unit,
            started: started,
            due: due,
            status: .running,
            missedAt: nil,
            ended: nil,
            yellowAt: nil,
            isYellow: false,
            pauses: [],
            extensions: [],
            rule: rule,
            basis: basis,
            grade: grade,
            term: term,
            rollsOver: rollsOver,
            hours: hours,
            calendar: "",
            isProvisional: false
        )
        settle(at: started, calendar: calendar)
    }
}
