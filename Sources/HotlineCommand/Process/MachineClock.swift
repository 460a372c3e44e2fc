internal import Foundation
internal import Hotline
internal import Synchronization

/// Tells the time by the machine's clock, and lets no jump of it through that does not last.
final class MachineClock: Sendable {
    private let steady = Mutex(SteadyTime())
    /// From here the machine counts without a break, also while it sleeps.
    private let start = ContinuousClock.now

    /// What time it is.
    var now: Instant {
        let wall = Int64(Date().timeIntervalSince1970.rounded(.down))
        let counter = (ContinuousClock.now - start).components.seconds
        return steady.withLock { $0.now(wall: wall, counter: counter) }
    }
}
