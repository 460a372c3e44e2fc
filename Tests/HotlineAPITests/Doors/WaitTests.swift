import Hotline
import HotlineAPI
import HotlineStore
import HotlineTesting
import Testing

/// How much one account may take from the others (限额).
@Suite struct WaitTests {
    @Test("a person's waiting polls are capped, and those that end make room")
    func cap() throws {
        let hotline = try TestHotline()
        let browser = try hotline.browser(of: .dispatcher)
        let cookies = browser.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let poll = """
            GET /api/v1/changes?after=0&wait=50 HTTP/1.1\r\nHost: localhost\r
            Cookie: \(cookies)\r\n\r\n
            """
        var waiting: [WireClient] = []
        for _ in 0..<16 {
            let client = WireClient(port: hotline.port)
            try client.send(Array(poll.utf8))
            waiting.append(client)
        }
        hotline.waitForWaiters(16)
        let refused = try browser.ask("GET", "/api/v1/changes?after=0&wait=50")
        #expect(refused.status == 429)
        #expect(refused["Retry-After"] != nil)
        #expect(try browser.ask("GET", "/api/v1/changes?after=0").status == 200, "no wait, no cap")
        _ = try hotline.file(.operator, Story.help)
        for client in waiting { #expect(try client.read().status == 200) }
        #expect(try browser.ask("GET", "/api/v1/changes?after=0&wait=50").status == 200)
    }

    @Test("no answer is without what browsers must be told, and HSTS is for TLS alone")
    func fields() throws {
        let hotline = try TestHotline()
        for target in ["/healthz", "/api/v1/tickets", "/api/v1/nothing", "/openapi.json"] {
            let answer = try hotline.get(.operator, target)
            #expect(answer["X-Content-Type-Options"] == "nosniff")
            #expect(answer["Content-Security-Policy"]?.contains("frame-ancestors 'none'") == true)
            #expect(answer["Referrer-Policy"] == "same-origin")
            #expect(answer["Cache-Control"] == "no-store", "\(target)")
            #expect(answer["Strict-Transport-Security"] == nil)
        }
    }
}
