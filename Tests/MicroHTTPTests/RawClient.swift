import Glibc
import HTTPTypes
import MicroHTTP
import Testing

/// A client that sends what it is told, byte for byte.
///
/// It gives up after some seconds of silence, so that a test fails instead of hanging.
final class RawClient {
    private let socket: Int32
    private var unread: [UInt8] = []
    private var hasVanished = false

    init(port: UInt16) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(socket, pointer, size) == 0
            }
        }
        limitSilence()
        if !isConnected { throw NotConnected(error: errno) }
    }

    deinit {
        if !hasVanished { close(socket) }
    }

    private func limitSilence() {
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    /// Sends the text, with its line ends as HTTP has them.
    func send(_ text: String) throws {
        try send(Array(text.replacing("\n", with: "\r\n").utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes { rest in
                unsafe Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            try #require(sent > 0, "send: \(errno)")
            rest = rest.dropFirst(sent)
        }
    }

    /// Ends the connection as a client that crashes does: with a reset.
    func vanish() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<linger>.size)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, size)
        close(socket)
        hasVanished = true
    }

    /// Sends a request and reads the answer.
    func ask(_ head: String, body: String = "") throws -> RawResponse {
        try send(head + "\n\n")
        try send(Array(body.utf8))
        return try read(hasBody: !head.hasPrefix("HEAD"))
    }

    struct NotConnected: Error {
        let error: Int32
    }

    // MARK: - Answers

    /// Reads one answer, as long as its Content-Length says.
    func read(hasBody: Bool = true) throws -> RawResponse {
        let mark = Array("\r\n\r\n".utf8)
        while true {
            if let end = unread.firstRange(of: mark) {
                let head = String(decoding: unread[..<end.lowerBound], as: UTF8.self)
                unread.removeSubrange(..<end.upperBound)
                var response = try RawResponse(head: head)
                guard hasBody, response.hasBody else { return response }
                let size = try #require(response["Content-Length"].flatMap { Int($0) })
                while unread.count < size { try #require(try receive(), "the body is cut off") }
                response.body = String(decoding: unread[..<size], as: UTF8.self)
                unread.removeSubrange(..<size)
                return response
            }
            try #require(
                try receive(),
                "no answer, but: \(String(decoding: unread, as: UTF8.self))"
            )
        }
    }

    /// Whether the server closes the connection without another word.
    func isClosed() throws -> Bool {
        try !receive() && unread.isEmpty
    }

    /// Reads some bytes; returns false if the connection has ended.
    private func receive() throws -> Bool {
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        let size = unsafe recv(socket, &piece, piece.count, 0)
        if size < 0 { try #require(errno == ECONNRESET, "recv: \(errno)") }
        guard size > 0 else { return false }
        unread += piece[..<size]
        return true
    }
}

/// An answer as it came.
struct RawResponse {
    let status: Int
    var body = ""
    let lines: [Substring]

    init(head: String) throws {
        lines = head.split(separator: "\r\n")
        status = try #require(lines.first.flatMap { Int($0.split(separator: " ")[1]) })
    }

    var hasBody: Bool { status >= 200 && status != 204 && status != 304 }

    subscript(name: String) -> String? {
        let prefix = name.lowercased() + ": "
        let line = lines.first { $0.lowercased().hasPrefix(prefix) }
        return line.map { String($0.dropFirst(prefix.count)) }
    }
}

extension Daemon {
    /// A daemon on a port of its own.
    init(_ limits: Limits = Limits(), handler: @escaping Handler) throws {
        try self.init(
            listening: .tcp(host: "127.0.0.1", port: 0),
            limits: limits,
            handler: handler
        )
    }
}

/// Says what it was asked, one thing a line.
@Sendable func mirror(_ request: Request) -> Outcome {
    var lines = ["\(request.method) \(request.path)"]
    lines += request.query.map { "\($0.name)=\($0.value)" }
    lines.append(String(decoding: request.body, as: UTF8.self))
    return .now(Response(.ok, body: Array(lines.joined(separator: "\n").utf8)))
}
