/// What time itself does (到时自动处理).
extension TicketStep {
    /// The step for the thing that is due at `at`, the earliest one that the ticket has.
    static func byTime(_ ticket: Ticket, rulebook: Rulebook, at: Instant) -> TicketStep {
        func step(_ name: Deed.Name) -> TicketStep {
            TicketStep(name, on: ticket, rulebook: rulebook, by: nil, at: at)
        }
        if ticket.suspension.wakesAt == at {
            var step = step(.action(.resume))
            step.resume()
            return step
        }
        if ticket.unsignedAt == at {
            var step = step(.remind)
            step.ticket.unsignedAt = nil
            step.causes.append(NoticeCause(.unsigned))
            return step
        }
        // The end of a return window signs, which ends other clocks: what is missed at the same
        // instant was missed before that.
        let due = ticket.clocks.indices.filter { ticket.clocks[$0].attentionAt == at }
        guard let index = due.first(where: { ticket.clocks[$0].kind != .return }) ?? due.first
        else {
            preconditionFailure("nothing is due on \(ticket.number) at \(at)")
        }
        let clock = ticket.clocks[index]
        guard clock.due <= at else {
            var step = step(.turnYellow)
            step.ticket.clocks[index].turnYellow()
            step.causes.append(NoticeCause(.yellow, clock: clock.id))
            step.name(clock)
            return step
        }
        guard clock.kind == .return else {
            var step = step(.miss)
            step.ticket.clocks[index].miss()
            step.causes.append(NoticeCause(.red, clock: clock.id))
            step.name(clock)
            return step
        }
        // Who did not send it back in time is the one who handles it (首办责任单位).
        var step = step(ticket.state == .dispatched ? .action(.sign) : .closeWindow)
        step.ticket.clocks[index].runOut()
        if ticket.state == .dispatched { step.sign() }
        step.name(clock)
        return step
    }

    private mutating func name(_ clock: Clock) {
        detail("clock", clock.kind.rawValue)
        detail("id", String(clock.id))
    }
}
