/// A running HTTP server.
///
/// Noncopyable, so it has one owner and stops when that owner goes.
package struct Daemon: ~Copyable, Sendable {
    private let server: Server

    /// The port that clients reach the daemon on; 0 for a Unix socket.
    package let port: UInt16

    /// Starts listening.
    ///
    /// - Parameters:
    ///   - address: Where to listen.
    ///   - limits: What the daemon puts up with.
    ///   - counters: Where it counts what it does; one for each daemon.
    ///   - refusal: What a client is told whose request the handler does not see.
    ///   - handler: Answers each request that has arrived whole.
    /// - Throws: ``Daemon/Failure`` if the address could not be had.
    package init(
        listening address: Address,
        limits: Limits = Limits(),
        counters: Counters = Counters(),
        refusal: @escaping @Sendable (Refusal) -> Response = Refusal.plain,
        handler: @escaping Handler
    ) throws(Failure) {
        allowDescriptors(limits.connectionsMax + Self.descriptorsBesideConnections)
        let listener = try Listener(address)
        do throws(SystemError) {
            let context = Context(
                limits: limits,
                counters: counters,
                refusal: refusal,
                handler: handler,
                door: try Door()
            )
            server = try Server(listener, context)
        } catch {
            listener.close()
            // libmicrohttpd does not say why it does not start; with TLS, this is why.
            let isSecured = limits.credentials != nil
            throw .cannotListen(
                address,
                isSecured ? "the certificate or its key cannot be used" : "\(error)"
            )
        }
        port = listener.port
    }

    deinit {
        server.stop(by: .now)
    }

    /// Stops taking connections, waits for the requests under way to be answered, and stops.
    ///
    /// Meanwhile each answer is the last one on its connection. Whoever still waits at the end
    /// for a ``Deferred`` gets ``Refusal/unanswered``; a request whose body is still arriving
    /// then is cut off. A handler that does not return holds up the end.
    ///
    /// - Parameters:
    ///   - limit: How long to wait at most, all in all.
    ///   - beforeWaiting: Called when nobody is let in any more: the time to answer long polls.
    package consuming func drain(atMost limit: Duration, beforeWaiting: () -> Void = {}) {
        let deadline = ContinuousClock.now + limit
        server.close()
        beforeWaiting()
        server.waitForRequests(until: deadline - min(Self.lastAnswersMax, limit / 4))
        server.stop(by: deadline)
    }

    /// How much of the time is kept for those who get no other answer.
    private static let lastAnswersMax = Duration.seconds(1)

    /// For the database, the logs and whatever else the program has open.
    private static let descriptorsBesideConnections = 1_024
}

extension Daemon {
    /// Why a daemon does not start.
    package enum Failure: Error, Equatable {
        case inUse(Address)
        case cannotListen(Address, String)
    }
}

extension Daemon.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .inUse(.tcp(let host, let port)):
            "\(Address.tcp(host: host, port: port)) is in use: stop what listens there, "
                + "or choose another port"
        case .inUse(.unix(let path)):
            "\(path) is in use: stop the server that listens there first"
        case .cannotListen(let address, let reason):
            "cannot listen on \(address): \(reason)"
        }
    }
}
