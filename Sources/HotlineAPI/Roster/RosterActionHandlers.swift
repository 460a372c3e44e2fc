internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// What is done to households on the roster, and to their cases (台账办理).
struct RosterActionHandlers: Sendable {
    let office: Office

    enum Action: String, CaseIterable {
        case review, startGradual, adjust, move, openCase

        /// A township reviews and begins cases; what changes what is given is the county's.
        var isOfCounty: Bool { self != .review && self != .openCase }
    }

    static let actFields: [Shape.Field] =
        [.required("action", .codes(Action.self))] + orderFields

    /// What an order says besides what is to be done.
    static let orderFields: [Shape.Field] = [
        .optional("on", .day),
        .optional("until", .day),
        .optional("from", .day),
        .optional("amount", .integer(0...Int64(RosterRow.amountMax))),
        .optional("reviewPace", .codes(ReviewPace.self)),
        .optional("selfCare", .codes(SelfCare.self)),
        .optional("grounds", .list(.codes(Ground.self), countMax: Ground.allCases.count)),
        .optional("note", .text(lengthMax: TextLimit.reason)),
        .optional("basis", .codes(RosterBasis.self)),
        .optional("township", .division),
        .optional("village", .division),
        .optional("kind", .codes(CaseKind.self)),
        .optional("person", .integer(1...RecordNumber.max)),
        .optional("happenedOn", .day),
    ]

    /// Answers `POST /api/v1/roster/households/{household}/actions`.
    func act(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        let id = try exchange.record("household")
        let today = exchange.now.day
        guard try office.store.household(id, on: today, in: scope) != nil else {
            throw Problem.notThere
        }
        let body = try Body(exchange.request.body, Self.actFields)
        let action = body.required(body.code("action", Action.self))
        try exchange.requireKeeper()
        if action.isOfCounty { try exchange.requireCounty() }
        let order = try order(action, body, scope: scope, today: today)
        let (actor, now, rules) = (exchange.actor, exchange.now, office.rulesInForce)
        return try office.commit(exchange) { [office] ledger in
            let opened = try ledger.perform(
                order,
                on: id,
                office.rulesInForce.rosterDuties,
                by: actor,
                at: now
            )
            return {
                .json { writer in
                    writer.member("household", Int(id))
                    writer.name("case")
                    guard let opened else { return writer.null() }
                    RosterJSON(rules: rules).write(opened, [], on: today, in: &writer)
                }
            }
        }
    }

    func order(
        _ action: Action,
        _ body: Body,
        scope: DivisionCode,
        today: Day
    ) throws -> RosterOrder {
        switch action {
        case .review:
            return .review(on: body.value("on", Day.self).map { min($0, today) } ?? today)
        case .startGradual:
            let until = try day("until", body)
            guard until > today else { throw Problem.badField("/until", "须在今天以后。") }
            return .startGradual(until: until)
        case .adjust: return .adjust(try adjustment(body, today: today))
        case .move: return try move(body, scope: scope, today: today)
        case .openCase:
            guard let kind = body.code("kind", CaseKind.self) else {
                throw Problem.badField("/kind", "请选择事项类型。")
            }
            let happenedOn = try day("happenedOn", body)
            guard happenedOn <= today else {
                throw Problem.badField("/happenedOn", "不能在今天以后。")
            }
            let person = body.integer("person").map(Int64.init)
            return .openCase(kind, person: person, happenedOn: happenedOn)
        }
    }

    private func day(_ name: String, _ body: Body) throws -> Day {
        guard let day = body.value(name, Day.self) else {
            throw Problem.badField("/\(name)", "请填写日期。")
        }
        return day
    }

    private func adjustment(_ body: Body, today: Day) throws -> HouseholdAdjustment {
        guard let basis = body.code("basis", RosterBasis.self) else {
            throw Problem.badField("/basis", "请选择变更依据。")
        }
        var adjustment = HouseholdAdjustment(
            from: body.value("from", Day.self) ?? RosterFlow.nextMonth(after: today),
            basis: basis
        )
        adjustment.amount = body.integer("amount")
        adjustment.reviewPace = body.code("reviewPace", ReviewPace.self)
        adjustment.selfCare = body.code("selfCare", SelfCare.self)
        adjustment.note = body.text("note")
        if body.json["grounds"]?.array != nil {
            adjustment.grounds = body.list("grounds").compactMap(Ground.init)
        }
        return adjustment
    }

    private func move(_ body: Body, scope: DivisionCode, today: Day) throws -> RosterOrder {
        let divisions = office.rulesInForce.divisions
        guard let township = body.value("township", DivisionCode.self),
            township.township == township, divisions[township] != nil, scope.contains(township)
        else { throw Problem.badField("/township", "没有这个乡镇（街道），或不在您的范围内。") }
        let village = body.value("village", DivisionCode.self)
        if let village, village.township != township {
            throw Problem.badField("/village", "不属于这个乡镇（街道）。")
        }
        return .move(to: township, village: village, from: body.value("from", Day.self) ?? today)
    }

    // MARK: Cases

    static let stepFields: [Shape.Field] = [
        .optional("step", .codes(CaseStep.self)),
        .optional("text", .text(lengthMax: TextLimit.answer)),
        .optional("effectiveFrom", .day),
        .optional("amount", .integer(0...Int64(RosterRow.amountMax))),
        .optional("withdraw", .flag),
    ]

    /// Answers `POST /api/v1/roster/households/{household}/cases/{case}/steps`: the next step, or
    /// giving the case up.
    func step(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        let household = try exchange.record("household")
        let id = try exchange.record("case")
        let today = exchange.now.day
        let view = try office.store.household(household, on: today, in: scope)
        guard view?.cases.contains(where: { $0.id == id }) == true else { throw Problem.notThere }
        let body = try Body(exchange.request.body, Self.stepFields)
        try exchange.requireKeeper()
        let step = body.code("step", CaseStep.self)
        let isWithdrawn = body.flag("withdraw") ?? false
        if step == nil, !isWithdrawn {
            throw Problem.badField("/step", "请写明办理哪一步，或withdraw撤销。")
        }
        if isWithdrawn || step?.isOfCounty == true { try exchange.requireCounty() }
        let report = RosterFlow.Report(
            text: body.text("text"),
            effectiveFrom: body.value("effectiveFrom", Day.self),
            amount: body.integer("amount")
        )
        let (actor, now, rules) = (exchange.actor, exchange.now, office.rulesInForce)
        return try office.commit(exchange) { [office] ledger in
            let after = try ledger.advance(
                id,
                isWithdrawn ? nil : step,
                report,
                office.rulesInForce.rosterDuties,
                by: actor,
                at: now
            )
            return {
                .json { RosterJSON(rules: rules).members(of: after, [], on: today, in: &$0) }
            }
        }
    }
}
