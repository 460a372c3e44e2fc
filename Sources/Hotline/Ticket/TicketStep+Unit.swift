/// What the unit does that the ticket was sent to.
extension TicketStep {
    mutating func applyByUnit(_ order: Order) throws(Refusal) {
        switch order {
        case .sign: sign()
        case .take(let account):
            ticket.taker = account
            detail("account", account)
        case .sendBack(let reason, let basis, let suggest):
            deed.reason = reason
            deed.text = basis
            detail("suggest", suggest?.description)
            try sendBack()
        case .answer(let text, let outcome):
            deed.text = text
            try answer(outcome)
        case .suspend(let reason, let until): try suspend(reason, until: until)
        case .resume: resume()
        case .requestExtension(let days, let reason):
            deed.reason = reason
            try requestExtension(days)
        case .startApplication(let programme, let acceptedOn, let special):
            try startApplication(programme, acceptedOn: acceptedOn, special: special)
        case .completeStage(let stage, let special):
            try completeStage(stage, special: special)
        case .report(let text):
            deed.text = text
            try report()
        case .contact(let reached, let note):
            deed.text = note
            try contact(reached: reached)
        default: preconditionFailure("not the unit's: \(order.action)")
        }
    }

    mutating func sign() {
        ticket.state = .handling
        ticket.unsignedAt = nil
        meetStage("sign")
        if ticket.isContacted || ticket.origin.isAnonymous { meetResponse() }
    }

    /// An urgent demand counts as responded to when it was signed for and the caller spoken to.
    mutating func meetResponse() { occur(.respond) }

    mutating func contact(reached: Bool) throws(Refusal) {
        if ticket.origin.isConfidential, actor?.isBoundToUnit == true {
            throw .againstRule("来电人要求保密，由热线坐席联系。")
        }
        detail("reached", reached ? "true" : "false")
        noteWord()
        guard reached else { return }
        ticket.isContacted = true
        if ticket.state != .dispatched, ticket.state != .desk { meetResponse() }
    }

    /// A word from whoever was urged answers that; one from the unit counts as its report to a
    /// supervisor.
    mutating func noteWord() {
        guard let actor else { return }
        meetUrge(of: actor.unit)
        if actor.unit == ticket.unit { meetStage(Self.reportStage) }
    }

    mutating func meetUrge(of unit: UnitID) {
        guard meets(.urge, by: .word) else { return }
        change([.urge]) { if $0.unit == unit { $0.meet(at: $1) } }
    }

    /// The stage of supervision that any word from the unit ends.
    static let reportStage = "report"

    private mutating func meetStage(_ stage: String) {
        change([.supervised]) { if $0.stage == stage { $0.meet(at: $1) } }
    }

    private mutating func sendBack() throws(Refusal) {
        guard let unit = ticket.unit, !ticket.barredFromReturn.contains(unit) else {
            throw .againstRule("退单已被驳回过，不能再退这张工单。")
        }
        guard openClock(.return) != nil else {
            throw .againstRule("退单期限已过，由本单位负责办理（首办责任）。")
        }
        occur(.sendBack)
        ticket.extensions.daysAsked = nil
        ticket.returns += 1
        ticket.unsignedAt = nil
        ticket.state = .returning
        start(.dispatch, by: .sendBack, for: ticket.desk)
    }

    private mutating func answer(_ outcome: Outcome) throws(Refusal) {
        guard outcome == .resolved || outcome == .explained else {
            throw .badField(pointer: "/outcome", message: "答复的结果只能是resolved或explained。")
        }
        detail("outcome", outcome.rawValue)
        noteWord()
        occur(.answer)
        ticket.extensions.daysAsked = nil
        ticket.answeredOutcome = outcome
        guard ticket.callBacks.contains(where: { $0.result == nil }) else {
            return close(as: outcome)
        }
        ticket.state = .answered
        start(.callback, by: .answer, for: ticket.desk)
    }

    private mutating func suspend(_ reason: String, until: Day) throws(Refusal) {
        let reasons = setting(\.suspensionReasons)
        let daysMax = setting(\.suspensionDaysMax)
        guard reasons.contains(where: { $0.code == reason }) else {
            let codes = reasons.map { "\($0.code)（\($0.name)）" }
            throw .badField(
                pointer: "/reason",
                message: "挂起原因只能是：\(codes.joined(separator: "、"))。"
            )
        }
        let days = until.number - now.day.number
        let daysLeft = daysMax - ticket.suspension.daysUsed
        guard (1...max(1, daysLeft)).contains(days), daysLeft > 0 else {
            throw .badField(
                pointer: "/until",
                message: "唤醒日须在明天以后，且累计挂起不超过\(daysMax)天"
                    + "（还可挂起\(max(0, daysLeft))天）。"
            )
        }
        let unitHours = rulebook.units.hours(of: ticket.unit ?? ticket.desk)
        ticket.suspension.reason = reason
        ticket.suspension.since = now
        ticket.suspension.wakesAt = Instant(until, secondOfDay: unitHours.opening)
        ticket.state = .suspended
        occur(.suspend)
        ticket.extensions.daysAsked = nil
        detail("reason", reason)
        detail("until", until.description)
        change(setting(\.suspensionStops)) {
            guard $0.status == .running else { return }
            $0.pause(at: $1)
        }
    }

    mutating func resume() {
        ticket.suspension.end(at: now)
        ticket.state = .handling
        resumeClocks()
    }

    private mutating func requestExtension(_ days: Int) throws(Refusal) {
        let timesMax = setting(\.extensionTimesMax)
        let daysMax = setting(\.extensionDaysMax)
        guard ticket.extensions.daysAsked == nil else {
            throw .againstRule("已有延期申请等待审批。")
        }
        guard let answer = openClock(.answer), answer.missedAt == nil, now < answer.due else {
            throw .againstRule("延期须在时限届满前申请。")
        }
        guard ticket.extensions.granted < timesMax else {
            throw .againstRule("最多延期\(timesMax)次，已用完。")
        }
        guard (1...daysMax).contains(days) else {
            throw .badField(
                pointer: "/days",
                message: "每次延期为1至\(daysMax)个工作日。"
            )
        }
        ticket.extensions.daysAsked = days
        detail("days", String(days))
        start(.extension, by: .requestExtension, for: ticket.desk)
    }

    private mutating func report() throws(Refusal) {
        guard let actor, let index = ticket.coHandlers.firstIndex(where: { $0.unit == actor.unit })
        else { preconditionFailure("reported by a unit that does not help") }
        guard !ticket.coHandlers[index].hasReported else {
            throw .againstRule("协办情况已回报。")
        }
        ticket.coHandlers[index].hasReported = true
        let clock = ticket.coHandlers[index].clock
        guard meets(.coHandler, by: .report) else { return }
        change([.coHandler]) { if $0.id == clock { $0.meet(at: $1) } }
    }
}
