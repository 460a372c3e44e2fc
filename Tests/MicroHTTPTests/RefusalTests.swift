import HTTPTypes
import MicroHTTP
import Testing

@Suite struct RefusalTests {
    @Test(
        "a request that can be read in two ways is refused, and its connection with it",
        arguments: [
            "Content-Length: 3\nContent-Length: 3",
            "Content-Length: 3\nContent-Length: 4",
            "Content-Length: 3\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\nContent-Length: 3",
            "Transfer-Encoding: chunked\nTransfer-Encoding: chunked",
            "Content-Length : 3",
            "Content Length: 3",
            "Host: y",
        ]
    )
    func ambiguous(fields: String) throws {
        let daemon = try Daemon(handler: mirror)
        let client = try RawClient(port: daemon.port)
        let response = try client.ask("POST / HTTP/1.1\nHost: x\n\(fields)", body: "abc")
        #expect(response.status == (fields.hasPrefix("Transfer-Encoding: chunked\nT") ? 501 : 400))
        #expect(response["Connection"] == "close")
        #expect(try client.isClosed())
    }

    @Test(
        "a malformed head is refused, and its connection with it",
        arguments: [
            "GET / HTTP/1.1",
            "GET / HTTP/1.1\nHost: x\nno colon",
            "GET / HTTP/1.1\nHost: x\n: y",
            "GET / HTTP/1.1\nHost: x\n:",
            "GET / HTTP/1.1\nHost: x\n: y\nGET /other HTTP/1.1\nHost: x",
            "GET / HTTP/1.1\nHost: x\nX: y\n z",
            "GET / HTTP/9",
            "GET /",
        ]
    )
    func malformedHead(head: String) throws {
        let daemon = try Daemon(handler: mirror)
        let client = try RawClient(port: daemon.port)
        #expect(try client.ask(head).status == 400)
        #expect(try client.isClosed())
    }

    /// libmicrohttpd answers this one itself, with two heads, so only the first is looked at.
    @Test("a length that is no number is refused", arguments: ["abc", "-1", "+3", "3,3", ""])
    func malformedLength(length: String) throws {
        let daemon = try Daemon(handler: mirror)
        let head = "POST / HTTP/1.1\nHost: x\nContent-Length: \(length)"
        #expect(try RawClient(port: daemon.port).ask(head).status == 400)
    }

    @Test("a transfer encoding that we do not know is refused")
    func unknownTransferEncoding() throws {
        let daemon = try Daemon(handler: mirror)
        let head = "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: gzip, chunked"
        #expect(try RawClient(port: daemon.port).ask(head).status == 501)
    }

    @Test("a body that is announced too large is refused before it is sent")
    func announcedTooLarge() throws {
        let daemon = try Daemon(smallBodies, handler: mirror)
        let client = try RawClient(port: daemon.port)
        let response = try client.ask("POST / HTTP/1.1\nHost: x\nContent-Length: 11")
        #expect(response.status == 413)
        #expect(response["Connection"] == "close")
        #expect(response.body == "the body is larger than 10 bytes\n")
    }

    @Test("a client that sends its too large body all the same still reads why not")
    func sentTooLarge() throws {
        let daemon = try Daemon(smallBodies, handler: mirror)
        let client = try RawClient(port: daemon.port)
        let body = [UInt8](repeating: 120, count: 20 << 20)
        try client.send("POST / HTTP/1.1\nHost: x\nContent-Length: \(body.count)\n\n")
        try client.send(body)
        #expect(try client.read().status == 413)
    }

    @Test("a client that asks whether it may send too much is told no")
    func expectTooLarge() throws {
        let daemon = try Daemon(smallBodies, handler: mirror)
        let head = "POST / HTTP/1.1\nHost: x\nContent-Length: 11\nExpect: 100-continue"
        #expect(try RawClient(port: daemon.port).ask(head).status == 413)
    }

