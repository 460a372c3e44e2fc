package import Hotline
internal import Synchronization

/// Keeps anything from being written while the clock says less than it did (时钟倒退).
///
/// A journal whose instants run backwards explains no deadline any more.
package final class TimeGuard: Sendable {
    private let latest: Atomic<Int64>

    /// What a clock may be put back by, in seconds, as the network's time does.
    package static let secondsBackMax: Int64 = 60

    init(last: Int64) {
        latest = Atomic(last)
    }

    /// - Throws: ``ClockRunsBackwards`` if it was later before, as this process or the journal
    ///   knows.
    package func check(_ now: Instant) throws {
        let last = latest.load(ordering: .relaxed)
        guard now.seconds >= last - Self.secondsBackMax else {
            throw ClockRunsBackwards(now: now, last: Instant(seconds: last))
        }
        if now.seconds > last { latest.max(now.seconds, ordering: .relaxed) }
    }
}

/// The machine's clock was put back by far.
package struct ClockRunsBackwards: Error, CustomStringConvertible {
    package let now: Instant
    package let last: Instant

    package var description: String {
        "the clock says \(now), but it was \(last) already; set the clock of this machine right "
            + "('chronyc makestep'), and nothing is written until then"
    }
}
