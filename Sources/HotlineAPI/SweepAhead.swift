internal import Hotline
internal import HotlineStore

/// What time is going to do to tickets, reckoned before it is due (预先推算).
///
/// It may be forgotten at any time: what is not here is reckoned when it is due. Each counts only
/// under the rules that it was reckoned by, and while nothing else has happened to its ticket.
package struct SweepAhead {
    package static let secondsAhead: Int64 = 60
    /// How many tickets are held at most.
    static let countMax = 12_000
    /// How many batches are reckoned after one sweep at most, so that the next is not kept.
    static let batchesMax = 2

    private var rules: RulesInForce?
    private var ready: [Int64: ReadySweep] = [:]
    /// Up to where tickets were looked for.
    private var end = DueTickets.End.beforeAll

    /// Where to look on; nil if there is no room for more.
    mutating func start(_ current: RulesInForce, at now: Instant) -> DueTickets.End? {
        if rules !== current { self = SweepAhead(rules: current) }
        // Those that are due by now were swept, or are due at another time.
        ready = ready.filter { _, sweep in sweep.dueAt.map { $0 > now } ?? false }
        guard ready.count < Self.countMax else { return nil }
        return max(end, .after(now))
    }

    mutating func add(
        _ sweeps: [ReadySweep],
        upTo end: DueTickets.End,
        _ current: RulesInForce
    ) {
        guard rules === current else { return }
        for sweep in sweeps { ready[sweep.number] = sweep }
        self.end = end
    }

    /// Takes what is known of tickets, reckoned on to `now`.
    mutating func take(
        _ numbers: [Int64],
        _ current: RulesInForce,
        at now: Instant
    ) -> [ReadySweep] {
        guard rules === current, !ready.isEmpty else { return [] }
        return numbers.compactMap { number in
            var sweep = ready.removeValue(forKey: number)
            sweep?.reckonOn(flow: current.flow, by: now)
            return sweep
        }
    }
}
