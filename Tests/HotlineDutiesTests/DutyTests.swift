import Hotline
import HotlineDuties
import HotlineTesting
import Testing

/// What becomes of a duty (任务状态).
@Suite struct DutyTests {
    private func fresh() throws -> Duty {
        Duty(
            id: 1,
            rule: "visits",
            kind: .visits,
            name: "家访月报",
            unit: try UnitID.of("140105001001"),
            to: try UnitID.of("140105001"),
            period: try #require(DutyPeriod("2026-11")),
            opensAt: try instant("2026-11-05T00:00:00+08:00"),
            due: try instant("2026-11-20T17:30:00+08:00"),
            workingDay: nil,
            yellowAt: try instant("2026-11-17T17:30:00+08:00"),
            basis: "x",
            grade: .a,
            note: nil,
            calendar: "2026:1",
            isProvisional: false
        )
    }

    private func instant(_ text: String) throws -> Instant { try #require(Instant(text)) }

    @Test("what a state does not allow is refused and changes nothing")
    func refusals() throws {
        var states: [DutyState: Duty] = [.owed: try fresh()]
        let now = try instant("2026-11-10T09:00:00+08:00")
        var duty = try fresh()
        for action in [DutyAction.handIn, .sendBack, .handIn, .accept] {
            try duty.perform(action, at: now)
            states[duty.state] = duty
        }
        var ended = try fresh()
        ended.end(at: now)
        states[ended.state] = ended
        #expect(Set(states.keys) == Set(DutyState.allCases))
        for (state, duty) in states {
            for action in DutyAction.allCases {
                var copy = duty
                let isDone = (try? copy.perform(action, at: now)) != nil
                #expect(isDone == state.allowed.contains(action), "\(state) \(action)")
                if !isDone { #expect(copy == duty) }
            }
        }
    }

    @Test("at the instant it is due it is missed, a second before it is not")
    func ceiling() throws {
        var early = try fresh()
        try early.perform(.handIn, at: early.due + -1)
        #expect(early.missedAt == nil && early.lateSeconds(at: early.due + 5) == nil)
        var late = try fresh()
        try late.perform(.handIn, at: late.due)
        #expect(late.missedAt == late.due && late.lateSeconds(at: late.due + 99) == 0)
        var later = try fresh()
        #expect(later.card(at: later.due) == .red)
        later.miss()
        #expect(later.state == .owed && later.attentionAt == nil)
        try later.perform(.handIn, at: later.due + 86400)
        #expect(later.lateSeconds(at: later.due + 900_000) == 86400)
        #expect(later.missedAt == later.due, "that it was missed stays")
    }

    @Test("a correction that is asked for after the day is not late, one before it may be")
    func corrections() throws {
        var duty = try fresh()
        try duty.perform(.handIn, at: duty.due + -10)
        try duty.perform(.sendBack, at: duty.due + 10)
        #expect(duty.attentionAt == nil && duty.card(at: duty.due + 99) == .yellow)
        var other = try fresh()
        try other.perform(.handIn, at: other.due + -10)
        try other.perform(.sendBack, at: other.due + -5)
        #expect(other.attentionAt == other.due)
    }

    /// Random deeds at random times against a reckoning of its own.
    @Test("missed is what is open when it is due", arguments: UInt64(0)..<200)
    func walk(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var duty = try fresh()
        var now = duty.opensAt
        var stateAtDue = DutyState.owed
        var hasPassed = false
        for _ in 0..<12 {
            now = now + Int64.random(in: 0..<4 * 86400, using: &random)
            if now >= duty.due, !hasPassed {
                (stateAtDue, hasPassed) = (duty.state, true)
            }
            let action = try #require(DutyAction.allCases.randomElement(using: &random))
            let before = duty
            do {
                try duty.perform(action, at: now)
                #expect(duty.revision >= before.revision)
            } catch {
                #expect(duty == before)
            }
        }
        let isMissed = hasPassed && stateAtDue.isOpen
        if duty.missedAt == nil { duty.attentionAt.map { if $0 <= now { duty.miss() } } }
        #expect((duty.missedAt != nil) == isMissed)
        #expect(duty.missedAt == nil || duty.missedAt == duty.due)
    }
}
