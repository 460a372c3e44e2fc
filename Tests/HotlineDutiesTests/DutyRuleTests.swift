import Hotline
import HotlineDuties
import HotlineTesting
import Testing

/// What the shipped rules of duties come to (定期任务规则).
@Suite struct DutyRuleTests {
    static let rules = Result { try DutyRules(files: Shipped.ruleTexts()) }
    static let calendar = Result {
        try WorkCalendar(
            files: Shipped.ruleTexts().filter { $0.name.hasPrefix("calendar/") }
        )
    }

    private func duty(_ rule: String, _ unit: String, _ period: String) throws -> Duty {
        let rules = try Self.rules.get()
        let rule = try #require(rules.rule(rule))
        let period = try #require(DutyPeriod(period))
        let unit = try UnitID.of(unit)
        let times = try #require(rule.times(of: period, in: unit.division))
        return Duty(
            id: 1,
            rule,
            unit: unit,
            to: try UnitID.of("1401-civil-affairs"),
            times,
            hours: .default,
            calendar: try Self.calendar.get()
        )
    }

    @Test(
        "a day is a ceiling, and where it is no working day the last one before it is shown",
        arguments: [
            ("payment-urban", "2026-01", "2026-01-10", "2026-01-09"),
            ("payment-urban", "2026-05", "2026-05-10", "2026-05-09"),
            ("payment-rural", "2026-10", "2026-10-10", nil),
            ("payment-scattered", "2026-Q1", "2026-01-10", "2026-01-09"),
            ("payment-scattered", "2026-Q2", "2026-04-10", nil),
            ("payment-scattered", "2026-Q3", "2026-07-10", nil),
            ("payment-scattered", "2026-Q4", "2026-10-10", nil),
            ("tables-county", "2026-11", "2026-11-15", "2026-11-13"),
            ("tables-city", "2026-11", "2026-11-20", nil),
            ("visits", "2026-09", "2026-09-20", nil),
            ("visits", "2026-12", "2026-12-20", "2026-12-18"),
            ("visit-report", "2026-02", "2026-02-28", nil),
            ("visit-report", "2026-10", "2026-10-31", "2026-10-30"),
        ]
    )
    func ceilings(rule: String, period: String, due: String, workingDay: String?) throws {
        let duty = try duty(rule, "140105-civil-affairs", period)
        #expect(duty.due == Instant("\(due)T17:30:00+08:00"))
        #expect(duty.workingDay?.description == workingDay)
        #expect(duty.yellowAt < duty.due && duty.opensAt < duty.yellowAt)
        #expect(duty.calendar.hasSuffix("2026:1") && !duty.isProvisional)
    }

    @Test("what was decided by nobody yet says so, and what the notice says does not")
    func grades() throws {
        #expect(try duty("visits", "140105001001", "2026-11").grade == .a)
        #expect(try duty("tables-county", "140105-civil-affairs", "2026-11").grade == .unverified)
        #expect(try duty("tables-city", "1401-civil-affairs", "2026-11").grade == .a)
        for rule in try Self.rules.get().rules where rule.kind == .matching {
            #expect(rule.due.standard.grade == .unverified, "\(rule.id)")
        }
    }

    @Test("every partner department of the notice can owe its list, and every topic has a matter")
    func wholeness() throws {
        let rules = try Self.rules.get()
        let kinds = Set(rules.rules.filter { $0.kind == .matching }.map(\.owes.kind))
        #expect(
            kinds == [
                .humanResources, .medicalInsurance, .disabledFederation, .agriculture,
                .civilAffairs, .publicSecurity, .marketRegulation, .propertyRegistry,
            ]
        )
        let lists = rules.rules.compactMap(\.source)
        #expect(rules.mistakes(lists: lists).isEmpty)
        let wrong = rules.mistakes(lists: lists.dropLast() + ["spaceship"]).map(\.message)
        #expect(wrong.contains("nobody owes the list 'spaceship'") && wrong.count == 2)
        #expect(Set(rules.topics.map(\.topic)) == Set(VisitTopic.allCases))
    }

    @Test("a county's own day goes before the default, from its date on")
    func places() throws {
        let text = try Shipped.text("routing-rules/duties.yaml").replacing(
            """
                due:
                  value: {day: 15}
                  basis: 县报市的日期未见规定，须早于市报省的20日
                  grade: unverified
            """,
            with: """
                    due:
                      - {value: {day: 15}, basis: 默认, grade: unverified}
                      - {value: {day: 12}, division: "1401", from: 2026-03-01, basis: 市里说, grade: B}
                """
        )
        let rules = try DutyRules(files: [RuleText(name: "duties.yaml", text: text)])
        let rule = try #require(rules.rule("tables-county"))
        func day(_ period: String, _ place: String) throws -> String? {
            let times = try rule.times(
                of: #require(DutyPeriod(period)),
                in: DivisionCode.of(place)
            )
            return times?.dueDay.description
        }
        #expect(try day("2026-02", "140105") == "2026-02-15")
        #expect(try day("2026-03", "140105") == "2026-03-12")
        #expect(try day("2026-03", "140202") == "2026-03-15")
        #expect(try day("2023-11", "140105") == nil, "before the rule is in force")
    }

    @Test("all mistakes of the file are told at once, each with its place")
    func mistakes() throws {
        let text = """
            aheadDays: {value: 0, basis: x, grade: A}
            yellowWorkingDays: {value: 3, basis: x, grade: C}
            duties:
              - {id: Visits, name: x, kind: walks, every: week}
            topics: []
            """
        let thrown = #expect(throws: RuleMistakes.self) {
            try DutyRules(files: [RuleText(name: "duties.yaml", text: text)])
        }
        let said = thrown?.description ?? ""
        for part in ["1 to 366", "'C' is none of", "no topic 'illness'"] {
            #expect(said.contains(part), "\(said)")
        }
    }
}

/// Periods, as text and as days.
@Suite struct DutyPeriodTests {
    @Test(arguments: ["2026-11", "2026-Q4", "2026", "1999-01", "2026-Q1", "2026-H2"])
    func roundTrip(text: String) {
        #expect(DutyPeriod(text)?.description == text)
    }

    @Test(arguments: [
        "", "26-11", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-H3", "2026-1", "2026-11-1",
    ])
    func refused(text: String) {
        #expect(DutyPeriod(text) == nil)
    }

    @Test("periods follow each other without a gap", arguments: DutyFrequency.allCases)
    func gapless(frequency: DutyFrequency) throws {
        var period = DutyPeriod(frequency, containing: try #require(Day("2023-05-31")))
        for _ in 0..<60 {
            #expect(period.next.firstDay == period.lastDay.advanced(by: 1))
            #expect(DutyPeriod(frequency, containing: period.lastDay) == period)
            period = period.next
        }
    }
}
