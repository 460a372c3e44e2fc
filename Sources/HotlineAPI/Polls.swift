internal import Dispatch
internal import Foundation
internal import MicroHTTP
internal import Synchronization

/// The requests that wait for something to change (长轮询), on no thread of their own.
///
/// Each ends once: by a change, by its time, or because the server stops.
final class Polls: Sendable {
    /// Answers are made here, so that neither the writer nor the timer waits for them.
    private let workers = DispatchQueue(label: "hotline-polls", attributes: .concurrent)
    private let state = Mutex(State())
    private let timer = DispatchQueue(label: "hotline-poll-timer")

    private struct State {
        var waiting: [Int: Poll] = [:]
        var next = 0
        var isClosed = false
    }

    /// Waits until `poll` is over or its time is up.
    func add(_ poll: Poll, seconds: Int) {
        let id: Int? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.waiting[state.next] = poll
            return state.next
        }
        guard let id else { return end(poll) }
        timer.asyncAfter(deadline: .now() + .seconds(seconds)) { [self] in
            let poll = state.withLock { $0.waiting.removeValue(forKey: id) }
            if let poll { end(poll) }
        }
        poll.onChange { [self] in
            guard let poll = state.withLock({ $0.waiting.removeValue(forKey: id) }) else { return }
            end(poll)
        }
    }

    var count: Int { state.withLock(\.waiting.count) }

    /// Ends all that wait, and those that come from now on at once.
    func close() {
        let polls = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for poll in polls { end(poll) }
    }

    private func end(_ poll: Poll) {
        workers.async { poll.answer() }
    }
}

/// One request that waits.
struct Poll: Sendable {
    /// Makes the answer and gives it.
    let answer: @Sendable () -> Void
    /// Takes what is to be called when something has changed; it may call it at once.
    let onChange: @Sendable (@escaping @Sendable () -> Void) -> Void
}
