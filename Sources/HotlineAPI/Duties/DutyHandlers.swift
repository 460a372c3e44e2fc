internal import HTTPTypes
internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// What units owe by the calendar: looking at it, handing it in, accepting it (定期任务).
struct DutyHandlers: Sendable {
    let office: Office

    static let filters: [Endpoint.Parameter] = [
        .init(name: "unit", shape: .unit),
        .init(name: "to", shape: .unit),
        .init(name: "division", shape: .division),
        .init(name: "rule", shape: .text(lengthMax: 40)),
        .init(name: "kind", shape: .codes(DutyKind.self)),
        .init(name: "period", shape: .period),
        .init(name: "household", shape: .integer(1...RecordNumber.max)),
        .init(name: "roster", shape: .flag),
    ]

    static let parameters: [Endpoint.Parameter] =
        filters + [
            .init(name: "state", shape: .codes(DutyState.self)),
            .init(name: "open", shape: .flag),
            .init(name: "late", shape: .flag),
            .limit, .after,
        ]

    static let latenessParameters: [Endpoint.Parameter] =
        filters + [.init(name: "by", shape: .codes(DutyGrouping.self))]

    static let choices: [BodyChoice] = DutyAction.allCases.map { action in
        let text = Shape.text(lengthMax: TextLimit.reason)
        return switch action {
        case .handIn, .accept: BodyChoice(action.rawValue, [.optional("text", text)])
        case .sendBack: BodyChoice(action.rawValue, [.required("reason", text)])
        case .note: BodyChoice(action.rawValue, [.required("text", text)])
        }
    }

    /// Answers `GET /api/v1/duties`.
    func list(_ exchange: Exchange) throws -> Answer {
        var filter = try exchange.dutyFilter()
        filter.state = try exchange.code("state", DutyState.self)
        filter.isOpen = try exchange.value("open", Bool.self)
        filter.isLate = try exchange.value("late", Bool.self)
        let page = try office.store.duties(
            filter,
            limit: exchange.limit,
            after: exchange.query("after"),
            for: exchange.actor
        )
        var fields: HTTPFields = [:]
        fields[.link] = exchange.link(to: page.next)
        let json = json(for: exchange)
        return .now(
            .json(fields: fields) { writer in
                writer.name("items")
                writer.beginArray()
                for duty in page.items {
                    writer.beginObject()
                    json.members(of: duty, in: &writer)
                    writer.endObject()
                }
                writer.endArray()
                writer.member("next", page.next)
            }
        )
    }

    /// Answers `GET /api/v1/duties/{duty}`.
    func get(_ exchange: Exchange) throws -> Answer {
        let duty = try duty(exchange)
        return .now(json(for: exchange).response(duty))
    }

    /// Answers `GET /api/v1/duties/{duty}/events`.
    func events(_ exchange: Exchange) throws -> Answer {
        let duty = try duty(exchange)
        let texts = try office.store.dutyTexts(of: duty.id)
        let events = try office.store.registerEvents(
            of: .duty,
            subject: String(duty.id),
            after: 0,
            limit: Self.eventsMax
        )
        return .now(
            .json { writer in
                writer.name("items")
                writer.beginArray()
                for event in events { write(event, texts[event.sequence], in: &writer) }
                writer.endArray()
                writer.member("next", String?.none)
            }
        )
    }

    private static let eventsMax = 1000

    private func write(_ event: RegisterEvent, _ text: String?, in writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("sequence", Int(event.sequence))
        writer.member("at", event.at.description)
        writer.name("by")
        if let account = event.account {
            writer.beginObject()
            writer.member("account", account)
            writer.member("role", event.role)
            writer.member("unit", event.unit)
            writer.endObject()
        } else {
            writer.null()
        }
        writer.member("action", event.action)
        writer.member("text", text)
        writer.endObject()
    }

    /// Answers `POST /api/v1/duties/{duty}/actions`.
    func act(_ exchange: Exchange) throws -> Answer {
        let id = try exchange.id("duty")
        let actor = exchange.actor
        guard try office.store.duty(id, for: actor) != nil else { throw Problem.notThere }
        let body = try Body(exchange.request.body, choices: Self.choices)
        let action = body.required(body.code("action", DutyAction.self))
        let revision = action == .note ? nil : try exchange.seenRevision()
        let text = body.text("reason") ?? body.text("text")
        let now = exchange.now
        let json = json(for: exchange)
        return try office.commit(exchange) { ledger in
            let duty = try ledger.perform(
                action,
                text: text,
                on: id,
                seenAt: revision,
                by: actor,
                at: now
            )
            return { json.response(duty) }
        }
    }

    private func duty(_ exchange: Exchange) throws -> Duty {
        let id = try exchange.id("duty")
        guard let duty = try office.store.duty(id, for: exchange.actor) else {
            throw Problem.notThere
        }
        return duty
    }

    private func json(for exchange: Exchange) -> DutyJSON {
        DutyJSON(
            units: office.rulesInForce.rulebook.units,
            actor: exchange.actor,
            now: exchange.now
        )
    }
}

// MARK: - Who is late

extension DutyHandlers {
    /// Answers `GET /api/v1/duties/lateness`.
    func lateness(_ exchange: Exchange) throws -> Answer {
        let grouping = try exchange.code("by", DutyGrouping.self) ?? .county
        let rows = try office.store.lateness(
            exchange.dutyFilter(),
            by: grouping,
            at: exchange.now,
            for: exchange.actor
        )
        let rules = office.rulesInForce
        return .now(
            .json { writer in
                writer.member("asOf", exchange.now.description)
                writer.member("by", grouping.rawValue)
                writer.name("rows")
                writer.beginArray()
                for row in rows {
                    row.write(named: rules.placeName(row.place), in: &writer)
                }
                writer.endArray()
            }
        )
    }
}

extension DutyLateness {
    fileprivate func write(named place: String, in writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("place", self.place)
        writer.member("placeName", place)
        writer.member("rule", rule)
        writer.member("name", name)
        writer.member("owed", owed)
        writer.member("due", due)
        writer.member("onTime", onTime)
        writer.member("missed", missed)
        writer.member("missing", open)
        writer.member("handedIn", handedIn)
        writer.member("accepted", accepted)
        writer.endObject()
    }
}

extension Exchange {
    fileprivate func dutyFilter() throws -> DutyFilter {
        var filter = DutyFilter()
        filter.unit = try value("unit", UnitID.self)
        filter.to = try value("to", UnitID.self)
        filter.division = try value("division", DivisionCode.self)
        filter.rule = try query("rule")
        filter.kind = try code("kind", DutyKind.self)
        filter.period = try value("period", DutyPeriod.self)
        filter.household = try value("household", Int64.self)
        filter.isOfRoster = try value("roster", Bool.self)
        return filter
    }
}
