import Foundation
import HotlineTesting
import Testing

@testable import Hotline

/// The shipped calendars and rules, and short ways to say a day, an instant and a deadline.
enum Sample {
    static let calendarFiles: [RuleText] = (2019...2027).map { year in
        text("routing-rules/calendar/\(year).yaml")
    }
    static let calendar: WorkCalendar = read { try WorkCalendar(files: calendarFiles) }
    static let rules: ClockRules = read { try ClockRules(text("routing-rules/clocks.yaml")) }

    /// The settings as shipped, to put beside rules of a test's own.
    static let settings: String = read {
        let yaml = text("routing-rules/clocks.yaml").text
        let begin = try #require(yaml.range(of: "\nsettings:")).lowerBound
        let end = try #require(yaml.range(of: "\n# Who is told of what")).lowerBound
        return String(yaml[begin..<end].dropFirst())
    }

    static let unit: UnitID = read { try #require(UnitID("140105001")) }
    static let county: DivisionCode = read { try #require(DivisionCode("140105")) }

    static func text(_ path: String) -> RuleText {
        read { RuleText(name: path, text: try Shipped.text(path)) }
    }

    /// A day, `2026-09-30`.
    static func day(_ text: String) -> Day {
        read { try #require(Day(text)) }
    }

    /// An instant, `2026-09-30 09:40`.
    static func at(_ text: String) -> Instant {
        let parts = text.split(separator: " ")
        return read { try #require(Instant("\(parts[0])T\(parts[1]):00+08:00")) }
    }

    static func subject(
        _ kind: Kind = .help,
        _ matter: Matter = .dibao,
        isUrgent: Bool = false,
        programme: Programme? = nil,
        special: SpecialCircumstance? = nil
    ) -> ClockSubject {
        ClockSubject(
            kind: kind,
            matter: matter,
            aspect: .apply,
            isUrgent: isUrgent,
            county: county,
            programme: programme,
            special: special
        )
    }

    /// A rule of that term for an answer.
    static func rule(_ term: String, rollsOver: Bool = false) throws -> ClockRule {
        ClockRule(
            id: "sample",
            kind: .answer,
            stage: nil,
            after: nil,
            term: try #require(Term(term)),
            rollsOver: rollsOver,
            condition: ClockCondition(),
            division: nil,
            from: day("2019-01-01"),
            until: nil,
            basis: "示例",
            grade: .unverified,
            note: nil
        )
    }

    /// A deadline by that rule that began then.
    static func start(_ rule: ClockRule, at start: Instant) -> Clock {
        rules.start(rule, id: 1, unit: unit, at: start, hours: .default, calendar: calendar)
    }

    /// A deadline of that term that began then.
    static func clock(_ term: String, from: Instant, rollsOver: Bool = false) throws -> Clock {
        start(try rule(term, rollsOver: rollsOver), at: from)
    }

    /// A deadline that is still owed, due after so many days and nights.
    static func open(_ kind: ClockKind, days: Int) -> Clock {
        let started = at("2026-11-23 09:00")
        return Clock(
            id: 1,
            kind: kind,
            stage: nil,
            unit: unit,
            started: started,
            due: started + Int64(days) * 86_400,
            status: .running,
            missedAt: nil,
            ended: nil,
            yellowAt: nil,
            isYellow: false,
            pauses: [],
            extensions: [],
            rule: "sample",
            basis: "示例",
            grade: .unverified,
            term: nil,
            rollsOver: false,
            hours: .default,
            calendar: "2026:1",
            isProvisional: false
        )
    }

    /// What is committed beside the tests can only be wrong by a mistake of the programmer.
    private static func read<Value>(_ make: () throws -> Value) -> Value {
        do {
            return try make()
        } catch {
            fatalError("\(error)")
        }
    }
}
