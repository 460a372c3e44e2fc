import Foundation
import Spreadsheet
import Testing

@Suite struct SheetTests {
    private func sheet(_ cells: [Sheet.Cell]) -> Sheet {
        Sheet(
            name: "在办/量",
            heading: ["小店区 在办量"],
            columns: [.init("单位"), .init("在办")],
            rows: [cells],
            notes: ["口径：=1+1"]
        )
    }

    private func lines(_ cells: [Sheet.Cell]) -> [String] {
        String(decoding: sheet(cells).csv, as: UTF8.self).components(separatedBy: "\r\n")
    }

    @Test func aTableIsLinesOfFields() {
        let lines = lines([.text("坞城街道"), .count(12)])
        #expect(lines == ["\u{FEFF}小店区 在办量", "单位,在办", "坞城街道,12", "口径：=1+1", ""])
    }

    @Test(
        "no text is a formula for the program that opens it",
        arguments: ["=1+1", "+86", "-2", "@SUM(A1)", "  =HYPERLINK(\"http://x\")", "\t=1", "\r=1"]
    )
    func noFormula(text: String) {
        let field = lines([.text(text), .empty]).dropFirst(2).joined(separator: "\r\n")
        let start = field.first == "\"" ? field.dropFirst().first : field.first
        #expect(start == "'", "\(field)")
    }

    @Test func whatNeedsQuotesHasThem() {
        #expect(lines([.text("甲,乙\"丙\""), .share(0.98765)])[2] == "\"甲,乙\"\"丙\"\"\",98.77%")
        #expect(lines([.number(-2), .number(0.5)])[2] == "-2,0.5")
    }

    @Test func aWorkbookIsAZipWithTheTexts() throws {
        let bytes = try sheet([.text("=1+1"), .share(0.5)]).xlsx()
        #expect(bytes.starts(with: Array("PK".utf8)))
        let both = try Sheet.xlsx([sheet([.empty]), sheet([.count(1)])])
        #expect(both.count > bytes.count, "two sheets, though they are named alike")
    }
}
