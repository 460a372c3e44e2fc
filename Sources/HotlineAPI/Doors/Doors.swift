internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import NationalCrypto

/// Who comes in, and how often (门禁).
final class Doors: Sendable {
    let passes: PassBook
    let mill = PasswordMill()
    let guesses = GuessGuard()
    /// Query codes that nobody was given, by whoever tries them.
    let codes = GuessGuard()
    /// How often anybody asks how a demand stands, from one address.
    let outsiders = RateLimiter(.progress)
    let signIns = RateLimiter(.signIns)
    private let wrongPasses = RateLimiter(.wrongPasses)
    private let outside = RateLimiter(.outside)
    private let people = RateLimiter(.person)
    let programs = RateLimiter(.program)

    let waits: WaitCounter

    init(_ store: Store, waitsPerAccountMax: Int) {
        passes = PassBook(store)
        waits = WaitCounter(programMax: waitsPerAccountMax)
    }

    /// Counts a request that needs no account.
    func passOutside(_ request: Request) throws {
        try outside.pass(request.neighbourhood)
    }

    /// Who sends a request, by its token or else its session.
    ///
    /// - Throws: ``Problem`` that says why it is nobody who may come in.
    func enter(_ request: Request, at now: Instant) throws -> SignedIn {
        let signedIn: SignedIn
        do {
            signedIn = try find(request, at: now)
        } catch let problem as Problem where problem.status == 401 {
            try wrongPasses.pass(request.neighbourhood)
            throw problem
        }
        switch signedIn.means {
        case .token: try programs.pass(signedIn.account.name)
        case .session: try people.pass(signedIn.account.name)
        }
        return signedIn
    }

    private func find(_ request: Request, at now: Instant) throws -> SignedIn {
        if let field = request[.authorization] {
            let scheme = "bearer "
            guard field.prefix(scheme.count).lowercased() == scheme else {
                throw Problem.unauthorized
            }
            return try passes.token(String(field.dropFirst(scheme.count)), at: now)
        }
        guard let secret = try request.cookie(SessionCookie.name(for: request)) else {
            throw Problem.unauthorized
        }
        return try passes.session(secret, at: now)
    }

    /// Whether somebody who came in before may still be told what was asked then.
    func isStillIn(_ signedIn: SignedIn, _ request: Request, at now: Instant) -> Bool {
        guard let current = try? find(request, at: now) else { return false }
        return current.scoped == signedIn.scoped
            && current.mustChangePassword == signedIn.mustChangePassword
    }

    /// Sees to it that a browser means what it sends: another site can make it send the cookie,
    /// but not what only our own pages know (CSRF).
    func checkMeant(_ request: Request, by signedIn: SignedIn) throws {
        guard let requestToken = signedIn.requestToken, request.changesSomething else { return }
        try checkOrigin(request)
        let shown = request[.requestToken] ?? ""
        guard areEqual(Array(shown.utf8), Array(requestToken.utf8)) else {
            throw Problem.notMeant("缺少X-CSRF-Token，或与会话不符；请刷新页面后重试。")
        }
    }

    /// Refuses what a page of another site has a browser send.
    func checkOrigin(_ request: Request) throws {
        if let site = request[.fetchSite], site != "same-origin", site != "none" {
            throw Problem.notMeant("请求来自其他网站。")
        }
        guard let origin = request[.origin] else { return }
        let host = request[.hostName] ?? ""
        guard !host.isEmpty, origin == "https://\(host)" || origin == "http://\(host)" else {
            throw Problem.notMeant("请求来自其他网站（Origin与Host不符）。")
        }
    }
}

/// The cookies that a browser is given.
enum SessionCookie {
    /// With `__Host-`, a browser takes it from this very host over TLS alone, and for all of it.
    static func name(for request: Request) -> String {
        request.isSecure ? "__Host-hotline-session" : "hotline-session"
    }

    static func deviceName(for request: Request) -> String {
        request.isSecure ? "__Host-hotline-device" : "hotline-device"
    }

    static func field(
        _ name: String,
        _ value: String,
        for request: Request,
        seconds: Int64?
    )
        -> HTTPField
    {
        var text = "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax"
        if request.isSecure { text += "; Secure" }
        if let seconds { text += "; Max-Age=\(seconds)" }
        return HTTPField(name: .setCookie, value: text)
    }

    /// Has a browser forget its session.
    static func end(for request: Request) -> HTTPField {
        field(name(for: request), "", for: request, seconds: 0)
    }
}

extension Request {
    /// The address that its sender is counted by: of IPv6 the 64 bits that one line is given.
    var neighbourhood: String {
        guard peer.contains(":") else { return peer }
        let start = peer.firstRange(of: "::")?.lowerBound ?? peer.endIndex
        return peer[..<start].split(separator: ":").prefix(4).joined(separator: ":") + "::/64"
    }

    var changesSomething: Bool { method != .get && method != .head }

    /// The value of a cookie.
    ///
    /// - Throws: ``Problem`` if it is there twice: who set the second one is not known.
    func cookie(_ name: String) throws -> String? {
        var values: [Substring] = []
        for field in fields[values: .cookie] {
            for pair in field.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(
                    separator: "=",
                    maxSplits: 1,
                    omittingEmptySubsequences: false
                )
                if parts.count == 2, parts[0] == name { values.append(parts[1]) }
            }
        }
        guard values.count <= 1 else { throw Problem.sessionOver("出现了两次") }
        return values.first.map(String.init)
    }
}

extension HTTPField.Name {
    static let requestToken = known("X-CSRF-Token")
    static let fetchSite = known("Sec-Fetch-Site")
    static let hostName = known("Host")
}

extension Problem {
    static func tooMany(seconds: Int) -> Problem {
        Problem(
            type: "too-many",
            status: 429,
            detail: "请求过于频繁，请\(seconds)秒后再试。",
            fields: [.retryAfter: "\(seconds)"]
        )
    }

    static func wrongToken(_ what: String) -> Problem {
        var problem = unauthorized
        problem.detail = "令牌\(what)，请向系统管理员索取有效的令牌。"
        return problem
    }

    static func sessionOver(_ what: String) -> Problem {
        var problem = unauthorized
        problem.type = "session-over"
        problem.detail = "登录会话\(what)，请重新登录。"
        return problem
    }

    static func notMeant(_ detail: String) -> Problem {
        Problem(type: "csrf", status: 403, detail: detail)
    }

    static let mustChangePassword = Problem(
        type: "password-change-required",
        status: 403,
        detail: "请先修改初始密码（POST /api/v1/password），再进行其他操作。"
    )

    static let readOnly = Problem(
        type: "read-only",
        status: 403,
        detail: "这个令牌只能读取。"
    )

    static let needsSession = Problem(
        type: "session-needed",
        status: 403,
        detail: "这项操作须登录后进行，不能用令牌。"
    )
}
