import Hotline
import HotlineTesting
import Testing

@testable import HotlineDuties

@Suite struct StandardTests {
    private func standards(_ yaml: String) throws -> Standards {
        try Standards(files: [RuleText(name: "standards.yaml", text: "standards:\n" + yaml)])
    }

    private static let raised = """
          - {division: "1401", programme: urban-dibao, from: 2025-01-01, yuan: "700",
             basis: 甲, grade: A}
          - {division: "1401", programme: urban-dibao, from: 2026-07-01, paidFrom: 2026-10,
             yuan: "735.50", basis: 乙, grade: A}
          - {division: "140106", programme: urban-dibao, from: 2026-01-01, yuan: "800",
             basis: 丙, grade: B}
          - {division: "1401", programme: scattered-tekun, from: 2025-01-01, yuan: "900",
             basis: 丁, grade: A}
          - {division: "1401", programme: scattered-tekun, from: 2026-08-01,
             paidFrom: 2026-10, yuan: "950", basis: 戊, grade: A}
        """

    @Test func noFigureIsShippedThatNobodyHasRead() throws {
        #expect(try Standards(files: Shipped.ruleTexts()).all.isEmpty)
    }

    @Test func theSmallestDivisionAndTheLatestDayCount() throws {
        let standards = try standards(Self.raised)
        let (here, there) = (try DivisionCode.of("140105"), try DivisionCode.of("140106"))
        func amount(_ county: DivisionCode, _ day: Day?) throws -> Fen? {
            standards.inForce(county, .urbanDibao, on: try #require(day))?.amount
        }
        #expect(try amount(here, Day(2024, 12, 31)) == nil)
        #expect(try amount(here, Day(2026, 6, 30)) == Fen(70_000))
        #expect(try amount(here, Day(2026, 7, 1)) == Fen(73_550))
        #expect(try amount(there, Day(2026, 7, 1)) == Fen(80_000))
    }

    @Test func whatIsOwedBackGoesFromTheDayInForceToTheFirstMonthPaidAnew() throws {
        let standards = try standards(Self.raised)
        let here = try DivisionCode.of("140105")
        let raise = try #require(standards.raises(here, .urbanDibao).first)
        #expect(raise.rise == Fen(3550))
        let months = (1...12).compactMap {
            PaymentMonth(of: Day(number: 20_454)).advanced(by: $0 - 1)
        }
        #expect(months[0].description == "2026-01")
        #expect(months.map(raise.monthsShort) == [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0])
        // A quarter paid in July has two months of the raise from August on in it.
        let quarter = try #require(standards.raises(here, .scatteredTekun).first)
        #expect(quarter.monthsShort(months[6]) == 2)
        #expect(quarter.monthsShort(months[3]) == 0)
        #expect(quarter.monthsShort(months[9]) == 0)
    }

    @Test func allMistakesOfTheFileAreFound() throws {
        let wrong = """
              - {division: "140105001", programme: dibao, from: soon, yuan: 1万, basis: 甲,
                 grade: C}
              - {division: "1401", programme: urban-dibao, from: 2025-01-01, paidFrom: now,
                 yuan: "10", basis: 甲, grade: A}
            """
        let error = #expect(throws: RuleMistakes.self) { try standards(wrong) }
        #expect(error?.mistakes.count ?? 0 >= 2)
    }
}

@Suite struct PaymentRulesTests {
    @Test func theShippedRulesSayWhatTheNoticeSays() throws {
        let rules = try PaymentReaderTests.rules()
        let duties = try DutyRules(files: Shipped.ruleTexts())
        #expect(rules.mistakes(duties) == [])
        let dues = PaymentDues(rules, duties)
        let (month, here) = (try #require(PaymentMonth("2026-10")), try DivisionCode.of("140105"))
        for programme in PaymentProgramme.allCases {
            let due = dues.due(.payment(programme), month, in: here)
            #expect(due.day == month.day(10))
            #expect(due.grade == (programme == .institutionalTekun ? .unverified : .a))
        }
        let city = dues.due(.tables(.city), month, in: here)
        #expect(city.day == month.day(20))
        #expect(city.grade == .a)
        #expect(dues.due(.tables(.county), month, in: here).grade == .unverified)
        #expect(rules.signs.allSatisfy { $0.grade == .unverified }, "nothing is known of signs")
        #expect(Set(rules.signs.map(\.sign)) == Set(SignKind.allCases))
    }

    @Test func everyMistakeOfTheFileIsFound() throws {
        let text = try Shipped.text("routing-rules/payments.yaml")
            .replacing("test: heldDays, days: 10", with: "test: guess")
            .replacing("persons: {value: 20", with: "persons: {value: 0")
            .replacing("[户主姓名, 姓名,", with: "[金额,")
        let file = RuleText(name: "payments.yaml", text: text)
        let error = #expect(throws: RuleMistakes.self) { try PaymentRules(files: [file]) }
        let told = error?.mistakes.map(\.message) ?? []
        #expect(told.contains { $0.contains("1 to 1000") })
        #expect(told.contains { $0.contains("stands for two columns") })
        #expect(told.contains { $0.contains("no test 'guess'") })
    }

    @Test func aDutyThatIsNoneIsFound() throws {
        let text = try Shipped.text("routing-rules/payments.yaml")
            .replacing("rural-dibao: payment-rural", with: "rural-dibao: none")
            .replacing("urban-dibao: payment-urban", with: "urban-dibao: payment-scattered")
        let rules = try PaymentRules(files: [RuleText(name: "payments.yaml", text: text)])
        let mistakes = rules.mistakes(try DutyRules(files: Shipped.ruleTexts()))
        #expect(mistakes.count == 2)
    }

    @Test func aMonthIsReadAndReckonedWith() throws {
        #expect(PaymentMonth("2026-13") == nil)
        #expect(PaymentMonth("2026-1") == nil)
        let month = try #require(PaymentMonth("2026-12"))
        #expect(month.advanced(by: 1).description == "2027-01")
        #expect(month.january.description == "2026-01")
        #expect(month.day(31) == Day(2026, 12, 31))
        #expect(PaymentProgramme.scatteredTekun.isPaid(in: month.advanced(by: -2)))
        #expect(!PaymentProgramme.scatteredTekun.isPaid(in: month))
    }
}
