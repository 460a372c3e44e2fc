extension TicketFlow {
    /// Takes a demand in (受理): the ticket it becomes, where it goes, and its first clocks.
    ///
    /// In a preview the number may be any.
    package func file(
        _ intake: Intake,
        number: TicketNumber,
        by actor: Actor,
        at now: Instant
    ) -> Result {
        let ticket = Ticket(
            number: number,
            origin: intake.origin(by: actor, at: now),
            assessment: intake.assessment
        )
        var step = TicketStep(.file, on: ticket, rulebook: rulebook, by: actor, at: now)
        step.file(intake)
        return step.finished()
    }
}

/// A filing that was read and assessed: what a ticket is made of.
package struct Intake: Sendable {
    package let filing: Filing
    package let assessment: Assessment
    package var externalNumber: String?
    package var externalDue: Instant?
    package var receivedAt: Instant?
    package var isConfidential = false
    /// The answer, where the operator gave it at once.
    package var onTheSpot: String?
    /// The cards that the caller was told of while the call lasted, with their editions.
    package var told: [(card: String, edition: Day)] = []

    package init(filing: Filing, assessment: Assessment) {
        self.filing = filing
        self.assessment = assessment
    }

    fileprivate func origin(by actor: Actor, at now: Instant) -> Ticket.Origin {
        Ticket.Origin(
            channel: filing.channel,
            externalNumber: externalNumber,
            receivedAt: receivedAt ?? now,
            filedAt: now,
            filedBy: actor.account,
            filedUnit: actor.unit,
            isAnonymous: filing.isAnonymous,
            isConfidential: isConfidential,
            registeredTownship: filing.registeredTownship
        )
    }
}

extension TicketStep {
    fileprivate mutating func file(_ intake: Intake) {
        for each in intake.told { ticket.tell(each.card, each.edition, at: now) }
        if !ticket.told.isEmpty {
            let told = ticket.told.map { "\($0.card) \($0.edition)" }
            detail("told", told.joined(separator: ", "))
        }
        if ticket.isCallBackDue {
            ticket.callBacks = [CallBack(caller: ticket.number)]
        }
        if let answer = intake.onTheSpot {
            ticket.proposal = nil
            deed.text = answer
            close(as: .answeredOnTheSpot)
            return
        }
        start(.respond, by: .file, for: ticket.desk)
        if let unit = ticket.route.unit {
            give(to: unit)
            for helper in ticket.route.coHandlers { ask(helper) }
        } else {
            putOnDesk()
        }
        if let due = intake.externalDue, begins(.external, by: .file) {
            ticket.clocks.append(
                ClockRules.external(
                    id: nextClock,
                    unit: ticket.unit ?? ticket.desk,
                    at: now,
                    due: due,
                    hours: rulebook.units.hours(of: ticket.unit ?? ticket.desk),
                    calendar: rulebook.calendar
                )
            )
        }
    }

    /// Asks a second unit to help (协办), with a clock of its own; also one that did before.
    mutating func ask(_ helper: UnitID) {
        ticket.coHandlers.removeAll { $0.unit == helper }
        let clock = start(.coHandler, by: .addCoHandler, for: helper)
        ticket.coHandlers.append(CoHandler(unit: helper, clock: clock))
    }

    /// Ends the ticket.
    ///
    /// What was owed for it is not counted, but for what was met by this.
    mutating func close(as outcome: Outcome) {
        ticket.state = .closed
        ticket.outcome = outcome
        ticket.closedAt = now
        ticket.taker = nil
        ticket.extensions.daysAsked = nil
        ticket.unsignedAt = nil
        ticket.suspension.end(at: now)
        occur(.end)
        // Whatever the rules leave open: nothing is owed for what is closed.
        change(ClockKind.allCases) { $0.cancel(at: $1) }
    }
}

extension Ticket {
    /// Whether somebody is to be asked how it went.
    var isCallBackDue: Bool {
        !origin.isAnonymous && kind != .praise && origin.channel != .match
    }
}
