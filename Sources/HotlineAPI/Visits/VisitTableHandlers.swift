internal import Foundation
internal import HTTPTypes
internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import MicroHTTP
internal import Spreadsheet
internal import Tabular

/// Visits as a table that a village fills in (家访表格).
extension VisitHandlers {
    static let importFields: [Shape.Field] = [
        .required("period", .period),
        .required("content", .bytes(sizeMax: TextLimit.attachment)),
    ]

    /// Answers `POST /api/v1/visits/import`: all of the table, or nothing.
    func importTable(_ exchange: Exchange) throws -> Answer {
        let body = try Body(exchange.request.body, Self.importFields)
        let period = body.required(body.value("period", DutyPeriod.self))
        let (duty, village) = try month(exchange.actor.unit, period, exchange)
        guard duty.mayBeDone(.handIn, by: exchange.actor) else { throw Problem.notPermitted }
        let known = try office.store.visits(of: duty.id).map(\.visit)
        var table = VisitTable(
            village: village,
            period: period,
            today: exchange.now.day,
            known: known
        )
        try table.read(TableUpload(body.bytes("content")))
        guard table.mistakes.isEmpty else { throw Problem(table) }
        return try commit(table.visits, to: duty, exchange)
    }

    enum TemplateFormat: String, CaseIterable, Sendable {
        case xlsx, csv
    }

    static let templateParameters: [Endpoint.Parameter] = [
        .init(name: "format", shape: .codes(TemplateFormat.self))
    ]

    /// Answers `GET /api/v1/visits/template`: the columns, and a row as it may be.
    func template(_ exchange: Exchange) throws -> Answer {
        guard let village = office.rulesInForce.rulebook.units[exchange.actor.unit],
            village.kind == .village, exchange.actor.registerScope != nil
        else { throw Problem.notThere }
        let today = exchange.now.day
        let sheet = Sheet(
            name: "家访月报",
            columns: VisitField.columns.map { Sheet.Column($0.name, width: 10) },
            rows: [
                [village.name, VisitTable.example, "", today.description, "是"].map {
                    $0.isEmpty ? .empty : .text($0)
                }
            ]
        )
        switch try exchange.code("format", TemplateFormat.self) ?? .xlsx {
        case .csv:
            let type = "text/csv; charset=utf-8"
            return .now(.file(sheet.csv, type: type, name: "visits.csv"))
        case .xlsx:
            return .now(.file(try sheet.xlsx(), type: Response.xlsxType, name: "visits.xlsx"))
        }
    }
}

extension VisitTable {
    /// Reads a whole file.
    fileprivate mutating func read(_ file: TableUpload) throws {
        do {
            try file.read(limits: .visits) { found in
                switch found {
                case .header(let header): takeHeader(header.names, row: header.line)
                case .row(let row): takeRow(row.cells, row: row.line)
                case .bad(let line, let mistake): note(mistake.message, row: line)
                }
            }
        } catch let mistake as TableMistake {
            note(mistake.message, row: 1)
        }
        finish()
    }
}

extension TableLimits {
    /// What a table of visits may be: texts are short, columns few.
    fileprivate static var visits: TableLimits {
        var limits = TableLimits()
        limits.cellSizeMax = 16 << 10
        limits.columnCountMax = 64
        limits.unpackedSizeMax = 16 << 20
        return limits
    }
}

extension Problem {
    /// Everything that is wrong with a table, by row and column.
    fileprivate init(_ table: VisitTable) {
        let told = table.mistakes.prefix(VisitTable.mistakesMax)
        let rest = table.mistakes.count - told.count
        self.init(
            type: "bad-table",
            status: 422,
            detail: "表格有\(table.mistakes.count)处错误，没有导入任何一行"
                + (rest > 0 ? "（只列出前\(told.count)处）。" : "。"),
            errors: told.map { mistake in
                let column = mistake.column.map { "/\($0)" } ?? ""
                return FieldMistake(
                    pointer: "/content/\(mistake.row)\(column)",
                    message: mistake.sentence
                )
            }
        )
    }
}
