internal import Glibc
package import StrictJSON

/// A client that speaks HTTP/1.1 over a socket of its own, and sends what it is told.
///
/// It keeps its connection, and gives up after some seconds of silence, so that a test fails
/// instead of hanging.
package final class WireClient {
    private let port: UInt16
    private let secondsMax: Int
    private var socket: Int32 = -1
    private var unread: [UInt8] = []

    package init(port: UInt16, secondsMax: Int = 10) {
        self.port = port
        self.secondsMax = secondsMax
    }

    deinit {
        hangUp()
    }

    package struct Failure: Error {
        package let description: String
    }

    /// Sends a request and reads its answer.
    package func ask(
        _ method: String,
        _ target: String,
        fields: [(String, String)] = [],
        body: [UInt8]? = nil
    ) throws -> WireAnswer {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        try send(Array("\(head)\r\n".utf8) + (body ?? []))
        return try read(hasBody: method != "HEAD")
    }

    /// Sends bytes as they are.
    package func send(_ bytes: [UInt8]) throws {
        if socket < 0 { try connect() }
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes { rest in
                unsafe Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw Failure(description: "send: \(errno)") }
            rest = rest.dropFirst(sent)
        }
    }

    /// Reads one answer, as long as its Content-Length says.
    package func read(hasBody: Bool = true) throws -> WireAnswer {
        let mark = Array("\r\n\r\n".utf8)
        while true {
            guard let end = unread.firstRange(of: mark) else {
                try receive()
                continue
            }
            let head = String(decoding: unread[..<end.lowerBound], as: UTF8.self)
            unread.removeSubrange(..<end.upperBound)
            var answer = try WireAnswer(head: head)
            let length = answer["Content-Length"].flatMap { Int($0) } ?? 0
            if hasBody, answer.status >= 200, answer.status != 204, answer.status != 304 {
                while unread.count < length { try receive() }
                answer.body = Array(unread[..<length])
                unread.removeSubrange(..<length)
            }
            if answer["Connection"]?.lowercased() == "close" { hangUp() }
            return answer
        }
    }

    /// Ends the connection; the next request opens another.
    package func hangUp() {
        guard socket >= 0 else { return }
        close(socket)
        socket = -1
        unread = []
    }

    private func connect() throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: secondsMax, tv_usec: 0)
        let limitSize = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, limitSize)
        var yes: Int32 = 1
        let yesSize = socklen_t(MemoryLayout<Int32>.size)
        _ = unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, yesSize)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe Glibc.connect(socket, pointer, size) == 0
            }
        }
        guard isConnected else { throw Failure(description: "connect: \(errno)") }
    }

    private func receive() throws {
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        var size = unsafe recv(socket, &piece, piece.count, 0)
        while size < 0, errno == EINTR { size = unsafe recv(socket, &piece, piece.count, 0) }
        guard size > 0 else {
            let said = String(decoding: unread, as: UTF8.self)
            throw Failure(description: "no whole answer (\(size), \(errno)), but: \(said)")
        }
        unread += piece[..<size]
    }
}

/// An answer as it came.
package struct WireAnswer: Sendable {
    package let status: Int
    package internal(set) var body: [UInt8] = []
    private let fields: [String: String]

    init(head: String) throws {
        let lines = head.split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count > 1, let status = Int(words[1]) else {
            throw WireClient.Failure(description: "no answer, but: \(head)")
        }
        self.status = status
        let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (line[..<colon].lowercased(), String(value))
        }
        fields = Dictionary(pairs) { first, second in "\(first), \(second)" }
    }

    package subscript(name: String) -> String? { fields[name.lowercased()] }

    package var text: String { String(decoding: body, as: UTF8.self) }

    package func json() throws -> JSON { try JSON(body) }
}
