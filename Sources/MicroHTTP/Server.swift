/// The threads of a daemon, and how they end.
final class Server: Sendable {
    private let context: Context
    private let workers: [Worker]
    private let doorman: Doorman
    private let stage = Guarded(Stage.serving)

    private enum Stage: Int {
        case serving
        /// Nobody is let in any more.
        case closed
        case stopped
    }

    /// Starts the threads; the listener is its own if that succeeds.
    init(_ listener: Listener, _ context: Context) throws(SystemError) {
        let workers = try Self.workers(for: context)
        guard let doorman = Doorman(listener, context, workers) else {
            let error = SystemError()
            for worker in workers { worker.stop() }
            throw error
        }
        self.context = context
        self.workers = workers
        self.doorman = doorman
    }

    private static func workers(for context: Context) throws(SystemError) -> [Worker] {
        var workers: [Worker] = []
        for _ in 0..<max(1, context.limits.threadCount) {
            guard let worker = Worker(context) else {
                let error = SystemError()
                for worker in workers { worker.stop() }
                throw error
            }
            workers.append(worker)
        }
        return workers
    }

    /// Lets nobody in any more, and makes each answer the last one on its connection.
    func close() {
        guard enter(.closed) else { return }
        context.beginDraining()
        doorman.leave()
    }

    /// Waits until no request is under way.
    func waitForRequests(until deadline: ContinuousClock.Instant) {
        context.waitForRequests(until: deadline)
    }

    /// Answers whoever still waits, and ends the threads.
    ///
    /// - Parameter deadline: How long those last answers may take to get out.
    func stop(by deadline: ContinuousClock.Instant) {
        close()
        guard enter(.stopped) else { return }
        context.endHolding()
        context.waitForRequests(until: deadline)
        for worker in workers { worker.stop() }
    }

    /// Returns whether the server was not yet there.
    private func enter(_ next: Stage) -> Bool {
        stage.withLock { stage in
            guard stage.rawValue < next.rawValue else { return false }
            stage = next
            return true
        }
    }
}
