package import Hotline
internal import Synchronization

/// A clock that is told the time (模拟时钟).
package final class SimulatedTime: Sendable {
    private let instant: Mutex<Instant>

    package init(_ start: String = "2026-11-23T09:00:00+08:00") {
        guard let start = Instant(start) else { preconditionFailure("\(start) is no instant") }
        instant = Mutex(start)
    }

    package var now: Instant { instant.withLock { $0 } }

    /// Goes on to a moment; time does not run backwards.
    package func skip(to later: Instant) {
        instant.withLock { now in
            precondition(later >= now, "\(later) is before \(now)")
            now = later
        }
    }
}
