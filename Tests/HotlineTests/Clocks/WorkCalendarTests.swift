import Foundation
import Hotline
import HotlineTesting
import Testing

@Suite struct WorkCalendarTests {
    let calendar = Sample.calendar

    @Test("every day is what the oracle says", arguments: OracleDays.years.keys.sorted())
    func agreesWithOracle(year: Int) throws {
        let months = try #require(OracleDays.years[year])
        #expect(months.count == 12)
        for (index, digits) in months.enumerated() {
            #expect(digits.count == Day.length(ofMonth: index + 1, year: year))
            for (offset, digit) in digits.enumerated() {
                let day = try #require(Day(year, index + 1, offset + 1))
                #expect(calendar.isWorking(day) == (digit == "1"), "\(day)")
                #expect(!calendar.isProvisional(day))
            }
        }
    }

    @Test(arguments: [(2024, 251), (2025, 248), (2026, 248)])
    func hasSoManyWorkingDays(year: Int, count: Int) throws {
        let from = try #require(Day(year - 1, 12, 31))
        let through = try #require(Day(year, 12, 31))
        #expect(calendar.workingDays(after: from, through: through) == count)
    }

    @Test(arguments: [
        ("2026-10-01", false, "国庆节"), ("2026-10-10", true, "调休上班"),
        ("2026-11-23", true, "工作日"), ("2026-11-22", false, "周末"),
        ("2027-02-06", false, "春节(该年调休未公布，暂按法定节假日)"),
        ("2027-02-09", true, "工作日(该年调休未公布，暂按法定节假日)"),
        ("2040-01-02", true, "工作日(该年调休未公布，暂按法定节假日)"),
    ])
    func saysWhatADayIs(day: String, isWorking: Bool, why: String) {
        let note = calendar.dayNote(Sample.day(day))
        #expect(note.working == isWorking)
        #expect(note.why == why)
    }

    @Test func namesSpecialDaysOnly() {
        #expect(calendar.name(of: Sample.day("2026-01-01")) == "元旦")
        #expect(calendar.name(of: Sample.day("2026-01-04")) == "调休上班")
        #expect(calendar.name(of: Sample.day("2026-01-05")) == nil)
    }

    @Test("working days are counted alike inside and outside the years that are known")
    func countsAsAPersonDoes() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<400 {
            let from = Day(number: Int.random(in: 16_000...23_000, using: &random))
            let count = Int.random(in: 0...400, using: &random)
            let days = (1...400).map { from.advanced(by: $0) }
            let through = from.advanced(by: count)
            let counted = days.prefix(count).count { calendar.isWorking($0) }
            #expect(calendar.workingDays(after: from, through: through) == counted)
            let next = [from] + days
            #expect(calendar.nextWorkingDay(from: from) == next.first(where: calendar.isWorking))
        }
    }

    @Test(arguments: [
        ("2026-03-02 09:00", "2026-03-02 12:30", 3 * 3600),
        ("2026-03-02 12:00", "2026-03-02 14:00", 0),
        ("2026-03-02 17:00", "2026-03-03 09:00", 3600),
        ("2026-09-30 17:00", "2026-10-08 09:30", 5400),
        ("2026-10-10 00:00", "2026-10-11 23:00", 7 * 3600),
        ("2026-03-03 09:00", "2026-03-02 17:00", -3600),
    ])
    func measuresOfficeTime(from: String, to: String, seconds: Int64) {
        let measured = calendar.workingSeconds(
            from: Sample.at(from),
            to: Sample.at(to),
            hours: .default
        )
        #expect(measured == seconds)
    }
}

// MARK: - Editions

@Suite struct CalendarEditionTests {
    let calendar = Sample.calendar

    @Test(arguments: [
        ("2026-03-01", "2026-12-31", "2026:1"), ("2026-12-30", "2027-01-05", "2026:1,2027:0"),
        ("2019-12-31", "2021-01-01", "2019:2,2020:2,2021:1"),
        ("2027-12-31", "2028-01-01", "2027:0,2028:none"),
    ])
    func versionNamesTheYears(from: String, through: String, version: String) {
        #expect(calendar.version(from: Sample.day(from), through: Sample.day(through)) == version)
    }

    @Test("an imported year goes first, and what it replaces is still known")
    func importsAYear() throws {
        let imported = try calendar.replacing(year: Self.year2027(edition: 1))
        let bridge = Sample.day("2027-02-09")
        #expect(calendar.isWorking(bridge))
        #expect(!imported.isWorking(bridge))
        #expect(calendar.isProvisional(bridge))
        #expect(!imported.isProvisional(bridge))
        #expect(imported.pinned(to: "2026:1,2027:0").isWorking(bridge))
        #expect(!imported.pinned(to: "2026:1").isWorking(bridge))
        #expect(!imported.pinned(to: "2027:1").isWorking(bridge))
        #expect(imported.pinned(to: "2027:none").isWorking(Sample.day("2027-01-01")))
        #expect(imported.years.map(\.year) == Array(2019...2027))

        let again = try imported.replacing(year: Self.year2027(edition: 1))
        #expect(again.years == imported.years)
    }

