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
        let isTrial = try exchange.value("dryRun", Bool.self) ?? false
        let run = RosterRun(
            office: office,
            actor: exchange.actor,
            now: exchange.now,
            scope: scope,
            day: day
        )
        return try office.takeIn(exchange) { keep in
            try run.bring(file, isTrial: isTrial, keep: keep)
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

    static func members(of item: RosterImport, in writer: inout JSONWriter) {
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

    static func write(
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
