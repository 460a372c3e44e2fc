internal import Foundation
package import Hotline
internal import HotlineStore

/// Brings old tickets in (历史工单导入): each lives its life again, at its own times.
///
/// So its clocks are reckoned as of then, its breaches are recorded at their instants, and its
/// journal reads as if it had been filed here. A row either comes in whole or not at all.
package struct Importer: Sendable {
    private let office: Office
    private let rules: RulesInForce
    private let unitsByName: [String: [UnitID]]
    /// Where a row may be of that says nothing of its place.
    private let province: DivisionCode

    /// What became of a row.
    package enum Outcome: Sendable {
        case imported
        /// It was here already: the same channel and number.
        case known
        case bad(String)
    }

    package init(_ office: Office) {
        self.office = office
        rules = office.rulesInForce
        unitsByName = Dictionary(grouping: rules.rulebook.units.all, by: \.name)
            .mapValues { $0.map(\.id) }
        var top = rules.rulebook.units.all[0].id.division
        while let parent = top.parent { top = parent }
        province = top
    }

    /// How many rows are written together, and made ready by the same thread.
    private static let writtenTogether = 100

    /// Brings rows in, each by itself: while some are written, others are made ready.
    package func bring(_ rows: [PastTicket]) throws -> [Outcome] {
        // One more than can be at work, because one of them waits for the writer.
        let threads = ProcessInfo.processInfo.activeProcessorCount + 1
        return try rows.inParts(of: Self.writtenTogether, threads: threads, bringTogether)
    }

    private func bringTogether(_ rows: ArraySlice<PastTicket>) throws -> [Outcome] {
        let known = try office.store.haveTickets(numbered: rows.map { ($0.number, $0.channel) })
        let prepared = zip(rows, known).map(prepared)
        return try office.store.writer.write { ledger in
            try prepared.map { prepared in
                switch prepared {
                case .settled(let outcome): outcome
                case .ready(let past): try bring(past, into: ledger)
                }
            }
        }
    }

    private enum Prepared {
        case settled(Outcome)
        case ready(ReadyPast)
    }

    /// What can be told of a row without the writer: an import that goes on after it was
    /// interrupted passes quickly over what is here.
    private func prepared(_ row: PastTicket, isKnown: Bool) -> Prepared {
        if isKnown { return .settled(.known) }
        do throws(PastTicket.Mistakes) {
            return .ready(try prepare(row))
        } catch {
            return .settled(.bad(error.description))
        }
    }

    private func bring(_ past: ReadyPast, into ledger: Ledger) throws -> Outcome {
        do {
            try ledger.bring(past)
            return .imported
        } catch is ExternalNumberTaken {
            return .known
        }
    }

    /// What is thought of a row, and what needs no writer.
    private func prepare(_ row: PastTicket) throws(PastTicket.Mistakes) -> ReadyPast {
        let units = rules.rulebook.units
        var filing = Filing(
            channel: row.channel,
            text: row.text,
            title: row.title,
            address: row.address,
            kind: row.kind,
            matter: row.matter,
            aspect: row.aspect,
            home: province,
            desk: units.desk(of: province),
            isAnonymous: row.caller.isAnonymous
        )
        var assessment = rules.rulebook.triage.assess(filing, on: row.received.day)
        if let county = assessment.place?.county {
            filing.home = county
            filing.desk = units.desk(of: county)
            assessment = rules.rulebook.triage.assess(filing, on: row.received.day)
        }
        if let unit = try unit(of: row, near: filing.home) { direct(&assessment, to: unit) }
        var intake = Intake(filing: filing, assessment: assessment)
        intake.externalNumber = row.number
        intake.receivedAt = row.received
        intake.isConfidential = row.caller.isConfidential
        let desk = actor(.manager, assessment.route.desk)
        let new = NewTicket(
            intake: intake,
            caller: row.caller,
            address: row.address,
            text: row.text,
            title: row.title
        )
        var past = office.store.past(of: new, flow: rules.flow, by: desk, at: row.received)
        guard let answered = row.answered else { return ReadyPast(past) }
        do throws(Refusal) {
            try live(row, &past, answered: answered, desk)
        } catch {
            throw PastTicket.Mistakes(["its life is not possible: \(error)"])
        }
        return ReadyPast(past)
    }

    private func unit(
        of row: PastTicket,
        near home: DivisionCode
    ) throws(PastTicket.Mistakes) -> UnitID? {
        guard let name = row.unit else { return nil }
        let units = rules.rulebook.units
        if let id = UnitID(name), units[id] != nil { return id }
        let named = unitsByName[name] ?? []
        let nearby = named.filter { $0.lies(in: home) }
        guard let unit = nearby.count == 1 ? nearby.first : named.count == 1 ? named.first : nil
        else {
            let why = named.isEmpty ? "is none" : "is the name of several"
            throw PastTicket.Mistakes(["unit \(why) of the units here"])
        }
        return units.inForce(unit)
    }

    /// Sends it where it went then, unless that is what it accuses: then the desk has it.
    private func direct(_ assessment: inout Assessment, to unit: UnitID) {
        let accused = assessment.isFirewalled ? assessment.accused : []
        guard !rules.rulebook.units.isShutOut(unit: unit, accused: accused) else { return }
        assessment.outOfScope = nil
        assessment.route.unit = unit
        assessment.route.because = "历史工单：原承办单位"
        assessment.route.rule = nil
    }

    private func actor(_ role: Role, _ unit: UnitID) -> Actor {
        let units = rules.rulebook.units
        return Actor(
            account: "import",
            role: role,
            unit: unit,
            scope: role == .handler ? unit.division : province,
            chain: units.chain(of: unit),
            isAtDesk: units[unit]?.kind == .desk
        )
    }

    // MARK: Its life

    /// Signs, answers and calls back, each at its time, as far as the row goes.
    private func live(
        _ row: PastTicket,
        _ past: inout Past,
        answered: Instant,
        _ desk: Actor
    ) throws(Refusal) {
        let answer = row.answer ?? "（历史工单，原答复未导入）"
        guard let unit = past.ticket.unit else {
            let close = Order.close(outcome: .answeredOnTheSpot, text: answer, code: nil)
            return try past.perform(close, by: desk, at: row.closed ?? answered)
        }
        let handler = actor(.handler, unit)
        // The end of the return window may have signed for it before.
        past.pass(to: answered)
        if past.ticket.state == .dispatched {
            try past.perform(.sign, by: handler, at: answered)
        }
        let contact = Order.contact(reached: true, note: "历史工单")
        if !row.caller.isAnonymous {
            let whoCalls = row.caller.isConfidential ? desk : handler
            try past.perform(contact, by: whoCalls, at: answered)
        }
        let reply = Order.answer(text: answer, outcome: row.outcome)
        try past.perform(reply, by: handler, at: answered)
        guard let closed = row.closed else { return }
        if row.satisfied == .no, past.ticket.state == .answered {
            try past.perform(callBack(reached: true, .no), by: desk, at: closed)
            try past.perform(reply, by: handler, at: closed)
        }
        let satisfied = row.satisfied == .no ? nil : row.satisfied
        for _ in 0..<Self.callBacksMax where past.ticket.state == .answered {
            let report = callBack(reached: satisfied != nil, satisfied)
            try past.perform(report, by: desk, at: closed)
        }
    }

    /// More calls than any rule asks for before somebody counts as not reached.
    private static let callBacksMax = 10

    private func callBack(reached: Bool, _ satisfied: CallBack.Result?) -> Order {
        .callBack(
            Order.CallBackReport(
                caller: nil,
                reached: reached,
                satisfied: satisfied,
                reason: satisfied == .no ? "历史工单：不满意" : nil
            )
        )
    }
}
