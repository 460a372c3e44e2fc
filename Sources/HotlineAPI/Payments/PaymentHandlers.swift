internal import HTTPTypes
internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// Payments of money (资金发放): entered from a file, checked, and confirmed by another.
struct PaymentHandlers: Sendable {
    let office: Office

    static let listParameters: [Endpoint.Parameter] = [
        .init(name: "county", shape: .division),
        .init(name: "programme", shape: .codes(PaymentProgramme.self)),
        .init(name: "month", shape: .month),
        .init(name: "state", shape: .codes(PaymentState.self)),
        .limit, .after,
    ]
    static let uploadParameters: [Endpoint.Parameter] = [
        .init(name: "county", shape: .division, isRequired: true),
        .init(name: "programme", shape: .codes(PaymentProgramme.self), isRequired: true),
        .init(name: "month", shape: .month, isRequired: true),
        .init(name: "supplement", shape: .flag),
    ]
    static let recipientParameters = Array(uploadParameters.prefix(3))
    static let confirmationFields: [Shape.Field] = [
        // The sum in fen, as the papers of who confirms have it.
        .required("total", .integer(1...Self.totalMax)),
        .optional("reason", .text(lengthMax: TextLimit.reason)),
    ]
    static let withdrawalFields: [Shape.Field] = [
        .required("reason", .text(lengthMax: TextLimit.reason))
    ]
    static let searchFields: [Shape.Field] = [
        .required("idNumber", .text(lengthMax: 30))
    ]
    static let totalMax: Int64 = 1_000_000_000_000

    // MARK: Reading

    /// Answers `GET /api/v1/payments`.
    func list(_ exchange: Exchange) throws -> Answer {
        var question = PaymentQuestion()
        question.county = try exchange.value("county", DivisionCode.self)
        question.programme = try exchange.code("programme", PaymentProgramme.self)
        question.month = try exchange.value("month", PaymentMonth.self)
        question.state = try exchange.code("state", PaymentState.self)
        let page = try office.store.paymentBatches(
            question,
            limit: exchange.limit,
            after: exchange.query("after"),
            for: exchange.actor
        )
        let json = json
        return .now(exchange.page(page.items, next: page.next) { json.write($0, in: &$1) })
    }

    /// Answers `GET /api/v1/payments/{batch}`.
    func batch(_ exchange: Exchange) throws -> Answer {
        guard let view = try office.store.paymentBatch(exchange.batch(), for: exchange.actor)
        else { throw Problem.notThere }
        let json = json
        return .now(.json { json.members(of: view, in: &$0) })
    }

    /// Answers `GET /api/v1/payments/{batch}/lines`.
    func lines(_ exchange: Exchange) throws -> Answer {
        let page = try office.store.paymentLines(
            of: exchange.batch(),
            onlyLate: exchange.query("late") == "true",
            limit: exchange.limit,
            after: exchange.query("after"),
            for: exchange.actor
        )
        guard let page else { throw Problem.notThere }
        try note(.view, exchange, "payment batch \(exchange.batch())")
        let json = json
        return .now(exchange.page(page.items, next: page.next) { json.write($0, in: &$1) })
    }

    /// Answers `GET /api/v1/payments/{batch}/findings`.
    func findings(_ exchange: Exchange) throws -> Answer {
        let page = try office.store.paymentFindings(
            of: exchange.batch(),
            limit: exchange.limit,
            after: exchange.query("after"),
            for: exchange.actor
        )
        guard let page else { throw Problem.notThere }
        let json = json
        return .now(exchange.page(page.items, next: page.next) { json.write($0, in: &$1) })
    }

    /// Answers `POST /api/v1/payments/search`: what one person was paid.
    func search(_ exchange: Exchange) throws -> Answer {
        guard exchange.actor.registerScope != nil else { throw Problem.notPermitted }
        let body = try Body(exchange.request.body, Self.searchFields)
        let text = body.required(body.text("idNumber")).plainNumber
        guard let idNumber = IDNumber(text) else {
            throw Problem.badField("/idNumber", "身份证号的位数或校验码不对。")
        }
        let person = office.store.keys.personKey(idNumber)
        let lines = try office.store.paymentLines(of: person, for: exchange.actor)
        try note(.search, exchange, "payments of a person")
        let json = json
        return .now(exchange.page(lines, next: nil) { json.write($0, in: &$1) })
    }

    private func note(_ action: Access.Action, _ exchange: Exchange, _ field: String) throws {
        var access = exchange.access(action)
        access.field = field
        try office.store.accessLog.note(access)
    }

    private var json: PaymentJSON { PaymentJSON(rules: office.rulesInForce) }

    // MARK: Entering

    /// Answers `POST /api/v1/payments`.
    func enter(_ exchange: Exchange) throws -> Answer {
        let ready = try ready(exchange)
        let (json, actor, now) = (json, exchange.actor, exchange.now)
        return try office.commit(exchange) { ledger in
            let view = try ledger.enter(ready, by: actor, at: now)
            let location: HTTPFields = [.location: "/api/v1/payments/\(view.batch.id)"]
            return { .json(.created, fields: location) { json.members(of: view, in: &$0) } }
        }
    }

