import Hotline
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineAPI

/// Passwords, and guessing them (密码).
@Suite struct PasswordTests {
    @Test(
        "short, common and telling passwords are refused, each with the reason",
        arguments: [
            ("kurz", "至少"), ("password123", "常见"), ("Hotline2026!", "常见"),
            ("aaaaaaaaaaaaaa", "重复"), ("1234567890", "常见"), ("operator-operator", "账号名"),
            ("qwertyuiop1", "常见"),
        ]
    )
    func policy(password: String, reason: String) throws {
        let problem = try #require(PasswordPolicy.problem(with: password, of: "operator"))
        #expect(problem.contains(reason), "\(problem)")
    }

    @Test("long ones of any letters are taken")
    func goodOnes() {
        for password in ["seven brown cranes", "汾河水库的第三座桥头在哪里", PasswordPolicy.fresh()] {
            #expect(PasswordPolicy.problem(with: password, of: "operator") == nil)
        }
        #expect(Set((0..<1000).map { _ in PasswordPolicy.fresh() }).count == 1000)
    }

    @Test("a first password is good for choosing another one, and for nothing else")
    func firstPassword() throws {
        let hotline = try TestHotline()
        let browser = try hotline.browser(of: .operator, mustChange: true)
        #expect(try browser.ask("GET", "/api/v1/session").json()["mustChangePassword"] == true)
        for (method, target) in [
            ("GET", "/api/v1/tickets"), ("POST", "/api/v1/tickets"), ("GET", "/api/v1/sessions"),
            ("GET", "/api/v1/units"),
        ] {
            let answer = try browser.ask(method, target, method == "POST" ? Story.help : nil)
            #expect(answer.status == 403)
            #expect(try answer.json()["type"] == "/problems/password-change-required")
        }
        let new = "汾河水库的第三座桥头"
        let weak: JSON = ["password": .string(TestHotline.password), "newPassword": "12345678"]
        let refused = try browser.ask("POST", "/api/v1/password", weak)
        #expect(refused.status == 422)
        #expect(try refused.json().at("errors/0/pointer") == "/newPassword")
        let wrong: JSON = ["password": "not the old one", "newPassword": .string(new)]
        #expect(try browser.ask("POST", "/api/v1/password", wrong).status == 422)
        let same: JSON = [
            "password": .string(TestHotline.password), "newPassword": .string(TestHotline.password),
        ]
        #expect(try browser.ask("POST", "/api/v1/password", same).status == 422)
        let right: JSON = [
            "password": .string(TestHotline.password), "newPassword": .string(new),
        ]
        let old = browser.cookies["hotline-session"]
        let answer = try browser.ask("POST", "/api/v1/password", right)
        #expect(answer.status == 200)
        #expect(browser.cookies["hotline-session"] != old)
        browser.requestToken = try answer.json()["csrfToken"]?.string
        #expect(try browser.ask("POST", "/api/v1/tickets", Story.help).status == 201)
        #expect(try Browser(hotline).signIn("operator", TestHotline.password).status == 401)
        #expect(try Browser(hotline).signIn("operator", new).status == 200)
    }

    @Test("changing the password ends all other sessions")
    func otherSessions() throws {
        let hotline = try TestHotline()
        let first = try hotline.browser(of: .operator)
        let second = Browser(hotline)
        try second.signIn("operator", TestHotline.password)
        let body: JSON = [
            "password": .string(TestHotline.password), "newPassword": "nine green herons",
        ]
        #expect(try first.ask("POST", "/api/v1/password", body).status == 200)
        #expect(try second.ask("GET", "/api/v1/session").status == 401)
        #expect(try first.ask("GET", "/api/v1/session").status == 200)
    }

    @Test("guessing costs more and more time; the browser that is known goes on meanwhile")
    func guessing() throws {
        let hotline = try TestHotline()
        let owner = try hotline.browser(of: .operator)
        let guesser = Browser(hotline)
        for _ in 0..<GuessGuard.freeMax {
            #expect(try guesser.signIn("operator", "a guess of some length").status == 401)
        }
        let refused = try guesser.signIn("operator", "a guess of some length")
        #expect(refused.status == 429)
        #expect(refused["Retry-After"] == "\(GuessGuard.delayFirst)")
        #expect(try guesser.signIn("operator", TestHotline.password).status == 429, "right or not")
        #expect(try owner.signIn("operator", TestHotline.password).status == 200)
        hotline.wait(seconds: GuessGuard.delayFirst)
        #expect(try guesser.signIn("operator", "a guess of some length").status == 401)
        let longer = try guesser.signIn("operator", "a guess of some length")
        #expect(longer["Retry-After"] == "\(GuessGuard.delayFirst * 2)")
        hotline.wait(seconds: GuessGuard.delayFirst * 2)
        #expect(try guesser.signIn("operator", TestHotline.password).status == 200)
    }

    @Test("the delay doubles up to its end, and a clock that is set back does not prolong it")
    func delays() throws {
        let delays = (0...30).map(GuessGuard.delay)
        #expect(delays[GuessGuard.freeMax - 1] == 0)
        #expect(delays[GuessGuard.freeMax] == GuessGuard.delayFirst)
        #expect(delays.last == GuessGuard.delayMax)
        #expect(delays == delays.sorted())
        let guesses = GuessGuard()
        let key = GuessGuard.Key(account: "a", origin: "b")
        let now = try #require(Instant("2026-11-23T09:00:00+08:00"))
        for _ in 0..<GuessGuard.freeMax { #expect(guesses.begin(key, at: now) == nil) }
        #expect(guesses.begin(key, at: now + -86400) == Int(GuessGuard.delayFirst))
        #expect(guesses.begin(key, at: now + GuessGuard.memorySeconds) == nil)
    }

    @Test("the memory of failures and of rates is bounded")
    func bounds() throws {
        let now = try #require(Instant("2026-11-23T09:00:00+08:00"))
        let guesses = GuessGuard()
        let limiter = RateLimiter(RateLimit(perSecond: 1, burst: 1))
        for number in 0..<(GuessGuard.rememberedMax * 2) {
            let key = GuessGuard.Key(account: "\(number)", origin: "x")
            #expect(guesses.begin(key, at: now + Int64(number / 100)) == nil)
            #expect(limiter.take("\(number)") == nil)
        }
        #expect(guesses.count <= GuessGuard.rememberedMax)
        #expect(limiter.count <= RateLimiter.keysMax)
    }

    @Test("signing in too often from one address is refused for a while")
    func rate() throws {
        let hotline = try TestHotline()
        let client = Browser(hotline)
        var statuses: [Int] = []
        for number in 0..<(Int(RateLimit.signIns.burst) + 20) {
            statuses.append(try client.signIn("nobody-\(number)", "x").status)
        }
        #expect(statuses.first == 401)
        #expect(statuses.contains(429))
        #expect(try hotline.get(.operator, "/api/v1/tickets").status == 200, "others go on")
    }
}
