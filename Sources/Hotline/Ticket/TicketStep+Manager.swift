/// What the manager does over the heads of unit and desk.
extension TicketStep {
    mutating func applyByManager(_ order: Order) throws(Refusal) {
        switch order {
        case .supervise(let level, let isComplex): try supervise(level, isComplex: isComplex)
        case .release: try release()
        case .exclude(let reason):
            deed.reason = reason
            ticket.isExcluded = true
        case .closeFinal(let reason, let attachment):
            deed.reason = reason
            detail("attachment", String(attachment))
            try closeFinal()
        default: preconditionFailure("not the manager's: \(order.action)")
        }
    }

    /// 13710: report within 3 days, done within 7, or a month where it is complex.
    private mutating func supervise(_ level: SupervisionLevel, isComplex: Bool) throws(Refusal) {
        guard ticket.supervision == nil else { throw .againstRule("这张工单已在督办。") }
        ticket.supervision = level
        detail("level", level.rawValue)
        causes.append(NoticeCause(.supervised))
        let owes = ticket.unit ?? ticket.desk
        if ticket.state == .dispatched || ticket.state == .desk {
            start(.supervised, by: .supervise, stage: "sign", for: owes)
        }
        start(.supervised, by: .supervise, stage: Self.reportStage, for: owes)
        let last = isComplex ? "complex" : "answer"
        start(.supervised, by: .supervise, stage: last, for: owes)
    }

    private mutating func release() throws(Refusal) {
        guard ticket.supervision != nil else { throw .againstRule("这张工单没有在督办。") }
        occur(.release)
        ticket.supervision = nil
    }

    private mutating func closeFinal() throws(Refusal) {
        let reworks = setting(\.reworksToRaise)
        guard ticket.reworks >= reworks else {
            throw .againstRule("重办满\(reworks)次、提级后才能作最终答复。")
        }
        for index in ticket.callBacks.indices where ticket.callBacks[index].result == nil {
            ticket.callBacks[index].result = .no
        }
        occur(.closeFinal)
        close(as: .finalAnswer)
    }
}
