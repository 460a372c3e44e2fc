import HTTPTypes
import MicroHTTP
import Testing

@Suite struct UnixClientTests {
    private let directory = TemporaryDirectory()

    private var path: String { directory.socketPath }

    @Test("what is sent arrives, and what is answered comes back")
    func roundTrip() throws {
        let daemon = try Daemon(listening: .unix(path: path)) { request in
            let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "|")
            return .now(
                Response(
                    .created,
                    fields: [.location: "\(request.method) \(request.fields[.accept] ?? "")"],
                    body: Array("\(request.path)?\(query)\n".utf8) + request.body
                )
            )
        }
        let request = Request(
            .put,
            "/a b/山西%?",
            query: [.init(name: "q&=", value: "求 助+"), .init(name: "n", value: "")],
            fields: [.accept: "x/y"],
            body: [0, 1, 255]
        )
        let response = try UnixClient.send(request, to: path)
        #expect(response.status == .created)
        #expect(response.fields[.location] == "PUT x/y")
        #expect(response.body == Array("/a b/山西%??q&==求 助+|n=\n".utf8) + [0, 1, 255])
        _ = daemon.port
    }

    @Test("large bodies go both ways")
    func largeBodies() throws {
        let daemon = try Daemon(listening: .unix(path: path)) {
            .now(Response(.ok, body: $0.body + $0.body))
        }
        let body = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try UnixClient.send(Request(.post, "/", body: body), to: path).body == body + body)
        _ = daemon.port
    }

    @Test("a refusal is an answer as well")
    func refused() throws {
        let daemon = try Daemon(listening: .unix(path: path), handler: mirror)
        let request = Request(.post, "/", body: [UInt8](repeating: 0, count: 2 << 20))
        #expect(try UnixClient.send(request, to: path).status == .contentTooLarge)
        _ = daemon.port
    }

    @Test("answers without a body", arguments: [HTTPResponse.Status.noContent, .notModified])
    func bodyless(status: HTTPResponse.Status) throws {
        let daemon = try Daemon(listening: .unix(path: path)) { _ in
            .now(Response(status, body: [1]))
        }
        let response = try UnixClient.send(Request(.get, "/"), to: path)
        #expect(response.status == status)
        #expect(response.body.isEmpty)
        #expect(try UnixClient.send(Request(.head, "/"), to: path).body.isEmpty)
        _ = daemon.port
    }

    @Test("no server is a one-line error")
    func noServer() {
        do {
            _ = try UnixClient.send(Request(.get, "/"), to: path)
            Issue.record("somebody answers")
        } catch {
            #expect("\(error)".hasPrefix("no server answers at \(path) ("))
            #expect(!"\(error)".contains("\n"))
        }
    }

    @Test("a server that is silent is not waited for")
    func silentServer() throws {
        let post = Post()
        let daemon = try Daemon(listening: .unix(path: path), handler: post.leave)
        #expect(throws: UnixClient.Failure.timedOut) {
            try UnixClient.send(Request(.get, "/"), to: path, timeoutSeconds: 1)
        }
        _ = daemon.port
    }
}
