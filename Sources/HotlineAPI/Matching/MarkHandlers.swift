internal import HTTPTypes
internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// Marks (风险提示): who may be in need, who may no longer qualify, and what came of it.
struct MarkHandlers: Sendable {
    let office: Office

    static let listParameters: [Endpoint.Parameter] = [
        .init(name: "kind", shape: .codes(MarkKind.self)),
        .init(name: "state", shape: .codes(MarkState.self)),
        .init(name: "division", shape: .division),
        .init(name: "list", shape: .integer(1...RecordNumber.max)),
        .limit, .after,
    ]

    /// Answers `GET /api/v1/marks`, the newest first.
    func list(_ exchange: Exchange) throws -> Answer {
        _ = try exchange.registerScope()
        var filter = MarkFilter()
        filter.kind = try exchange.code("kind", MarkKind.self)
        filter.state = try exchange.code("state", MarkState.self)
        filter.division = try exchange.value("division", DivisionCode.self)
        filter.list = try exchange.value("list", Int64.self)
        let page = try office.store.marks(
            filter,
            limit: exchange.limit,
            after: exchange.query("after"),
            for: exchange.actor
        )
        try office.store.accessLog.note(exchange.access(.view, field: "marks"))
        var fields: HTTPFields = [:]
        fields[.link] = exchange.link(to: page.next)
        let json = MatchingJSON(rules: office.rulesInForce)
        return .now(
            .json(fields: fields) { writer in
                writer.name("items")
                writer.beginArray()
                for item in page.items { json.write(item, in: &writer) }
                writer.endArray()
                writer.member("next", page.next)
            }
        )
    }

    private func found(_ exchange: Exchange) throws -> MarkView {
        _ = try exchange.registerScope()
        let id = try exchange.record("mark")
        guard let view = try office.store.mark(id, for: exchange.actor) else {
            throw Problem.notThere
        }
        return view
    }

    /// Answers `GET /api/v1/marks/{mark}`.
    func get(_ exchange: Exchange) throws -> Answer {
        let view = try found(exchange)
        try office.store.accessLog.note(exchange.access(.view, field: "mark \(view.mark.id)"))
        let rules = office.rulesInForce
        return .now(.json { MatchingJSON(rules: rules).members(of: view, in: &$0) })
    }

    enum Field: String, CaseIterable {
        case name, idNumber
    }

    static let unmaskFields: [Shape.Field] = [
        .required("field", .codes(Field.self)),
        .required("purpose", .text(lengthMax: TextLimit.title)),
    ]

    /// Answers `POST /api/v1/marks/{mark}/unmask`; it is on record before it is answered.
    func unmask(_ exchange: Exchange) throws -> Answer {
        let view = try found(exchange)
        let body = try Body(exchange.request.body, Self.unmaskFields)
        let field = body.required(body.code("field", Field.self))
        guard view.mark.closedOn == nil else {
            throw Problem(type: "closed", status: 409, detail: "提示已办结，不能再查看明文。")
        }
        try office.store.accessLog.commit(
            exchange.access(
                .unmask,
                field: "mark \(view.mark.id) \(field.rawValue)",
                purpose: body.text("purpose")
            )
        )
        let value =
            field == .name ? view.identity?.name : view.identity?.idNumber?.description
        return .now(
            .json { writer in
                writer.member("mark", Int(view.mark.id))
                writer.member("field", field.rawValue)
                writer.member("value", value)
            }
        )
    }

    // MARK: Doing something

    static let actFields: [Shape.Field] = [
        .required("action", .codes(MarkAction.self)),
        .optional("township", .division),
        .optional("result", .codes(VisitResult.self)),
        .optional("disposal", .codes(Disposal.self)),
        .optional("text", .text(lengthMax: TextLimit.answer)),
    ]

    /// Answers `POST /api/v1/marks/{mark}/actions`.
    func act(_ exchange: Exchange) throws -> Answer {
        let view = try found(exchange)
        let body = try Body(exchange.request.body, Self.actFields)
        let action = body.required(body.code("action", MarkAction.self))
        try exchange.requireKeeper()
        if action != .report { try exchange.requireCounty() }
        if action == .visit { return try visit(view, body, exchange) }
        let change = try change(action, body, on: exchange.now.day)
        let id = view.mark.id
        let (actor, now, rules) = (exchange.actor, exchange.now, office.rulesInForce)
        let text = body.text("text")
        return try office.commit(exchange) { ledger in
            let after = try ledger.perform(
                action,
                onMark: id,
                rules: rules.matching,
                by: actor,
                at: now,
                change,
                text: text
            )
            return { .json { MatchingJSON(rules: rules).members(of: after, in: &$0) } }
        }
    }

    private func change(
        _ action: MarkAction,
        _ body: Body,
        on day: Day
    ) throws -> @Sendable (inout RiskMark) -> Void {
        let rules = office.rulesInForce.matching
        switch action {
        case .confirm:
            return { $0.state = RiskMark.state(.strong, points: $0.points, rules) }
        case .reject: return { $0.close(nil, on: day) }
        case .dismiss:
            guard body.text("text") != nil else {
                throw Problem.badField("/text", "请写明不走访的理由。")
            }
            return { $0.close(.nothing, on: day) }
        case .report:
            guard let result = body.code("result", VisitResult.self) else {
                throw Problem.badField("/result", "请选择核实结果。")
            }
            guard body.text("text") != nil else {
                throw Problem.badField("/text", "请写明走访情况。")
            }
            return {
                $0.state = .returned
                $0.result = result
            }
        case .dispose:
            guard let disposal = body.code("disposal", Disposal.self) else {
                throw Problem.badField("/disposal", "请选择处置方式。")
            }
            return { $0.close(disposal, on: day) }
        case .visit: return { _ in }
        }
    }

    private func visit(_ view: MarkView, _ body: Body, _ exchange: Exchange) throws -> Answer {
        try view.mark.require(.visit)
        let rules = office.rulesInForce
        let chosen = body.value("township", DivisionCode.self)
        guard let township = view.mark.township ?? chosen, township.township == township,
            view.mark.county.contains(township)
        else { throw Problem.badField("/township", "请选择走访的乡镇（街道）。") }
        let (actor, now, id) = (exchange.actor, exchange.now, view.mark.id)
        let ready = try VisitFiling(office: office, actor: actor, now: now)
            .ready(view, township: township)
        return try office.commit(exchange) { ledger in
            let after = try ledger.visit(
                id,
                filing: ready,
                township: township,
                by: actor,
                at: now
            )
            return { .json { MatchingJSON(rules: rules).members(of: after, in: &$0) } }
        }
    }
}
