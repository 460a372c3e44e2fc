import Hotline
import HotlineTesting
import Testing

@Suite struct DeadlineTests {
    @Test(
        "working days, as regulations have them",
        arguments: [
            ("2026-09-18", 5, "2026-09-24"), ("2026-09-30", 5, "2026-10-13"),
            ("2026-02-13", 5, "2026-02-27"), ("2026-02-13", 30, "2026-04-02"),
            ("2026-04-30", 3, "2026-05-08"), ("2025-12-31", 1, "2026-01-04"),
            ("2026-01-23", 20, "2026-02-27"), ("2026-09-24", 45, "2026-12-03"),
        ]
    )
    func workingDays(start: String, count: Int, due: String) throws {
        for time in ["00:00", "09:40", "17:30", "23:59"] {
            let clock = try Sample.clock(
                "\(count) workingDays",
                from: Sample.at("\(start) \(time)")
            )
            #expect(clock.due == Sample.at("\(due) 17:30"))
        }
    }

    @Test(
        "other terms",
        arguments: [
            // 小额快救 does not wait for the end of the National Day.
            ("3 calendarDays", false, "2026-09-30 09:00", "2026-10-03 17:30"),
            ("3 calendarDays", true, "2026-09-30 09:00", "2026-10-08 17:30"),
            ("7 calendarDays", true, "2026-10-03 09:00", "2026-10-10 17:30"),
            ("1 months", false, "2026-01-31 10:00", "2026-02-28 17:30"),
            ("1 months", true, "2026-09-01 10:00", "2026-10-08 17:30"),
            ("13 months", false, "2026-12-15 10:00", "2028-01-15 17:30"),
            ("1 months", false, "2024-01-31 10:00", "2024-02-29 17:30"),
            ("30 minutes", false, "2026-10-01 23:50", "2026-10-02 00:20"),
            ("2 hours", false, "2026-11-20 17:00", "2026-11-20 19:00"),
            ("0.5 dailyHours", false, "2026-11-20 16:00", "2026-11-20 19:30"),
            ("2 workingHours", false, "2026-11-20 17:00", "2026-11-23 10:00"),
            ("2 workingHours", false, "2026-11-20 11:00", "2026-11-20 15:00"),
            ("1 workingHours", false, "2026-11-20 11:00", "2026-11-20 12:00"),
            ("7 workingHours", false, "2026-09-30 17:30", "2026-10-08 17:30"),
            ("1 workingHours", false, "2026-11-21 03:00", "2026-11-23 09:30"),
        ]
    )
    func terms(term: String, rollsOver: Bool, start: String, due: String) throws {
        let clock = try Sample.clock(term, from: Sample.at(start), rollsOver: rollsOver)
        #expect(clock.due == Sample.at(due))
        #expect(clock.recomputedDue(calendar: Sample.calendar) == clock.due)
    }

    @Test("a unit's own hours decide when a day is over")
    func closingTime() throws {
        let clock = Sample.rules.start(
            try Sample.rule("1 workingDays"),
            id: 3,
            unit: Sample.unit,
            at: Sample.at("2026-11-23 09:40"),
            hours: try #require(OfficeHours("09:00-13:00,15:00-18:15")),
            calendar: Sample.calendar
        )
        #expect(clock.due == Sample.at("2026-11-24 18:15"))
        #expect(clock.id == 3)
        #expect(clock.unit == Sample.unit)
        #expect(clock.rule == "sample")
    }