    @Test(
        "a length beyond all numbers is too large",
        arguments: [
            "9223372036854775807", "9223372036854775808", "18446744073709551615",
            "99999999999999999999999",
        ]
    )
    func absurdLength(length: String) throws {
        let daemon = try Daemon(handler: mirror)
        let head = "POST / HTTP/1.1\nHost: x\nContent-Length: \(length)"
        #expect(try RawClient(port: daemon.port).ask(head).status == 413)
    }

    @Test("a chunked body is refused once it is too large, and its connection goes on")
    func chunkedTooLarge() throws {
        let daemon = try Daemon(smallBodies, handler: mirror)
        let client = try RawClient(port: daemon.port)
        let head = "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked"
        func chunks(_ count: Int) -> String {
            String(repeating: "5\r\nabcde\r\n", count: count) + "0\r\n\r\n"
        }
        #expect(try client.ask(head, body: chunks(2)).body == "POST /\nabcdeabcde")
        #expect(try client.ask(head, body: chunks(3)).status == 413)
        #expect(try client.ask(head, body: chunks(1)).body == "POST /\nabcde")
    }

    @Test("a malformed chunk is refused")
    func malformedChunk() throws {
        let daemon = try Daemon(handler: mirror)
        let head = "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked"
        #expect(try RawClient(port: daemon.port).ask(head, body: "zz\r\n").status == 400)
    }

    @Test(
        "a head up to the limit is read and answered, beyond it refused",
        arguments: [
            (-1, 200), (0, 200), (1, 431), (20_000, 431), (1 << 20, 431),
        ]
    )
    func headSize(excess: Int, status: Int) throws {
        let limits = Limits()
        let daemon = try Daemon(limits) { _ in
            var fields = HTTPFields()
            fields[.location] = String(repeating: "l", count: 3_000)
            return .now(Response(.ok, fields: fields, body: Array("ok".utf8)))
        }
        let short = (3..<limits.fieldCountMax).map { "F\($0): v\n" }.joined()
        let start = "POST / HTTP/1.1\nHost: x\nContent-Length: 3\n\(short)"
        let fixed = start.replacing("\n", with: "\r\n").utf8.count + "X-Long: \r\n\r\n".utf8.count
        let value = String(repeating: "v", count: limits.headerSizeMax - fixed + excess)
        let client = try RawClient(port: daemon.port)
        #expect(try client.ask("\(start)X-Long: \(value)", body: "abc").status == status)
    }

    @Test("a path beyond all limits is refused")
    func hugePath() throws {
        let daemon = try Daemon(handler: mirror)
        let path = "/" + String(repeating: "a", count: 1 << 20)
        #expect(try RawClient(port: daemon.port).ask("GET \(path) HTTP/1.1\nHost: x").status == 414)
    }

    @Test("many short fields are refused too")
    func manyFields() throws {
        let limits = Limits()
        let daemon = try Daemon(limits, handler: mirror)
        func status(_ count: Int) throws -> Int {
            let fields = (1..<count).map { "\nF\($0): v" }.joined()
            return try RawClient(port: daemon.port).ask("GET / HTTP/1.1\nHost: x\(fields)").status
        }
        #expect(try status(limits.fieldCountMax) == 200)
        #expect(try status(limits.fieldCountMax + 1) == 431)
        #expect(try status(2_000) == 431)
    }

    @Test("the owner says how a refusal reads")
    func ownWords() throws {
        let daemon = try Daemon(
            listening: .tcp(host: "127.0.0.1", port: 0),
            limits: smallBodies,
            refusal: { Response($0.status, body: Array("太大".utf8)) },
            handler: mirror
        )
        let head = "POST / HTTP/1.1\nHost: x\nContent-Length: 11"
        #expect(try RawClient(port: daemon.port).ask(head).body == "太大")
    }

    private var smallBodies: Limits {
        var limits = Limits()
        limits.bodySizeMax = 10
        return limits
    }
}
