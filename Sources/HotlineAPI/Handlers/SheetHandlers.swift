internal import Foundation
internal import Hotline
internal import MicroHTTP
internal import Spreadsheet

/// Makes a workbook of a table as it stands on somebody's screen (导出).
struct SheetHandlers: Sendable {
    static let fields: [Shape.Field] = [
        .required("title", .text(lengthMax: 100)),
        .required("columns", .list(.text(lengthMax: 100), countMax: 60)),
        // Each row is one text, its cells are parted by tabs.
        .required("rows", .list(.text(lengthMax: 20_000), countMax: 5_000)),
        .optional("notes", .list(.text(lengthMax: 500), countMax: 20)),
    ]

    /// Answers `POST /api/v1/sheets`; nothing is kept.
    func sheet(_ exchange: Exchange) throws -> Answer {
        let body = try Body(exchange.request.body, Self.fields)
        let rows = body.list("rows").map { row in
            row.split(separator: "\t", omittingEmptySubsequences: false)
                .prefix(Self.cellsMax).map { Self.cell(String($0)) }
        }
        let sheet = Sheet(
            name: body.text("title") ?? "",
            heading: [body.text("title") ?? ""],
            columns: body.list("columns").map { Sheet.Column($0) },
            rows: rows,
            notes: body.list("notes")
        )
        let file = try sheet.xlsx()
        return .now(.file(file, type: Response.xlsxType, name: "hotline.xlsx"))
    }

    private static let cellsMax = 60
    /// Longer rows of digits name something: they are no numbers to reckon with.
    private static let digitsMax = 12

    /// Numbers and percentages as such, so that they can be reckoned with.
    private static func cell(_ text: String) -> Sheet.Cell {
        let isShort = text.utf8.count <= digitsMax
        if isShort, text.last == "%", let number = Double(text.dropLast()), number.isFinite {
            return .share(number / 100)
        }
        let isPlain = text.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 || $0 == 45 }
        if isShort, isPlain, text.first != "0" || text.utf8.count == 1, let number = Double(text) {
            return .number(number)
        }
        return text.isEmpty ? .empty : .text(text)
    }
}