    @Test(
        "only what hangs on an unpublished arrangement is provisional",
        arguments: [
            ("1 workingDays", false, "2026-12-30 10:00", "2026:1", false),
            ("2 workingDays", false, "2026-12-30 10:00", "2026:1,2027:0", true),
            ("9 calendarDays", true, "2026-12-30 10:00", "2026:1,2027:0", true),
            ("9 calendarDays", false, "2026-12-30 10:00", "2026:1,2027:0", false),
            ("72 hours", false, "2026-12-30 10:00", "2026:1,2027:0", false),
            ("9 workingHours", false, "2026-12-31 10:00", "2026:1,2027:0", true),
        ]
    )
    func provisional(
        term: String,
        rollsOver: Bool,
        start: String,
        version: String,
        isProvisional: Bool
    ) throws {
        let clock = try Sample.clock(term, from: Sample.at(start), rollsOver: rollsOver)
        #expect(clock.calendar == version)
        #expect(clock.isProvisional == isProvisional)
    }

    @Test("an external due time stands as it came")
    func external() {
        let due = Sample.at("2026-11-27 08:00")
        var clock = ClockRules.external(
            id: 2,
            unit: Sample.unit,
            at: Sample.at("2026-11-23 09:40"),
            due: due,
            hours: .default,
            calendar: Sample.calendar
        )
        clock.pause(at: Sample.at("2026-11-24 09:00"))
        clock.extend(days: 2, at: Sample.at("2026-11-24 09:00"), calendar: Sample.calendar)
        #expect(clock.due == due)
        #expect(clock.status == .running)
        #expect(clock.yellowAt == Sample.at("2026-11-26 08:00"))
        #expect(clock.recomputedDue(calendar: Sample.calendar) == due)
        #expect(clock.steps(calendar: Sample.calendar).last?.day == due.day)
    }
}

// MARK: - Cards

@Suite struct CardTests {
    @Test(
        "yellow with one working day left, or with a quarter left if it is short",
        arguments: [
            ("5 workingDays", "2026-09-30 09:40", "2026-10-12 17:30"),
            ("2 workingDays", "2026-11-23 09:40", "2026-11-24 17:30"),
            // 6 h 30 min of Friday and 7 h of Monday: a quarter is 3 h 22 min 30 s.
            ("1 workingDays", "2026-11-20 09:00", "2026-11-23 14:07"),
            ("30 minutes", "2026-11-20 09:00", "2026-11-20 09:22"),
            ("0.5 dailyHours", "2026-11-20 09:00", "2026-11-20 11:37"),
            ("3 calendarDays", "2026-09-30 17:30", "2026-10-02 23:30"),
            ("7 calendarDays", "2026-11-23 09:00", "2026-11-27 17:30"),
            ("4 workingHours", "2026-11-20 16:30", "2026-11-23 10:30"),
        ]
    )
    func turnsYellow(term: String, start: String, yellow: String) throws {
        let clock = try Sample.clock(term, from: Sample.at(start))
        let yellowAt = try #require(clock.yellowAt)
        #expect((0..<60).contains(yellowAt - Sample.at(yellow)))
        #expect(clock.card(at: yellowAt + -1) == .green)
        #expect(clock.card(at: yellowAt) == .yellow)
        #expect(clock.card(at: clock.due + -1) == .yellow)
        #expect(clock.card(at: clock.due) == .red)
    }

    @Test("the sweep is needed when it turns yellow, then when it is missed, then no more")
    func attention() throws {
        var clock = try Sample.clock("5 workingDays", from: Sample.at("2026-11-23 09:40"))
        #expect(clock.attentionAt == clock.yellowAt)
        clock.turnYellow()
        #expect(clock.attentionAt == clock.due)
        clock.miss()
        #expect(clock.attentionAt == nil)
        #expect(clock.status == .missed)
        #expect(clock.missedAt == clock.due)
        #expect(clock.isOpen)
        clock.meet(at: clock.due + 3600)
        #expect(clock.status == .missed)
        #expect(clock.ended == clock.due + 3600)
        #expect(clock.card(at: clock.due + 7200) == .red)
    }

