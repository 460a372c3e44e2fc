import Foundation
import Hotline
import HotlineTesting
import Testing

@Suite struct ShippedClockRulesTests {
    let rules = Sample.rules
    let today = Sample.day("2026-11-23")

    @Test("every kind of deadline has a rule, but for the one that comes from elsewhere")
    func everyKind() {
        for kind in ClockKind.allCases {
            #expect(rules.rules.contains { $0.kind == kind } == (kind != .external))
        }
    }

    @Test(
        "a ticket has the terms of its kind",
        arguments: [
            (ClockKind.dispatch, Kind.help, Matter.dibao, false, "0.5 dailyHours", Grade.b),
            (.return, .help, .dibao, false, "1 workingDays", .b),
            (.answer, .consult, .dibao, false, "3 workingDays", .b),
            (.answer, .complaint, .other, true, "5 workingDays", .b),
            (.extension, .help, .dibao, false, "1 workingDays", .unverified),
            (.callback, .help, .dibao, false, "2 workingDays", .unverified),
            (.urge, .help, .dibao, false, "1 workingDays", .unverified),
            (.coHandler, .consult, .dibao, false, "3 workingDays", .unverified),
            (.coHandler, .help, .dibao, false, "5 workingDays", .unverified),
            (.respond, .help, .dibao, true, "30 minutes", .b),
            (.relief, .help, .temporary, true, "3 calendarDays", .b),
        ]
    )
    func terms(
        kind: ClockKind,
        demand: Kind,
        matter: Matter,
        isUrgent: Bool,
        term: String,
        grade: Grade
    ) throws {
        let subject = Sample.subject(demand, matter, isUrgent: isUrgent)
        let rule = try #require(rules.rule(kind, for: subject, on: today))
        #expect(rule.term == Term(term))
        #expect(rule.grade == grade)
        #expect(!rule.basis.isEmpty)
    }

    @Test(arguments: [
        (ClockKind.respond, Matter.dibao, false), (.relief, .temporary, false),
        (.relief, .dibao, true), (.statutory, .dibao, false), (.external, .dibao, true),
    ])
    func hasNone(kind: ClockKind, matter: Matter, isUrgent: Bool) {
        let subject = Sample.subject(.help, matter, isUrgent: isUrgent)
        #expect(rules.stages(kind, for: subject, on: today).isEmpty)
    }

    @Test("the ladder 13710 counts calendar days and does not wait for working ones")
    func supervised() {
        let stages = rules.stages(.supervised, for: Sample.subject(), on: today)
        let said = stages.map { "\($0.stage ?? "") \($0.term) \($0.rollsOver)" }
        #expect(
            said == [
                "sign 1 calendarDays false", "report 3 calendarDays false",
                "answer 7 calendarDays false", "complex 1 months false",
            ]
        )
    }

    @Test(
        "the terms of the law, by what was applied for and its circumstances",
        arguments: [
            (Programme.dibao, nil as SpecialCircumstance?, "total", "30 workingDays"),
            (.dibao, .delegated, "total", "20 workingDays"),
            (.dibao, .separated, "total", "45 workingDays"),
            (.dibao, nil, "publicity", "7 calendarDays"),
            (.dibao, .objection, "decision", "10 workingDays"),
            (.tekun, nil, "review", "15 workingDays"), (.tekun, nil, "decision", "15 workingDays"),
            (.tekun, .objection, "objection", "15 workingDays"),
            (.rigid, nil, "total", "30 workingDays"),
            (.rigid, .difficult, "total", "45 workingDays"),
            (.rigid, .delegated, "total", "30 workingDays"),
        ]
    )
    func statutory(
        programme: Programme,
        special: SpecialCircumstance?,
        stage: String,
        term: String
    ) throws {
        let subject = Sample.subject(programme: programme, special: special)
        let rule = try #require(rules.rule(.statutory, stage: stage, for: subject, on: today))
        #expect(rule.term == Term(term))
        #expect(rule.grade == .a)
    }

    @Test("the stages of the law come one after the other")
    func stagesFollow() {
        let subject = Sample.subject(programme: .tekun)
        let stages = rules.stages(.statutory, for: subject, on: today)
        #expect(stages.map(\.stage) == ["publicity", "decision", "notice", "review"])
        #expect(stages.first { $0.stage == "review" }?.after == nil)
        #expect(stages.first { $0.stage == "decision" }?.after == "publicity")
        let marginal = Sample.subject(programme: .marginal)
        #expect(rules.stages(.statutory, for: marginal, on: today).isEmpty)
    }

    @Test("小额快救 came with the opinion of 2026 and is due on the very day")
    func relief() throws {
        let subject = Sample.subject(.help, .temporary, isUrgent: true)
        #expect(rules.rule(.relief, for: subject, on: Sample.day("2026-01-28")) == nil)
        let started = Sample.at("2026-09-30 10:00")
        let rule = try #require(rules.rule(.relief, for: subject, on: started.day))
        let clock = rules.start(
            rule,
            id: 1,
            unit: Sample.unit,
            at: started,
            hours: .default,
            calendar: Sample.calendar
        )
        #expect(clock.due == Sample.at("2026-10-03 17:30"))
        #expect(clock.basis.contains("小额快救"))
    }

    @Test func settingsAreRead() {
        let settings = rules.settings
        #expect(settings.extensionTimesMax.standard.value == 3)
        #expect(settings.extensionDaysMax.standard.value == 3)
        #expect(settings.extensionDaysMax.standard.grade == .b)
        #expect(settings.suspensionReasons.standard.value.map(\.name) == ["材料补正", "等待核对", "不可抗力"])
        #expect(settings.suspensionStops.standard.value == [.answer])
        #expect(settings.unsignedUrgentMinutes.standard.value == 15)
        #expect(settings.reopenDaysMax.standard.grade.caution == "本系统默认，待当地核定")
    }

    @Test(
        "a longer statutory deadline prevails, a shorter external one too",
        arguments: [
            (Kind.help, 40, nil as Int?, ClockKind.statutory), (.complaint, 40, nil, .answer),
            (.help, 2, nil, .answer), (.help, 40, 3, .external), (.consult, 40, 90, .answer),
        ]
    )
    func governing(kind: Kind, statutory: Int, external: Int?, governs: ClockKind) {
        var clocks = [Sample.open(.answer, days: 5), Sample.open(.statutory, days: statutory)]
        if let external { clocks.append(Sample.open(.external, days: external)) }
        #expect(ClockRules.governing(clocks, for: kind)?.kind == governs)
    }

    @Test func nothingGovernsWhatIsDone() {
        var clock = Sample.open(.answer, days: 5)
        clock.meet(at: clock.started + 60)
        #expect(ClockRules.governing([clock], for: .help) == nil)
    }
}

