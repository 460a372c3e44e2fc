internal import Synchronization

/// What one daemon does, in numbers.
///
/// Made by whoever wants to read them and handed to the daemon: they exist before it does, so
/// the handler that shows them can know them. Each number is exact, but they are not of the same
/// moment.
package final class Counters: Sendable {
    let connectionCount = Atomic(0)
    let refusedConnectionCount = Atomic(0)
    let requestCount = Atomic(0)
    let underWayCount = Atomic(0)
    let waitingCount = Atomic(0)

    package init() {}

    /// The connections that are open.
    package var connections: Int { connectionCount.load(ordering: .relaxed) }

    /// The connections that a limit closed as they came.
    package var connectionsRefused: Int { refusedConnectionCount.load(ordering: .relaxed) }

    /// The requests whose head has arrived, ever.
    package var requests: Int { requestCount.load(ordering: .relaxed) }

    /// Those of them that are not answered yet.
    package var requestsUnderWay: Int { underWayCount.load(ordering: .relaxed) }

    /// Those of them that wait for a ``Deferred``.
    package var requestsWaiting: Int { waitingCount.load(ordering: .relaxed) }
}
