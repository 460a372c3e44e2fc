internal import HotlineDuties
internal import MicroHTTP
internal import Tabular

extension PaymentReader {
    /// Reads a whole table.
    ///
    /// - Throws: A ``Problem`` that tells of everything that is wrong with it.
    mutating func read(_ table: TableUpload, rules: PaymentRules) throws {
        do {
            try table.read(limits: .sheet, isHeader: rules.isHeader) { found in
                switch found {
                case .header(let header):
                    takeHeader(header.names, line: header.line, above: header.above)
                case .row(let row): takeRow(row.cells, line: row.line)
                case .bad(let line, let mistake):
                    note(SheetMistake(row: line, column: nil, mistake.message))
                }
            }
        } catch let mistake as TableMistake {
            note(SheetMistake(row: 0, column: nil, mistake.message))
        }
        finish()
        guard sheet.mistakes.isEmpty else { throw Problem(sheet) }
    }
}

extension TableUpload {
    /// The table of payments that a request brings.
    static func ofPayments(_ request: Request) throws -> TableUpload {
        // 30,000 payments have about 2 MB.
        try of(request, sizeMax: 16 << 20)
    }
}

extension TableLimits {
    /// What a table of payments may be: cells are short, columns few.
    fileprivate static var sheet: TableLimits {
        var limits = TableLimits()
        limits.cellSizeMax = 4096
        limits.columnCountMax = 100
        limits.unpackedSizeMax = 128 << 20
        return limits
    }
}

extension Problem {
    /// Everything that is wrong with a table, in the order of its rows.
    init(_ sheet: SheetReader) {
        let mistakes = sheet.mistakes.sorted {
            ($0.row, $0.column ?? 0) < ($1.row, $1.column ?? 0)
        }
        let rest = sheet.untold > 0 ? "，先列出前\(mistakes.count)处" : ""
        self.init(
            type: "bad-file",
            status: 422,
            detail: "文件有\(mistakes.count + sheet.untold)处问题\(rest)；没有导入任何一行。",
            errors: mistakes.map { mistake in
                let place = mistake.row > 0 ? "/\(mistake.row)/\(mistake.letters ?? "")" : ""
                return FieldMistake(pointer: place, message: mistake.description)
            }
        )
    }
}
