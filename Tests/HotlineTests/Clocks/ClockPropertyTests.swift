@testable import Hotline
import HotlineTesting
import Testing

/// What holds for every deadline, tried on starts and changes drawn by seed.
@Suite struct ClockPropertyTests {
    static let terms = [
        "1 workingDays", "3 workingDays", "5 workingDays", "45 workingDays", "1 calendarDays",
        "7 calendarDays", "1 months", "3 months", "30 minutes", "48 hours", "3 workingHours",
        "20 workingHours", "0.5 dailyHours",
    ]
    let calendar = Sample.calendar

    @Test("a later start never gives an earlier deadline", arguments: terms, [false, true])
    func isMonotone(term: String, rollsOver: Bool) throws {
        var random = SeededGenerator(seed: 11)
        let isOfDays = try #require(Term(term)).isOfDays
        let rule = try Sample.rule(term, rollsOver: rollsOver && isOfDays)
        for _ in 0..<300 {
            let start = Draw.instant(&random)
            let later = start + Int64.random(in: 0...20 * 86_400, using: &random)
            let due = Sample.start(rule, at: start).due
            #expect(due <= Sample.start(rule, at: later).due)
            #expect(start < due)
        }
    }

    @Test("n working days and then m are n + m")
    func adds() throws {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<1_000 {
            let start = Draw.instant(&random)
            let first = Int.random(in: 1...60, using: &random)
            let second = Int.random(in: 1...60, using: &random)
            let middle = try Sample.clock("\(first) workingDays", from: start).due
            let end = try Sample.clock("\(second) workingDays", from: middle).due
            #expect(try Sample.clock("\(first + second) workingDays", from: start).due == end)
        }
    }

    @Test("a deadline of working days, or one that rolls over, is on a working day at closing time")
    func isOnAWorkingDay() throws {
        var random = SeededGenerator(seed: 13)
        for term in ["5 workingDays", "9 calendarDays", "2 months"] {
            let rule = try Sample.rule(term, rollsOver: true)
            for _ in 0..<1_000 {
                let due = Sample.start(rule, at: Draw.instant(&random)).due
                #expect(calendar.isWorking(due.day))
                #expect(due.secondOfDay == OfficeHours.default.closing)
            }
        }
    }

    @Test("a pause of s working days moves a deadline of working days by s")
    func pauseMoves() throws {
        var random = SeededGenerator(seed: 14)
        let rule = try Sample.rule("6 workingDays")
        var tried = 0
        while tried < 2_000 {
            var clock = Sample.start(rule, at: Draw.instant(&random))
            let before = clock.due
            let from = clock.started + Int64.random(in: 0..<before - clock.started, using: &random)
            let to = from + Int64.random(in: 0...30 * 86_400, using: &random)
            // Of a pause on the last day only the one that ends within working days is plain.
            let isPlain = calendar.isWorking(to.day) && to.secondOfDay < 63_000
            guard from.day < before.day || isPlain else { continue }
            tried += 1
            clock.pause(at: from)
            clock.resume(at: to, calendar: calendar)
            let days = calendar.workingDays(after: from.day, through: to.day)
            #expect(calendar.workingDays(after: before.day, through: clock.due.day) == days)
            #expect(calendar.isWorking(clock.due.day))
            #expect(to < clock.due)
        }
    }

    @Test("deadlines agree with counting on the fingers")
    func agreesWithCounting() throws {
        var random = SeededGenerator(seed: 15)
        for _ in 0..<300 {
            let count = Int.random(in: 1...20, using: &random)
            var clock = try Sample.clock("\(count) workingDays", from: Draw.instant(&random))
            var pauses: [ClosedRange<Day>] = []
            var now = clock.started
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                now = now + Int64.random(in: 0...86_400, using: &random)
                guard now.day < clock.due.day else { break }
                let from = now.day.advanced(by: 1)
                clock.pause(at: now)
                now = now + Int64.random(in: 0...5 * 86_400, using: &random)
                clock.resume(at: now, calendar: calendar)
                if from <= now.day { pauses.append(from...now.day) }
            }
            let counted = (1...200).map { clock.started.day.advanced(by: $0) }.filter { day in
                calendar.isWorking(day) && !pauses.contains { $0.contains(day) }
            }
            #expect(clock.due.day == counted[count - 1])
        }
    }

    @Test(
        "after any changes it is reckoned again from its own facts, and its steps lead there",
        arguments: terms,
        [false, true]
    )
    func explainsItself(term: String, rollsOver: Bool) throws {
        var random = SeededGenerator(seed: 16)
        let isOfDays = try #require(Term(term)).isOfDays
        let rule = try Sample.rule(term, rollsOver: rollsOver && isOfDays)
        for _ in 0..<40 {
            var clock = Sample.start(rule, at: Draw.instant(&random))
            var now = clock.started
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                now = now + Draw.wait(&random, for: clock)
                Draw.change(&clock, at: now, calendar, &random)
                expectExplained(clock, now: now)
            }
        }
    }

    private func expectExplained(_ clock: Clock, now: Instant) {
        #expect(clock.recomputedDue(calendar: calendar) == clock.due)
        let steps = clock.steps(calendar: calendar)
        #expect(steps.last?.day == clock.due.day)
        #expect(steps.first?.day == clock.started.day)
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.day <= $1.day })
        if clock.status == .running { #expect(now < clock.due) }
        guard let term = clock.term, term.isOfDays else { return }
        let counted = steps.reduce(0) { $0 + $1.counts }
        if term.unit != .months { #expect(counted == term.count + clock.extendedDays) }
        // Every day between is told of, once.
        #expect(steps.map(\.day.number) == Array(clock.started.day.number...clock.due.day.number))
    }
}

/// Draws starts and changes.
private enum Draw {
    static func instant(_ random: inout SeededGenerator) -> Instant {
        let day = Day(number: Int.random(in: 17_900...20_900, using: &random))
        return Instant(day, secondOfDay: Int.random(in: 0..<86_400, using: &random))
    }

    /// Mostly within what is left of the term, and often on its last day.
    static func wait(_ random: inout SeededGenerator, for clock: Clock) -> Int64 {
        let last = clock.pauses.last.flatMap(\.to) ?? clock.started
        let left = max(60, clock.due - last)
        return Int64.random(in: 0...(Bool.random(using: &random) ? left : left / 4), using: &random)
    }

    static func change(
        _ clock: inout Clock,
        at now: Instant,
        _ calendar: WorkCalendar,
        _ random: inout SeededGenerator
    ) {
        let before = clock
        if clock.status == .running, now >= clock.due { clock.miss() }
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            let days = Int.random(in: 1...3, using: &random)
            clock.extend(days: days, at: now, calendar: calendar)
            #expect(before.due < clock.due)
        case 1:
            clock.recompute(at: now, calendar: calendar)
            #expect(clock.due == before.due)
        case _ where clock.status == .paused:
            clock.resume(at: now, calendar: calendar)
            #expect(before.due <= clock.due)
        default:
            clock.pause(at: now)
            #expect(clock.due == before.due)
        }
    }
}
