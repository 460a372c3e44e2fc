internal import HTTPTypes
internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// The home visits of a month: a village tells of them, others look at them (家访月报).
struct VisitHandlers: Sendable {
    let office: Office

    static let monthParameters: [Endpoint.Parameter] = [
        .init(name: "village", shape: .unit, isRequired: true),
        .init(name: "period", shape: .period, isRequired: true),
    ]

    static let countParameters: [Endpoint.Parameter] = [
        .init(name: "division", shape: .division),
        .init(name: "period", shape: .period, isRequired: true),
        .init(name: "by", shape: .codes(DutyGrouping.self)),
    ]

    static let fields: [Shape.Field] = [
        .required("period", .period),
        .required(
            "visits",
            .list(
                .object([
                    .required("household", .text(lengthMax: Visit.nameLengthMax)),
                    .optional("address", .text(lengthMax: Visit.addressLengthMax)),
                    .required("visitedOn", .day),
                    .optional("noChange", .flag),
                    .optional(
                        "changes",
                        .list(
                            .object([
                                .required("topic", .codes(VisitTopic.self)),
                                .required("text", .text(lengthMax: Visit.textLengthMax)),
                            ]),
                            countMax: VisitTopic.allCases.count
                        )
                    ),
                ]),
                countMax: 200
            )
        ),
    ]

    /// Answers `GET /api/v1/visits`: a village's month, with names.
    func month(_ exchange: Exchange) throws -> Answer {
        let (duty, _) = try month(
            exchange.value("village", UnitID.self),
            exchange.value("period", DutyPeriod.self),
            exchange
        )
        let visits = try office.store.visits(of: duty.id)
        try office.noteLook("visits \(duty.unit) \(duty.period)", exchange)
        let json = json(for: exchange)
        return .now(
            .json { writer in
                writer.name("duty")
                writer.beginObject()
                json.members(of: duty, in: &writer)
                writer.endObject()
                writer.name("items")
                writer.beginArray()
                for visit in visits { visit.write(in: &writer) }
                writer.endArray()
                writer.member("next", String?.none)
            }
        )
    }

    /// Answers `GET /api/v1/visits/counts`.
    func counts(_ exchange: Exchange) throws -> Answer {
        var filter = FindingFilter()
        filter.division = try exchange.value("division", DivisionCode.self)
        filter.period = try exchange.value("period", DutyPeriod.self)
        let grouping = try exchange.code("by", DutyGrouping.self) ?? .unit
        let counts = try office.store.visitCounts(filter, by: grouping, for: exchange.actor)
        let rules = office.rulesInForce
        return .now(
            .json { writer in
                writer.name("rows")
                writer.beginArray()
                for count in counts {
                    writer.beginObject()
                    writer.member("place", count.place)
                    writer.member("placeName", rules.placeName(count.place))
                    writer.member("visits", count.visits)
                    writer.member("findings", count.findings)
                    writer.member("unverified", count.unverified)
                    writer.member("undisposed", count.undisposed)
                    writer.endObject()
                }
                writer.endArray()
            }
        )
    }

    /// Answers `POST /api/v1/visits`.
    func add(_ exchange: Exchange) throws -> Answer {
        let body = try Body(exchange.request.body, Self.fields)
        let period = body.required(body.value("period", DutyPeriod.self))
        let (duty, _) = try month(exchange.actor.unit, period, exchange)
        let visits = try Self.visits(body, in: period, on: exchange.now.day)
        return try commit(visits, to: duty, exchange)
    }

    private static func visits(_ body: Body, in period: DutyPeriod, on today: Day) throws -> [Visit]
    {
        var mistakes = BodyMistakes()
        let visits = body.objects("visits").enumerated().map { index, item in
            let visit = Visit(
                household: item.required(item.text("household")),
                address: item.text("address"),
                visitedOn: item.required(item.value("visitedOn", Day.self)),
                changes: item.objects("changes").map { change in
                    VisitChange(
                        change.required(change.code("topic", VisitTopic.self)),
                        change.required(change.text("text"))
                    )
                }
            )
            func bad(_ field: String, _ message: String) {
                let pointer = "/visits/\(index)/\(field)"
                mistakes.bad.append(FieldMistake(pointer: pointer, message: message))
            }
            for (field, message) in visit.mistakes(in: period, on: today) {
                bad(field == .visitedOn ? "visitedOn" : "changes", message)
            }
            let isMarked = item.flag("noChange") ?? false
            if isMarked != visit.changes.isEmpty {
                bad("noChange", isMarked ? "填了无变化，又填了变化，请核对。" : "没有填写变化；如无变化，请选“无变化”。")
            }
            return visit
        }
        guard mistakes.isEmpty else { throw Problem(mistakes) }
        guard !visits.isEmpty else { throw Problem.badField("/visits", "请至少填写一户。") }
        return visits
    }

