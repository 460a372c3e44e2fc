internal import HTTPTypes
internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// The funds' way (资金流水), and what of it a manager should look at.
struct FundHandlers: Sendable {
    let office: Office

    static let parameters: [Endpoint.Parameter] = [
        .init(name: "division", shape: .division, isRequired: true),
        .init(name: "programme", shape: .codes(PaymentProgramme.self)),
        .init(name: "from", shape: .month),
        .init(name: "to", shape: .month),
    ]
    static let signParameters = Array(parameters.prefix(1))
    static let movementFields: [Shape.Field] = [
        .required("programme", .codes(PaymentProgramme.self)), .required("month", .month),
        .required("step", .codes(FundStep.self)), .optional("from", .unit),
        .optional("to", .unit),
        // In fen.
        .required("amount", .integer(1...PaymentHandlers.totalMax)), .required("on", .day),
        .optional("note", .text(lengthMax: TextLimit.title)),
    ]
    static let releaseFields: [Shape.Field] = [
        .required("division", .division), .required("sign", .text(lengthMax: TextLimit.name)),
    ]
    /// How many months one answer is of at most, and where nobody says.
    private static let monthsMax = 36
    private static let usualMonths = 12

    private var rules: RulesInForce { office.rulesInForce }

    // MARK: The way

    /// Answers `GET /api/v1/funds`.
    func way(_ exchange: Exchange) throws -> Answer {
        let question = try question(exchange)
        let entries = try office.store.funds(question, for: exchange.actor)
        guard let entries else { throw Problem.notThere }
        let way = FundsWay(
            entries.filter { !$0.isCancelled }.map(\.movement),
            today: exchange.now.day
        )
        let holds = way.holds.filter { $0.unit.lies(in: question.division) }
        return .now(
            .json { writer in
                writer.name("movements")
                writer.beginArray()
                for entry in entries { write(entry, in: &writer) }
                writer.endArray()
                writer.name("holds")
                writer.beginArray()
                for hold in holds { write(hold, in: &writer) }
                writer.endArray()
            }
        )
    }

    private func question(_ exchange: Exchange) throws -> FundQuestion {
        guard let division = try exchange.value("division", DivisionCode.self),
            rules.divisions[division] != nil, exchange.actor.seesRegister(of: division)
        else { throw Problem.notThere }
        let to =
            try exchange.value("to", PaymentMonth.self) ?? PaymentMonth(of: exchange.now.day)
        let from =
            try exchange.value("from", PaymentMonth.self)
            ?? to.advanced(by: 1 - Self.usualMonths)
        guard from <= to, from.distance(to: to) < Self.monthsMax else {
            throw Problem.malformed("参数from不能晚于to，且期间不超过\(Self.monthsMax)个月。")
        }
        let programme = try exchange.code("programme", PaymentProgramme.self)
        return FundQuestion(division: division, programme: programme, from: from, to: to)
    }

    private func name(_ unit: UnitID?) -> String? {
        unit.flatMap { rules.rulebook.units[$0]?.name }
    }

    private func write(_ entry: FundEntry, in writer: inout JSONWriter) {
        writer.beginObject()
        members(of: entry, in: &writer)
        writer.endObject()
    }

    private func members(of entry: FundEntry, in writer: inout JSONWriter) {
        let movement = entry.movement
        writer.member("id", entry.isReckoned ? nil : Int(movement.id))
        writer.member("programme", movement.programme.rawValue)
        writer.member("month", movement.month.description)
        writer.member("step", movement.step.rawValue)
        writer.member("stepName", movement.step.name)
        writer.member("from", movement.from?.description)
        writer.member("fromName", name(movement.from))
        writer.member("to", movement.to?.description)
        writer.member("toName", name(movement.to))
        writer.member("amount", Int(movement.amount.count))
        writer.member("on", movement.on.description)
        writer.member("enteredAt", entry.enteredAt.description)
        writer.member("enteredBy", entry.enteredBy)
        writer.member("note", entry.note)
        writer.member("cancelled", entry.isCancelled)
        writer.member("reckoned", entry.isReckoned)
    }

    private func write(_ hold: FundHold, in writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("unit", hold.unit.description)
        writer.member("name", name(hold.unit))
        writer.member("programme", hold.programme.rawValue)
        writer.member("receivedOn", hold.receivedOn.description)
        writer.member("leftOn", hold.leftOn?.description)
        writer.member("amount", Int(hold.amount.count))
        writer.member("days", hold.days)
        writer.endObject()
    }

    // MARK: Writing down

    /// Answers `POST /api/v1/funds`.
    func enter(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        guard actor.keepsBooks(of: actor.unit.division) else { throw Problem.notPermitted }
        let body = try Body(exchange.request.body, Self.movementFields)
        let new = NewFundMovement(
            programme: body.required(body.code("programme", PaymentProgramme.self)),
            month: body.required(body.value("month", PaymentMonth.self)),
            step: body.required(body.code("step", FundStep.self)),
            from: try unit("from", in: body),
            to: try unit("to", in: body),
            amount: Fen(Int64(body.required(body.integer("amount")))),
            on: body.required(body.value("on", Day.self)),
            note: body.text("note").map(Redaction.masked)
        )
        try check(new, exchange)
        let now = exchange.now
        return try office.commit(exchange) { ledger in
            let entry = try ledger.enter(new, by: actor, at: now)
            return { .json(.created) { members(of: entry, in: &$0) } }
        }
    }

