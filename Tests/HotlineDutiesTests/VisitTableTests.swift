import Hotline
import HotlineDuties
import HotlineTesting
import Testing

/// What is wrong with a village's table is told by row and column (家访表格).
@Suite struct VisitTableTests {
    private static let header = ["村（社区）", "户主姓名", "住址", "走访日期", "无变化", "大病", "收入"]

    private func table(
        _ rows: [[String]],
        header: [String] = VisitTableTests.header,
        known: [Visit] = []
    ) throws -> VisitTable {
        var table = VisitTable(
            village: Unit(
                id: try UnitID.of("140105001001"),
                name: "知新社区",
                kind: .village,
                parent: nil
            ),
            period: try #require(DutyPeriod("2026-11")),
            today: try #require(Day("2026-11-18")),
            known: known
        )
        table.takeHeader(header, row: 1)
        for (index, cells) in rows.enumerated() { table.takeRow(cells, row: index + 2) }
        table.finish()
        return table
    }

    private static let good = ["知新社区", "张三", "1号楼", "2026-11-05", "是", "", ""]

    @Test("what is right is read as it is meant")
    func right() throws {
        let table = try table([
            Self.good,
            ["140105001001", "李四", "", "2026年11月6日", "", "住院花了八万", "打工收入少了"],
            ["知新社区", "张三", "2号楼", "2026/11/7", "是"],
        ])
        #expect(table.mistakes.isEmpty, "\(table.mistakes)")
        #expect(table.visits.map(\.household) == ["张三", "李四", "张三"])
        #expect(table.visits[1].changes.map(\.topic) == [.income, .illness])
        #expect(table.visits[1].visitedOn.description == "2026-11-06")
    }

    /// Column of the good row, what stands there instead, the column told of, and a word of why.
    private static let mistakes: [(Int, String, String, String)] = [
        (0, "双槐社区", "村（社区）", "不是本村"),
        (0, "", "村（社区）", "没有填写"),
        (1, "", "户主姓名", "没有填写"),
        (1, String(repeating: "长", count: 101), "户主姓名", "超过100字"),
        (3, "", "走访日期", "没有填写"),
        (3, "46331", "走访日期", "2026-11-05"),
        (3, "2026-11-31", "走访日期", "不是日期"),
        (3, "十一月五日", "走访日期", "不是日期"),
        (3, "2026-10-31", "走访日期", "不在2026年11月内"),
        (3, "2026-11-19", "走访日期", "还没有到"),
        (4, "", "无变化", "没有填写变化"),
        (4, "也许", "无变化", "“是”或“否”"),
        (5, "住院", "无变化", "又填了变化"),
    ]

    @Test("each mistake has its place, and nothing is taken", arguments: mistakes)
    func mistake(column: Int, value: String, told: String, why: String) throws {
        var cells = Self.good
        cells[column] = value
        let table = try table([Self.good.map { $0 == "张三" ? "王五" : $0 }, cells])
        #expect(table.mistakes.count == 1, "\(table.mistakes)")
        let mistake = try #require(table.mistakes.first)
        #expect(mistake.row == 3 && mistake.column == told, "\(mistake)")
        #expect(mistake.message.contains(why), "\(mistake)")
        #expect(mistake.sentence.hasPrefix("第3行“\(told)”列："))
    }

    @Test("a title over merged cells is no header, and missing or foreign columns are named")
    func headers() throws {
        let title = try table([Self.good], header: ["知新社区家访月报", "", "", "", ""])
        #expect(title.mistakes.map(\.row) == [1])
        #expect(title.mistakes[0].message.contains("合并"))
        let other = try table([Self.good], header: ["姓名", "户主姓名", "户主姓名"])
        #expect(
            other.mistakes.map(\.column) == ["姓名", "户主姓名", "村（社区）", "走访日期"]
        )
    }

    @Test("a household twice, in the file or reported before, is told of")
    func twice() throws {
        let inFile = try table([Self.good, Self.good])
        #expect(inFile.mistakes.map(\.row) == [3])
        #expect(inFile.mistakes[0].message.contains("第2行"))
        let day = try #require(Day("2026-11-05"))
        let before = Visit(household: "张三", address: "1号楼", visitedOn: day)
        let again = try table([Self.good], known: [before])
        #expect(again.mistakes[0].message.contains("本月已经登记"))
        #expect(try table([]).mistakes.count == 1)
    }
}

/// What a finding goes through (家访发现).
@Suite struct FindingTests {
    @Test("only what stands is disposed of, once, and then nothing changes any more")
    func life() throws {
        let now = try #require(Instant("2026-11-25T09:00:00+08:00"))
        let number = TicketNumber(day: now.day, count: 1)
        let disposals: [FindingOrder] = [
            .openTicket(number), .adjustRoster(RosterLink(household: 1, caseID: 2), reason: "减员"),
            .dismiss(reason: "已办"),
        ]
        let verifications: [FindingOrder] = [
            .agree, .correct(topic: .income, text: "每月少四百"), .reject(reason: "没有此事"),
        ]
        for disposal in disposals {
            var finding = try fresh()
            #expect(throws: Refusal.self) { try finding.perform(disposal, at: now) }
            for verification in verifications { try finding.perform(verification, at: now) }
            #expect(finding.state == .rejected && !finding.isOpen)
            #expect(throws: Refusal.self) { try finding.perform(disposal, at: now) }
            try finding.perform(.correct(topic: .income, text: "每月少四百"), at: now)
            #expect(finding.topic == .income && finding.texts.current == "每月少四百")
            try finding.perform(disposal, at: now)
            let done = finding
            for order in disposals + verifications {
                #expect(throws: Refusal.self) { try finding.perform(order, at: now) }
            }
            #expect(finding == done && finding.allowed.isEmpty && !finding.isOpen)
        }
    }

    private func fresh() throws -> Finding {
        Finding(
            id: 1,
            visit: 1,
            duty: 1,
            village: try UnitID.of("140105001001"),
            period: try #require(DutyPeriod("2026-11")),
            topic: .illness,
            texts: FindingTexts(found: "住院")
        )
    }
}
