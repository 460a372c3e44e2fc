private import Dispatch
private import Synchronization

/// What the threads of one daemon share.
///
/// A class, because C keeps its address: it is what the callbacks find behind `void *context`.
final class Context: Sendable {
    let limits: Limits
    let counters: Counters
    let refusal: @Sendable (Refusal) -> Response
    let handler: Handler
    let peers = Peers()
    let door: Door
    private let trustedProxies: Set<String>

    private let isDraining = Atomic(false)
    private let requestsUnderWay = Atomic(0)
    private let held = Guarded(Held())
    /// Signalled whenever one of the numbers that ``drain`` waits for becomes 0.
    private let quiet = DispatchSemaphore(value: 0)

    /// The requests whose answers are awaited.
    private struct Held {
        var exchanges: [ObjectIdentifier: Exchange] = [:]
        var isOver = false
    }

    init(
        limits: Limits,
        counters: Counters,
        refusal: @escaping @Sendable (Refusal) -> Response,
        handler: @escaping Handler,
        door: Door
    ) {
        self.limits = limits
        self.counters = counters
        self.refusal = refusal
        self.handler = handler
        self.door = door
        trustedProxies = Set(limits.trustedProxies.map { numericAddress($0) ?? $0 })
    }

    /// Whether each answer shall be the last one on its connection.
    var isClosing: Bool { isDraining.load(ordering: .relaxed) }

    // MARK: - One connection

    /// Whether somebody there is believed when he says for whom he speaks.
    func isTrusted(_ address: String) -> Bool { trustedProxies.contains(address) }

    /// Counts a connection of `address`, unless that would exceed a limit.
    func admit(_ address: String) -> Bool {
        let countMax =
            isTrusted(address) ? limits.connectionsPerProxyMax : limits.connectionsPerAddressMax
        guard counters.connections < limits.connectionsMax,
            address.isEmpty || peers.admit(address, countMax: countMax)
        else {
            counters.refusedConnectionCount.add(1, ordering: .relaxed)
            return false
        }
        counters.connectionCount.add(1, ordering: .relaxed)
        return true
    }

    /// Counts the end of a connection that was admitted.
    func depart(_ address: String) {
        counters.connectionCount.subtract(1, ordering: .relaxed)
        if !address.isEmpty { peers.leave(address) }
    }

    // MARK: - One request

    /// A request's head has arrived.
    func enter() {
        requestsUnderWay.add(1, ordering: .sequentiallyConsistent)
        counters.requestCount.add(1, ordering: .relaxed)
        counters.underWayCount.add(1, ordering: .relaxed)
    }

    /// It has been answered, or its client has gone.
    func leave() {
        counters.underWayCount.subtract(1, ordering: .relaxed)
        let left = requestsUnderWay.subtract(1, ordering: .sequentiallyConsistent).newValue
        if left == 0 { signalIfDraining() }
    }

    /// Keeps a request whose answer is awaited, or returns false if none may be any more.
    func hold(_ exchange: Exchange) -> Bool {
        let isHeld = held.withLock { held in
            guard !held.isOver else { return false }
            held.exchanges[ObjectIdentifier(exchange)] = exchange
            return true
        }
        if isHeld { counters.waitingCount.add(1, ordering: .relaxed) }
        return isHeld
    }

    /// Its answer has come, and nobody is about to resume its connection.
    func release(_ exchange: Exchange) {
        counters.waitingCount.subtract(1, ordering: .relaxed)
        let isEmpty = held.withLock { held in
            held.exchanges[ObjectIdentifier(exchange)] = nil
            return held.exchanges.isEmpty
        }
        if isEmpty { signalIfDraining() }
    }

    private func signalIfDraining() {
        if isDraining.load(ordering: .sequentiallyConsistent) { quiet.signal() }
    }

    // MARK: - The end

    /// From now on each answer is the last one on its connection.
    func beginDraining() {
        isDraining.store(true, ordering: .sequentiallyConsistent)
    }

    /// Waits until no request is under way.
    func waitForRequests(until deadline: ContinuousClock.Instant) {
        while requestsUnderWay.load(ordering: .sequentiallyConsistent) > 0 {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return }
            let (seconds, attoseconds) = left.components
            let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
            _ = quiet.wait(timeout: .now() + .nanoseconds(nanoseconds))
        }
    }

    /// Answers all requests whose answers are awaited, and any that will be.
    ///
    /// Returns when no connection is suspended, nor anybody about to resume one:
    /// MHD_stop_daemon() ends the process otherwise.
    func endHolding() {
        let exchanges = held.withLock { held in
            held.isOver = true
            return Array(held.exchanges.values)
        }
        for exchange in exchanges { exchange.settle { [refusal] in refusal(.unanswered) } }
        while held.withLock({ !$0.exchanges.isEmpty }) { quiet.wait() }
    }
}