    private func unit(_ name: String, in body: Body) throws -> UnitID? {
        guard let unit = body.value(name, UnitID.self) else { return nil }
        guard let known = rules.rulebook.units[unit], known.kind == .civilAffairs else {
            throw Problem.badField("/\(name)", "不是民政部门的单位代码。")
        }
        return unit
    }

    private func check(_ new: NewFundMovement, _ exchange: Exchange) throws {
        if new.on > exchange.now.day { throw Problem.badField("/on", "这一天还没有到。") }
        if new.step != .raised, new.from == nil {
            throw Problem.badField("/from", "\(new.step.name)须写明拨出或发放的单位。")
        }
        if new.step != .paid, new.to == nil {
            throw Problem.badField("/to", "\(new.step.name)须写明收到的单位。")
        }
        if new.step == .raised, new.from != nil {
            throw Problem.badField("/from", "筹集没有拨出单位；从上级收到的请记为拨付。")
        }
        if new.step == .paid {
            if new.to != nil { throw Problem.badField("/to", "发放没有收款单位。") }
            if new.from?.division.level == .county {
                throw Problem.badField("/step", "县级发放由已确认的批次自动计入，不用另记。")
            }
        }
        if new.from == new.to { throw Problem.badField("/to", "拨出和收到的不能是同一单位。") }
    }

    /// Answers `POST /api/v1/funds/{movement}/cancellation`.
    func cancel(_ exchange: Exchange) throws -> Answer {
        let body = try Body(exchange.request.body, PaymentHandlers.withdrawalFields)
        guard let id = exchange.values["movement"].flatMap({ Int64($0) }) else {
            throw Problem.notThere
        }
        let reason = Redaction.masked(body.required(body.text("reason")))
        let (actor, now) = (exchange.actor, exchange.now)
        return try office.commit(exchange) { ledger in
            let entry = try ledger.cancelFund(id, reason: reason, by: actor, at: now)
            return { .json { members(of: entry, in: &$0) } }
        }
    }

    // MARK: Signs

    /// Answers `GET /api/v1/fund-signs`: for a manager above the unit; for the unit, what was
    /// released.
    func signs(_ exchange: Exchange) throws -> Answer {
        guard let division = try exchange.value("division", DivisionCode.self),
            rules.divisions[division] != nil, exchange.actor.seesRegister(of: division)
        else { throw Problem.notThere }
        let released = try office.store.signReleases()
        let signs = try signs(in: division, exchange).filter { sign in
            released[sign.key] != nil || exchange.actor.sees(unreleased: sign.unit)
        }
        return .now(
            exchange.page(signs, next: nil) { sign, writer in
                writer.beginObject()
                members(of: sign, releasedAt: released[sign.key], in: &writer)
                writer.endObject()
            }
        )
    }

    /// What the rules mark about units of a division.
    private func signs(in division: DivisionCode, _ exchange: Exchange) throws -> [FundSign] {
        let to = PaymentMonth(of: exchange.now.day)
        let question = FundQuestion(
            division: division,
            programme: nil,
            from: to.advanced(by: 1 - Self.monthsMax),
            to: to.advanced(by: 1)
        )
        let entries = try office.store.funds(question, for: exchange.actor) ?? []
        let way = FundsWay(
            entries.filter { !$0.isCancelled }.map(\.movement),
            today: exchange.now.day
        )
        let ofWay = way.signs(rules.payments).filter { $0.unit.lies(in: division) }
        return try ofWay + office.store.batchSigns(in: division, rules: rules.payments)
    }

    private func members(
        of sign: FundSign,
        releasedAt: Instant?,
        in writer: inout JSONWriter
    ) {
        writer.member("sign", sign.key)
        writer.member("kind", sign.rule.sign.rawValue)
        writer.member("name", sign.rule.sign.name)
        writer.member("rule", sign.rule.id)
        writer.member("basis", sign.rule.basis)
        writer.member("caution", sign.rule.grade.caution)
        writer.member("unit", sign.unit.description)
        writer.member("unitName", name(sign.unit))
        writer.member("programme", sign.programme.rawValue)
        writer.member("on", sign.on.description)
        writer.member("amount", sign.amount.map { Int($0.count) })
        writer.member("count", sign.count)
        writer.member("batch", sign.batch.map(Int.init))
        writer.member("releasedAt", releasedAt?.description)
    }

    /// Answers `POST /api/v1/fund-signs/release`.
    func release(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        guard actor.role == .manager else { throw Problem.notPermitted }
        let body = try Body(exchange.request.body, Self.releaseFields)
        let division = body.required(body.value("division", DivisionCode.self))
        let key = body.required(body.text("sign"))
        guard rules.divisions[division] != nil, actor.seesRegister(of: division),
            let sign = try signs(in: division, exchange).first(where: { $0.key == key }),
            actor.sees(unreleased: sign.unit)
        else { throw Problem.notThere }
        let now = exchange.now
        return try office.commit(exchange) { ledger in
            try ledger.release(sign, by: actor, at: now)
            return { .json { members(of: sign, releasedAt: now, in: &$0) } }
        }
    }
}
