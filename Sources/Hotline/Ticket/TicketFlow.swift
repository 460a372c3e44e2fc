/// What becomes of a call: the life of a ticket (工单流转).
///
/// Intake, classification and routing are ``Triage``; the clocks are in `Clocks`; what comes
/// after is here, one function an action, in the files of ``TicketStep``. Nothing here does
/// I/O: a step takes a ticket and gives the ticket that it becomes, with the deed to journal.
package struct TicketFlow: Sendable {
    package let rulebook: Rulebook

    package init(rulebook: Rulebook) {
        self.rulebook = rulebook
    }

    /// A ticket after one step, and what the journal says of it.
    package struct Result: Sendable {
        package let ticket: Ticket
        package let deed: Deed
        /// Who is told of it.
        package let notices: [Notice]

        package init(ticket: Ticket, deed: Deed, notices: [Notice] = []) {
            self.ticket = ticket
            self.deed = deed
            self.notices = notices
        }
    }

    /// Does what somebody asked for, except merging and unmerging, which touch two tickets.
    package func perform(
        _ order: Order,
        on ticket: Ticket,
        by actor: Actor,
        at now: Instant
    ) throws(Refusal) -> Result {
        try check(order.action, on: ticket, by: actor)
        var step = TicketStep(
            .action(order.action),
            on: ticket,
            rulebook: rulebook,
            by: actor,
            at: now
        )
        try step.apply(order)
        return step.finished()
    }

    /// Closes a ticket as merged and puts its callers on the lead's call-back list (并单).
    package func merge(
        _ follower: Ticket,
        into lead: Ticket,
        by actor: Actor,
        at now: Instant
    ) throws(Refusal) -> (follower: Result, lead: Result) {
        try check(.merge, on: follower, by: actor)
        guard actor.may(.merge, to: lead) else { throw .notPermitted(.merge) }
        guard follower.number != lead.number, lead.state.isOpen else {
            throw .againstRule("主单须是另一张未办结的工单。")
        }
        guard Set(follower.accused) == Set(lead.accused) else {
            throw .againstRule("两张工单的被反映单位不同，不能并单。")
        }
        // The lead names its followers: the accused, who may see the one, must not learn of the
        // other.
        guard follower.isFirewalled == lead.isFirewalled else {
            throw .againstRule("投诉举报类工单不能与被反映单位可见的工单并单。")
        }
        guard !follower.callBacks.contains(where: { $0.caller != follower.number }) else {
            throw .againstRule("这张工单已有并入的工单，请先拆单，再逐一并入主单。")
        }
        var first = step(.action(.merge), on: follower, by: actor, at: now)
        first.merge(into: lead.number)
        var second = step(.join, on: lead, by: actor, at: now)
        second.join(follower)
        return (first.finished(), second.finished())
    }

    /// Takes a merged ticket out of its lead again (拆单).
    ///
    /// The lead may be closed by now.
    package func unmerge(
        _ follower: Ticket,
        from lead: Ticket,
        reason: String,
        by actor: Actor,
        at now: Instant
    ) throws(Refusal) -> (follower: Result, lead: Result) {
        try check(.unmerge, on: follower, by: actor)
        guard follower.lead == lead.number else { throw .againstRule("这张工单没有并入其他工单。") }
        var first = step(.action(.unmerge), on: follower, by: actor, at: now)
        let days = first.setting(\.reopenDaysMax)
        if let closed = lead.closedAt, now.day.number - closed.day.number > days {
            throw .againstRule("主单办结已超过\(days)天，不能拆单，请另行受理。")
        }
        first.deed.reason = reason
        first.unmerge()
        var second = step(.part, on: lead, by: actor, at: now)
        second.part(follower.number)
        return (first.finished(), second.finished())
    }

    /// The next thing that time itself does to the ticket, if it is due by `now`.
    package func nextByTime(_ ticket: Ticket, by now: Instant) -> Result? {
        guard let at = ticket.attentionAt, at <= now else { return nil }
        return TicketStep.byTime(ticket, rulebook: rulebook, at: at).finished()
    }

    /// Computes a provisional deadline anew, by the calendar that is in force now.
    ///
    /// - Returns: Nil if that changes nothing about it.
    package func recompute(_ clock: Int, of ticket: Ticket, at now: Instant) -> Result? {
        var step = TicketStep(.recompute, on: ticket, rulebook: rulebook, by: nil, at: now)
        guard let index = ticket.clocks.firstIndex(where: { $0.id == clock }) else { return nil }
        step.ticket.clocks[index].recompute(at: now, calendar: rulebook.calendar)
        let (before, after) = (ticket.clocks[index], step.ticket.clocks[index])
        guard before != after else { return nil }
        step.detail("clock", after.kind.rawValue)
        step.detail("id", String(after.id))
        step.detail("from", before.due.description)
        step.detail("to", after.due.description)
        return step.finished()
    }

    private func check(
        _ action: TicketAction,
        on ticket: Ticket,
        by actor: Actor
    ) throws(Refusal) {
        guard actor.sees(ticket) else { throw .notThere }
        guard actor.may(action, to: ticket) else { throw .notPermitted(action) }
        guard ticket.state.allowed.contains(action) else {
            throw .wrongState(ticket.state, action)
        }
    }

    private func step(
        _ name: Deed.Name,
        on ticket: Ticket,
        by actor: Actor,
        at now: Instant
    ) -> TicketStep {
        TicketStep(name, on: ticket, rulebook: rulebook, by: actor, at: now)
    }
}