// MARK: - Which goes first

@Suite struct ClockRuleOrderTests {
    /// From the smallest place to everywhere, and at one place the one that asks for more first.
    static let overrides = """
        rules:
          - {id: all, clock: answer, term: 5 workingDays, \(common)}
          - {id: help, clock: answer, when: {kind: help}, term: 6 workingDays, \(common)}
          - {id: urgent-help, clock: answer, term: 2 workingDays,
             when: {kind: help, urgent: true}, \(common)}
          - {id: province, clock: answer, division: 14, term: 7 workingDays, \(common)}
          - {id: city, clock: answer, division: 1402, term: 8 workingDays, \(common)}
          - {id: county, clock: answer, division: 140215, term: 9 workingDays,
             until: 2026-06-30, \(common)}
          - {id: county-later, clock: answer, division: 140215, term: 4 workingDays, \(later)}

        """
    private static let common = "rollsOver: true, from: 2019-01-01, basis: 示例, grade: B"
    private static let later = "rollsOver: true, from: 2026-07-01, basis: 示例, grade: B"

    @Test(arguments: [
        ("140215" as String?, Kind.help, true, "2026-06-30", "county"),
        ("140215", .help, true, "2026-07-01", "county-later"),
        ("140212", .help, true, "2026-07-01", "city"),
        ("140105", .help, true, "2026-07-01", "province"),
        ("150105", .help, true, "2026-07-01", "urgent-help"),
        ("150105", .help, false, "2026-07-01", "help"),
        ("150105", .consult, true, "2026-07-01", "all"),
        (nil, .consult, true, "2026-07-01", "all"),
    ])
    func first(county: String?, kind: Kind, isUrgent: Bool, day: String, id: String) throws {
        let text = Self.overrides + Sample.settings
        let rules = try ClockRules(RuleText(name: "clocks.yaml", text: text))
        var subject = Sample.subject(kind, isUrgent: isUrgent)
        subject.county = try county.map { try #require(DivisionCode($0)) }
        #expect(rules.rule(.answer, for: subject, on: Sample.day(day))?.id == id)
    }
}

// MARK: - Mistakes

@Suite struct ClockRuleMistakeTests {
    static let rule = """
        rules:
          - id: dispatch
            clock: dispatch
            term: 0.5 dailyHours
            rollsOver: false
            from: 2019-01-01
            basis: 示例
            grade: B # of the rule

        """

    static let good = rule + Sample.settings