    /// Answers `POST /api/v1/payments/check`: the same, and nothing is kept.
    func check(_ exchange: Exchange) throws -> Answer {
        let ready = try ready(exchange)
        let json = json
        return .now(.json { json.members(of: ready, in: &$0) })
    }

    private func ready(_ exchange: Exchange) throws -> ReadyPayments {
        let rules = office.rulesInForce
        let county = try exchange.ownCounty()
        guard let programme = try exchange.code("programme", PaymentProgramme.self),
            let month = try exchange.value("month", PaymentMonth.self)
        else { preconditionFailure("the query was checked") }
        let today = exchange.now.day
        guard programme.isPaid(in: month) else {
            throw Problem.malformed("参数month：\(programme.name)按季发放，请填季度首月（1、4、7、10月）。")
        }
        guard month <= PaymentMonth(of: today).advanced(by: 1) else {
            throw Problem.malformed("参数month：\(month)还没有到。")
        }
        let file = try TableUpload.ofPayments(exchange.request)
        let head = PaymentHead(county: county, programme: programme, month: month, today: today)
        let places = PaymentPlaces(county: county, in: rules.divisions)
        var reader = PaymentReader(head, rules: rules.payments, places: places)
        try reader.read(file, rules: rules.payments)
        return try office.store.ready(
            reader.lines,
            of: head,
            isWhole: exchange.query("supplement") != "true",
            due: rules.dues.due(.payment(programme), month, in: county),
            file: file.digest,
            rules: rules.payments,
            standards: rules.standards
        )
    }

    // MARK: Deciding

    /// Answers `POST /api/v1/payments/{batch}/confirmation`.
    func confirm(_ exchange: Exchange) throws -> Answer {
        let body = try Body(exchange.request.body, Self.confirmationFields)
        let total = Fen(Int64(body.required(body.integer("total"))))
        let reason = body.text("reason").map(Redaction.masked)
        let (id, actor, now, json) = (
            try exchange.batch(), exchange.actor, exchange.now, json
        )
        let dues = office.rulesInForce.dues
        return try office.commit(exchange) { ledger in
            let view = try ledger.confirm(
                id,
                total: total,
                reason: reason,
                dues: dues,
                by: actor,
                at: now
            )
            return { .json { json.members(of: view, in: &$0) } }
        }
    }

    /// Answers `POST /api/v1/payments/{batch}/withdrawal`.
    func withdraw(_ exchange: Exchange) throws -> Answer {
        let body = try Body(exchange.request.body, Self.withdrawalFields)
        let reason = Redaction.masked(body.required(body.text("reason")))
        let (id, actor, now, json) = (
            try exchange.batch(), exchange.actor, exchange.now, json
        )
        return try office.commit(exchange) { ledger in
            let view = try ledger.withdraw(id, reason: reason, by: actor, at: now)
            return { .json { json.members(of: view, in: &$0) } }
        }
    }

    // MARK: Recipients

    /// Answers `GET /api/v1/payment-recipients`: how many ought to be paid, by the roster.
    func recipients(_ exchange: Exchange) throws -> Answer {
        let county = try exchange.county()
        guard let programme = try exchange.code("programme", PaymentProgramme.self),
            let month = try exchange.value("month", PaymentMonth.self)
        else { preconditionFailure("the query was checked") }
        let today = exchange.now.day
        let head = PaymentHead(county: county, programme: programme, month: month, today: today)
        let summary = try office.store.recipientSummary(head)
        return .now(
            .json { writer in
                writer.member("county", county.description)
                writer.member("programme", programme.rawValue)
                writer.member("month", month.description)
                writer.member("rosterOn", summary.asOf?.description)
                writer.member("households", summary.households)
                writer.member("persons", summary.persons)
                writer.member("amount", Int(summary.amount.count))
            }
        )
    }
}

extension Exchange {
    /// The number of the batch in the path.
    func batch() throws -> Int64 {
        guard let id = values["batch"].flatMap({ Int64($0) }) else { throw Problem.notThere }
        return id
    }

    /// The county that is asked of, which must be in scope.
    func county() throws -> DivisionCode { try division("county", .county) }

    /// A division of a level that is asked of, which must be in scope.
    func division(_ name: String, _ level: Level) throws -> DivisionCode {
        guard let code = try value(name, DivisionCode.self), code.level == level,
            actor.seesRegister(of: code)
        else { throw Problem.notThere }
        return code
    }

    /// The county that is asked of, whose books the account must keep.
    func ownCounty() throws -> DivisionCode {
        let county = try county()
        guard actor.keepsBooks(of: county) else { throw Problem.notPermitted }
        return county
    }

    /// A page of a list.
    func page<Item>(
        _ items: [Item],
        next: String?,
        _ write: (Item, inout JSONWriter) -> Void
    ) -> Response {
        var fields: HTTPFields = [:]
        if request.method != .post { fields[.link] = link(to: next) }
        return .json(fields: fields) { writer in
            writer.name("items")
            writer.beginArray()
            for item in items { write(item, &writer) }
            writer.endArray()
            writer.member("next", next)
        }
    }
}