    @Test("an edition that is there already is not replaced by another of its number")
    func refusesAnotherOfTheSameEdition() throws {
        let imported = try calendar.replacing(year: Self.year2027(edition: 2))
        #expect(throws: RuleMistakes.self) {
            try imported.replacing(year: Self.year2027(edition: 1))
        }
        let other = RuleText(
            name: "2027.yaml",
            text: Self.year2027(edition: 2).text.replacingOccurrences(
                of: "2027-02-20",
                with: "2027-02-21"
            )
        )
        #expect(throws: RuleMistakes.self) { try imported.replacing(year: other) }
    }

    @Test("a year far off would leave a gap")
    func refusesAGap() {
        let file = RuleText(
            name: "2030.yaml",
            text: Self.year2027(edition: 1).text.replacingOccurrences(of: "2027", with: "2030")
                .replacingOccurrences(of: "2030-02-20", with: "2030-02-23")
        )
        let mistakes = #expect(throws: RuleMistakes.self) { try calendar.replacing(year: file) }
        #expect(
            mistakes?.description == "2030.yaml:1:1: 2030 leaves a gap after 2019 to 2027"
        )
    }

    /// What the notice for 2027 may look like.
    static func year2027(edition: Int) -> RuleText {
        RuleText(
            name: "2027.yaml",
            text: """
                year: 2027
                edition: \(edition)
                provisional: false
                basis: 示例
                holidays:
                  - {name: 元旦, from: 2027-01-01, through: 2027-01-03}
                  - {name: 春节, from: 2027-02-05, through: 2027-02-11}
                  - {name: 清明节, from: 2027-04-03, through: 2027-04-05}
                  - {name: 劳动节, from: 2027-05-01, through: 2027-05-05}
                  - {name: 端午节, from: 2027-06-09, through: 2027-06-09}
                  - {name: 中秋节, from: 2027-09-15, through: 2027-09-15}
                  - {name: 国庆节, from: 2027-10-01, through: 2027-10-07}
                makeUpDays:
                  - 2027-02-20
                """
        )
    }
}

// MARK: - Mistakes

@Suite struct CalendarMistakeTests {
    static let good = CalendarEditionTests.year2027(edition: 1).text

    @Test(
        "a mistake is told with its place",
        arguments: [
            ("year: 2027", "year: 27", "1:7: expected a whole number from 1990 to 2100"),
            ("edition: 1", "edition: 0", "2:10: edition 0 and provisional belong together"),
            ("basis: 示例\n", "", "1:1: 'basis' is missing"),
            ("basis", "source: x\nbasis", "4:1: unknown key 'source'"),
            (
                "2027-02-20", "2027-02-22",
                "14:5: 2027-02-22 is a working day anyway, no make-up day"
            ),
            ("2027-02-20", "2027-01-02", "14:5: 2027-01-02 stands here twice"),
            ("2027-02-20", "2028-02-19", "14:5: 2028-02-19 is not in 2027"),
            ("2027-02-20", "20 February", "14:5: expected a day, such as 2026-07-01"),
            ("2027-10-07", "2027-09-07", "12:44: a holiday ends after it begins, within a month"),
            (
                "2027-06-09, through: 2027-06-09", "2027-05-05, through: 2027-05-05",
                "10:23: 2027-05-05 stands here twice"
            ),
            ("端午节", "端阳节", "6:3: no day off for 端午节"),
        ]
    )
    func mistake(good: String, bad: String, message: String) {
        let file = RuleText(
            name: "2027.yaml",
            text: Self.good.replacingOccurrences(of: good, with: bad)
        )
        let thrown = #expect(throws: RuleMistakes.self) { try WorkCalendar(files: [file]) }
        #expect(thrown?.description == "2027.yaml:\(message)")
    }

    @Test("all mistakes of all files are told at once")
    func allAtOnce() {
        let bad = Self.good.replacingOccurrences(of: "2027-02-20", with: "2027-02-22")
            .replacingOccurrences(of: "edition: 1", with: "edition: -1")
        let files = ["a.yaml", "b.yaml"].map { RuleText(name: $0, text: bad) }
        let thrown = #expect(throws: RuleMistakes.self) { try WorkCalendar(files: files) }
        #expect(
            thrown?.mistakes.map { "\($0.file):\($0.line)" } == [
                "a.yaml:2", "a.yaml:14", "b.yaml:2", "b.yaml:14",
            ]
        )
    }

    @Test("an edition that was imported goes before the same one in the rules")
    func importedGoesFirst() throws {
        let shipped = Sample.calendarFiles
        let own = Self.good.replacingOccurrences(of: "edition: 1", with: "edition: 0")
            .replacingOccurrences(of: "provisional: false", with: "provisional: true")
        let calendar = try WorkCalendar(
            files: shipped,
            imported: [RuleText(name: "own.yaml", text: own)]
        )
        let expected = try WorkCalendar(files: [RuleText(name: "own.yaml", text: own)])
        #expect(calendar.years.last == expected.years.last)
    }

    @Test("a year twice and a year that is missing are mistakes")
    func yearsStandOnceWithoutGaps() {
        let file = RuleText(name: "2027.yaml", text: Self.good)
        let twice = #expect(throws: RuleMistakes.self) { try WorkCalendar(files: [file, file]) }
        #expect(twice?.description == "2027.yaml:1:1: edition 1 of 2027 is there twice")

        let files = Sample.calendarFiles.filter { !$0.name.contains("2026") }
        let gap = #expect(throws: RuleMistakes.self) { try WorkCalendar(files: files) }
        #expect(
            gap?.description
                == "routing-rules/calendar/2027.yaml:1:1: after 2025 comes 2027, a gap"
        )
    }
}
