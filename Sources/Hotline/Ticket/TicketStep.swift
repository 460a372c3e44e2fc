/// A ticket while one thing is done to it.
///
/// The actions are in the extensions, one file for each who acts; each says what it refuses,
/// moves the state and sets the clocks.
struct TicketStep {
    let rulebook: Rulebook
    let actor: Actor?
    let now: Instant
    private let before: Ticket
    var ticket: Ticket
    var deed: Deed
    /// What somebody must be told of.
    var causes: [NoticeCause] = []

    init(
        _ name: Deed.Name,
        on ticket: Ticket,
        rulebook: Rulebook,
        by actor: Actor?,
        at now: Instant
    ) {
        self.rulebook = rulebook
        self.actor = actor
        self.now = now
        self.ticket = ticket
        before = ticket
        let from = name == .file ? nil : ticket.state
        deed = Deed(name, at: now, by: actor, from: from, to: ticket.state)
    }

    /// The ticket and its deed, with what follows from all the rest brought up to date.
    func finished() -> TicketFlow.Result {
        var ticket = ticket
        var deed = deed
        deed.to = ticket.state
        ticket.governingClock = ticket.clockThatGoverns()
        ticket.passOn(at: now, rulebook: rulebook)
        let notices = notices(of: &ticket)
        if ticket.lookIsOther(than: before) { ticket.revision += 1 }
        return TicketFlow.Result(ticket: ticket, deed: deed, notices: notices)
    }

    /// Who is told of what was done; a card raises the ticket where a rule says so.
    private func notices(of ticket: inout Ticket) -> [Notice] {
        var told: [(NoticeCause, NoticeRule)] = []
        for cause in causes {
            guard let rule = rule(for: cause, on: ticket) else { continue }
            told.append((cause, rule))
            if rule.raises { ticket.isRaised = true }
        }
        let raised = NoticeCause(.raised)
        if ticket.isRaised, !before.isRaised, let rule = rule(for: raised, on: ticket) {
            told.append((raised, rule))
        }
        let after = ticket
        return told.compactMap { Notice($0, by: $1, on: after, at: now, rulebook: rulebook) }
    }

    private func rule(for cause: NoticeCause, on ticket: Ticket) -> NoticeRule? {
        let kind = ticket.clocks.first { $0.id == cause.clock }?.kind
        return rulebook.clocks.notices.first {
            $0.isFor(cause, kind: kind, in: subject.county, on: now.day)
        }
    }

    mutating func apply(_ order: Order) throws(Refusal) {
        switch order {
        case .dispatch, .upholdReturn, .rejectReturn, .redirect, .approveExtension,
            .denyExtension, .addCoHandler:
            try applyByDispatcher(order)
        case .callBack(let report): try callBack(report)
        case .withdraw, .reclassify, .markUrgent, .reopen, .close, .urge:
            try applyByDesk(order)
        case .merge, .unmerge: preconditionFailure("merging is done by TicketFlow")
        case .sign, .take, .sendBack, .answer, .suspend, .requestExtension, .startApplication,
            .completeStage, .report, .contact, .resume:
            try applyByUnit(order)
        case .supervise, .release, .exclude, .closeFinal: try applyByManager(order)
        case .note(let text, let isInternal):
            deed.text = text
            deed.isInternal = isInternal
            detail("internal", isInternal ? "true" : "false")
            noteWord()
        case .attach(_, let type, _):
            // Its name may be somebody's name, and stands beside the journal.
            detail("type", type)
        case .tell(let card, let edition):
            ticket.tell(card, edition, at: now)
            detail("card", card)
            detail("edition", edition.description)
        }
    }

    mutating func detail(_ name: String, _ value: String?) {
        guard let value else { return }
        deed.details.append(Deed.Detail(name, value))
    }
}

extension Ticket {
    /// Whether an ETag that showed `other` no longer shows this.
    fileprivate func lookIsOther(than other: Ticket) -> Bool {
        state != other.state || holder != other.holder || unit != other.unit
            || !hasClassification(of: other) || deadlines != other.deadlines
    }

    /// What is owed by when, but for what a note or 催办 can begin or end: those must not take
    /// a form from under a hand.
    private var deadlines: [Instant] {
        clocks.filter { $0.isOpen && $0.kind != .urge && $0.stage != TicketStep.reportStage }
            .map(\.due)
    }

    /// The earliest that the answer must meet: its own or the statutory one that prevails over
    /// it, that of another platform, and that of 小额快救.
    fileprivate func clockThatGoverns() -> Int? {
        let open = clocks.filter(\.isOpen)
        // Where the statutory one prevails, it has ended the answer's.
        let own =
            open.last { $0.kind == .answer }
            ?? open.filter { $0.kind == .statutory }.max { ($0.due, $0.id) < ($1.due, $1.id) }
        let others = open.filter { $0.kind == .external || $0.kind == .relief }
        let candidates = others + (own.map { [$0] } ?? [])
        return candidates.min { ($0.due, $0.id) < ($1.due, $1.id) }?.id ?? governingClock
    }
}

// MARK: - Clocks

extension TicketStep {
    /// What chooses among the rules for this ticket.
    var subject: ClockSubject {
        ClockSubject(
            kind: ticket.kind,
            matter: ticket.matter,
            aspect: ticket.aspect,
            isUrgent: ticket.isUrgent,
            county: ticket.place?.county ?? ticket.desk.division.county
        )
    }

