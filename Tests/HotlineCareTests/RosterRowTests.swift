import Hotline
import HotlineCare
import HotlineTesting
import Testing

/// What lists of the roster get wrong is told by row and column, without what stands there.
@Suite struct RosterRowTests {
    private struct Places: PlaceFinder {
        func township(_ text: String) -> DivisionCode? {
            text == "坞城街道" ? DivisionCode("140105001") : nil
        }

        func village(_ text: String, in township: DivisionCode) -> DivisionCode? {
            nil
        }
    }

    private static let id = "11010519491231002X"
    private static let good: [RosterColumn: String] = [
        .name: "欧阳虚", .idNumber: id, .programme: "低保", .variety: "农村", .township: "坞城街道",
        .amount: "1,568.5", .entered: "2024年3月1日", .relation: "户主", .household: "7",
    ]

    private func read(
        _ changes: [RosterColumn: String?],
        line: Int = 2
    ) throws -> Result<RosterRow, RowMistakes> {
        let rules = try RosterRules(files: Shipped.ruleTexts())
        let today = try #require(Day("2026-11-26"))
        let reader = RosterRowReader(rules: rules, places: Places(), today: today)
        var cells = Self.good
        for (column, text) in changes { cells[column] = text }
        return reader.read(cells, line: line)
    }

    @Test("a good row is read: amount in fen, day, old ID number, disability of the certificate")
    func good() throws {
        let row = try read([.certificate: Self.id + "43B1"]).get()
        #expect(row.amount == 156_850)
        #expect(row.entered == Day("2024-03-01"))
        #expect(row.isHead && row.householdKey == "number 7")
        #expect(row.person.disability == Disability(category: .physical, grade: 3))
        let old = try read([.idNumber: "110105491231002"]).get()
        #expect(old.person.idNumber.description == Self.id)
    }

    @Test(
        "days in all styles mean the same day",
        arguments: [
            "2024-03-01", "2024/3/1", "2024.3.1", "20240301", "2024年3月1日", "2024-03-01 00:00:00",
        ]
    )
    func days(_ text: String) {
        #expect(Day.written(text) == Day("2024-03-01"))
    }

    @Test("what is no day is none", arguments: ["2024-02-30", "3月1日", "2024", "二〇二四年", ""])
    func noDays(_ text: String) {
        #expect(Day.written(text) == nil)
    }

    @Test(
        "each mistake is told by its column, and nothing of what stood there",
        arguments: [
            (.idNumber, "110105194912310021", "校验码"),
            (.idNumber, "1101051949", "18位"),
            (.idNumber, nil, "缺少"),
            (.name, nil, "缺少"),
            (.programme, "五保", "可选范围"),
            (.variety, "集中供养", "不属于"),
            (.township, "不存在的镇", "范围内"),
            (.amount, "约五百", "金额"),
            (.entered, "2027-01-01", "今天以后"),
            (.certificate, "11010519491231002X49", "残疾人证号"),
            (.certificate, "44052418800101001411", "不一致"),
            (.grounds, "因懒", "致困原因"),
        ] as [(RosterColumn, String?, String)]
    )
    func mistakes(_ column: RosterColumn, _ text: String?, _ words: String) throws {
        guard case .failure(let bad) = try read([column: text], line: 17) else {
            Issue.record("the row was taken")
            return
        }
        #expect(bad.mistakes.allSatisfy { $0.line == 17 && $0.column != nil })
        #expect(bad.mistakes.contains { $0.message.contains(words) }, "\(bad.mistakes)")
        for mistake in bad.mistakes {
            #expect(!mistake.message.contains(text ?? "欧阳"), "\(mistake)")
        }
    }

    @Test("a certificate that contradicts the columns beside it is a mistake")
    func contradiction() throws {
        let changes: [RosterColumn: String?] = [
            .certificate: Self.id + "41", .disability: "精神", .grade: "二级",
        ]
        guard case .failure(let bad) = try read(changes) else {
            Issue.record("the row was taken")
            return
        }
        #expect(bad.mistakes.compactMap(\.column) == ["残疾类别", "残疾等级"])
    }

    @Test("all that is wrong with a row is told at once")
    func allAtOnce() throws {
        let changes: [RosterColumn: String?] = [.idNumber: "1", .amount: "x", .township: "x"]
        guard case .failure(let bad) = try read(changes) else {
            Issue.record("the row was taken")
            return
        }
        #expect(Set(bad.mistakes.compactMap(\.column)).count == 3)
    }

    // MARK: Lists

    private func row(
        _ line: Int,
        id: String,
        household: String,
        isHead: Bool,
        amount: String? = "500"
    ) throws -> RosterRow {
        try read(
            [
                .idNumber: id, .household: household, .relation: isHead ? "户主" : "子女",
                .amount: amount,
            ],
            line: line
        )
        .get()
    }

    @Test("who stands twice counts once, and households that overlap are told of")
    func overlap() throws {
        let rules = try RosterRules(files: Shipped.ruleTexts())
        let (one, two, three) = (Self.id, "440524188001010014", "140105199001010017")
        let third = try #require(IDNumber(three) ?? IDNumber("140105900101001"))
        let list = RosterList(
            rows: [
                try row(2, id: one, household: "a", isHead: true),
                try row(3, id: two, household: "a", isHead: false),
                try row(4, id: two, household: "a", isHead: false),
                try row(5, id: third.description, household: "b", isHead: true),
                try row(6, id: two, household: "b", isHead: false),
            ],
            columns: rules.columns
        )
        #expect(list.households.map(\.members.count) == [2, 1])
        #expect(list.mistakes.map(\.line) == [4, 6])
        #expect(list.mistakes[0].message.contains("重复"))
        #expect(list.mistakes[1].message.contains("重叠"))
    }

    @Test("a household without its head is left out, row by row")
    func headless() throws {
        let rules = try RosterRules(files: Shipped.ruleTexts())
        let list = RosterList(
            rows: [
                try row(2, id: Self.id, household: "a", isHead: false),
                try row(3, id: "440524188001010014", household: "b", isHead: true, amount: nil),
            ],
            columns: rules.columns
        )
        #expect(list.households.isEmpty)
        #expect(list.mistakes.map(\.line) == [2, 3])
    }
}
