/// An application for assistance that grew out of the demand (救助申请).
extension TicketStep {
    /// The stage that is the whole, where the law limits that.
    static let totalStage = "total"

    /// Starts the statutory clocks of a programme from the day of acceptance: the whole, where
    /// the law limits it, and the steps that begin with the acceptance.
    ///
    /// They prevail over the answer's only where they are longer, and never for a
    /// consultation, a complaint or a report. An application that was accepted before the demand
    /// came did not grow out of it: its time was not this ticket's to keep, and what it missed by
    /// then would be put on record here as if it had been.
    mutating func startApplication(
        _ programme: String,
        acceptedOn: Day,
        special: String?
    ) throws(Refusal) {
        let received = ticket.origin.receivedAt.day
        guard acceptedOn <= now.day else {
            throw .badField(pointer: "/acceptedOn", message: "受理日不能在今天以后。")
        }
        guard acceptedOn >= received else {
            throw .badField(
                pointer: "/acceptedOn",
                message: "受理日不能早于来件之日（\(received)）："
                    + "此前已受理的申请，法定时限不由本工单起算，请按答复时限回复进度。"
            )
        }
        guard openClock(.statutory) == nil else {
            throw .againstRule("这张工单已登记过救助申请。")
        }
        let application = try application(programme, acceptedOn: acceptedOn, special: special)
        ticket.application = application
        detail("programme", programme)
        detail("acceptedOn", acceptedOn.description)
        detail("special", special)
        for rule in stages(of: application)
        where rule.after == nil && begins(.statutory, by: .startApplication) {
            start(rule, application)
        }
        letStatutoryPrevail()
    }

    private func application(
        _ programme: String,
        acceptedOn: Day,
        special: String?
    ) throws(Refusal) -> Application {
        let circumstance = special.flatMap(SpecialCircumstance.init)
        guard let known = Programme(rawValue: programme), (special == nil) == (circumstance == nil)
        else {
            let codes =
                Programme.allCases.map(\.rawValue) + SpecialCircumstance.allCases.map(\.rawValue)
            throw .badField(
                pointer: Programme(rawValue: programme) == nil ? "/programme" : "/special",
                message: "没有这个救助项目或特殊情形；可用的代码：\(codes.joined(separator: "、"))。"
            )
        }
        return Application(programme: known, acceptedOn: acceptedOn, special: circumstance)
    }

    /// The rule of each step of an application, by what was in force when it was accepted.
    private func stages(of application: Application) -> [ClockRule] {
        var subject = subject
        subject.programme = application.programme
        subject.special = application.special
        return rulebook.clocks.stages(.statutory, for: subject, on: application.acceptedOn)
    }

    private mutating func start(_ rule: ClockRule, _ application: Application) {
        guard let unit = ticket.unit else { preconditionFailure("handled by no unit") }
        let day = application.acceptedOn
        // Not before the demand itself came.
        let accepted = day == now.day ? now : max(Instant(day), ticket.origin.receivedAt)
        start(rule, for: unit, from: accepted)
    }

    /// Ends a step of the application and begins those that come after it.
    ///
    /// The last one ends with the answer. What makes the whole another one, such as an objection,
    /// is often known only when a step is over: then the whole is set anew from its first day.
    mutating func completeStage(
        _ stage: String,
        special: SpecialCircumstance?
    ) throws(Refusal) {
        let open = ticket.clocks.filter {
            $0.kind == .statutory && $0.isOpen && $0.stage != Self.totalStage
        }
        guard var application = ticket.application, !open.isEmpty else {
            throw .againstRule("这张工单没有进行中的法定环节，请先登记救助申请。")
        }
        guard open.contains(where: { $0.stage == stage }) else {
            let names = open.compactMap(\.stage).joined(separator: "、")
            throw .badField(pointer: "/stage", message: "进行中的环节是：\(names)。")
        }
        let former = application.special
        application.special = special ?? former
        let stages = stages(of: application)
        let next = stages.filter { $0.after == stage }
        guard let unit = ticket.unit, !next.isEmpty else {
            throw .badField(pointer: "/stage", message: "最后一个环节随答复办结，请直接答复。")
        }
        ticket.application = application
        detail("stage", stage)
        detail("special", special?.rawValue)
        change([.statutory]) { if $0.stage == stage { $0.meet(at: $1) } }
        for rule in next where begins(.statutory, by: .completeStage) {
            start(rule, for: unit, from: now)
        }
        guard application.special != former else { return }
        let whole = stages.first { $0.stage == Self.totalStage }
        let running = ticket.clocks.last { $0.stage == Self.totalStage && $0.isOpen }
        guard let whole, let running, whole.id != running.rule else { return }
        change([.statutory]) { if $0.id == running.id { $0.cancel(at: $1) } }
        start(whole, for: unit, from: running.started)
    }

    private mutating func letStatutoryPrevail() {
        switch ticket.kind {
        case .consult, .complaint, .report: return
        case .help, .suggestion, .praise: break
        }
        let statutory = ticket.clocks.filter { $0.kind == .statutory && $0.isOpen }.map(\.due).max()
        guard let statutory, let answer = openClock(.answer), statutory > answer.due,
            answer.missedAt == nil
        else { return }
        occur(.prevail)
        ticket.extensions.daysAsked = nil
    }
}
