/// What becomes of it as a whole: what the desk decides about the ticket.
extension TicketStep {
    mutating func applyByDesk(_ order: Order) throws(Refusal) {
        switch order {
        case .withdraw(let reason):
            deed.reason = reason
            try requireNobodyElseWaits()
            close(as: .withdrawn)
        case .reclassify(let correction, let reason):
            deed.reason = reason
            try reclassify(correction)
        case .markUrgent(let isUrgent, let reason):
            deed.reason = reason
            markUrgent(isUrgent, because: reason)
        case .reopen(let reason):
            deed.reason = reason
            try reopen()
        case .close(let outcome, let text, let code):
            deed.text = text
            try close(by: outcome, code: code)
        case .urge(let reason):
            deed.reason = reason
            urge()
        default: preconditionFailure("not the desk's: \(order.action)")
        }
    }

    private mutating func close(by outcome: Outcome, code: String?) throws(Refusal) {
        switch outcome {
        case .answeredOnTheSpot:
            guard ticket.state == .desk else {
                throw .againstRule("只有待派单的工单可以直接答复办结。")
            }
        case .notAccepted:
            guard let code, rulebook.triage.isReasonNotToAccept(code) else {
                let codes = rulebook.triage.reasonsNotToAccept.joined(separator: "、")
                throw .badField(pointer: "/code", message: "不予受理须选原因：\(codes)。")
            }
            detail("code", code)
        default:
            throw .badField(
                pointer: "/outcome",
                message: "这里只能是answeredOnTheSpot或notAccepted。"
            )
        }
        try requireNobodyElseWaits()
        occur(.close)
        close(as: outcome)
    }

    /// A lead ticket is not ended over the heads of those who were merged into it.
    private func requireNobodyElseWaits() throws(Refusal) {
        let others = ticket.callBacks.filter { $0.caller != ticket.number && $0.result == nil }
        guard others.isEmpty else {
            let numbers = others.map(\.caller.description).joined(separator: "、")
            throw .againstRule("还有并入的工单等待结果（\(numbers)），请先拆单。")
        }
    }

    /// Corrects what the ticket is about.
    ///
    /// Deadlines stay as they were set.
    private mutating func reclassify(_ correction: Order.Correction) throws(Refusal) {
        let (kind, matter, aspect) = (correction.kind, correction.matter, correction.aspect)
        ticket.classification = ticket.classification.overridden(
            kind: kind,
            matter: matter,
            aspect: aspect
        )
        detail("kind", kind?.rawValue)
        detail("matter", matter?.rawValue)
        detail("aspect", aspect?.rawValue)
        if let accused = correction.accused {
            for (index, unit) in accused.enumerated() where rulebook.units[unit] == nil {
                throw .badField(pointer: "/accused/\(index)", message: "没有这个单位：\(unit)。")
            }
            ticket.accused = accused
            detail("accused", accused.map(\.description).joined(separator: ","))
        }
        ticket.isFirewalled = ticket.classification.isAccusation
        accuseHeirs()
        leaveTheAccused()
    }

    /// Who worked for an accused unit that was abolished works for its heir now.
    mutating func accuseHeirs() {
        for heir in ticket.accused.compactMap(rulebook.units.inForce)
        where !ticket.accused.contains(heir) {
            ticket.accused.append(heir)
        }
    }

    /// Takes the ticket from a unit or a desk that it turns out to accuse.
    mutating func leaveTheAccused() {
        guard ticket.isFirewalled else { return }
        let units = rulebook.units
        moveDesk(to: units.desk(ticket.desk, accused: ticket.accused))
        for helper in ticket.coHandlers
        where units.isShutOut(unit: helper.unit, accused: ticket.accused) {
            change([.coHandler]) { if $0.id == helper.clock { $0.cancel(at: $1) } }
        }
        guard let unit = ticket.unit, units.isShutOut(unit: unit, accused: ticket.accused) else {
            return
        }
        takeFromUnit()
        change([.dispatch, .callback]) { $0.cancel(at: $1) }
        putOnDesk()
    }

    private mutating func moveDesk(to desk: UnitID) {
        let former = ticket.desk
        guard desk != former else { return }
        ticket.desk = desk
        change(ClockKind.allCases) { clock, _ in
            if clock.unit == former { clock.unit = desk }
        }
    }

    private mutating func markUrgent(_ isUrgent: Bool, because reason: String) {
        guard isUrgent != ticket.isUrgent else { return }
        ticket.classification = ticket.classification.overridden(urgent: isUrgent)
        if isUrgent {
            let holder = ticket.holder ?? ticket.desk
            start(.respond, by: .markUrgent, for: holder)
            watchSignature()
            if ticket.state.isWithUnit { startRelief(by: .markUrgent, for: holder) }
            if ticket.state.isWithUnit, ticket.isContacted || ticket.origin.isAnonymous {
                meetResponse()
            }
        } else {
            occur(.unmarkUrgent)
            ticket.unsignedAt = nil
        }
    }

    private mutating func reopen() throws(Refusal) {
        guard ticket.lead == nil else { throw .againstRule("已并单的工单请用拆单。") }
        let days = setting(\.reopenDaysMax)
        if let closed = ticket.closedAt, now.day.number - closed.day.number > days {
            throw .againstRule("办结已超过\(days)天，不能重新打开，请另行受理。")
        }
        ticket.outcome = nil
        ticket.answeredOutcome = nil
        ticket.closedAt = nil
        // Whoever was merged into it waits for the new answer too.
        let others = ticket.callBacks.map(\.caller).filter { $0 != ticket.number }
        let own = ticket.isCallBackDue ? [ticket.number] : []
        ticket.callBacks = (own + others).map { CallBack(caller: $0) }
        putOnDesk()
    }

    private mutating func urge() {
        guard openClock(.urge) == nil else { return }
        let clock = start(.urge, by: .urge, for: ticket.holder ?? ticket.desk)
        causes.append(NoticeCause(.urged, clock: clock))
    }

    // MARK: Merging

    mutating func merge(into lead: TicketNumber) {
        ticket.lead = lead
        detail("into", lead.description)
        occur(.merge)
        close(as: .merged)
        ticket.callBacks = []
    }

    mutating func join(_ follower: Ticket) {
        let known = Set(ticket.callBacks.map(\.caller))
        for callBack in follower.callBacks where !known.contains(callBack.caller) {
            ticket.callBacks.append(CallBack(caller: callBack.caller))
        }
        detail("ticket", follower.number.description)
    }

    mutating func unmerge() {
        ticket.lead = nil
        ticket.outcome = nil
        ticket.closedAt = nil
        ticket.callBacks = ticket.isCallBackDue ? [CallBack(caller: ticket.number)] : []
        putOnDesk()
    }

    mutating func part(_ follower: TicketNumber) {
        ticket.callBacks.removeAll { $0.caller == follower }
        detail("ticket", follower.description)
        if ticket.state == .answered { closeIfAllHaveResults() }
    }
}
