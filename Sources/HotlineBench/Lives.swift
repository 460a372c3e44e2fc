internal import Hotline
internal import HotlineTesting

/// The dice by which tickets live: what is done next, by whom, and how soon.
struct Lives: Sendable {
    private let units: UnitDirectory
    private var random: SeededGenerator

    init(units: UnitDirectory, seed: UInt64) {
        self.units = units
        random = SeededGenerator(seed: seed)
    }

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    /// How many steps a ticket takes that is then left open.
    mutating func stepsOfOpen() -> Int { Int.random(in: 0...3, using: &random) }

    /// How long it takes until something is done in a state, in seconds.
    mutating func wait(in state: TicketState) -> Int64 {
        let hours: ClosedRange<Int64> =
            switch state {
            case .desk, .returning: 0...5
            case .dispatched: 0...18
            case .handling: 6...70
            case .suspended: 24...72
            case .answered: 2...40
            case .closed: 0...0
            }
        // One in twenty is late, so that there are breaches.
        let factor: Int64 = chance(5) ? 5 : 1
        return Int64.random(in: hours, using: &random) * factor * 3_600
            + Int64.random(in: 60...3_000, using: &random)
    }

    /// What is done to a ticket next, and by whom; nil if nothing is.
    mutating func order(for ticket: Ticket, on today: Day) -> (Order, Actor)? {
        switch ticket.state {
        case .desk: (atDesk(ticket), actor(.dispatcher, ticket.desk))
        case .returning: (onReturn(ticket), actor(.dispatcher, ticket.desk))
        case .dispatched: ticket.unit.map { (onArrival(), actor(.handler, $0)) }
        case .handling: handling(ticket, on: today)
        case .suspended: ticket.unit.map { (.resume, actor(.handler, $0)) }
        case .answered: (.callBack(callBack(ticket)), actor(.dispatcher, ticket.desk))
        case .closed: nil
        }
    }

    private func actor(_ role: Role, _ unit: UnitID) -> Actor {
        Actor(
            account: "\(role.rawValue)-\(unit)",
            role: role,
            unit: unit,
            scope: unit.division,
            chain: units.chain(of: unit),
            isAtDesk: role != .handler
        )
    }

    private mutating func atDesk(_ ticket: Ticket) -> Order {
        if ticket.proposal != nil || chance(10) {
            return .close(outcome: .answeredOnTheSpot, text: "已向来电人说明政策。", code: nil)
        }
        return .dispatch(unit: somebody(for: ticket), reason: nil)
    }

    private mutating func onReturn(_ ticket: Ticket) -> Order {
        if chance(40) { return .rejectReturn(reason: "属于你单位职责。") }
        return .upholdReturn(unit: somebody(for: ticket), reason: "职责不符，改派。")
    }

    private mutating func onArrival() -> Order {
        guard chance(4) else { return .sign }
        return .sendBack(reason: "不属于本单位职责", basis: "职责分工", suggest: nil)
    }

    private mutating func handling(_ ticket: Ticket, on today: Day) -> (Order, Actor)? {
        if ticket.extensions.daysAsked != nil {
            return (.approveExtension(days: nil), actor(.dispatcher, ticket.desk))
        }
        let order: Order =
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<25:
                if ticket.origin.isConfidential {
                    .note(text: "已入户核实。", isInternal: true)
                } else {
                    .contact(reached: true, note: "已电话联系来电人，了解情况。")
                }
            case 25..<29: .requestExtension(days: 2, reason: "需要入户核查")
            case 29..<32: .suspend(reason: "materials", until: today.advanced(by: 5))
            default: .answer(text: Self.answer, outcome: chance(60) ? .resolved : .explained)
            }
        return ticket.unit.map { (order, actor(.handler, $0)) }
    }

    private static let answer = """
        经核实，该户情况属实。我单位已派工作人员入户了解家庭收入、财产和支出情况，并向来电人说明了\
        申请条件、所需材料和办理流程，现已按规定受理，结果将按时书面告知。
        """

    private mutating func callBack(_ ticket: Ticket) -> Order.CallBackReport {
        let isReached = chance(92)
        let isContent = chance(93)
        return Order.CallBackReport(
            caller: nil,
            reached: isReached,
            responded: isReached ? true : nil,
            resolved: isReached ? isContent : nil,
            satisfied: isReached ? (isContent ? .yes : .no) : nil,
            reason: isContent ? nil : "来电人认为没有解决。"
        )
    }

    /// Some unit of the ticket's county that it does not accuse.
    private mutating func somebody(for ticket: Ticket) -> UnitID {
        let county = ticket.place?.county ?? ticket.desk.division
        let able = units.units(in: county).filter {
            $0.successor == nil && $0.kind != .desk && $0.kind != .village
                && !units.isShutOut(unit: $0.id, accused: ticket.accused)
        }
        return able.randomElement(using: &random)?.id ?? ticket.desk
    }
}
