import Hotline
import HotlineTesting
import Testing

@testable import HotlineDuties

/// A file of payments as it is read: all of it, or everything that is wrong with it.
@Suite struct PaymentReaderTests {
    static let header = ["发放对象", "姓名", "身份证号", "人数", "金额", "账号末四位", "发放日期", "发放类别", "乡镇"]
    static let good = [
        "户", "张三", "11010519491231002X", "3", "1234.50", "0123", "2026-11-09", "正常", "坞城街道",
    ]
    static let other = [
        "人", "李四", "440524188001010014", "1", "500", "4567", "2026/11/12", "补发", "",
    ]

    static func rules() throws -> PaymentRules { try PaymentRules(files: Shipped.ruleTexts()) }

    static func reader() throws -> PaymentReader {
        let county = try DivisionCode.of("140105")
        let divisions = try Shipped.triage.get().divisions
        return PaymentReader(
            PaymentHead(
                county: county,
                programme: .urbanDibao,
                month: try #require(PaymentMonth("2026-11")),
                today: try #require(Day(2026, 11, 23))
            ),
            rules: try rules(),
            places: PaymentPlaces(county: county, in: divisions)
        )
    }

    static func read(
        _ rows: [[String]],
        header: [String] = header,
        above: [[String]] = []
    ) throws -> PaymentReader {
        var reader = try reader()
        reader.takeHeader(header, line: above.count + 1, above: above)
        for (index, row) in rows.enumerated() {
            reader.takeRow(row, line: above.count + 2 + index)
        }
        reader.finish()
        return reader
    }

    private func row(_ changes: [Int: String], of row: [String] = good) -> [String] {
        var row = row
        for (index, text) in changes { row[index] = text }
        return row
    }

    @Test func aGoodFileIsReadWhole() throws {
        let sum = ["合计", "", "", "4", "1734.50", "", "", "", ""]
        let reader = try Self.read([Self.good, Self.other, sum], above: [["太原市小店区低保发放表"]])
        #expect(reader.mistakes == [])
        #expect(reader.lines.count == 2)
        let month = try #require(PaymentMonth("2026-11"))
        let totals = PaymentTotals(reader.lines, dueOn: month.day(10))
        #expect(totals.persons == 4)
        #expect(totals.amount == Fen(173_450))
        #expect(totals.backPersons == 1)
        #expect(totals.back == Fen(50_000))
        #expect(totals.lateLines == 0, "back pay has no day by which it is due")
        #expect(reader.lines[0].township == (try DivisionCode.of("140105001")))
    }

    @Test(
        "each mistake is told with its row and column",
        arguments: [
            ([4: "1,234"], "E", "逗号"), ([4: "-3"], "E", "负数"), ([4: "300000"], "E", "上限"),
            ([2: "1.1E+17"], "C", "科学计数法"), ([6: "46335"], "G", "序号"),
            ([6: "2026-12-01"], "G", "还没有到"), ([6: "2025-11-09"], "G", "太多"),
            ([3: "0"], "D", "人数"), ([3: "21"], "D", "人数"), ([3: "1.5"], "D", "人数"),
            ([5: "6222021234567890"], "F", "末四位"), ([5: "123"], "F", "末四位"),
            ([7: "不知道"], "H", "不认识"), ([8: "双塔街道"], "I", "不是本县"), ([1: ""], "B", "不能为空"),
            ([1: "张3"], "B", "姓名"), ([0: "人"], "D", "按人"),
        ] as [([Int: String], String, String)]
    )
    func mistakes(change: [Int: String], letters: String, word: String) throws {
        let reader = try Self.read([Self.other, row(change)])
        try #require(reader.mistakes.count == 1, "\(reader.mistakes)")
        let mistake = reader.mistakes[0]
        #expect(mistake.row == 3)
        #expect(mistake.letters == letters)
        #expect(mistake.message.contains(word), "\(mistake)")
    }

    @Test func allMistakesAreToldAtOnce() throws {
        let reader = try Self.read([
            row([2: "1", 3: "x", 4: "y", 5: "z", 6: "-", 7: "?"]), row([4: "1万"]),
        ])
        #expect(reader.mistakes.count == 7)
    }

    @Test func somebodyStandsInAFileOnce() throws {
        let reader = try Self.read([Self.good, Self.other, Self.good])
        #expect(reader.mistakes.map(\.description) == ["第4行C列：与第2行重复：同一人同一类别只能有一行。"])
        // Back pay may come in parts, and beside the regular.
        let parts = try Self.read([
            Self.good, row([7: "补发"]), row([7: "补发", 4: "10"]),
        ])
        #expect(parts.mistakes == [])
    }

    @Test func sumsMustBeWhatTheRowsMake() throws {
        let wrong = ["总计", "", "", "5", "1734.51", "", "", "", ""]
        let reader = try Self.read([Self.good, Self.other, wrong])
        #expect(reader.mistakes.count == 1)
        #expect(reader.mistakes.first?.message.contains("1734.50") == true)
    }

    @Test func mergedHeadersAreTold() throws {
        var upper = Self.header
        (upper[4], upper[5], upper[6]) = ("发放情况", "", "")
        let lower = ["", "", "", "", "金额", "账号末四位", "发放日期", "", ""]
        let reader = try Self.read([lower, Self.good], header: upper)
        let messages = reader.mistakes.map(\.description)
        #expect(messages.contains { $0.hasPrefix("第2行：像是合并表头的第二行") })
        #expect(messages.contains { $0.hasPrefix("第1行：缺少列：金额") })
    }

    @Test func aFileOfAnotherCountyIsRefused() throws {
        let titled = try Self.read([Self.good], above: [["太原市迎泽区2026年11月低保发放表"]])
        #expect(titled.mistakes.map(\.row) == [1])
        let header = Self.header + ["县区"]
        let foreign = try Self.read(
            [Self.good + ["迎泽区"], Self.other + ["小店区"]],
            header: header
        )
        #expect(foreign.mistakes.map(\.description) == ["第2行J列：“迎泽区”不是本县：这一行属于别的县。"])
    }

    @Test func anEmptyFileIsNone() throws {
        #expect(try Self.read([]).mistakes.count == 1)
    }

    @Test func aFileFullOfMistakesTellsTheFirst() throws {
        let rows = (0..<600).map { _ in row([4: "x"]) }
        let reader = try Self.read(rows)
        #expect(reader.mistakes.count == SheetReader.mistakesMax)
        #expect(reader.sheet.untold == 100)
    }
}
