import Hotline
import HotlineAPI
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// Signing in, and being signed in (登录与会话).
@Suite struct SessionTests {
    @Test("who signs in is told who he is, and gets a cookie that no script reads")
    func signIn() throws {
        let hotline = try TestHotline()
        try hotline.givePassword(.dispatcher)
        let browser = Browser(hotline)
        let answer = try browser.signIn("dispatcher", TestHotline.password)
        #expect(answer.status == 200)
        let json = try answer.json()
        #expect(json["account"] == "dispatcher")
        #expect(json["role"] == "dispatcher")
        #expect(json["unit"] == "140105-desk")
        #expect(json["division"] == "140105")
        #expect(json["mustChangePassword"] == false)
        let cookie = try #require(answer["Set-Cookie"])
        #expect(cookie.contains("hotline-session=hs_"))
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
        #expect(!cookie.contains("Secure"), "a browser would not send it back over plain HTTP")
        #expect(answer["Cache-Control"] == "no-store")
        let again = try browser.ask("GET", "/api/v1/session").json()
        #expect(again == json)
        #expect(try browser.ask("GET", "/api/v1/tickets").status == 200)
    }

    @Test("nothing in the database lets anybody in")
    func hashed() throws {
        let hotline = try TestHotline()
        let browser = try hotline.browser(of: .dispatcher)
        let secret = try #require(browser.cookies["hotline-session"])
        let bytes = try hotline.bytesOnDisk()
        #expect(bytes.firstRange(of: Array(secret.utf8)) == nil)
        #expect(bytes.firstRange(of: Array(TestHotline.password.utf8)) == nil)
        #expect(bytes.firstRange(of: Array(Person.dispatcher.token.text.utf8)) == nil)
    }

    @Test(
        "a wrong password, an account that is not there and one shut out are answered alike"
    )
    func failures() throws {
        let hotline = try TestHotline()
        try hotline.givePassword(.dispatcher)
        try hotline.givePassword(.neighbour)
        let now = hotline.time.now
        try hotline.store.writer.write { ledger in
            try ledger.setDisabled(true, "neighbour", by: nil, at: now)
        }
        let browser = Browser(hotline)
        let answers = [
            try browser.signIn("dispatcher", "not the password"),
            try browser.signIn("nobody", "not the password"),
            try browser.signIn("neighbour", TestHotline.password),
            try browser.signIn("operator", "has no password"),
        ]
        #expect(answers.allSatisfy { $0.status == 401 && $0["Set-Cookie"] == nil })
        #expect(Set(answers.map(\.body)).count == 1)
    }

    @Test("what changes something needs the page's token, whatever the method")
    func requestToken() throws {
        let hotline = try TestHotline()
        let browser = try hotline.browser(of: .operator)
        let right = browser.requestToken
        for wrong in [nil, "", "0000", String(right?.reversed() ?? [])] {
            browser.requestToken = wrong
            for (method, target) in [
                ("POST", "/api/v1/tickets"), ("POST", "/api/v1/tickets/preview"),
                ("PUT", "/api/v1/units/140105-desk/duty"), ("DELETE", "/api/v1/session"),
            ] {
                let answer = try browser.ask(method, target, Story.help)
                #expect(answer.status == 403, "\(method) \(target): \(answer.text)")
            }
        }
        #expect(hotline.head == 0)
        browser.requestToken = right
        #expect(try browser.ask("POST", "/api/v1/tickets", Story.help).status == 201)
    }

