import Foundation
import Testing

@testable import Tabular

@Suite struct WorkbookTests {
    /// A workbook as openpyxl writes it.
    private static let tickets = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Files/tickets.xlsx")

    private func read(_ file: URL, limits: TableLimits = TableLimits()) throws -> [String] {
        var found: [String] = []
        try Table.read(file, limits: limits) { what, _ in
            switch what {
            case .header(let header): found.append(header.names.joined(separator: "|"))
            case .row(let row): found.append("\(row.line) " + row.cells.joined(separator: "|"))
            case .bad(let line, let mistake): found.append("\(line) bad: \(mistake)")
            }
        }
        return found
    }

    private func read(_ content: Data) throws -> [String] {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try content.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try read(file)
    }

    @Test func cellsReadAsExcelShowsThem() throws {
        #expect(
            try read(Self.tickets) == [
                "工单编号|来电时间|内容|金额|证件号||办结",
                "2 SX001|2025-03-01 09:40:30|低保\n怎么申请|1234.5|1.40105199001011e+17||TRUE",
                "3 SX002|2025-12-31|急难|0.3|||FALSE",
                "5 SX003|08:30:00||100000000",
                "6 bad: more cells than the 7 columns of the header",
            ]
        )
    }

    @Test func aWorkbookThatIsCutOffIsRefused() throws {
        let content = try Data(contentsOf: Self.tickets)
        for size in [4, 100, content.count / 2, content.count - 10] {
            #expect(throws: TableMistake.self) { try read(content.prefix(size)) }
        }
    }

    @Test func aWorkbookThatUnpacksToTooMuchIsRefused() throws {
        var limits = TableLimits()
        limits.unpackedSizeMax = 1000
        #expect(throws: TableMistake.tooLarge(max: 1000)) {
            try read(Self.tickets, limits: limits)
        }
    }

    @Test func everyChangedByteIsReadOrRefused() throws {
        let content = try Data(contentsOf: Self.tickets)
        for index in stride(from: 0, to: content.count, by: 97) {
            var changed = content
            changed[index] ^= 0xFF
            do {
                _ = try read(changed)
            } catch is TableMistake {
                continue
            }
        }
    }

    @Test("a sheet that is cut into pieces has every row of the whole, once")
    func pieces() throws {
        let rows = (1...60_000).map { row in
            "<row r=\"\(row)\"><c r=\"A\(row)\" t=\"inlineStr\"><is><t>户\(row)</t></is></c></row>"
        }
        let sheet =
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
            + "<sheetData>\(rows.joined())</sheetData></worksheet>"
        let data = Data(sheet.utf8)
        #expect(SheetPieces(data).count { _ in true } > 1)
        #expect(SheetPieces(data).allSatisfy { $0.count < 10_000_000 })
        let parser = SheetParser(
            texts: [],
            dates: try DateStyles(nil, startsIn1904: false),
            limits: TableLimits()
        )
        var next = 1
        try parser.parse(data) { line, record, _ in
            #expect(line == next)
            let cells = try record.get()
            #expect(cells == ["户\(line)"])
            next += 1
        }
        #expect(next == 60_001)
    }
}
