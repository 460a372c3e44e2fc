internal import Dispatch
internal import HTTPTypes
internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import MicroHTTP
internal import Spreadsheet
internal import StrictJSON

/// Taking lists into the roster (清单导入): what is right goes in, what is wrong is told by row.
struct RosterImportHandlers: Sendable {
    let office: Office

    static let parameters: [Endpoint.Parameter] = [
        .init(name: "day", shape: .day, isRequired: true),
        .init(name: "dryRun", shape: .flag),
    ]
    /// How many households one transaction takes, so that others may write in between.
    private static let batchSize = 400
    /// How many differences one answer names.
    static let differencesMax = 1000

    /// Answers `POST /api/v1/roster/imports`: the list itself is the body.
    func bring(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        try exchange.requireCounty()
        let file = try TableUpload.of(exchange.request)
        let day = try exchange.value("day", Day.self) ?? exchange.now.day
        guard day <= exchange.now.day else {
            throw Problem.malformed("参数day：清单的日期不能在今天以后。")
        }
        try office.store.timeGuard.check(exchange.now)
        let isTrial = try exchange.value("dryRun", Bool.self) ?? false
        return .later { answer in
            office.lists.async {
                do {
                    let run = RosterRun(office: office, exchange: exchange, scope: scope, day: day)
                    let done = try run.bring(file, isTrial: isTrial, batch: Self.batchSize)
                    answer { done }
                } catch {
                    answer { office.response(to: error, id: exchange.id) }
                }
            }
        }
    }

    // MARK: What came of it

    /// Answers `GET /api/v1/roster/imports`.
    func imports(_ exchange: Exchange) throws -> Answer {
        _ = try exchange.registerScope()
        let page = try office.store.rosterImports(
            limit: exchange.limit,
            after: exchange.query("after"),
            for: exchange.actor
        )
        var fields: HTTPFields = [:]
        fields[.link] = exchange.link(to: page.next)
        return .now(
            .json(fields: fields) { writer in
                writer.name("items")
                writer.beginArray()
                for item in page.items {
                    writer.beginObject()
                    Self.members(of: item, in: &writer)
                    writer.endObject()
                }
                writer.endArray()
                writer.member("next", page.next)
            }
        )
    }

    /// Answers `GET /api/v1/roster/imports/{import}`: the counts, the differences, the mistakes.
    func oneImport(_ exchange: Exchange) throws -> Answer {
        let found = try found(exchange)
        let mistakes = try office.store.rosterMistakes(of: found.id)
        let differences = try office.store.rosterDifferences(
            of: found.id,
            limit: Self.differencesMax
        )
        return .now(
            .json { writer in
                Self.members(of: found, in: &writer)
                Self.write(differences, mistakes, in: &writer)
            }
        )
    }

    /// Answers `GET /api/v1/roster/imports/{import}/mistakes`: row, column and what is wrong, and
    /// nothing of what stands there.
    func mistakes(_ exchange: Exchange) throws -> Answer {
        let found = try found(exchange)
        let mistakes = try office.store.rosterMistakes(of: found.id)
        return .now(mistakeFile(mistakes, name: "roster-import-\(found.id)-mistakes.csv"))
    }

    private func found(_ exchange: Exchange) throws -> RosterImport {
        let scope = try exchange.registerScope()
        let id = try exchange.record("import")
        guard let found = try office.store.rosterImport(id, in: scope) else {
            throw Problem.notThere
        }
        return found
    }

    fileprivate static func members(of item: RosterImport, in writer: inout JSONWriter) {
        writer.member("import", Int(item.id))
        writer.member("division", item.division.description)
        writer.member("day", item.day.description)
        writer.member("digest", item.digest)
        writer.member("rows", item.rows)
        writer.member("entered", item.counts[.entered] ?? 0)
        writer.member("changed", item.counts[.changed] ?? 0)
        writer.member("unchanged", item.counts[.unchanged] ?? 0)
        writer.member("missing", item.counts[.missing] ?? 0)
        writer.member("bad", item.bad)
        writer.member("startedAt", item.startedAt.description)
        writer.member("endedAt", item.endedAt?.description)
    }

    fileprivate static func write(
        _ differences: [RosterDifference],
        _ mistakes: [RowMistake],
        in writer: inout JSONWriter
    ) {
        writer.name("differences")
        writer.beginArray()
        for difference in differences.prefix(differencesMax) {
            writer.beginObject()
            writer.member("household", Int(difference.household))
            writer.member("change", difference.change.rawValue)
            writer.member("parts", difference.parts.map(\.rawValue))
            writer.endObject()
        }
        writer.endArray()
        writer.mistakes(mistakes.prefix(differencesMax))
    }
}

extension JSONWriter {
    /// What is wrong with the rows of a list.
    mutating func mistakes(_ mistakes: some Sequence<RowMistake>) {
        name("mistakes")
        beginArray()
        for mistake in mistakes {
            beginObject()
            member("line", mistake.line)
            member("column", mistake.column)
            member("message", mistake.message)
            endObject()
        }
        endArray()
    }
}

