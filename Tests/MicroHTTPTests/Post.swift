import Dispatch
import Glibc
import MicroHTTP

/// Where a handler leaves promises for a test to keep.
final class Post: Sendable {
    private let arrived = DispatchSemaphore(value: 0)
    private let promises = Guarded<[(Request, Deferred)]>([])

    /// A handler that defers every answer.
    func leave(_ request: Request) -> Outcome {
        let promise = Deferred()
        promises.withLock { $0.append((request, promise)) }
        arrived.signal()
        return .later(promise)
    }

    /// Waits until so many have been left, and takes them.
    func take(_ count: Int) -> [(Request, Deferred)] {
        for _ in 0..<count { arrived.wait() }
        return promises.withLock { promises in
            defer { promises = [] }
            return promises
        }
    }
}

/// Waits for something that another thread is about to do; false if it does not.
func eventually(_ isDone: () -> Bool) -> Bool {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
        if isDone() { return true }
        sched_yield()
    }
    return false
}