    @Test("in time is before the deadline, at the deadline it is missed")
    func lastSecond() throws {
        let fresh = try Sample.clock("5 workingDays", from: Sample.at("2026-11-23 09:40"))
        var clock = fresh
        clock.meet(at: fresh.due + -1)
        #expect(clock.status == .met)
        #expect(clock.missedAt == nil)
        #expect(clock.card(at: fresh.due + 60) == .green)
        #expect(clock.attentionAt == nil)

        var late = fresh
        late.meet(at: fresh.due)
        #expect(late.status == .missed)
        #expect(late.missedAt == fresh.due)
        #expect(late.ended == fresh.due)
    }

    @Test("a window that runs out is no breach")
    func runOut() throws {
        var clock = try Sample.clock("1 workingDays", from: Sample.at("2026-11-23 09:40"))
        clock.runOut()
        #expect(clock.status == .met)
        #expect(clock.missedAt == nil)
        #expect(clock.ended == Sample.at("2026-11-24 17:30"))
    }

    @Test("what was missed before nobody noticed is on record, whatever happens next")
    func missedUnnoticed() throws {
        let fresh = try Sample.clock("5 workingDays", from: Sample.at("2026-11-23 09:40"))
        let later = fresh.due + 86_400
        var paused = fresh
        paused.pause(at: later)
        #expect(paused.status == .missed)
        #expect(paused.pauses.isEmpty)

        var cancelled = fresh
        cancelled.cancel(at: later)
        #expect(cancelled.status == .cancelled)
        #expect(cancelled.missedAt == fresh.due)

        var inTime = fresh
        inTime.cancel(at: fresh.due + -1)
        #expect(inTime.missedAt == nil)
        inTime.meet(at: later)
        inTime.extend(days: 1, at: later, calendar: Sample.calendar)
        #expect(inTime.status == .cancelled)
        #expect(inTime.due == fresh.due)
    }

    @Test("the card of a paused clock stands still")
    func pausedCard() throws {
        var clock = try Sample.clock("5 workingDays", from: Sample.at("2026-11-23 09:40"))
        clock.pause(at: Sample.at("2026-11-25 09:00"))
        #expect(clock.card(at: clock.due + 1_000_000) == .green)
        #expect(clock.attentionAt == nil)
    }
}

// MARK: - Changes

@Suite struct ClockChangeTests {
    @Test(
        "a pause moves the deadline by the working days that it took",
        arguments: [
            // From Monday with five days: due on the next Monday.
            ("5 workingDays", "2026-11-24 10:00", "2026-11-26 09:00", "2026-12-02 17:30"),
            ("5 workingDays", "2026-11-24 10:00", "2026-11-24 17:00", "2026-11-30 17:30"),
            ("5 workingDays", "2026-11-27 10:00", "2026-11-29 09:00", "2026-11-30 17:30"),
            ("5 workingDays", "2026-11-23 10:00", "2026-11-24 09:00", "2026-12-01 17:30"),
            // On its last day; that day begins anew.
            ("5 workingDays", "2026-11-30 10:00", "2026-12-02 09:00", "2026-12-02 17:30"),
            ("5 workingDays", "2026-11-30 10:00", "2026-11-30 11:00", "2026-11-30 17:30"),
            ("5 workingDays", "2026-11-30 10:00", "2026-12-02 18:00", "2026-12-03 17:30"),
            ("5 workingDays", "2026-11-30 10:00", "2026-12-05 09:00", "2026-12-07 17:30"),
            ("7 calendarDays", "2026-11-25 10:00", "2026-11-29 09:00", "2026-12-04 17:30"),
            ("7 calendarDays", "2026-11-30 10:00", "2026-12-05 09:00", "2026-12-05 17:30"),
            ("24 hours", "2026-11-23 10:00", "2026-11-23 11:30", "2026-11-24 11:10"),
            ("8 workingHours", "2026-11-23 11:00", "2026-11-23 15:00", "2026-11-24 14:40"),
        ]
    )
    func pause(term: String, from: String, to: String, due: String) throws {
        var clock = try Sample.clock(term, from: Sample.at("2026-11-23 09:40"))
        let before = clock.due
        clock.pause(at: Sample.at(from))
        #expect(clock.status == .paused)
        #expect(clock.due == before)
        clock.resume(at: Sample.at(to), calendar: Sample.calendar)
        #expect(clock.status == .running)
        #expect(clock.due == Sample.at(due))
    }

