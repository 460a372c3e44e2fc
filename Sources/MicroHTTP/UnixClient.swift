/// Talks to a server over its Unix socket, one request a connection.
package enum UnixClient {
    package static func send(
        _ request: Request,
        to socketPath: String,
        timeoutSeconds: Int = 30
    ) throws -> Response {
        throw Daemon.Failure.inUse(.unix(path: socketPath))
    }
}
