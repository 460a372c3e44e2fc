@testable import HotlineAPI
@testable import HotlineStore
import Dispatch
import HTTPTypes
import HotlineTesting
import Synchronization
import Testing

/// More comes than can be written (过载).
@Suite struct OverloadTests {
    @Test("what does not fit is refused at once, and what was taken is done")
    func whatDoesNotFitIsRefused() throws {
        let directory = try TemporaryDirectory()
        let store = try Store(directory: directory.url)
        let (hasBegun, mayGoOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let done = Atomic(0)
        let all = DispatchGroup()
        all.enter()
        store.writer.submit { _ in
            hasBegun.signal()
            mayGoOn.wait()
        } done: { _ in
            all.leave()
        }
        hasBegun.wait()
        for _ in 0..<Writer.waitingMax {
            all.enter()
            store.writer.submit { _ in
            } done: { result in
                if case .success = result { done.add(1, ordering: .relaxed) }
                all.leave()
            }
        }
        // The writer's thread waits still: whoever is told now is told by this one.
        let refusal = Mutex<(any Error)?>(nil)
        store.writer.submit { _ in
        } done: { result in
            if case .failure(let error) = result { refusal.withLock { $0 = error } }
        }
        let error = try #require(refusal.withLock { $0 })
        #expect(done.load(ordering: .relaxed) == 0)
        mayGoOn.signal()
        all.wait()
        #expect(done.load(ordering: .relaxed) == Writer.waitingMax)
        let problem = try #require(Problem(error))
        #expect(problem.status == 503 && problem.fields[.retryAfter] != nil)
        try store.close()
    }
}
