internal import HTTPTypes
internal import Hotline
internal import HotlineCare
internal import HotlineDuties
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// What partner departments are asked for (数据共享申请), and the rules that lists go by.
struct RequestHandlers: Sendable {
    let office: Office

    /// How many requests one answer has.
    private static let requestsMax = 200

    static let proposeFields: [Shape.Field] = [
        .required("source", .text(lengthMax: TextLimit.code)),
        .required("purpose", .codes(MatchPurpose.self)),
        .required("reason", .text(lengthMax: TextLimit.reason)),
    ]

    /// Answers `POST /api/v1/data-requests`.
    func propose(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        try exchange.requireCounty()
        let body = try Body(exchange.request.body, Self.proposeFields)
        let rules = office.rulesInForce
        let purpose = body.required(body.code("purpose", MatchPurpose.self))
        guard let source = rules.matching.source(body.required(body.text("source"))) else {
            let codes = rules.matching.sources.map(\.code).joined(separator: "、")
            throw Problem.badField("/source", "没有这份名单，可以申请：\(codes)。")
        }
        guard source.purposes.contains(purpose) else {
            throw Problem.badField("/purpose", "这份名单不能用于“\(purpose.name)”。")
        }
        let request = DataRequest(
            division: scope,
            source: source.code,
            purpose: purpose,
            isConditional: source.isConditional,
            proposedOn: exchange.now.day
        )
        let reason = body.required(body.text("reason"))
        let (actor, now) = (exchange.actor, exchange.now)
        return try office.commit(exchange) { ledger in
            let view = try ledger.propose(request, reason: reason, by: actor, at: now)
            return {
                .json(.created) { writer in
                    MatchingJSON(rules: rules).members(of: view, on: now.day, in: &writer)
                }
            }
        }
    }

    /// Answers `GET /api/v1/data-requests`.
    func list(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        let views = try office.store.dataRequests(in: scope, limit: Self.requestsMax)
        let json = MatchingJSON(rules: office.rulesInForce)
        let today = exchange.now.day
        return .now(
            .json { writer in
                writer.name("items")
                writer.beginArray()
                for view in views {
                    writer.beginObject()
                    json.members(of: view, on: today, in: &writer)
                    writer.endObject()
                }
                writer.endArray()
                writer.name("next")
                writer.null()
            }
        )
    }

    static let actFields: [Shape.Field] = [
        .required("action", .codes(RequestAction.self))
    ]

    /// Answers `POST /api/v1/data-requests/{request}/actions`.
    func act(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        let id = try exchange.record("request")
        guard try office.store.dataRequest(id, in: scope) != nil else { throw Problem.notThere }
        let body = try Body(exchange.request.body, Self.actFields)
        let action = body.required(body.code("action", RequestAction.self))
        try exchange.requireCounty()
        let (actor, now, rules) = (exchange.actor, exchange.now, office.rulesInForce)
        if action.isOfManager, actor.role != .manager { throw Problem.notPermitted }
        return try office.commit(exchange) { [office] ledger in
            let rulesNow = office.rulesInForce
            let view = try ledger.perform(
                action,
                onRequest: id,
                rules: rulesNow.matching,
                calendar: rulesNow.rulebook.calendar,
                by: actor,
                at: now
            )
            return {
                .json { MatchingJSON(rules: rules).members(of: view, on: now.day, in: &$0) }
            }
        }
    }

    // MARK: Rules

    /// Answers `GET /api/v1/matching/rules`: each source, threshold and rule, and what came of it.
    func rules(_ exchange: Exchange) throws -> Answer {
        _ = try exchange.registerScope()
        let rules = office.rulesInForce
        let matching = rules.matching
        let results = Dictionary(
            try office.store.ruleResults(for: exchange.actor).map { ($0.rule, $0) }
        ) { first, _ in first }
        return .now(
            .json { writer in
                Self.writeSources(rules, in: &writer)
                writer.member("openAt", matching.openAt.value)
                writer.name("rules")
                writer.beginArray()
                for rule in matching.rules {
                    Self.write(rule, matching, results[rule.id], in: &writer)
                }
                for combination in matching.combinations {
                    Self.write(combination, matching, results[combination.id], in: &writer)
                }
                writer.endArray()
            }
        )
    }

    private static func writeSources(_ rules: RulesInForce, in writer: inout JSONWriter) {
        let matching = rules.matching
        writer.name("sources")
        writer.beginArray()
        for source in matching.sources {
            writer.beginObject()
            writer.member("source", source.code)
            writer.member("name", source.name)
            writer.member("partner", source.partner)
            writer.member("purposes", source.purposes.map(\.rawValue))
            writer.member("conditional", source.isConditional)
            writer.member("every", rules.duties.listRule(owing: source.code)?.every.name)
            writer.endObject()
        }
        writer.endArray()
        writer.name("thresholds")
        writer.beginArray()
        for (code, threshold) in matching.thresholds.sorted(by: { $0.key < $1.key }) {
            writer.beginObject()
            writer.member("threshold", code)
            writer.member("name", threshold.name)
            writer.member("value", threshold.value)
            writer.member("unit", threshold.unit)
            writer.member("basis", threshold.basis)
            writer.member("grade", threshold.grade.rawValue)
            writer.endObject()
        }
        writer.endArray()
    }

    private static func write(
        _ rule: MatchRule,
        _ matching: MatchingRules,
        _ result: RuleResult?,
        in writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("rule", rule.id)
        writer.member("source", rule.source)
        writer.member("kind", rule.mark.rawValue)
        writer.member("points", rule.points)
        writer.member("because", rule.because)
        writer.member("basis", rule.basis)
        writer.member("grade", rule.grade.rawValue)
        writer.member("active", matching.isActive(rule))
        write(result, in: &writer)
        writer.endObject()
    }

    private static func write(
        _ combination: MatchCombination,
        _ matching: MatchingRules,
        _ result: RuleResult?,
        in writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("rule", combination.id)
        writer.name("source")
        writer.null()
        writer.name("kind")
        writer.null()
        writer.member("points", combination.points)
        writer.member("because", combination.because)
        let parts = combination.rules.map(matching.because).joined(separator: "；")
        writer.member("basis", "组合：\(parts)")
        writer.member("grade", Grade.unverified.rawValue)
        writer.member("active", true)
        write(result, in: &writer)
        writer.endObject()
    }

    private static func write(_ result: RuleResult?, in writer: inout JSONWriter) {
        writer.member("marks", result?.marks ?? 0)
        writer.member("confirmed", result?.confirmed ?? 0)
        writer.member("notConfirmed", result?.notConfirmed ?? 0)
        writer.member("unclear", result?.unclear ?? 0)
        writer.member("open", result?.open ?? 0)
        writer.member("dismissed", result?.dismissed ?? 0)
    }
}