    /// From when on the desk is told that nobody signs for what is urgent.
    mutating func watchSignature() {
        guard ticket.isUrgent, ticket.state == .desk || ticket.state == .dispatched else { return }
        ticket.unsignedAt = now + Int64(setting(\.unsignedUrgentMinutes)) * 60
        if ticket.state == .dispatched { causes.append(NoticeCause(.urgent)) }
    }

    /// Starts the clock that the rules have for this ticket and begin by this, if they do.
    @discardableResult
    mutating func start(
        _ kind: ClockKind,
        by occasion: ClockOccasion,
        stage: String? = nil,
        for unit: UnitID
    ) -> Int? {
        guard begins(kind, by: occasion),
            let rule = rulebook.clocks.rule(kind, stage: stage, for: subject, on: now.day)
        else { return nil }
        return start(rule, for: unit, from: now)
    }

    @discardableResult
    mutating func start(_ rule: ClockRule, for unit: UnitID, from started: Instant) -> Int {
        let id = nextClock
        ticket.clocks.append(
            rulebook.clocks.start(
                rule,
                id: id,
                unit: unit,
                at: started,
                hours: rulebook.units.hours(of: unit),
                calendar: rulebook.calendar
            )
        )
        return id
    }

    var nextClock: Int { (ticket.clocks.map(\.id).max() ?? 0) + 1 }

    mutating func change(_ kinds: [ClockKind], by body: (inout Clock, Instant) -> Void) {
        let now = now
        for index in ticket.clocks.indices
        where ticket.clocks[index].isOpen && kinds.contains(ticket.clocks[index].kind) {
            body(&ticket.clocks[index], now)
        }
    }

    func openClock(_ kind: ClockKind) -> Clock? {
        ticket.clocks.last { $0.kind == kind && $0.isOpen }
    }

    /// Gives the ticket to a unit, which has a return window and an answer clock of its own.
    mutating func give(to unit: UnitID, as state: TicketState = .dispatched) {
        ticket.unit = unit
        ticket.taker = nil
        ticket.state = state
        meetUrge(of: ticket.desk)
        if state == .dispatched { start(.return, by: .give, for: unit) }
        if let rule = ticket.route.clock.flatMap(rulebook.clocks.answerRule),
            unit == ticket.route.unit, begins(.answer, by: .give)
        {
            start(rule, for: unit, from: now)
        } else {
            start(.answer, by: .give, for: unit)
        }
        startRelief(by: .give, for: unit)
        if ticket.supervision != nil, openClock(.supervised) == nil {
            start(.supervised, by: .give, stage: "answer", for: unit)
        }
        moveStandingClocks(to: unit)
        ticket.unsignedAt = nil
        watchSignature()
        detail("unit", unit.description)
    }

    /// Puts the ticket on the desk, whose dispatch clock starts.
    mutating func putOnDesk() {
        ticket.state = .desk
        ticket.unit = nil
        ticket.taker = nil
        start(.dispatch, by: .desk, for: ticket.desk)
        moveStandingClocks(to: ticket.desk)
        if ticket.unsignedAt == nil { watchSignature() }
    }

    /// Starts the clock of 小额快救, if the ticket has one and it does not run already.
    mutating func startRelief(by occasion: ClockOccasion, for unit: UnitID) {
        if openClock(.relief) == nil { start(.relief, by: occasion, for: unit) }
    }

    /// What was promised to the caller, or to those above, runs on over dispatches: only who
    /// owes it changes.
    private mutating func moveStandingClocks(to unit: UnitID) {
        change([.respond, .relief, .external, .supervised, .statutory]) { clock, _ in
            clock.unit = unit
        }
    }

    /// Ends what a unit had to do with the ticket, without counting it against the unit.
    mutating func takeFromUnit() {
        occur(.takeAway)
        resumeClocks()
        ticket.extensions.daysAsked = nil
        ticket.suspension.end(at: now)
    }

    /// Lets the clocks run on that were stopped while the ticket was suspended.
    mutating func resumeClocks() {
        let calendar = rulebook.calendar
        change(ClockKind.allCases) {
            guard $0.status == .paused else { return }
            $0.resume(at: $1, calendar: calendar)
        }
    }

    /// Why the unit may not get this ticket, in a sentence for the dispatcher.
    func objection(to unit: UnitID) -> String? {
        guard let known = rulebook.units[unit] else { return "没有这个单位：\(unit)。" }
        if known.successor != nil { return "\(known.name)已撤销，请派给承接单位。" }
        if known.kind == .desk { return "\(known.name)是热线坐席，不能作为承办单位。" }
        if ticket.isFirewalled, ticket.accused.isEmpty, known.kind.isDivision {
            return "尚未查明被反映的是哪个单位，不能派给乡镇（街道）或村（社区）；请先补充被反映单位。"
        }
        if ticket.isFirewalled, rulebook.units.isShutOut(unit: unit, accused: ticket.accused) {
            return "\(known.name)是被反映单位或其下级，不能承办。"
        }
        return rulebook.triage.guardAgainst(unit: unit, matter: ticket.matter)
    }
}

extension Suspension {
    mutating func end(at now: Instant) {
        guard let since else { return }
        daysUsed += max(0, now.day.number - since.day.number)
        reason = nil
        self.since = nil
        wakesAt = nil
    }
}
