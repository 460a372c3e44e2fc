internal import HTTPTypes
internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// What visits found: the township verifies it, the county disposes of it (家访发现).
struct FindingHandlers: Sendable {
    let office: Office

    static let parameters: [Endpoint.Parameter] = [
        .init(name: "division", shape: .division),
        .init(name: "period", shape: .period),
        .init(name: "topic", shape: .codes(VisitTopic.self)),
        .init(name: "state", shape: .codes(FindingState.self)),
        .init(name: "open", shape: .flag),
        .init(name: "handedIn", shape: .flag),
        .limit, .after,
    ]

    static let choices: [BodyChoice] = FindingAction.allCases.map { action in
        let text = Shape.text(lengthMax: Visit.textLengthMax)
        return switch action {
        case .agree: BodyChoice(action.rawValue, [])
        case .correct:
            BodyChoice(
                action.rawValue,
                [.optional("topic", .codes(VisitTopic.self)), .required("text", text)]
            )
        case .openTicket:
            BodyChoice(
                action.rawValue,
                [
                    .optional("matter", .codes(Matter.self)),
                    .optional("aspect", .codes(Aspect.self)),
                    .optional("urgent", .flag), .optional("text", text),
                ]
            )
        case .adjustRoster: BodyChoice(action.rawValue, FindingRosterHandlers.fields)
        case .reject, .dismiss:
            BodyChoice(action.rawValue, [.required("reason", text)])
        }
    }

    /// Answers `GET /api/v1/findings`.
    func list(_ exchange: Exchange) throws -> Answer {
        var filter = FindingFilter()
        filter.division = try exchange.value("division", DivisionCode.self)
        filter.period = try exchange.value("period", DutyPeriod.self)
        filter.topic = try exchange.code("topic", VisitTopic.self)
        filter.state = try exchange.code("state", FindingState.self)
        filter.isOpen = try exchange.value("open", Bool.self)
        filter.isHandedIn = try exchange.value("handedIn", Bool.self)
        let page = try office.store.findings(
            filter,
            limit: exchange.limit,
            after: exchange.query("after"),
            for: exchange.actor
        )
        let months = Set(page.items.map { "\($0.finding.village) \($0.finding.period)" })
        for month in months { try office.noteLook("findings \(month)", exchange) }
        var fields: HTTPFields = [:]
        fields[.link] = exchange.link(to: page.next)
        let units = office.rulesInForce.rulebook.units
        return .now(
            .json(fields: fields) { writer in
                writer.name("items")
                writer.beginArray()
                for view in page.items {
                    writer.beginObject()
                    view.members(units, in: &writer)
                    writer.endObject()
                }
                writer.endArray()
                writer.member("next", page.next)
            }
        )
    }

    /// Answers `POST /api/v1/findings/{finding}/actions`.
    func act(_ exchange: Exchange) throws -> Answer {
        let id = try exchange.id("finding")
        let actor = exchange.actor
        guard let view = try office.store.finding(id, for: actor) else { throw Problem.notThere }
        let body = try Body(exchange.request.body, choices: Self.choices)
        let revision = try exchange.seenRevision()
        guard let order = Self.order(body) else {
            if body.code("action", FindingAction.self) == .adjustRoster {
                return try FindingRosterHandlers(office: office)
                    .adjust(view, body, seenAt: revision, exchange)
            }
            return try openTicket(for: view, body, seenAt: revision, exchange)
        }
        let (now, units) = (exchange.now, office.rulesInForce.rulebook.units)
        return try office.commit(exchange) { ledger in
            let view = try ledger.perform(order, on: id, seenAt: revision, by: actor, at: now)
            return { view.response(units) }
        }
    }

