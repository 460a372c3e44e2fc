import Foundation
import FoundationNetworking
import HTTPTypes
import MicroHTTP
import Testing

@Suite struct RequestTests {
    @Test(
        "what a request says arrives decoded",
        arguments: [
            ("/a/b", "GET /a/b\n"),
            ("/", "GET /\n"),
            ("/%E5%B1%B1%E8%A5%BF", "GET /山西\n"),
            ("/山西", "GET /山西\n"),
            ("/a+b", "GET /a+b\n"),
            ("/?q=%E6%B1%82%E5%8A%A9&q=2", "GET /\nq=求助\nq=2\n"),
            ("/?a=1+2&b&=c&&d=%2B%26%3D", "GET /\na=1 2\nb=\n=c\nd=+&=\n"),
            ("/?a=b=c?d", "GET /\na=b=c?d\n"),
            ("/?", "GET /\n"),
            ("http://example.org/x?y=z", "GET /x\ny=z\n"),
            ("http://example.org", "GET /\n"),
        ]
    )
    func decoding(target: String, expected: String) throws {
        let daemon = try Daemon(handler: mirror)
        let response = try RawClient(port: daemon.port).ask("GET \(target) HTTP/1.1\nHost: x")
        #expect(response.status == 200)
        #expect(response.body == expected)
    }

    @Test(
        "a target that means nothing is refused",
        arguments: [
            "/%", "/%4", "/%zz", "/%00", "/a%00b", "/%FF", "/?a=%00", "/?a=%C3%28", "/?%", "x",
            "?a",
            "/a b", "/?a b", "/a\u{1}", "",
        ]
    )
    func badTarget(target: String) throws {
        let daemon = try Daemon(handler: mirror)
        let response = try RawClient(port: daemon.port).ask("GET \(target) HTTP/1.1\nHost: x")
        #expect(response.status == 400)
    }

    @Test("a path over the limit is refused")
    func longPath() throws {
        var limits = Limits()
        limits.pathLengthMax = 100
        let daemon = try Daemon(limits, handler: mirror)
        func status(_ length: Int) throws -> Int {
            let path = "/" + String(repeating: "a", count: length - 1)
            return try RawClient(port: daemon.port).ask("GET \(path) HTTP/1.1\nHost: x").status
        }
        #expect(try status(100) == 200)
        #expect(try status(101) == 414)
    }

    @Test("a body arrives whole and the answer leaves whole")
    func largeBody() async throws {
        let daemon = try Daemon { request in
            let fields: HTTPFields = [.contentType: "text/plain"]
            return .now(Response(.ok, fields: fields, body: request.body.reversed()))
        }
        let sent = Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0) })
        let url = try #require(URL(string: "http://127.0.0.1:\(daemon.port)/echo"))
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.httpBody = sent

        let (received, response) = try await URLSession.shared.data(for: request)

        #expect((response as? HTTPURLResponse)?.statusCode == 200)
        #expect(received == Data(sent.reversed()))
    }

    @Test("a chunked body arrives as one")
    func chunked() throws {
        let daemon = try Daemon(handler: mirror)
        let response = try RawClient(port: daemon.port).ask(
            "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked",
            body: "3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nTrailer: t\r\n\r\n"
        )
        #expect(response.body == "POST /\nabcdefgh")
    }

    @Test("a client that waits for 100 Continue gets it")
    func continueExpected() throws {
        let daemon = try Daemon(handler: mirror)
        let client = try RawClient(port: daemon.port)
        let head = "POST / HTTP/1.1\nHost: x\nContent-Length: 3\nExpect: 100-continue"
        #expect(try client.ask(head).status == 100)
        try client.send("abc")
        #expect(try client.read().body == "POST /\nabc")
    }

    @Test("requests may follow one another on a connection without waiting")
    func pipelined() throws {
        let daemon = try Daemon(handler: mirror)
        let client = try RawClient(port: daemon.port)
        let requests = (0..<50).map { number in
            let body = String(repeating: "x", count: number)
            return "POST /\(number) HTTP/1.1\nHost: x\nContent-Length: \(number)\n\n\(body)"
        }
        try client.send(requests.joined())
        for number in 0..<50 {
            let body = String(repeating: "x", count: number)
            #expect(try client.read().body == "POST /\(number)\n\(body)")
        }
    }

    @Test("the handler sees HEAD, and its client the length of a body that does not come")
    func head() throws {
        let daemon = try Daemon(handler: mirror)
        let client = try RawClient(port: daemon.port)
        let response = try client.ask("HEAD /abc HTTP/1.1\nHost: x")
        #expect(response.status == 200)
        #expect(response["Content-Length"] == "10")
        #expect(try client.ask("GET /next HTTP/1.1\nHost: x").body == "GET /next\n")
    }

    @Test("no body goes out with 204 and 304", arguments: [204, 304])
    func bodyless(code: Int) throws {
        let daemon = try Daemon { request in
            .now(Response(.init(code: code), fields: [.eTag: "\"1\""], body: Array("abc".utf8)))
        }
        let client = try RawClient(port: daemon.port)
        for _ in 0..<2 {
            let response = try client.ask("GET / HTTP/1.1\nHost: x")
            #expect(response.status == code)
            #expect(response["ETag"] == "\"1\"")
            #expect(response["Content-Length"] == (code == 204 ? nil : "3"))
        }
    }

    @Test("HTTP/1.0 needs no Host, and its connection ends unless it says otherwise")
    func http10() throws {
        let daemon = try Daemon(handler: mirror)
        let client = try RawClient(port: daemon.port)
        let lasting = try client.ask("GET /1 HTTP/1.0\nConnection: keep-alive")
        #expect(lasting.body == "GET /1\n")
        #expect(lasting["Connection"] == "Keep-Alive")
        #expect(try client.ask("GET /2 HTTP/1.0").body == "GET /2\n")
        #expect(try client.isClosed())
    }

    @Test("fields keep their order and are found whatever their case")
    func fields() throws {
        let daemon = try Daemon { request in
            let name = HTTPField.Name("X-Two")
            let two = name.map { request.fields[values: $0] } ?? []
            let text = "\(request.fields[.ifNoneMatch] ?? "") \(two) \(request.fields.count)"
            return .now(Response(.ok, body: Array(text.utf8)))
        }
        let response = try RawClient(port: daemon.port).ask(
            "GET / HTTP/1.1\nhost: x\nIF-NONE-MATCH: \"e\"\nx-two: a\nX-TWO:b\nEmpty:"
        )
        #expect(response.body == "\"e\" [\"a\", \"b\"] 5")
    }
}
