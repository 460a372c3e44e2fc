internal import Dispatch
internal import HotlineStore
internal import Synchronization

/// The requests that wait for something to change (长轮询), on no thread of their own.
///
/// Each ends once: by a change, by its time, or because the server stops.
final class Polls: Sendable {
    private let hub: ChangeHub
    private let state = Mutex(State())
    /// Answers are begun here, so that the writer does not wait for them.
    private let workers = DispatchQueue(label: "hotline-polls", attributes: .concurrent)
    /// Looks whose time is up; at rest while nobody waits.
    private let clockwork = DispatchQueue(label: "hotline-poll-clockwork")

    /// How often is looked whose time is up, in milliseconds.
    private static let tickMilliseconds = 100

    private struct State {
        var waiting: [Int: Waiting] = [:]
        var next = 0
        var isTicking = false
        var isClosed = false
    }

    private struct Waiting {
        let poll: Poll
        let until: ContinuousClock.Instant
        /// What the hub knows it by, once it does.
        var waiter: Int?
    }

    init(_ hub: ChangeHub) {
        self.hub = hub
    }

    /// Waits until something changes that the poll cares for, or its time is up.
    func add(_ poll: Poll) {
        let (id, mustTick): (Int?, Bool) = state.withLock { state in
            guard !state.isClosed else { return (nil, false) }
            state.next += 1
            state.waiting[state.next] = Waiting(poll: poll, until: poll.until)
            defer { state.isTicking = true }
            return (state.next, !state.isTicking)
        }
        guard let id else { return begin(poll) }
        if mustTick { tick() }
        let waiter = poll.wait(hub) { [self] in
            if let poll = remove(id) { begin(poll) }
        }
        if let waiter {
            state.withLock { $0.waiting[id]?.waiter = waiter }
        } else if let poll = remove(id) {
            begin(poll)
        }
    }

    var count: Int { state.withLock(\.waiting.count) }

    /// Ends all that wait, and those that come from now on at once.
    func close() {
        let all = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        end(all)
    }

    private func remove(_ id: Int) -> Poll? {
        state.withLock { $0.waiting.removeValue(forKey: id)?.poll }
    }

    private func end(_ all: [Waiting]) {
        for waiting in all {
            if let waiter = waiting.waiter { hub.forget(waiter) }
            begin(waiting.poll)
        }
    }

    private func begin(_ poll: Poll) {
        workers.async { poll.answer() }
    }

    private func tick() {
        clockwork.asyncAfter(deadline: .now() + .milliseconds(Self.tickMilliseconds)) { [self] in
            let now = ContinuousClock.now
            let (over, goesOn): ([Waiting], Bool) = state.withLock { state in
                let ids = state.waiting.filter { $0.value.until <= now }.keys
                let over = ids.compactMap { state.waiting.removeValue(forKey: $0) }
                state.isTicking = !state.waiting.isEmpty
                return (over, state.isTicking)
            }
            end(over)
            if goesOn { tick() }
        }
    }
}

/// One request that waits.
struct Poll: Sendable {
    let until: ContinuousClock.Instant
    /// Begins to wait: gives the hub what to call when something has changed, and returns what
    /// the hub knows that by; nil if something has changed already.
    let wait: @Sendable (ChangeHub, _ wake: @escaping @Sendable () -> Void) -> Int?
    /// Makes the answer and gives it.
    let answer: @Sendable () -> Void
}
