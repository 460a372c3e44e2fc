import Hotline
import HotlineCare
import HotlineTesting
import Testing

/// Nothing is taken from a household without its steps, in their order and time.
@Suite struct RosterFlowTests {
    private let flow: RosterFlow
    private let today: Day

    init() throws {
        let texts = try Shipped.ruleTexts()
        let years = texts.filter { $0.name.hasPrefix("calendar/") }
        flow = RosterFlow(
            rules: try RosterRules(files: texts),
            calendar: try WorkCalendar(files: years)
        )
        today = try #require(Day("2026-09-18"))
    }

    private func version(_ programme: Programme) throws -> HouseholdVersion {
        HouseholdVersion(
            validFrom: today,
            programme: programme,
            variety: programme.varieties.first,
            township: try #require(DivisionCode("140105001")),
            members: 2,
            amount: 50_000,
            reviewPace: .yearly,
            reviewDue: today,
            basis: .list
        )
    }

    private func steps(_ kind: CaseKind, _ programme: Programme) -> [CaseStep] {
        flow.rules.steps(of: kind, programme).map(\.step)
    }

    @Test("no step of any case can be skipped, repeated or done without its text")
    func noSkipping() throws {
        for kind in CaseKind.allCases {
            for programme in Programme.ofRoster {
                var now = flow.open(
                    kind,
                    of: 1,
                    try version(programme),
                    happenedOn: today,
                    on: today
                )
                var day = today
                for expected in steps(kind, programme) {
                    day = day.advanced(by: 10)
                    for other in CaseStep.allCases where other != expected {
                        #expect(throws: RosterRefusal.stepOutOfOrder(next: expected)) {
                            try flow.advance(now, other, .init(text: "x", amount: 1), on: day)
                        }
                    }
                    if expected.needsText {
                        #expect(throws: RosterRefusal.textMissing(expected)) {
                            try flow.advance(now, expected, .init(amount: 1), on: day)
                        }
                    }
                    now = try flow.advance(now, expected, .init(text: "x", amount: 1), on: day)
                }
                #expect(!now.isOpen && now.closedOn == day)
                #expect(throws: RosterRefusal.closed) {
                    try flow.advance(now, .hear, .init(text: "x"), on: day)
                }
            }
        }
    }

    @Test("an exit hears the household before it decides, and gives reasons in writing after it")
    func hearing() {
        for programme in Programme.ofRoster {
            for kind in [CaseKind.exit, .reduce] {
                let steps = steps(kind, programme)
                #expect(steps.first == .hear && steps.last == .notify, "\(kind) \(programme)")
            }
        }
        #expect(steps(.exit, .tekun).contains(.publish))
    }

    @Test("公示 of an exit from 特困 lasts seven days")
    func publication() throws {
        var now = flow.open(.exit, of: 1, try version(.tekun), happenedOn: today, on: today)
        now = try flow.advance(now, .hear, .init(text: "听取意见"), on: today)
        now = try flow.advance(now, .publish, .init(), on: today)
        let seventh = today.advanced(by: 7)
        #expect(throws: RosterRefusal.tooEarly(until: seventh)) {
            try flow.advance(now, .decide, .init(), on: seventh)
        }
        now = try flow.advance(now, .decide, .init(), on: seventh.advanced(by: 1))
        #expect(now.step == .notify)
        #expect(now.effectiveFrom == Day("2026-10-01"))
    }

    @Test("deadlines of days: reviews, deaths, what was told too late")
    func limits() throws {
        #expect(flow.reviewDue(after: today, .yearly) == Day("2027-09-18"))
        #expect(flow.reviewDue(after: today, .halfYearly) == Day("2027-03-18"))
        let died = try #require(Day("2026-08-31"))
        let death = flow.open(
            .death,
            of: 1,
            person: 2,
            try version(.dibao),
            happenedOn: died,
            on: today
        )
        #expect(death.due == Day("2026-11-30"))
        #expect(death.step == .verify && (death.stepDue ?? died) <= (death.due ?? died))
        #expect(!flow.isLate(happenedOn: died, toldOn: try #require(Day("2026-11-30"))))
        #expect(flow.isLate(happenedOn: died, toldOn: try #require(Day("2026-12-01"))))
        let five = try #require(Term("5 workingDays"))
        #expect(five.lastDay(after: today, calendar: flow.calendar) == Day("2026-09-24"))
    }

    @Test("of several versions the one holds that began last, and of one day the later written")
    func asOf() throws {
        var first = try version(.dibao)
        first.validFrom = try #require(Day("2026-01-01"))
        var second = first
        (second.version, second.amount) = (2, 60_000)
        second.validFrom = try #require(Day("2026-03-01"))
        var corrected = first
        (corrected.version, corrected.amount) = (3, 55_000)
        let household = Household(id: 1, versions: [second, corrected, first], members: [])
        func amount(_ day: String) -> Int? {
            Day(day).flatMap { household.version(on: $0)?.amount }
        }
        #expect(amount("2025-12-31") == nil)
        #expect(amount("2026-01-01") == 55_000)
        #expect(amount("2026-02-28") == 55_000)
        #expect(amount("2026-03-01") == 60_000)
    }

    @Test("rules that take the hearing away are a mistake")
    func noHearingNoRules() throws {
        let files = try Shipped.ruleTexts().map { file in
            file.name == RosterRules.fileName
                ? RuleText(
                    name: file.name,
                    text: file.text.replacing("- step: hear", with: "- step: verify")
                ) : file
        }
        #expect(throws: RuleMistakes.self) { try RosterRules(files: files) }
    }
}
