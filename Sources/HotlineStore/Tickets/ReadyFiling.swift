package import Hotline

/// A filing that the writer only has to give its number and write (待登记的来件).
///
/// Made on the thread that has the request: what it becomes is reckoned under a number that
/// stands for the one that it will get.
package struct ReadyFiling: Sendable {
    private(set) var filing: SealedFiling
    let actor: Actor
    /// The day whose number it gets.
    let receivedOn: Day
    private(set) var recording: Recording
    private let withDerived: Bool

    init(
        _ filing: SealedFiling,
        flow: TicketFlow,
        by actor: Actor,
        at now: Instant,
        withDerived: Bool = true
    ) {
        self.filing = filing
        self.actor = actor
        self.withDerived = withDerived
        receivedOn = (filing.intake.receivedAt ?? now).day
        let number = TicketNumber(day: receivedOn, count: 1)
        let result = flow.file(filing.intake, number: number, by: actor, at: now)
        recording = Self.recording(of: result, filing, withDerived: withDerived)
    }

    private static func recording(
        of result: TicketFlow.Result,
        _ filing: SealedFiling,
        withDerived: Bool
    ) -> Recording {
        var enclosed = Recording.Enclosed()
        enclosed.vault = filing.vault
        enclosed.body = filing.body
        return Recording(result, before: nil, enclosing: enclosed, withDerived: withDerived)
    }

    /// Reckons it again, by the rules that are in force now.
    package mutating func renew(by flow: TicketFlow) {
        let result = flow.file(
            filing.intake,
            number: recording.result.ticket.number,
            by: actor,
            at: recording.result.deed.at
        )
        recording = Self.recording(of: result, filing, withDerived: withDerived)
    }

    /// Takes another query code, because somebody else has this one.
    mutating func renewQueryCode() {
        filing.renewQueryCode()
        recording = Self.recording(of: recording.result, filing, withDerived: withDerived)
    }
}

extension ReadyFiling {
    /// What was filed, before anything is done to it.
    var ticket: Ticket { recording.result.ticket }
}

extension Store {
    /// Makes a filing ready for the writer.
    package func ready(
        _ new: NewTicket,
        flow: TicketFlow,
        by actor: Actor,
        at now: Instant
    ) -> ReadyFiling {
        ReadyFiling(SealedFiling(new, keys), flow: flow, by: actor, at: now)
    }
}
