internal import Hotline
internal import HotlineCare
internal import HotlineDuties
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// What a finding of a visit changes of the roster (调整台账): through the roster's own orders, so
/// that nothing is lowered or ended before somebody was heard.
struct FindingRosterHandlers: Sendable {
    let office: Office

    /// What a finding may ask of the roster; a review is no change.
    enum Change: String, CaseIterable {
        case adjust, startGradual, move, openCase

        var action: RosterActionHandlers.Action {
            switch self {
            case .adjust: .adjust
            case .startGradual: .startGradual
            case .move: .move
            case .openCase: .openCase
            }
        }
    }

    static let fields: [Shape.Field] =
        [
            .required("reason", .text(lengthMax: Visit.textLengthMax)),
            .required("rosterHousehold", .integer(1...RecordNumber.max)),
            .required("change", .codes(Change.self)),
        ] + RosterActionHandlers.orderFields

    /// Changes the roster, and notes in the same commit what became of it.
    func adjust(
        _ view: FindingView,
        _ body: Body,
        seenAt revision: Int?,
        _ exchange: Exchange
    ) throws -> Answer {
        try exchange.requireCounty()
        let scope = try exchange.registerScope()
        let today = exchange.now.day
        let household = Int64(body.required(body.integer("rosterHousehold")))
        guard try office.store.household(household, on: today, in: scope) != nil else {
            throw Problem.badField("/rosterHousehold", "台账中没有这一户，或不在您的范围内。")
        }
        let change = body.required(body.code("change", Change.self))
        let order = try RosterActionHandlers(office: office)
            .order(change.action, body, scope: scope, today: today)
        let reason = body.required(body.text("reason"))
        let (actor, now, id) = (exchange.actor, exchange.now, view.finding.id)
        return try office.commit(exchange) { [office] ledger in
            let rules = office.rulesInForce
            let view = try ledger.adjustRoster(
                order,
                of: household,
                for: id,
                reason: reason,
                seenAt: revision,
                rules.rosterDuties,
                by: actor,
                at: now
            )
            return { view.response(rules.rulebook.units) }
        }
    }

    /// Answers `GET /api/v1/findings/{finding}/households`: the households of the township that
    /// have somebody of the name that was visited.
    func candidates(_ exchange: Exchange) throws -> Answer {
        let id = try exchange.id("finding")
        guard let view = try office.store.finding(id, for: exchange.actor) else {
            throw Problem.notThere
        }
        // A village or a township has no business with the roster of its neighbours.
        try exchange.requireCounty()
        let village = view.finding.village.division
        let candidates = try view.visit.map { visit in
            try office.store.rosterCandidates(
                named: visit.household,
                in: village.township ?? village,
                on: exchange.now.day
            )
        }
        try office.noteLook("households of finding \(id)", exchange)
        let json = RosterJSON(rules: office.rulesInForce)
        return .now(
            exchange.page(candidates ?? [], next: nil) { candidate, writer in
                writer.beginObject()
                writer.member("household", Int(candidate.entry.household))
                json.members(of: candidate.entry.version, in: &writer)
                writer.name("people")
                writer.beginArray()
                for (member, details) in candidate.members {
                    writer.beginObject()
                    writer.member("person", Int(member.person))
                    writer.member("name", PersonalField(.name, details.name).masked)
                    let number = PersonalField(.idNumber, details.idNumber.description)
                    writer.member("idNumber", number.masked)
                    writer.member("relation", member.relation.rawValue)
                    writer.endObject()
                }
                writer.endArray()
                writer.endObject()
            }
        )
    }
}
