/// What becomes of a ticket whose unit is abolished: it moves to whoever took over (承接).
extension TicketFlow {
    /// Hands a ticket on from abolished units to those that took over from them.
    ///
    /// No clock starts anew: who takes over owes what was owed.
    ///
    /// - Returns: Nil if no unit that has to do with the ticket was abolished.
    package func succeed(_ ticket: Ticket, at now: Instant) -> Result? {
        let units = rulebook.units
        var step = TicketStep(.succeed, on: ticket, rulebook: rulebook, by: nil, at: now)
        if ticket.state.isOpen {
            step.succeed { units.inForce($0) ?? $0 }
        } else {
            step.accuseHeirs()
        }
        guard step.ticket != ticket else { return nil }
        return step.finished()
    }
}

extension TicketStep {
    fileprivate mutating func succeed(_ heir: (UnitID) -> UnitID) {
        let former = ticket
        ticket.desk = heir(ticket.desk)
        ticket.unit = ticket.unit.map(heir)
        ticket.barredFromReturn = ticket.barredFromReturn.map(heir)
        accuseHeirs()
        moveHelpers(to: heir)
        change(ClockKind.allCases) { clock, _ in clock.unit = heir(clock.unit) }
        guard ticket != former else { return }
        if ticket.unit != former.unit { ticket.taker = nil }
        detail("from", (former.unit ?? former.desk).description)
        detail("unit", (ticket.unit ?? ticket.desk).description)
        leaveTheAccused()
    }

    /// Who helped stays in the list, so that it knows of what it did; the clock is the heir's.
    private mutating func moveHelpers(to heir: (UnitID) -> UnitID) {
        for helper in ticket.coHandlers where ticket.owesReport(helper) {
            let unit = heir(helper.unit)
            guard unit != helper.unit else { continue }
            let owes = ticket.coHandlers.contains { $0.unit == unit && ticket.owesReport($0) }
            guard !owes, unit != ticket.unit else {
                change([.coHandler]) { if $0.id == helper.clock { $0.cancel(at: $1) } }
                continue
            }
            ticket.coHandlers.removeAll { $0.unit == unit }
            ticket.coHandlers.append(CoHandler(unit: unit, clock: helper.clock))
        }
    }
}
