internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// Cards for those who are signed in, and what publicity should do next (宣传缺口).
struct GuidanceHandlers: Sendable {
    let office: Office

    /// How far back gaps look by default and at most, in days.
    private static let daysDefault = 30
    private static let daysMax = 92

    static let gapParameters: [Endpoint.Parameter] = [
        .init(name: "division", shape: .division), .init(name: "from", shape: .day),
        .init(name: "to", shape: .day),
    ]

    /// Answers `GET /api/v1/guidance/cards`.
    func cards(_ exchange: Exchange) throws -> Answer {
        let county =
            try exchange.value("county", DivisionCode.self)
            ?? exchange.actor.unit.division.county
        let guidance = office.rulesInForce.care.guidance
        let day = exchange.now.day
        let cards =
            try exchange.query("q").map { guidance.cards(with: $0, in: county, on: day) }
            ?? guidance.cards(in: county, on: day)
        return .now(
            .json { writer in
                CardsJSON(cards, in: county).write(named: "items", in: &writer)
                writer.name("next")
                writer.null()
            }
        )
    }

    /// Answers `GET /api/v1/guidance/gaps`.
    func gaps(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        guard actor.role == .manager else { throw Problem.notPermitted }
        let division = try exchange.value("division", DivisionCode.self) ?? actor.scope
        guard actor.scope.contains(division) else { throw Problem.notThere }
        let to = try exchange.value("to", Day.self) ?? exchange.now.day
        let from = try exchange.value("from", Day.self) ?? to.advanced(by: -Self.daysDefault)
        guard from <= to, to.number - from.number <= Self.daysMax else {
            throw Problem.malformed("参数from、to：须从早到晚，相隔不超过\(Self.daysMax)天。")
        }
        let gaps = try office.store.guidanceGaps(in: division, from: from, to: to, for: actor)
        let rules = office.rulesInForce
        return .now(
            .json { writer in
                writer.member("division", division.description)
                writer.member("from", from.description)
                writer.member("to", to.description)
                writer.member("definition", Self.definition)
                writer.name("asked")
                writer.beginArray()
                for row in gaps.asked { write(row, rules, in: &writer) }
                writer.endArray()
                writer.name("cards")
                writer.beginArray()
                for row in gaps.cards { write(row, rules, on: exchange.now.day, in: &writer) }
                writer.endArray()
                writer.name("calls")
                writer.beginArray()
                for row in gaps.calls { write(row, rules, in: &writer) }
                writer.endArray()
            }
        )
    }

    private static let definition = """
        咨询和求助类工单，按受理日期、地点和事项；“未用明白卡”是受理和办理中都没有记下告知明白卡的；\
        “又来问”是告知以后被催办、重办、重新打开，或者同一来电人14天内又来电的。\
        没有成为工单的来电没有事项和地点，只按坐席计数。
        """

    private func write(
        _ row: GuidanceGaps.Asked,
        _ rules: RulesInForce,
        in writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("division", row.division)
        writer.member(
            "name",
            DivisionCode(row.division).flatMap { rules.divisions[$0]?.fullName } ?? "地点不明"
        )
        writer.member("matter", row.matter)
        writer.member("matterName", Matter(rawValue: row.matter).map(rules.categories.name))
        writer.member("tickets", row.tickets)
        writer.member("untold", row.untold)
        writer.endObject()
    }

    private func write(
        _ row: GuidanceGaps.Calls,
        _ rules: RulesInForce,
        in writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("unit", row.unit)
        writer.member("name", rules.placeName(row.unit))
        writer.member("calls", row.calls)
        writer.member("untold", row.untold)
        writer.member("unsaid", row.unsaid)
        writer.member("missed", row.missed)
        writer.member("open", row.open)
        writer.endObject()
    }

    private func write(
        _ row: GuidanceGaps.Card,
        _ rules: RulesInForce,
        on day: Day,
        in writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("card", row.card)
        writer.member("title", rules.care.guidance.card(row.card, on: day)?.title ?? row.card)
        writer.member("told", row.told)
        writer.member("again", row.again)
        writer.endObject()
    }
}
