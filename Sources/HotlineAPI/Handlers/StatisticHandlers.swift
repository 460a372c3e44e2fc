internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import Spreadsheet

/// Numbers for those who must see to it that the promise is kept (统计).
struct StatisticHandlers: Sendable {
    let office: Office

    /// How many days one question may be of.
    static let daysMax = 1100
    /// How many rows one answer may have.
    static let rowsMax = 20_000
    /// How many days are told of where nobody says.
    private static let usualDays = 30

    static let parameters: [Endpoint.Parameter] = [
        .init(name: "division", shape: .division),
        .init(name: "from", shape: .day),
        .init(name: "to", shape: .day),
        .init(name: "by", shape: .code(dimensionLists)),
        .init(name: "clock", shape: .codes(ClockKind.self)),
        .init(name: "matter", shape: .codes(Matter.self)),
        .init(name: "kind", shape: .codes(Kind.self)),
        .init(name: "unit", shape: .unit),
        .init(name: "compare", shape: .code(["previous"])),
        .init(name: "format", shape: .codes(Format.self)),
    ]

    enum Format: String, CaseIterable, Sendable {
        case json, csv, xlsx
    }

    /// One dimension, or two after one another.
    private static let dimensionLists: [String] = {
        let all = FigureDimension.allCases.map(\.rawValue)
        return all + all.flatMap { one in all.filter { $0 != one }.map { "\(one),\($0)" } }
    }()

    /// Answers `GET /api/v1/statistics/{statistic}`.
    func statistic(_ exchange: Exchange) throws -> Answer {
        guard let name = exchange.values["statistic"].flatMap(StatisticName.init) else {
            throw Problem.notThere
        }
        let table = try table(name, exchange)
        switch try exchange.code("format", Format.self) ?? .json {
        case .json: return .now(.json { table.write(in: &$0) })
        case .csv:
            let type = "text/csv; charset=utf-8"
            return .now(.file(table.sheet.csv, type: type, name: "\(table.fileName).csv"))
        case .xlsx:
            let body = try table.sheet.xlsx()
            return .now(.file(body, type: Response.xlsxType, name: "\(table.fileName).xlsx"))
        }
    }

    private func table(_ name: StatisticName, _ exchange: Exchange) throws -> StatisticTable {
        let rules = office.rulesInForce
        let question = try question(name, exchange, rules)
        let desk = StatisticDesk(store: office.store, settings: rules.ratings)
        let isCompared = try exchange.query("compare") != nil
        let before = isCompared ? question.before : nil
        let numbers = try desk.numbers(name, question)
        let previous = try before.map { try desk.numbers(name, $0) }
        let rows = try rows(numbers.rows, previous?.rows, name, question, rules)
        return StatisticTable(
            name: name,
            question: question,
            divisionName: rules.divisions[question.division]?.fullName ?? "",
            definition: name.definition(rules.ratings),
            rows: rows,
            total: .init(
                key: FigureKey([]),
                names: [],
                numbers: numbers.total,
                previous: previous?.total
            ),
            isCompared: isCompared
        )
    }

    /// Rows of days, weeks, months and hours in their order, others the largest first.
    private func rows(
        _ numbers: [FigureKey: [String: Double]],
        _ before: [FigureKey: [String: Double]]?,
        _ name: StatisticName,
        _ question: FigureQuestion,
        _ rules: RulesInForce
    ) throws -> [StatisticTable.Row] {
        guard numbers.count <= Self.rowsMax else {
            throw Problem.malformed("结果超过\(Self.rowsMax)行，请缩短期间，或少分一个维度。")
        }
        // Days of the period before are others: only what stands is compared row by row.
        let isStanding = !question.dimensions.contains(where: \.isTime)
        let previous = isStanding ? before : nil
        let names = FigureNames(rules: rules, question: question)
        let rows = numbers.map { key, values in
            StatisticTable.Row(
                key: key,
                names: names.names(of: key),
                numbers: values,
                previous: previous.map { $0[key] ?? [:] }
            )
        }
        let first = name.columns.first?.name ?? ""
        let isOrdered = !isStanding || question.dimensions.contains(.hour)
        return rows.sorted { one, other in
            let (size, otherSize) = (one.numbers[first] ?? 0, other.numbers[first] ?? 0)
            if !isOrdered, size != otherSize { return size > otherSize }
            return one.key < other.key
        }
    }

    private func question(
        _ name: StatisticName,
        _ exchange: Exchange,
        _ rules: RulesInForce
    ) throws -> FigureQuestion {
        let actor = exchange.actor
        guard actor.readsJournal, !actor.isBoundToUnit else { throw Problem.notPermitted }
        let division = try exchange.value("division", DivisionCode.self) ?? actor.scope
        guard actor.scope.contains(division), rules.divisions[division] != nil else {
            throw Problem.notThere
        }
        let to = try exchange.value("to", Day.self) ?? exchange.now.day
        let from =
            try exchange.value("from", Day.self) ?? to.advanced(by: 1 - Self.usualDays)
        guard from <= to else { throw Problem.malformed("参数from不能晚于to。") }
        guard to.number - from.number < Self.daysMax else {
            throw Problem.malformed("期间最长\(Self.daysMax)天，请缩短。")
        }
        let dimensions = try exchange.query("by").map { text in
            text.split(separator: ",").compactMap { FigureDimension(rawValue: String($0)) }
        }
        var question = FigureQuestion(
            division: division,
            actor: actor,
            from: from,
            to: to,
            now: exchange.now,
            dimensions: dimensions ?? name.usualDimensions
        )
        question.clock = try exchange.code("clock", ClockKind.self)
        question.matter = try exchange.code("matter", Matter.self)
        question.kind = try exchange.code("kind", Kind.self)
        question.unit = try exchange.value("unit", UnitID.self)
        return question
    }
}

extension FigureQuestion {
    /// The same for as many days before.
    fileprivate var before: FigureQuestion {
        let days = to.number - from.number + 1
        return during(from.advanced(by: -days), from.advanced(by: -1))
    }
}

extension StatisticTable {
    fileprivate var fileName: String {
        "\(name.rawValue)-\(question.division)-\(question.from.compact)-\(question.to.compact)"
    }
}

extension Response {
    static let xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    /// Something to keep; the name must be plain.
    static func file(_ body: [UInt8], type: String, name: String) -> Response {
        Response(
            .ok,
            fields: [
                .contentType: type, .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ],
            body: body
        )
    }
}