    /// What a body asks for; nil where a ticket or the roster comes first.
    private static func order(_ body: Body) -> FindingOrder? {
        switch body.required(body.code("action", FindingAction.self)) {
        case .agree: .agree
        case .correct:
            .correct(
                topic: body.code("topic", VisitTopic.self),
                text: body.required(body.text("text"))
            )
        case .reject: .reject(reason: body.required(body.text("reason")))
        case .dismiss: .dismiss(reason: body.required(body.text("reason")))
        case .openTicket, .adjustRoster: nil
        }
    }

    /// Files a ticket for a finding, and notes its number in the same commit.
    private func openTicket(
        for view: FindingView,
        _ body: Body,
        seenAt revision: Int?,
        _ exchange: Exchange
    ) throws -> Answer {
        let (actor, now) = (exchange.actor, exchange.now)
        guard actor.files else { throw Problem.notPermitted }
        let (rules, version) = office.rulesAndVersion
        let new = FindingTicket(view, rules).filing(body, by: actor, on: now.day)
        let ready = office.store.ready(new, flow: rules.flow, by: actor, at: now)
        let id = view.finding.id
        return try office.commit(exchange) { [office] ledger in
            var ready = ready
            let (rules, current) = office.rulesAndVersion
            if current != version { ready.renew(by: rules.flow) }
            let number = try ledger.file(ready).view.ticket.number
            let view = try ledger.perform(
                .openTicket(number),
                on: id,
                seenAt: revision,
                by: actor,
                at: now
            )
            return { view.response(rules.rulebook.units) }
        }
    }
}

extension FindingView {
    func response(_ units: UnitDirectory) -> Response {
        let tag = EntityTag.text(revision: finding.revision)
        return .json(fields: [.eTag: tag]) { members(units, in: &$0) }
    }

    fileprivate func members(_ units: UnitDirectory, in writer: inout JSONWriter) {
        finding.members(in: &writer)
        writer.member("period", finding.period.description)
        writer.member("periodName", finding.period.name)
        writer.name("village")
        writer.beginObject()
        writer.member("unit", finding.village.description)
        writer.member("name", units[finding.village]?.name ?? finding.village.description)
        writer.endObject()
        writer.member("household", visit?.household)
        writer.member("address", visit?.address)
        writer.member("visitedOn", visit?.visitedOn.description)
        writer.member("actions", finding.allowed.map(\.rawValue))
    }
}

/// A finding as the ticket that the county opens for it.
private struct FindingTicket {
    let view: FindingView
    let rules: RulesInForce

    init(_ view: FindingView, _ rules: RulesInForce) {
        self.view = view
        self.rules = rules
    }

    /// The filing: of the township that the village lies in, and of the household as its caller.
    func filing(_ body: Body, by actor: Actor, on day: Day) -> NewTicket {
        let finding = view.finding
        let topic = rules.duties.topic(finding.topic)
        let units = rules.rulebook.units
        let village = units[finding.village]?.name ?? finding.village.description
        let text =
            "【家访发现：\(finding.topic.name)】\(village)\(finding.period.name)走访，"
            + "乡镇（街道）已核实：\(finding.texts.current)"
            + (body.text("text").map { "\n县级处置意见：\($0)" } ?? "")
        let township = finding.village.division.township
        let filing = Filing(
            channel: .visit,
            text: text,
            address: view.visit?.address,
            township: township,
            registeredTownship: township,
            kind: .help,
            matter: body.code("matter", Matter.self) ?? topic?.matter ?? .dibao,
            aspect: body.code("aspect", Aspect.self) ?? topic?.aspect ?? .apply,
            urgent: body.flag("urgent"),
            home: actor.unit.division,
            desk: units.desk(of: actor.unit.division)
        )
        let assessment = rules.rulebook.triage.assess(filing, on: day)
        var intake = Intake(filing: filing, assessment: assessment)
        // 家访, and the number of what was found: it is filed once.
        intake.externalNumber = "JF-\(finding.id)"
        var caller = Caller()
        caller.name = view.visit?.household
        return NewTicket(
            intake: intake,
            caller: caller,
            address: filing.address,
            text: text
        )
    }
}
