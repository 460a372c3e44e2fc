/// What time it is, by a machine whose clock may be set while the hotline runs (校时).
///
/// A clock that jumps and comes back, as one that a faulty time server misleads, must neither make
/// a deadline missed that was not, nor stop those that were from being recorded. So the time runs
/// on as the machine's uninterrupted counter does, and follows the clock on the wall in small
/// steps; a jump it follows once the clock has stood by it for some minutes.
package struct SteadyTime: Sendable {
    /// The wall's time less the counter's, as it is trusted.
    private var trusted: Int64?
    /// Another one that the wall has shown since the counter stood there.
    private var doubted: (offset: Int64, since: Int64)?

    /// By how many seconds the wall may move at a time without being doubted.
    package static let driftSecondsMax: Int64 = 5
    /// How many seconds a jump must last to be followed.
    package static let doubtSeconds: Int64 = 600

    package init() {}

    /// The time to go by.
    ///
    /// `wall` is what the machine says, in seconds since 1970; `counter` counts seconds without a
    /// break, whatever the wall is set to.
    package mutating func now(wall: Int64, counter: Int64) -> Instant {
        let offset = wall - counter
        guard let before = trusted, abs(offset - before) > Self.driftSecondsMax else {
            trusted = offset
            doubted = nil
            return Instant(seconds: wall)
        }
        if let doubt = doubted, abs(offset - doubt.offset) <= Self.driftSecondsMax {
            if counter - doubt.since >= Self.doubtSeconds {
                trusted = offset
                doubted = nil
                return Instant(seconds: wall)
            }
        } else {
            doubted = (offset, counter)
        }
        return Instant(seconds: counter + before)
    }
}