/// A file of mistakes, as a table.
func mistakeFile(_ mistakes: [RowMistake], name: String) -> Response {
    let sheet = Sheet(
        name: "错误",
        columns: [Sheet.Column("行"), Sheet.Column("列"), Sheet.Column("问题", width: 40)],
        rows: mistakes.map { mistake in
            [
                .number(Double(mistake.line)), mistake.column.map(Sheet.Cell.text) ?? .empty,
                .text(mistake.message),
            ]
        }
    )
    return .file(sheet.csv, type: "text/csv; charset=utf-8", name: name)
}

/// One import under way.
private struct RosterRun {
    let office: Office
    let exchange: Exchange
    let scope: DivisionCode
    let day: Day

    func bring(_ file: TableUpload, isTrial: Bool, batch: Int) throws -> Response {
        let rules = office.rulesInForce
        let flow = rules.rosterFlow
        let (rows, lineMistakes) = try read(file, rules)
        let list = RosterList(rows: rows, columns: rules.roster.columns)
        var now = RosterImport(
            division: scope,
            day: day,
            digest: file.digest.hexadecimal,
            startedAt: exchange.now
        )
        now.rows = rows.count + Set(lineMistakes.map(\.line)).count
        let actor = exchange.actor
        if !isTrial {
            let begun = now
            now = try office.store.writer.write { try $0.begin(begun, by: actor) }
        }
        var outcome = RosterOutcome()
        outcome.mistakes = lineMistakes + list.mistakes
        var rest = list.households[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(batch))
            rest = rest.dropFirst(batch)
            let (id, at, day) = (now.id, exchange.now, day)
            let part = try office.store.writer.write { ledger in
                try ledger.bring(
                    some,
                    import: id,
                    flow: flow,
                    on: day,
                    by: actor,
                    at: at,
                    isTrial: isTrial
                )
            }
            outcome.differences += part.differences
            outcome.mistakes += part.mistakes
            outcome.seen.formUnion(part.seen)
        }
        let programmes = Set(list.households.map(\.head.programme)).sorted {
            $0.rawValue < $1.rawValue
        }
        let missing = try office.store.rosterMissing(
            in: scope,
            programmes: programmes,
            on: day,
            besides: outcome.seen
        )
        outcome.differences += missing.map {
            RosterDifference(household: $0, change: .missing, parts: [])
        }
        return try end(now, outcome, isTrial: isTrial)
    }

    private func end(
        _ begun: RosterImport,
        _ outcome: RosterOutcome,
        isTrial: Bool
    ) throws -> Response {
        var now = begun
        for change in RosterChange.allCases {
            now.counts[change] = outcome.differences.count { $0.change == change }
        }
        let mistakes = outcome.mistakes.sorted { $0.line < $1.line }
        now.bad = Set(mistakes.map(\.line)).count
        let ended = exchange.now
        now.endedAt = isTrial ? nil : ended
        if !isTrial {
            let (done, actor) = (now, exchange.actor)
            try office.store.writer.write { ledger in
                try ledger.end(
                    done,
                    differences: outcome.differences,
                    mistakes: mistakes,
                    by: actor,
                    at: ended
                )
            }
        }
        let done = now
        let told = outcome.differences.filter { $0.change != .unchanged }
        return .json { writer in
            RosterImportHandlers.members(of: done, in: &writer)
            RosterImportHandlers.write(told, mistakes, in: &writer)
        }
    }

    private func read(
        _ file: TableUpload,
        _ rules: RulesInForce
    ) throws -> ([RosterRow], [RowMistake]) {
        let columns = rules.roster.columns
        let reader = RosterRowReader(
            rules: rules.roster,
            places: ListPlaces(rules.divisions, in: scope),
            today: exchange.now.day
        )
        var rows: [RosterRow] = []
        var mistakes: [RowMistake] = []
        try file.read { header in
            try columns.placesOrProblem(in: header)
        } bad: { line, message in
            mistakes.append(RowMistake(line: line, column: nil, message: message))
        } _: { line, cells in
            guard rows.count < RosterList.rowsMax else {
                throw Problem.malformed("清单超过\(RosterList.rowsMax)行，请按乡镇分开导入。")
            }
            switch reader.read(cells, line: line) {
            case .success(let row): rows.append(row)
            case .failure(let bad): mistakes += bad.mistakes
            }
        }
        return (rows, mistakes)
    }
}

extension ColumnNames {
    /// Where each column stands, or what the file lacks.
    func placesOrProblem(in header: [String]) throws -> [Column: Int] {
        let (places, missing) = places(in: header)
        guard missing.isEmpty else {
            let names = missing.map { (self.names[$0] ?? []).prefix(3).joined(separator: "或") }
            throw Problem(
                type: "bad-list",
                status: 422,
                detail: "清单缺少这些列：\(names.joined(separator: "、"))。"
            )
        }
        return places
    }
}