    @Test(
        "what a page of another site sends is refused, with the right token too",
        arguments: [
            ("Origin", "https://elsewhere.example"), ("Origin", "null"),
            ("Origin", "http://localhost.elsewhere.example"), ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
        ]
    )
    func origin(field: String, value: String) throws {
        let hotline = try TestHotline()
        let browser = try hotline.browser(of: .operator)
        let fields = [(field, value)]
        let answer = try browser.ask("POST", "/api/v1/tickets", Story.help, fields: fields)
        #expect(answer.status == 403)
        let body: JSON = ["account": "operator", "password": .string(TestHotline.password)]
        #expect(try browser.ask("POST", "/api/v1/session", body, fields: fields).status == 403)
        let own = [("Origin", "http://localhost"), ("Sec-Fetch-Site", "same-origin")]
        #expect(
            try browser.ask("POST", "/api/v1/tickets", Story.help, fields: own).status == 201
        )
    }

    @Test("a session ends when it is not used, and after a day's work")
    func times() throws {
        let hotline = try TestHotline()
        let idle = try hotline.browser(of: .operator)
        let busy = try hotline.browser(of: .dispatcher)
        hotline.wait(seconds: SessionTime.idleMax - 1)
        #expect(try busy.ask("GET", "/api/v1/session").status == 200)
        hotline.wait(seconds: 1)
        let answer = try idle.ask("GET", "/api/v1/session")
        #expect(answer.status == 401)
        #expect(try answer.json()["type"] == "/problems/session-over")
        var used = SessionTime.idleMax
        while used < SessionTime.lengthMax {
            #expect(try busy.ask("GET", "/api/v1/session").status == 200)
            hotline.wait(seconds: SessionTime.idleMax - 1)
            used += SessionTime.idleMax - 1
        }
        #expect(try busy.ask("GET", "/api/v1/session").status == 401)
    }

    @Test("when it was last used survives a restart, to the minute")
    func restart() throws {
        let hotline = try TestHotline()
        let browser = try hotline.browser(of: .operator)
        hotline.wait(seconds: SessionTime.idleMax - 10)
        #expect(try browser.ask("GET", "/api/v1/session").status == 200)
        try hotline.office.noteUses(at: hotline.time.now, isLast: true)
        try hotline.close()
        let next = try TestHotline(in: hotline.directory, at: hotline.time)
        next.wait(seconds: 60)
        let again = Browser(next)
        again.steal(from: browser)
        #expect(try again.ask("GET", "/api/v1/session").status == 200)
    }

    @Test("signing out ends the session, and the cookie is worthless wherever it is kept")
    func signOut() throws {
        let hotline = try TestHotline()
        let browser = try hotline.browser(of: .operator)
        let thief = Browser(hotline)
        thief.steal(from: browser)
        #expect(try thief.ask("GET", "/api/v1/session").status == 200)
        #expect(try browser.ask("DELETE", "/api/v1/session").status == 204)
        #expect(browser.cookies["hotline-session"] == nil)
        #expect(try thief.ask("GET", "/api/v1/session").status == 401)
    }

    @Test("the sessions of an account are listed, and can be ended one by one, by it alone")
    func list() throws {
        let hotline = try TestHotline()
        let first = try hotline.browser(of: .operator)
        let second = Browser(hotline)
        try second.signIn("operator", TestHotline.password)
        let stranger = try hotline.browser(of: .dispatcher)
        let items = try #require(try second.ask("GET", "/api/v1/sessions").json()["items"]?.array)
        #expect(items.count == 2)
        #expect(items.map { $0["current"] } == [true, false])
        let id = try #require(items[1]["id"]?.integer)
        #expect(try stranger.ask("DELETE", "/api/v1/sessions/\(id)").status == 404)
        #expect(try second.ask("DELETE", "/api/v1/sessions/\(id)").status == 204)
        #expect(try first.ask("GET", "/api/v1/session").status == 401)
        #expect(try second.ask("GET", "/api/v1/session").status == 200)
    }

    @Test(
        "a cookie that cannot be one is refused in a line",
        arguments: [
            String(repeating: "x", count: 8 << 10), "", "hs_", "' OR 1=1 --", "../../etc",
        ]
    )
    func strangeCookies(value: String) throws {
        let hotline = try TestHotline()
        let client = WireClient(port: hotline.port)
        let fields = [("Cookie", "hotline-session=\(value)")]
        let answer = try client.ask("GET", "/api/v1/session", fields: fields)
        #expect(answer.status == 401)
        let detail = try #require(try answer.json()["detail"]?.string)
        #expect(detail.hasSuffix("请重新登录。") && !detail.contains("\n"))
        let twice = [("Cookie", "hotline-session=a; hotline-session=b")]
        #expect(try client.ask("GET", "/api/v1/session", fields: twice).status == 401)
    }

    @Test("a clock that was set back does not make a session younger")
    func clockBackwards() throws {
        let hotline = try TestHotline(at: SimulatedTime("2026-11-23T12:00:00+08:00"))
        let browser = try hotline.browser(of: .operator)
        try hotline.close()
        let earlier = SimulatedTime("2026-11-23T09:00:00+08:00")
        let next = try TestHotline(in: hotline.directory, at: earlier)
        let again = Browser(next)
        again.steal(from: browser)
        #expect(try again.ask("GET", "/api/v1/session").status == 401)
    }

    @Test("a poll that waits is told nothing any more once its session has ended")
    func waitingPoll() throws {
        let hotline = try TestHotline()
        let browser = try hotline.browser(of: .dispatcher)
        let other = Browser(hotline)
        other.steal(from: browser)
        other.requestToken = browser.requestToken
        let cookies = browser.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let waiting = WireClient(port: hotline.port)
        try waiting.send(
            Array(
                """
                GET /api/v1/changes?after=0&wait=30 HTTP/1.1\r\nHost: localhost\r
                Cookie: \(cookies)\r\n\r\n
                """.utf8
            )
        )
        hotline.waitForWaiter()
        #expect(try other.ask("DELETE", "/api/v1/session").status == 204)
        _ = try hotline.file(.operator, Story.help)
        #expect(try waiting.read().status == 401)
    }
}
