/// Who gets it: what the desk decides about the unit.
extension TicketStep {
    mutating func applyByDispatcher(_ order: Order) throws(Refusal) {
        switch order {
        case .dispatch(let unit, let reason):
            deed.reason = reason
            try dispatch(to: unit)
        case .redirect(let unit, let reason):
            deed.reason = reason
            try redirect(to: unit)
        case .upholdReturn(let unit, let reason):
            deed.reason = reason
            try upholdReturn(to: unit)
        case .rejectReturn(let reason):
            deed.reason = reason
            rejectReturn()
        case .approveExtension(let days): try approveExtension(days)
        case .denyExtension(let reason):
            deed.reason = reason
            try denyExtension()
        case .addCoHandler(let unit, let reason):
            deed.reason = reason
            try addCoHandler(unit)
        default: preconditionFailure("not the dispatcher's: \(order.action)")
        }
    }

    private mutating func dispatch(to unit: UnitID) throws(Refusal) {
        try require(unit)
        occur(.dispatch)
        ticket.proposal = nil
        give(to: unit)
    }

    private mutating func redirect(to unit: UnitID) throws(Refusal) {
        try require(unit)
        guard unit != ticket.unit || !ticket.state.isWithUnit else {
            throw .againstRule("工单已在这个单位，无需改派。")
        }
        takeFromUnit()
        occur(.redirect)
        ticket.proposal = nil
        ticket.answeredOutcome = nil
        give(to: unit)
    }

    private mutating func upholdReturn(to unit: UnitID?) throws(Refusal) {
        if let unit { try require(unit) }
        guard unit == nil || unit != ticket.unit else {
            throw .badField(pointer: "/unit", message: "同意退单后不能再派给原单位。")
        }
        takeFromUnit()
        occur(.upholdReturn)
        if let unit { give(to: unit) } else { putOnDesk() }
    }

    /// The unit keeps it as if it had signed, its clock has run on all the while, and it cannot
    /// ask again.
    private mutating func rejectReturn() {
        guard let unit = ticket.unit else { preconditionFailure("returned by no unit") }
        occur(.rejectReturn)
        meetUrge(of: ticket.desk)
        sign()
        if !ticket.barredFromReturn.contains(unit) { ticket.barredFromReturn.append(unit) }
    }

    private mutating func approveExtension(_ days: Int?) throws(Refusal) {
        guard let asked = ticket.extensions.daysAsked, let answer = openClock(.answer) else {
            throw .againstRule("没有待审批的延期申请。")
        }
        guard answer.missedAt == nil else {
            throw .againstRule("原时限已过，不能再批准延期；可以不同意，或由管理者剔除考核。")
        }
        let days = days ?? asked
        guard (1...asked).contains(days) else {
            throw .badField(pointer: "/days", message: "批准的天数须在1至\(asked)之间。")
        }
        let calendar = rulebook.calendar
        change([.answer]) { $0.extend(days: days, at: $1, calendar: calendar) }
        occur(.approveExtension)
        ticket.extensions.granted += 1
        ticket.extensions.daysAsked = nil
        detail("days", String(days))
    }

    private mutating func denyExtension() throws(Refusal) {
        guard ticket.extensions.daysAsked != nil else {
            throw .againstRule("没有待审批的延期申请。")
        }
        occur(.denyExtension)
        ticket.extensions.daysAsked = nil
    }

    private mutating func addCoHandler(_ unit: UnitID) throws(Refusal) {
        try require(unit)
        let isAsked = ticket.coHandlers.contains { $0.unit == unit && ticket.owesReport($0) }
        guard unit != ticket.unit, !isAsked else {
            throw .badField(pointer: "/unit", message: "这个单位已是主办或协办单位。")
        }
        ask(unit)
        detail("unit", unit.description)
    }

    func require(_ unit: UnitID) throws(Refusal) {
        guard rulebook.units[unit] != nil else {
            throw .badField(pointer: "/unit", message: "没有这个单位：\(unit)。")
        }
        if let objection = objection(to: unit) { throw .againstRule(objection) }
        guard isWithinReach(unit) else {
            let name = rulebook.units[unit]?.name ?? unit.description
            throw .againstRule("\(name)不在本坐席的辖区，请由上级坐席派单。")
        }
    }

    /// Whether the desk may give work to a unit: one in its own division or above it, or one
    /// that the rules themselves named for the ticket.
    private func isWithinReach(_ unit: UnitID) -> Bool {
        guard let scope = actor?.scope else { return true }
        return unit.lies(in: scope) || unit.division.contains(scope)
            || ticket.route.unit == unit
            || ticket.route.candidates.contains { $0.unit == unit }
    }
}