    @Test(
        "a rolled-over last day begins anew as any other",
        arguments: [
            // Three days from Thursday end on Sunday, so on Monday.
            ("2026-11-30 10:00", "2026-12-02 09:00", "2026-12-02 17:30"),
            ("2026-11-29 10:00", "2026-11-30 09:00", "2026-11-30 17:30"),
            ("2026-11-28 10:00", "2026-11-30 09:00", "2026-12-01 17:30"),
            ("2026-11-30 10:00", "2026-12-05 09:00", "2026-12-07 17:30"),
        ]
    )
    func pauseOnRolledDay(from: String, to: String, due: String) throws {
        let start = Sample.at("2026-11-26 09:40")
        var clock = try Sample.clock("3 calendarDays", from: start, rollsOver: true)
        #expect(clock.due == Sample.at("2026-11-30 17:30"))
        clock.pause(at: Sample.at(from))
        clock.resume(at: Sample.at(to), calendar: Sample.calendar)
        #expect(clock.due == Sample.at(due))
    }

    @Test(
        "an extension counts on from the old deadline, in working days",
        arguments: [
            ("5 workingDays", 3, "2026-12-03 17:30"), ("6 calendarDays", 1, "2026-11-30 17:30"),
            ("30 minutes", 2, "2026-11-25 17:30"), ("8 workingHours", 1, "2026-11-25 17:30"),
        ]
    )
    func extend(term: String, days: Int, due: String) throws {
        var clock = try Sample.clock(term, from: Sample.at("2026-11-23 09:40"))
        clock.extend(days: days, at: Sample.at("2026-11-23 09:50"), calendar: Sample.calendar)
        #expect(clock.due == Sample.at(due))
        #expect(clock.extendedDays == days)
    }

    @Test("an extension after a pause on the last day counts on from where that had led")
    func extendAfterLastDay() throws {
        var clock = try Sample.clock("5 workingDays", from: Sample.at("2026-11-20 09:40"))
        clock.pause(at: Sample.at("2026-11-27 10:00"))
        clock.resume(at: Sample.at("2026-11-29 10:00"), calendar: Sample.calendar)
        #expect(clock.due == Sample.at("2026-11-30 17:30"))
        clock.extend(days: 2, at: Sample.at("2026-11-30 10:00"), calendar: Sample.calendar)
        #expect(clock.due == Sample.at("2026-12-02 17:30"))
        clock.pause(at: Sample.at("2026-12-01 10:00"))
        clock.resume(at: Sample.at("2026-12-03 10:00"), calendar: Sample.calendar)
        #expect(clock.due == Sample.at("2026-12-04 17:30"))
        #expect(clock.recomputedDue(calendar: Sample.calendar) == clock.due)
    }

    @Test("two pauses of one day, and an extension between them, all count")
    func pausedTwiceOnTheLastDay() throws {
        var clock = try Sample.clock("1 workingDays", from: Sample.at("2026-11-23 09:40"))
        clock.pause(at: Sample.at("2026-11-24 11:00"))
        clock.extend(days: 1, at: Sample.at("2026-11-24 19:00"), calendar: Sample.calendar)
        clock.resume(at: Sample.at("2026-11-24 22:00"), calendar: Sample.calendar)
        clock.pause(at: Sample.at("2026-11-24 23:00"))
        clock.resume(at: Sample.at("2026-11-26 09:00"), calendar: Sample.calendar)
        #expect(clock.due == Sample.at("2026-11-27 17:30"))
        #expect(clock.recomputedDue(calendar: Sample.calendar) == clock.due)
    }

