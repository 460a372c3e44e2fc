/// Asking the callers how it went (回访), and doing it again where it did not go well (重办).
extension TicketStep {
    mutating func callBack(_ report: Order.CallBackReport) throws(Refusal) {
        let caller = report.caller ?? ticket.number
        guard let index = ticket.callBacks.firstIndex(where: { $0.caller == caller }) else {
            throw .badField(pointer: "/caller", message: "回访名单里没有这个工单号：\(caller)。")
        }
        guard ticket.callBacks[index].result == nil else {
            throw .againstRule("这位来电人已回访过。")
        }
        deed.reason = report.reason
        describe(report, caller: caller)
        guard report.reached else { return notReached(index) }
        guard let satisfied = report.satisfied else {
            throw .badField(pointer: "/satisfied", message: "已接通的回访须记录是否满意。")
        }
        guard satisfied == .no else {
            ticket.callBacks[index].result = satisfied
            return closeIfAllHaveResults()
        }
        guard report.reason != nil else {
            throw .badField(pointer: "/reason", message: "不满意的须写明原因。")
        }
        try rework(at: report.unit, index: index)
    }

    private mutating func describe(_ report: Order.CallBackReport, caller: TicketNumber) {
        func text(_ flag: Bool?) -> String? { flag.map { $0 ? "true" : "false" } }
        detail("caller", caller.description)
        detail("reached", text(report.reached))
        detail("responded", text(report.responded))
        detail("resolved", text(report.resolved))
        detail("satisfied", report.satisfied?.rawValue)
    }

    private mutating func notReached(_ index: Int) {
        ticket.callBacks[index].attempts += 1
        let attemptsMax = setting(\.callBackAttemptsMax)
        guard ticket.callBacks[index].attempts >= attemptsMax else { return }
        ticket.callBacks[index].result = .unreached
        closeIfAllHaveResults()
    }

    mutating func closeIfAllHaveResults() {
        guard ticket.callBacks.allSatisfy({ $0.result != nil }) else { return }
        occur(.callBack)
        close(as: ticket.answeredOutcome ?? .explained)
    }

    private mutating func rework(at unit: UnitID?, index: Int) throws(Refusal) {
        guard let former = ticket.unit else { preconditionFailure("answered by no unit") }
        let unit = unit ?? former
        if unit != former { try require(unit) }
        occur(.rework)
        ticket.callBacks[index].attempts = 0
        ticket.answeredOutcome = nil
        ticket.reworks += 1
        if ticket.reworks >= setting(\.reworksToRaise) {
            ticket.isRaised = true
        }
        give(to: unit, as: unit == former ? .handling : .dispatched)
    }
}
