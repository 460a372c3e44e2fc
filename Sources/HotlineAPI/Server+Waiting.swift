internal import Dispatch
package import MicroHTTP
internal import Synchronization

extension Server {
    /// Answers one request of this very process, and waits until what it does is on disk.
    ///
    /// For whoever plays requests instead of serving them: a daemon's thread must not wait so.
    package func answerAndWait(_ request: Request) -> Response {
        switch attempt(request, id: Self.freshID()).answer {
        case .now(let response): return response
        case .later(let begin):
            let arrival = DispatchSemaphore(value: 0)
            let kept = Mutex<Deferred.Making>({ Problem.internal.response })
            begin { make in
                kept.withLock { $0 = make }
                arrival.signal()
            }
            arrival.wait()
            return kept.withLock { $0 }()
        }
    }
}
