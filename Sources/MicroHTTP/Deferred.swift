/// The promise of an answer.
///
/// Whoever holds it may keep it at any time and from any thread, also before the daemon knows of
/// it. Letting go of it unkept answers 503, so a connection never waits for nobody.
package final class Deferred: Sendable {
    private enum State {
        case open
        /// Kept before the daemon asked.
        case answered(Making)
        /// The daemon asked, and its client waits.
        case awaited(Exchange)
        case over
    }

    private let state = Guarded(State.open)

    package init() {}

    deinit {
        if case .awaited(let exchange) = state.withLock({ $0 }) {
            let context = exchange.context
            exchange.settle { context.refusal(.unanswered) }
        }
    }

    /// How an answer is made, on the thread of its connection.
    package typealias Making = @Sendable () -> Response

    /// Gives the answer; the first one counts.
    package func answer(_ response: Response) {
        answer { response }
    }

    /// Gives the answer as something that makes it, so that whoever gives it need not wait.
    package func answer(making response: @escaping Making) {
        let exchange: Exchange? = state.withLock { state in
            switch state {
            case .open:
                state = .answered(response)
                return nil
            case .awaited(let exchange):
                state = .over
                return exchange
            case .answered, .over:
                return nil
            }
        }
        exchange?.settle(response)
    }

    /// The answer, if there is one already; otherwise `exchange` gets it when it comes.
    func answer(orLet exchange: Exchange) -> Making? {
        state.withLock { state in
            switch state {
            case .open:
                state = .awaited(exchange)
                return nil
            case .answered(let response):
                state = .over
                return response
            case .awaited, .over:
                preconditionFailure("a Deferred answers one request")
            }
        }
    }
}