    /// Answers `DELETE /api/v1/visits/{visit}`.
    func remove(_ exchange: Exchange) throws -> Answer {
        let id = try exchange.id("visit")
        let (actor, now) = (exchange.actor, exchange.now)
        return try office.commit(exchange) { ledger in
            try ledger.removeVisit(id, by: actor, at: now)
            return { .json { $0.member("removed", Int(id)) } }
        }
    }

    // MARK: Parts

    /// The month that a village owes, if it is there for whoever asks.
    func month(
        _ village: UnitID?,
        _ period: DutyPeriod?,
        _ exchange: Exchange
    ) throws -> (duty: Duty, village: Unit) {
        guard let village, let period, let unit = office.rulesInForce.rulebook.units[village],
            let duty = try office.store.duty(of: village, kind: .visits, period: period),
            exchange.actor.sees(duty), exchange.actor.registerScope != nil
        else { throw Problem.notThere }
        return (duty, unit)
    }

    func commit(_ visits: [Visit], to duty: Duty, _ exchange: Exchange) throws -> Answer {
        let (actor, now) = (exchange.actor, exchange.now)
        guard duty.mayBeDone(.handIn, by: actor) else { throw Problem.notPermitted }
        return try office.commit(exchange) { ledger in
            // What time and others did to it meanwhile counts.
            let duty = try ledger.visibleDuty(duty.id, by: actor, at: now)
            let ids = try ledger.add(visits, to: duty, by: actor, at: now)
            return {
                .json(.created) { writer in
                    writer.member("duty", Int(duty.id))
                    writer.name("visits")
                    writer.beginArray()
                    for id in ids { writer.integer(id) }
                    writer.endArray()
                }
            }
        }
    }

    func json(for exchange: Exchange) -> DutyJSON {
        DutyJSON(
            units: office.rulesInForce.rulebook.units,
            actor: exchange.actor,
            now: exchange.now
        )
    }
}

extension StoredVisit {
    fileprivate func write(in writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", Int(id))
        writer.member("household", visit.household)
        writer.member("address", visit.address)
        writer.member("visitedOn", visit.visitedOn.description)
        writer.name("findings")
        writer.beginArray()
        for finding in findings { finding.write(in: &writer) }
        writer.endArray()
        writer.endObject()
    }
}

extension Finding {
    /// Writes it as an object.
    func write(in writer: inout JSONWriter) {
        writer.beginObject()
        members(in: &writer)
        writer.endObject()
    }

    func members(in writer: inout JSONWriter) {
        writer.member("id", Int(id))
        writer.member("etag", EntityTag.text(revision: revision))
        writer.member("topic", topic.rawValue)
        writer.member("topicName", topic.name)
        writer.member("found", texts.found)
        writer.member("corrected", texts.corrected)
        writer.member("reason", texts.reason)
        writer.member("state", state.rawValue)
        writer.member("disposal", disposal?.rawValue)
        writer.member("ticket", ticket?.description)
        writer.member("rosterHousehold", (adjusted?.household).map(Int.init))
        writer.member("rosterCase", (adjusted?.caseID).map(Int.init))
        writer.member("verifiedAt", verifiedAt?.description)
        writer.member("disposedAt", disposedAt?.description)
    }
}

extension Office {
    /// Notes that somebody looked at names that stand in a register.
    func noteLook(_ what: String, _ exchange: Exchange) throws {
        var access = exchange.access(.view)
        access.field = what
        try store.accessLog.note(access)
    }
}

extension RulesInForce {
    /// What a unit or division is called.
    func placeName(_ code: String) -> String {
        UnitID(code).flatMap { rulebook.units[$0]?.name }
            ?? DivisionCode(code).flatMap { divisions[$0]?.name } ?? code
    }
}
