package import Hotline

/// A ticket that lives its past again, step by step (历史工单经历).
///
/// Each step stands in the journal as if it had been done here then.
package struct Past {
    fileprivate let filing: ReadyFiling
    private let flow: TicketFlow
    /// The ticket as it is after the steps so far.
    package private(set) var ticket: Ticket
    fileprivate private(set) var steps: [Recording] = []
    /// The texts that came after the filing.
    private var vault: Vault

    init(_ filing: ReadyFiling, flow: TicketFlow) {
        self.filing = filing
        self.flow = flow
        ticket = filing.ticket
        vault = filing.filing.vault.afterFiling
    }

    /// Does what somebody did then, after what time had done by then.
    package mutating func perform(
        _ order: Order,
        by actor: Actor,
        at now: Instant
    ) throws(Refusal) {
        pass(to: now)
        add(try flow.perform(order, on: ticket, by: actor, at: now))
    }

    /// Lets time do what it had done by then.
    package mutating func pass(to now: Instant) {
        while let result = flow.nextByTime(ticket, by: now) { add(result) }
    }

    private mutating func add(_ result: TicketFlow.Result) {
        var enclosed = Recording.Enclosed()
        enclosed.keep(result.deed, in: &vault)
        enclosed.vault = vault.handOver()
        steps.append(
            Recording(result, before: ticket, enclosing: enclosed, withDerived: false)
        )
        ticket = result.ticket
    }
}

/// A ticket with its whole past, which the writer only has to number and write.
///
/// Of its rows only those of the last state are written, for nobody ever saw those between.
package struct ReadyPast: Sendable {
    fileprivate private(set) var filing: ReadyFiling
    fileprivate let steps: [Recording]
    /// The ticket after all of them.
    fileprivate let ticket: Ticket
    /// All rows but those of the filing's personal data, the journal and the notices.
    fileprivate let writes: [RowWrite]

    package init(_ past: Past) {
        filing = past.filing
        steps = past.steps
        ticket = past.ticket
        let counting = Counting(past: steps, of: ticket)
        writes =
            ticket.insertions + ticket.queueWrites(after: nil) + ticket.shutOutWrites(after: nil)
            + steps.flatMap(\.kept) + counting.writes
    }

    fileprivate mutating func renewQueryCode() { filing.renewQueryCode() }
}

extension Store {
    /// Files an old ticket as it was filed then, so that it can live its past.
    package func past(
        of new: NewTicket,
        flow: TicketFlow,
        by actor: Actor,
        at then: Instant
    ) -> Past {
        let sealed = SealedFiling(new, keys)
        let ready = ReadyFiling(sealed, flow: flow, by: actor, at: then, withDerived: false)
        return Past(ready, flow: flow)
    }
}

extension Ledger {
    /// Writes a ticket with its whole past.
    ///
    /// Nobody is told of what was over by the last step.
    ///
    /// - Throws: ``ExternalNumberTaken`` if it is here already; nothing is written then.
    package func bring(_ past: ReadyPast) throws {
        var past = past
        try refuseSecond(past.filing.filing.intake, by: past.filing.actor)
        let number = try nextNumber(of: past.filing.receivedOn).integer
        while try isTaken(past.filing.filing.vault.lookup(of: .queryCode)) {
            past.renewQueryCode()
        }
        let sealed = past.filing.filing.vault
        for write in past.writes + sealed.writes { try statements.run(write, of: number) }
        for recording in [past.filing.recording] + past.steps {
            let event = try writeEvent(recording, of: number)
            for notice in recording.result.notices where !past.ticket.isOver(notice.cause) {
                try insert(notice, ticket: number, event: event)
            }
        }
        try sealed.insertKey(of: number, database)
    }
}
