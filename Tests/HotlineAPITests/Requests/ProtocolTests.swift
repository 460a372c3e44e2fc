import Hotline
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// What HTTP asks of every answer (协议).
@Suite struct ProtocolTests {
    @Test(
        "a method that is not there is answered with those that are",
        arguments: [
            ("DELETE", "/api/v1/tickets", "GET, HEAD, POST"),
            ("PUT", "/api/v1/tickets/20261123000001", "GET, HEAD"),
            ("GET", "/api/v1/tickets/20261123000001/actions", "POST"),
            ("PATCH", "/api/v1/units/140105001/duty", "GET, HEAD, PUT"),
            ("POST", "/healthz", "GET, HEAD"),
        ]
    )
    func methodNotAllowed(method: String, target: String, allowed: String) throws {
        let hotline = try TestHotline()
        let body: JSON? = method == "GET" ? nil : [:]
        let answer = try hotline.ask(.operator, method, target, body: body)
        #expect(answer.status == 405)
        #expect(answer["Allow"] == allowed)
        #expect(answer["Content-Type"] == "application/problem+json")
    }

    @Test("long JSON is packed for whoever says that it can unpack it, and for nobody else")
    func packed() throws {
        let hotline = try TestHotline()
        let asks = [("Accept-Encoding", "gzip, deflate, br")]
        let plain = try hotline.get(.township, "/openapi.json")
        let packed = try hotline.ask(.township, "GET", "/openapi.json", fields: asks)
        #expect(plain["Content-Encoding"] == nil)
        #expect(packed["Content-Encoding"] == "gzip" && packed["Vary"] == "Accept-Encoding")
        #expect(packed.body.starts(with: [0x1F, 0x8B]))
        #expect(packed.body.count < plain.body.count / 3)
        #expect(packed["Content-Length"] == String(packed.body.count))
        let short = try hotline.ask(.township, "GET", "/healthz", fields: asks)
        #expect(short["Content-Encoding"] == nil)
    }

    @Test(
        "HEAD says what GET says, but for the body",
        arguments: [
            "/api/v1/tickets/20261123000001", "/api/v1/tickets?limit=1",
            "/api/v1/units/140105001/queue", "/api/v1/tickets/20261123000009", "/healthz",
            "/openapi.json", "/api/v1/calendar/2026",
        ]
    )
    func head(target: String) throws {
        let hotline = try TestHotline()
        for _ in 1...2 { _ = try hotline.file(.operator, Story.help) }
        let get = try hotline.get(.township, target)
        let head = try hotline.ask(.township, "HEAD", target)
        #expect(head.status == get.status)
        #expect(head.body.isEmpty)
        for name in ["Content-Type", "Content-Length", "ETag", "Link", "Cache-Control"] {
            #expect(head[name] == get[name], "\(name)")
        }
        #expect(try hotline.get(.township, target).body == get.body, "the connection goes on")
    }

    @Test("every answer has a number of its own")
    func requestID() throws {
        let hotline = try TestHotline()
        let targets = ["/healthz", "/api/v1/tickets", "/api/v1/nothing", "/api/v1/tickets/1"]
        let ids = try targets.map { try #require(try hotline.get(.operator, $0)["X-Request-Id"]) }
        #expect(Set(ids).count == targets.count)
    }

    @Test(
        "who has no token, a wrong one or another kind is asked for one",
        arguments: [
            [], [("Authorization", "Bearer nothing")], [("Authorization", "Basic b3A6b3A=")],
            [("Authorization", "Bearer ")], [("Authorization", Person.operator.token.text)],
        ]
    )
    func unauthorized(fields: [(String, String)]) throws {
        let hotline = try TestHotline()
        let client = WireClient(port: hotline.port)
        for target in ["/api/v1/tickets", "/api/v1/changes?after=0", "/api/v1/units"] {
            let answer = try client.ask("GET", target, fields: fields)
            #expect(answer.status == 401)
            #expect(answer["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
        }
        for target in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
            #expect(try client.ask("GET", target, fields: fields).status == 200)
        }
    }

    @Test(
        "a question that cannot be is refused, and says which part",
        arguments: [
            "/api/v1/tickets?limit=0", "/api/v1/tickets?limit=201", "/api/v1/tickets?limit=x",
            "/api/v1/tickets?state=open", "/api/v1/tickets?from=yesterday",
            "/api/v1/tickets?limit=1&limit=2", "/api/v1/tickets?phone=13800001111",
            "/api/v1/tickets?after=nonsense", "/api/v1/changes", "/api/v1/changes?after=-1",
            "/api/v1/changes?after=1.5", "/api/v1/changes?after=0&wait=61",
            "/api/v1/units/140105001/queue?wait=-1",
        ]
    )
    func badQuery(target: String) throws {
        let hotline = try TestHotline()
        let answer = try hotline.get(.township, target)
        #expect(answer.status == 400, "\(answer.text)")
        #expect(answer["Content-Type"] == "application/problem+json")
    }

    @Test("roles without business with tickets read none of them")
    func roles() throws {
        let hotline = try TestHotline()
        _ = try hotline.file(.operator, Story.help)
        for target in [
            "/api/v1/tickets", "/api/v1/tickets/20261123000001", "/api/v1/units/140105001/queue",
        ] {
            for person in [Person.auditor, .administrator] {
                #expect(try hotline.get(person, target).status == 403, "\(person) \(target)")
            }
        }
        for person in [Person.auditor, .administrator] {
            #expect(try hotline.file(person, Story.help).status == 403)
        }
        let journal = "/api/v1/tickets/20261123000001/events"
        #expect(try hotline.get(.administrator, journal).status == 403)
        let events = try hotline.get(.auditor, journal)
        #expect(events.status == 200)
        #expect(try events.json().at("items/0/text")?.isNull == true, "the journal without texts")
    }
}
