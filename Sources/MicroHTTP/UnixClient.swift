private import CMicroHTTPD
private import Glibc
internal import HTTPTypes

/// Talks to a server over its Unix socket, one request a connection.
package enum UnixClient {
    /// Sends a request and waits for the answer.
    ///
    /// - Parameters:
    ///   - request: `Host`, `Connection` and `Content-Length` are added to its fields.
    ///   - socketPath: Where the server listens.
    ///   - timeoutSeconds: How long it may be silent.
    /// - Returns: The answer, whatever it says: a refusal is an answer too.
    /// - Throws: ``UnixClient/Failure`` if no answer came.
    package static func send(
        _ request: Request,
        to socketPath: String,
        timeoutSeconds: Int = 30
    ) throws(Failure) -> Response {
        let socket = try connect(to: socketPath, timeoutSeconds: timeoutSeconds)
        defer { close(socket) }
        // A server that refuses what it is being sent stops reading and answers.
        _ = send(wireForm(of: request), on: socket)
        return try ResponseParser.parse(try receive(from: socket), to: request.method)
    }

    /// Why there is no answer.
    package enum Failure: Error, Equatable {
        /// The socket is not there, or nobody listens.
        case noServer(socketPath: String, String)
        case timedOut
        /// The connection ended in the middle of the answer.
        case brokenOff
        /// The answer is not HTTP/1.1 with a `Content-Length`, or larger than any answer is.
        case unreadable
    }

    // MARK: - The request

    private static func wireForm(of request: Request) -> [UInt8] {
        let query = request.query.map { "\(encode($0.name))=\(encode($0.value))" }
        let target =
            encode(request.path, alsoAllowed: "/")
            + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        var head = "\(request.method.rawValue) \(target) HTTP/1.1\r\n"
        head += "Host: localhost\r\nConnection: close\r\nContent-Length: \(request.body.count)\r\n"
        for field in request.fields { head += "\(field.name.rawName): \(field.value)\r\n" }
        return Array("\(head)\r\n".utf8) + request.body
    }

    /// Percent-encodes all but the unreserved characters of RFC 3986.
    private static func encode(_ text: String, alsoAllowed allowed: String = "") -> String {
        var encoded = ""
        for byte in text.utf8 {
            let character = Character(Unicode.Scalar(byte))
            if character.isASCII,
                character.isLetter || character.isNumber
                    || "-._~\(allowed)".contains(character)
            {
                encoded.append(character)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }

    // MARK: - The socket

    private static func connect(
        to path: String,
        timeoutSeconds: Int
    ) throws(Failure) -> Int32 {
        guard let address = sockaddr_un(path: path) else {
            throw .noServer(socketPath: path, "the path is too long for a socket")
        }
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = Glibc.socket(AF_UNIX, type, 0)
        var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        guard socket >= 0, address.connect(socket) else {
            let error = SystemError()
            close(socket)
            throw .noServer(socketPath: path, "\(error)")
        }
        return socket
    }

    private static func send(_ bytes: [UInt8], on socket: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let size = unsafe bytes.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent...])
                return unsafe Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if size < 0, errno == EINTR { continue }
            guard size > 0 else { return false }
            sent += size
        }
        return true
    }

    /// Reads until the server closes the connection.
    private static func receive(from socket: Int32) throws(Failure) -> [UInt8] {
        var received: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while received.count <= responseSizeMax {
            let size = unsafe recv(socket, &piece, piece.count, 0)
            if size < 0, errno == EINTR { continue }
            if size < 0, errno == EAGAIN { throw .timedOut }
            // A server that refused what we were still sending may break the connection after
            // its answer.
            guard size > 0 else { return received }
            received += piece[..<size]
        }
        throw .unreadable
    }

    private static let responseSizeMax = 64 << 20
}

/// Reads an answer that has arrived whole.
private enum ResponseParser {
    static func parse(
        _ bytes: [UInt8],
        to method: HTTPRequest.Method
    ) throws(UnixClient.Failure) -> Response {
        guard let end = endOfHead(bytes) else { throw .brokenOff }
        var lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")[...]
        guard let status = lines.popFirst().flatMap(status) else { throw .unreadable }
        var response = Response(status)
        for line in lines { try append(line, to: &response.fields) }
        guard response.fields[.transferEncoding] == nil else { throw .unreadable }
        guard method != .head, let length = response.fields[.contentLength].flatMap({ Int($0) })
        else { return response }
        let body = bytes[(end + 4)...].prefix(length)
        guard body.count == length || status == .notModified else { throw .brokenOff }
        response.body = Array(body)
        return response
    }

    private static func append(
        _ line: Substring,
        to fields: inout HTTPFields
    ) throws(UnixClient.Failure) {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let name = HTTPField.Name(String(parts[0])) else {
            throw .unreadable
        }
        let value = parts[1].drop { $0 == " " }
        fields.append(HTTPField(name: name, value: String(value)))
    }

    private static func status(_ line: Substring) -> HTTPResponse.Status? {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "HTTP/1.1", let code = Int(words[1]),
            (100...999).contains(code)
        else { return nil }
        return HTTPResponse.Status(code: code)
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= mark.count else { return nil }
        return (0...(bytes.count - mark.count)).first { index in
            bytes[index..<(index + mark.count)].elementsEqual(mark)
        }
    }
}

extension UnixClient.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noServer(let path, let reason):
            "no server answers at \(path) (\(reason)): start it first"
        case .timedOut: "the server did not answer in time"
        case .brokenOff: "the server broke off its answer"
        case .unreadable: "the server's answer is not understood"
        }
    }
}
