internal import Foundation
internal import GRDB
package import Hotline

/// What was filed, with what must not stand in the journal.
package struct NewTicket: Sendable {
    package let intake: Intake
    package let caller: Caller
    package let address: String?
    package let text: String
    package let title: String?
    /// Who is accused, where that is no unit that is known.
    package let accused: String?

    package init(
        intake: Intake,
        caller: Caller,
        address: String? = nil,
        text: String,
        title: String? = nil,
        accused: String? = nil
    ) {
        self.intake = intake
        self.caller = caller
        self.address = address
        self.text = text
        self.title = title
        self.accused = accused
    }
}

/// The number that another platform gave a demand is here already (重复编号).
package struct ExternalNumberTaken: Error {
    /// The first ticket's; nil if whoever asks may not see that.
    package let number: TicketNumber?
}

extension Ledger {
    /// Files a ticket and gives it the next number of its day.
    ///
    /// - Returns: The ticket, and the code by which the caller may ask how it stands.
    /// - Throws: ``ExternalNumberTaken`` if it was filed before.
    package func file(
        _ new: NewTicket,
        flow: TicketFlow,
        by actor: Actor,
        at now: Instant
    ) throws -> (view: TicketView, queryCode: String) {
        try file(ReadyFiling(SealedFiling(new, keys), flow: flow, by: actor, at: now))
    }

    /// The same for what was made ready before the writer had it.
    package func file(_ ready: ReadyFiling) throws -> (view: TicketView, queryCode: String) {
        var ready = ready
        try refuseSecond(ready.filing.intake, by: ready.actor)
        let number = try nextNumber(of: ready.receivedOn)
        while try isTaken(ready.filing.vault.lookup(of: .queryCode)) { ready.renewQueryCode() }
        try write(ready.recording, of: number.integer)
        try ready.filing.vault.insertKey(of: number.integer, database)
        let ticket = ready.recording.result.ticket.numbered(number)
        return (ready.filing.view(of: ticket), ready.filing.queryCode)
    }

    func isTaken(_ lookup: Data?) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: "SELECT 1 FROM personal WHERE lookup = ?"
        )
        return try Int.fetchOne(statement, arguments: [lookup]) != nil
    }

    func refuseSecond(_ intake: Intake, by actor: Actor) throws {
        guard let external = intake.externalNumber else { return }
        let channel = intake.filing.channel
        if let first = try Store.ticket(numbered: external, from: channel, database) {
            let isSeen = try TicketReading.ticket(first, database).map(actor.sees) ?? false
            throw ExternalNumberTaken(number: isSeen ? try TicketNumber(column: first) : nil)
        }
    }

    /// Counts in the transaction itself, so that a filing that fails leaves no gap.
    func nextNumber(of day: Day) throws -> TicketNumber {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO dayCount VALUES (?, 1)
                ON CONFLICT (day) DO UPDATE SET count = count + 1 RETURNING count
                """
        )
        guard let count = try Int.fetchOne(statement, arguments: [day.number]) else {
            preconditionFailure("RETURNING returns a row")
        }
        return TicketNumber(day: day, count: count)
    }

    // MARK: What is done to a ticket

    /// Does something to a ticket.
    ///
    /// What time has done to it by `now` is recorded first, so that nothing is done to a
    /// ticket that looks earlier than it is.
    ///
    /// `revision` is what the ETag showed that whoever asks has seen; nil if none is needed.
    /// Throws a ``Refusal``, and then nothing has changed.
    package func perform(
        _ order: Order,
        on number: TicketNumber,
        seenAt revision: Int?,
        flow: TicketFlow,
        by actor: Actor,
        at now: Instant
    ) throws -> Ticket {
        guard let stored = try ticket(number), actor.sees(stored) else { throw Refusal.notThere }
        let ticket = try sweep(stored, flow: flow, by: now)
        guard actor.may(order.action, to: ticket) else {
            throw Refusal.notPermitted(order.action)
        }
        if order.action.needsCurrentView, let revision, revision != ticket.revision {
            throw Refusal.stale
        }
        switch order {
        case .merge(let into):
            return try merge(ticket, into: into, flow: flow, by: actor, at: now)
        case .unmerge(let reason):
            return try unmerge(ticket, because: reason, flow: flow, by: actor, at: now)
        case .closeFinal(_, let attachment):
            try requireAttachment(attachment, of: number)
        default: break
        }
        let result = try flow.perform(order, on: ticket, by: actor, at: now)
        var enclosed: EnclosedFile?
        if case .attach(let name, let type, let file) = order {
            enclosed = EnclosedFile(name: name, type: type, file: file)
        }
        try record(result, before: ticket, enclosing: enclosed)
        return result.ticket
    }

    private func merge(
        _ follower: Ticket,
        into number: TicketNumber,
        flow: TicketFlow,
        by actor: Actor,
        at now: Instant
    ) throws -> Ticket {
        guard let stored = try ticket(number), actor.sees(stored) else {
            throw Refusal.badField(pointer: "/into", message: "没有这张工单：\(number)。")
        }
        let lead = try sweep(stored, flow: flow, by: now)
        let results = try flow.merge(follower, into: lead, by: actor, at: now)
        try record(results.follower, before: follower)
        try record(results.lead, before: lead)
        return results.follower.ticket
    }

    private func unmerge(
        _ follower: Ticket,
        because reason: String,
        flow: TicketFlow,
        by actor: Actor,
        at now: Instant
    ) throws -> Ticket {
        guard let number = follower.lead, let stored = try ticket(number) else {
            throw Refusal.againstRule("这张工单没有并入其他工单。")
        }
        let lead = try sweep(stored, flow: flow, by: now)
        let results = try flow.unmerge(follower, from: lead, reason: reason, by: actor, at: now)
        try record(results.follower, before: follower)
        try record(results.lead, before: lead)
        return results.follower.ticket
    }

    private func requireAttachment(_ id: Int, of number: TicketNumber) throws {
        let found = try Int.fetchOne(
            database,
            sql: "SELECT 1 FROM attachment WHERE ticket = ? AND id = ?",
            arguments: [number.integer, id]
        )
        guard found != nil else {
            throw Refusal.badField(
                pointer: "/attachment",
                message: "没有这个附件；请先上传负责人签字的答复书。"
            )
        }
    }

    // MARK: What time does

    /// Records what time has done to a ticket by `now`, each thing at its true instant.
    package func sweep(_ ticket: Ticket, flow: TicketFlow, by now: Instant) throws -> Ticket {
        var ticket = ticket
        while let result = flow.nextByTime(ticket, by: now) {
            try raiseNotices(of: ticket, by: result.deed.at, rulebook: flow.rulebook)
            try record(result, before: ticket)
            ticket = result.ticket
        }
        try raiseNotices(of: ticket, by: now, rulebook: flow.rulebook)
        return ticket
    }

    func ticket(_ number: TicketNumber) throws -> Ticket? {
        try TicketReading.ticket(number.integer, database)
    }
}

extension Store {
    /// Which of some demands that have numbers on other platforms were filed here.
    package func haveTickets(
        numbered demands: [(external: String, channel: Channel)]
    ) throws -> [Bool] {
        try read { db in
            try demands.map {
                try Self.ticket(numbered: $0.external, from: $0.channel, db) != nil
            }
        }
    }

    fileprivate static func ticket(
        numbered external: String,
        from channel: Channel,
        _ db: Database
    ) throws -> Int64? {
        let statement = try db.cachedStatement(
            sql: "SELECT number FROM ticket WHERE channel = ? AND externalNumber = ?"
        )
        return try Int64.fetchOne(statement, arguments: [channel.rawValue, external])
    }
}