    @Test(
        "a mistake is told with its place",
        arguments: [
            ("clock: dispatch", "clock: despatch", "3:12: 'despatch' is none of dispatch, respond"),
            ("clock: dispatch", "clock: external", "3:12: an external due time has no rule"),
            ("term: 0.5", "term: -1", "4:11: expected a term, a number above 0 and one of minutes"),
            ("dailyHours", "days", "4:11: expected a term, a number above 0 and one of minutes"),
            ("rollsOver: false", "rollsOver: true", "5:16: only days and months roll over"),
            ("rollsOver: false", "rollsOver: perhaps", "5:16: expected true or false"),
            ("from: 2019-01-01", "from: 2019-02-29", "6:11: expected a day"),
            (
                "from: 2019-01-01", "from: 2019-01-01\n    until: 2018-12-31",
                "7:12: it ends before it begins"
            ),
            ("    basis: 示例\n", "", "2:5: 'basis' is missing"),
            ("grade: B #", "grade: C #", "8:12: 'C' is none of A, B, unverified"),
            ("grade: B #", "grade: B\n    because: 示例 #", "9:5: unknown key 'because'"),
            (
                "grade: B #", "grade: B\n    division: 140105001 #",
                "9:15: expected the code of a province, city or county"
            ),
            (
                "grade: B #", "grade: B\n    when: {} #",
                "9:11: 'when' asks for nothing: leave it out"
            ),
            ("grade: B #", "grade: B\n    when: {kind: []} #", "9:18: expected one code at least"),
            (
                "grade: B #", "grade: B\n    when: {kind: [help, help]} #",
                "9:25: 'help' stands here twice"
            ),
            (
                "grade: B #", "grade: B\n    when: {urgent: true, mood: bad} #",
                "9:26: unknown key 'mood'"
            ),
            ("grade: B #", "grade: B\n    after: signing #", "2:5: there is no stage 'signing'"),
            (
                "suspensionStops:\n    value: [answer]", "suspensionStops:\n    value: [external]",
                "36:13: an external due time stands as it came"
            ),
            (
                "reworksToRaise:\n    value: 2", "reworksToRaise:\n    value: 0",
                "46:12: expected a whole number from 1 to 1000"
            ),
            ("code: verification", "code: materials", "26:9: 'materials' stands here twice"),
        ]
    )
    func mistake(good: String, bad: String, message: String) throws {
        let text = Self.good.replacingOccurrences(of: good, with: bad)
        #expect(text != Self.good)
        let thrown = #expect(throws: RuleMistakes.self) {
            try ClockRules(RuleText(name: "clocks.yaml", text: text))
        }
        let mistakes = try #require(thrown).mistakes
        #expect(mistakes.count == 1)
        #expect(mistakes[0].description.hasPrefix("clocks.yaml:\(message)"))
    }

    @Test("all mistakes are told at once")
    func allAtOnce() throws {
        let text = Self.good.replacingOccurrences(of: "clock: dispatch", with: "clock: despatch")
            .replacingOccurrences(of: "grade: B", with: "grade: M").replacingOccurrences(
                of: "    value: 3\n",
                with: ""
            )
        let thrown = #expect(throws: RuleMistakes.self) {
            try ClockRules(RuleText(name: "clocks.yaml", text: text))
        }
        // The clock; the grade of the rule and of two settings; the value of three settings.
        #expect(try #require(thrown).mistakes.count == 7)
    }

    @Test(
        "two rules for the same tickets on the same days are ambiguous",
        arguments: [
            ("", "", true), ("when: {kind: help}", "when: {matter: dibao}", true),
            ("when: {kind: [help, consult]}", "when: {kind: [consult, praise]}", true),
            ("when: {kind: help}", "when: {kind: consult}", false),
            ("when: {kind: help}", "when: {kind: help, matter: dibao}", false),
            ("when: {urgent: true}", "when: {urgent: false}", false),
            ("division: 14", "division: 1401", false), ("division: 14", "division: 14", true),
            ("division: 1402", "division: 1401", false),
            ("until: 2026-06-30", "from: 2026-07-01", false),
            ("until: 2026-06-30", "from: 2026-06-30", true),
            ("stage: sign", "stage: report", false), ("stage: sign", "stage: sign", true),
        ]
    )
    func ambiguous(one: String, other: String, isAmbiguous: Bool) throws {
        func entry(_ id: String, _ extra: String) -> String {
            let from = extra.hasPrefix("from") ? "" : "from: 2019-01-01, "
            return "  - {id: \(id), clock: answer, term: 5 workingDays, rollsOver: true, \(from)"
                + "basis: 示例, grade: B, \(extra)}\n"
        }
        let text = "rules:\n" + entry("one", one) + entry("other", other) + Sample.settings
        let file = RuleText(name: "clocks.yaml", text: text)
        guard isAmbiguous else {
            _ = try ClockRules(file)
            return
        }
        let thrown = #expect(throws: RuleMistakes.self) { try ClockRules(file) }
        #expect(
            thrown?.description
                == "clocks.yaml:3:5: ambiguous: 'one' is for the same tickets on the same days"
        )
    }

    @Test func idsAreTheirOwn() {
        let second = """
              - id: dispatch
                clock: answer
                term: 5 workingDays
                rollsOver: true
                from: 2019-01-01
                basis: 示例
                grade: B

            """
        let text = Self.good.replacingOccurrences(of: "settings:\n", with: second + "settings:\n")
        let thrown = #expect(throws: RuleMistakes.self) {
            try ClockRules(RuleText(name: "clocks.yaml", text: text))
        }
        #expect(thrown?.description == "clocks.yaml:9:5: another rule has the id 'dispatch'")
    }
}