    @Test("a granted extension takes the yellow card back, and it turns yellow again")
    func yellowAgain() throws {
        var clock = try Sample.clock("5 workingDays", from: Sample.at("2026-11-23 09:40"))
        clock.turnYellow()
        clock.extend(days: 3, at: Sample.at("2026-11-30 09:00"), calendar: Sample.calendar)
        #expect(!clock.isYellow)
        #expect(clock.yellowAt == Sample.at("2026-12-02 17:30"))
        #expect(clock.card(at: Sample.at("2026-11-30 09:00")) == .green)
    }

    @Test("what is yellow after a pause as before is not recorded again")
    func yellowStill() throws {
        var clock = try Sample.clock("5 workingDays", from: Sample.at("2026-11-23 09:40"))
        clock.turnYellow()
        clock.pause(at: Sample.at("2026-11-30 10:00"))
        clock.resume(at: Sample.at("2026-12-02 10:00"), calendar: Sample.calendar)
        #expect(clock.isYellow)
        #expect(clock.attentionAt == Sample.at("2026-12-02 17:30"))
    }

    @Test("a missed clock that is extended is due later and stays missed")
    func extendMissed() throws {
        var clock = try Sample.clock("5 workingDays", from: Sample.at("2026-11-23 09:40"))
        let due = clock.due
        clock.miss()
        clock.extend(days: 1, at: due + 60, calendar: Sample.calendar)
        #expect(clock.status == .missed)
        #expect(clock.missedAt == due)
        #expect(clock.due == Sample.at("2026-12-01 17:30"))
        #expect(clock.attentionAt == nil)
    }

    @Test("a clock set back does not turn a pause around")
    func pauseBackwards() throws {
        var clock = try Sample.clock("5 workingDays", from: Sample.at("2026-11-23 09:40"))
        let due = clock.due
        clock.pause(at: Sample.at("2026-11-24 10:00"))
        clock.resume(at: Sample.at("2026-11-24 09:00"), calendar: Sample.calendar)
        #expect(clock.pauses.last?.to == Sample.at("2026-11-24 10:00"))
        #expect(clock.due == due)
    }
}

// MARK: - Frozen

@Suite struct FrozenTests {
    @Test("an imported year moves what was provisional, when it is told to, and nothing else")
    func importedYear() throws {
        let start = Sample.at("2027-02-04 10:00")
        let imported = try Sample.calendar.replacing(
            year: CalendarEditionTests.year2027(edition: 1)
        )
        var clock = try Sample.clock("3 workingDays", from: start)
        #expect(clock.due == Sample.at("2027-02-11 17:30"))
        #expect(clock.recomputedDue(calendar: imported) == clock.due)

        var paused = clock
        paused.pause(at: start + 60)
        paused.resume(at: start + 120, calendar: imported)
        #expect(paused.due == clock.due)
        #expect(paused.calendar == "2027:0")

        clock.recompute(at: start + 60, calendar: imported)
        #expect(clock.due == Sample.at("2027-02-16 17:30"))
        #expect(clock.calendar == "2027:1")
        #expect(!clock.isProvisional)
        let settled = clock
        clock.recompute(at: start + 60, calendar: Sample.calendar)
        #expect(clock == settled)
    }

    @Test("what is over or missed is not reckoned again")
    func overIsOver() throws {
        let imported = try Sample.calendar.replacing(
            year: CalendarEditionTests.year2027(edition: 1)
        )
        let fresh = try Sample.clock("3 workingDays", from: Sample.at("2027-02-04 10:00"))
        var missed = fresh
        missed.miss()
        var met = fresh
        met.meet(at: fresh.started + 60)
        for clock in [missed, met] {
            var again = clock
            again.recompute(at: fresh.due + 60, calendar: imported)
            #expect(again == clock)
        }
    }
}
