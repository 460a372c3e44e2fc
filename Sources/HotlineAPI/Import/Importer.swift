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

    /// Brings rows in, all in one transaction, and each by itself.
    package func bring(_ rows: [PastTicket]) throws -> [Outcome] {
        let ready = rows.map { row in
            Result { try prepare(row) }
        }
        return try office.store.writer.write { ledger in
            try zip(rows, ready).map { row, ready in
                switch ready {
                case .failure(let mistakes as PastTicket.Mistakes): .bad(mistakes.description)
                case .failure(let error): throw error
                case .success(let ready): try bring(row, ready, into: ledger)
                }
            }
        }
    }

    private struct Ready {
        let filing: ReadyFiling
        let desk: Actor
    }

    /// What is thought of a row, and what needs no writer.
    private func prepare(_ row: PastTicket) throws -> Ready {
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
        let flow = rules.flow
        let ready = office.store.ready(new, flow: flow, by: desk, at: row.received)
        return Ready(filing: ready, desk: desk)
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

    private func bring(
        _ row: PastTicket,
        _ ready: Ready,
        into ledger: Ledger
    ) throws -> Outcome {
        let result = try ledger.attempt {
            let number = try ledger.file(ready.filing).view.ticket.number
            if let answered = row.answered {
                try live(row, number, answered: answered, ready.desk, ledger)
            }
        }
        switch result {
        case .success: return .imported
        case .failure(is ExternalNumberTaken): return .known
        case .failure(let refusal as Refusal): return .bad("its life is not possible: \(refusal)")
        case .failure(let error): throw error
        }
    }

    /// Signs, answers and calls back, each at its time, as far as the row goes.
    private func live(
        _ row: PastTicket,
        _ number: TicketNumber,
        answered: Instant,
        _ desk: Actor,
        _ ledger: Ledger
    ) throws {
        func perform(_ order: Order, by actor: Actor, at now: Instant) throws -> Ticket {
            try ledger.perform(
                order,
                on: number,
                seenAt: nil,
                flow: rules.flow,
                by: actor,
                at: now
            )
        }
        let answer = row.answer ?? "（历史工单，原答复未导入）"
        guard var ticket = try ledger.ticket(number), let unit = ticket.unit else {
            let close = Order.close(outcome: .answeredOnTheSpot, text: answer, code: nil)
            _ = try perform(close, by: desk, at: row.closed ?? answered)
            return
        }
        let handler = actor(.handler, unit)
        // The end of the return window may have signed for it before.
        ticket = try ledger.sweep(ticket, flow: rules.flow, by: answered)
        if ticket.state == .dispatched { ticket = try perform(.sign, by: handler, at: answered) }
        let contact = Order.contact(reached: true, note: "历史工单")
        if !row.caller.isAnonymous {
            let whoCalls = row.caller.isConfidential ? desk : handler
            ticket = try perform(contact, by: whoCalls, at: answered)
        }
        let reply = Order.answer(text: answer, outcome: row.outcome)
        ticket = try perform(reply, by: handler, at: answered)
        guard let closed = row.closed else { return }
        if row.satisfied == .no, ticket.state == .answered {
            let unsatisfied = callBack(reached: true, .no)
            ticket = try perform(unsatisfied, by: desk, at: closed)
            ticket = try perform(reply, by: handler, at: closed)
        }
        let satisfied = row.satisfied == .no ? nil : row.satisfied
        for _ in 0..<Self.callBacksMax where ticket.state == .answered {
            let report = callBack(reached: satisfied != nil, satisfied)
            ticket = try perform(report, by: desk, at: closed)
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
