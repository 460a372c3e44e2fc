internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import Logging
package import MicroHTTP

/// Finds the endpoint for a request, lets in who may come in, and answers for what fails.
package struct Server: Sendable {
    let office: Office
    private let routes: RouteTable
    private let pages: Pages

    /// Answers what is asked for a page; nil for what is none.
    package typealias Pages =
        @Sendable (Request, _ guest: () throws -> PageGuest?) throws -> Response?

    package init(office: Office, pages: @escaping Pages = { _, _ in nil }) {
        self.office = office
        self.pages = pages
        routes = RouteTable(Endpoints.all(of: office))
    }

    /// Answers one request; its number is in the answer and in the log.
    package func answer(_ request: Request) -> MicroHTTP.Outcome {
        let id = Self.freshID()
        let started = ContinuousClock.now
        if let key = Unchanged.Key(request), let known = office.stillUnchanged(key) {
            var response = known.response
            response.harden(isSecure: request.isSecure)
            return .now(
                finished(response, to: request.method, path: known.path, id: id, since: started)
            )
        }
        let (path, answer) = attempt(request, id: id)
        // Not the request itself: one that waits shall not keep its body.
        let (method, isSecure) = (request.method, request.isSecure)
        let takesPacked = request[.acceptEncoding]?.contains("gzip") ?? false
        let finish: @Sendable (Response) -> Response = { response in
            var response = response
            response.harden(isSecure: isSecure)
            if takesPacked { response.pack() }
            return finished(response, to: method, path: path, id: id, since: started)
        }
        switch answer {
        case .now(let response): return .now(finish(response))
        case .later(let begin):
            let deferred = Deferred()
            begin { make in deferred.answer { finish(make()) } }
            return .later(deferred)
        }
    }

    /// A number that tells a request from all others in the log.
    static func freshID() -> String {
        String(UInt64.random(in: 1 << 60...UInt64.max), radix: 16)
    }

    func attempt(_ request: Request, id: String) -> (path: String, answer: Answer) {
        do {
            if let page = try pages(request, { try? guest(request) }) {
                try office.doors.passOutside(request)
                return ("page", .now(page))
            }
            let (endpoint, values) = try find(request)
            do {
                return (endpoint.path, try answer(request, id: id, endpoint, values))
            } catch {
                return (endpoint.path, .now(office.response(to: error, id: id)))
            }
        } catch {
            return ("", .now(office.response(to: error, id: id)))
        }
    }

    private func answer(
        _ request: Request,
        id: String,
        _ endpoint: Endpoint,
        _ values: [String: String]
    ) throws -> Answer {
        let request = Self.withDigest(request)
        let now = office.clock()
        let accountsVersion = office.store.accountsVersion
        let signedIn = try letIn(request, endpoint, at: now)
        let exchange = Exchange(
            request,
            id: id,
            now: now,
            values: values,
            endpoint: endpoint,
            account: signedIn.map { office.actor(of: $0.scoped) },
            signedIn: signedIn,
            accountsVersion: accountsVersion
        )
        try exchange.checkQuery()
        try checkContentType(request, endpoint)
        if signedIn != nil, endpoint.method == .post {
            if endpoint.isSecret { try exchange.refuseKey() }
            if let earlier = try office.earlierAnswer(exchange) { return .now(earlier) }
        }
        guard let signedIn, try exchange.mayWait else { return try endpoint.handle(exchange) }
        return try wait(exchange, signedIn)
    }

    /// Answers a request that may wait: so many at once, and only while its sender may come in.
    private func wait(_ exchange: Exchange, _ signedIn: SignedIn) throws -> Answer {
        let doors = office.doors
        try doors.waits.begin(signedIn)
        let answer: Answer
        do {
            answer = try exchange.endpoint.handle(exchange)
        } catch {
            doors.waits.end(signedIn)
            throw error
        }
        guard case .later(let begin) = answer else {
            doors.waits.end(signedIn)
            return answer
        }
        return .later { [office] give in
            begin { make in
                doors.waits.end(signedIn)
                give {
                    // Somebody else may have shut its sender out meanwhile.
                    doors.isStillIn(signedIn, exchange.request, at: office.clock())
                        ? make() : Problem.unauthorized.response
                }
            }
        }
    }

    /// A request whose body went elsewhere has its digest instead, which tells it from another
    /// under the same `Idempotency-Key`.
    private static func withDigest(_ request: Request) -> Request {
        var request = request
        switch request.upload {
        case let receiver as FileReceiver: request.body = receiver.contentDigest
        case let table as TableUpload: request.body = table.digest
        default: break
        }
        return request
    }

    /// Who comes in; nil where nobody in particular need be.
    private func letIn(
        _ request: Request,
        _ endpoint: Endpoint,
        at now: Instant
    ) throws -> SignedIn? {
        guard case .account = endpoint.access else {
            try office.doors.passOutside(request)
            return nil
        }
        let signedIn = try office.doors.enter(request, at: now)
        try office.doors.checkMeant(request, by: signedIn)
        if signedIn.mustChangePassword, !endpoint.isForNewcomers {
            throw Problem.mustChangePassword
        }
        if signedIn.isReadOnly, request.changesSomething, !endpoint.isQuestion {
            throw Problem.readOnly
        }
        return signedIn
    }

    private func guest(_ request: Request) throws -> PageGuest {
        let signedIn = try office.doors.enter(request, at: office.clock())
        return PageGuest(
            actor: office.actor(of: signedIn.scoped),
            requestToken: signedIn.requestToken,
            mustChangePassword: signedIn.mustChangePassword
        )
    }

    private func find(_ request: Request) throws -> (Endpoint, [String: String]) {
        let method = request.method == .head ? .get : request.method
        switch routes.find(method, request.path) {
        case .endpoint(let endpoint, let values): return (endpoint, values)
        case .nothing: throw Problem.notThere
        case .otherMethods(let methods): throw Problem.methodNotAllowed(methods)
        }
    }

    private func checkContentType(_ request: Request, _ endpoint: Endpoint) throws {
        switch endpoint.body {
        case .none, .file, .list: return
        case .fields, .action, .choice: break
        }
        let type = request[.contentType] ?? ""
        let name = type.prefix { $0 != ";" }.lowercased()
        guard name.filter({ $0 != " " }) == "application/json" else {
            throw Problem(
                type: "unsupported-media-type",
                status: 415,
                detail: "请求体须是JSON：Content-Type: application/json。"
            )
        }
    }

    // MARK: The end of a request

    private func finished(
        _ response: Response,
        to method: HTTPRequest.Method,
        path: String,
        id: String,
        since started: ContinuousClock.Instant
    ) -> Response {
        var response = response
        response.fields[.requestID] = id
        let status = response.status.code
        let method = method.rawValue
        office.metrics.count(
            method: path.isEmpty ? "other" : method,
            path: path.isEmpty ? "other" : path,
            status: status
        )
        // That nothing is new is most of what is answered, and nothing to read about.
        office.log.log(
            level: response.status == .notModified ? .debug : .info,
            "answered",
            metadata: [
                "request": "\(id)", "method": "\(method)", "path": "\(path)",
                "status": "\(status)", "took": "\((ContinuousClock.now - started).milliseconds)",
            ]
        )
        return response
    }

    /// What the daemon itself refuses, in the form of every other refusal.
    package static func response(to refusal: MicroHTTP.Refusal) -> Response {
        let detail =
            switch refusal {
            case .malformed: "请求不符合HTTP规范。"
            case .contentTooLarge(let max): "请求体超过\(max >> 10)KB。"
            case .pathTooLong(let max): "地址超过\(max)字节。"
            case .fieldsTooLarge(let max): "请求头超过\(max >> 10)KB。"
            case .tooManyFields(let max): "请求头超过\(max)个字段。"
            case .unknownTransferEncoding: "传输编码只支持chunked。"
            case .unanswered: "系统正在停止，请稍后重试。"
            }
        var problem = Problem(type: "refused", status: refusal.status.code, detail: detail)
        if refusal == .unanswered {
            problem.fields[.retryAfter] = "\(Problem.retryAfterSeconds)"
        }
        var response = problem.response
        response.fields[.requestID] = freshID()
        response.harden(isSecure: false)
        return response
    }
}

extension HTTPField.Name {
    static let requestID = known("X-Request-Id")
    static let idempotencyKey = known("Idempotency-Key")
    static let link = known("Link")

    static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else {
            preconditionFailure("\(name) is the name of a field")
        }
        return name
    }
}

extension Duration {
    /// In milliseconds, to the microsecond.
    fileprivate var milliseconds: String {
        let (seconds, attoseconds) = components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        let digits = String(1_000 + microseconds % 1_000).dropFirst()
        return "\(microseconds / 1_000).\(digits) ms"
    }
}
