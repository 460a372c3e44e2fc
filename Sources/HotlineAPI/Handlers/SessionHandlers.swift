internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import Logging
internal import MicroHTTP
internal import StrictJSON

/// Signing in and out, and one's own password and sessions (登录).
struct SessionHandlers: Sendable {
    let office: Office

    static let signInFields: [Shape.Field] = [
        .required("account", .text(lengthMax: Account.nameLengthMax)),
        .required("password", .text(lengthMax: PasswordPolicy.lengthMax)),
    ]

    static let passwordFields: [Shape.Field] = [
        .required("password", .text(lengthMax: PasswordPolicy.lengthMax)),
        .required("newPassword", .text(lengthMax: PasswordPolicy.lengthMax)),
    ]

    // MARK: In

    /// Answers `POST /api/v1/session`.
    func signIn(_ exchange: Exchange) throws -> Answer {
        let request = exchange.request
        try office.doors.checkOrigin(request)
        let body = try Body(request.body, Self.signInFields)
        try office.doors.signIns.pass(request.neighbourhood)
        let name = body.required(body.text("account"))
        let password = body.required(body.text("password"))
        let device = try knownDevice(request, of: name)
        let origin = device.map(\.text) ?? request.neighbourhood
        let attempt = GuessGuard.Key(account: name, origin: origin)
        return try inTheMill(attempt, exchange) { [office] give in
            let kept = try office.store.password(of: name)
            guard let isRight = (kept ?? .nobodys).matches(password) else {
                throw Problem.busy
            }
            guard isRight, let entry = try office.store.entry(of: name),
                entry.disabledAt == nil
            else {
                // Not the name as it was typed, which may be a password.
                if kept != nil {
                    office.log.warning("sign-in failed", metadata: ["account": "\(name)"])
                }
                throw Problem.signInFailed
            }
            office.doors.guesses.succeeded(attempt)
            let device = device ?? .freshDevice()
            open(entry, knownBy: device, exchange, give) { _ in }
        }
    }

    /// The browser's mark, if the account has signed in there before.
    private func knownDevice(_ request: Request, of account: String) throws -> Token? {
        guard let text = try? request.cookie(SessionCookie.deviceName(for: request)),
            text.utf8.count <= Token.lengthMax
        else { return nil }
        let device = Token(text: text)
        return try office.store.knows(device, of: account) ? device : nil
    }

    /// Does something with passwords on the threads for that, unless it was tried too often.
    private func inTheMill(
        _ attempt: GuessGuard.Key,
        _ exchange: Exchange,
        _ work: @escaping @Sendable (@escaping Answer.Giving) throws -> Void
    ) throws -> Answer {
        if let seconds = office.doors.guesses.begin(attempt, at: exchange.now) {
            throw Problem.tooMany(seconds: seconds)
        }
        return .later { [office] give in
            @Sendable func refuse(_ error: any Error) {
                give { office.response(to: error, id: exchange.id) }
            }
            do {
                try office.doors.mill.submit {
                    do { try work(give) } catch { refuse(error) }
                }
            } catch {
                office.doors.guesses.takeBack(attempt)
                refuse(error)
            }
        }
    }

    /// Opens a session together with what else is to be written, and answers with its cookie.
    private func open(
        _ entry: AccountEntry,
        knownBy device: Token,
        _ exchange: Exchange,
        _ give: @escaping Answer.Giving,
        with work: @escaping @Sendable (Ledger) throws -> Void
    ) {
        let secret = Token.freshSession()
        let request = exchange.request
        let name = entry.account.name
        office.store.writer.submit { ledger in
            try work(ledger)
            _ = try ledger.openSession(
                secret,
                of: name,
                from: request.peer,
                program: request[.userAgent] ?? "",
                at: exchange.now
            )
            try ledger.keepDevice(device, of: name, at: exchange.now)
            return try ledger.entry(of: name) ?? entry
        } done: { [office] result in
            office.store.noteAccountChange()
            give {
                office.answering(exchange.id) {
                    let account = try result.get()
                    var response = office.describe(
                        account.account,
                        mustChangePassword: account.mustChangePassword ?? false,
                        requestToken: secret.requestToken
                    )
                    response.fields.append(
                        SessionCookie.field(
                            SessionCookie.name(for: request),
                            secret.text,
                            for: request,
                            seconds: nil
                        )
                    )
                    response.fields.append(
                        SessionCookie.field(
                            SessionCookie.deviceName(for: request),
                            device.text,
                            for: request,
                            seconds: SessionTime.deviceMax
                        )
                    )
                    return response
                }
            }
        }
    }

    /// Answers `POST /api/v1/password`.
    func changePassword(_ exchange: Exchange) throws -> Answer {
        guard let session = exchange.signedIn.session else { throw Problem.needsSession }
        let name = session.account
        let body = try Body(exchange.request.body, Self.passwordFields)
        let old = body.required(body.text("password"))
        let new = body.required(body.text("newPassword"))
        if let problem = PasswordPolicy.problem(with: new, of: name) {
            throw Problem.badField("/newPassword", problem)
        }
        if new == old { throw Problem.badField("/newPassword", "须与原密码不同。") }
        let device = try knownDevice(exchange.request, of: name)
        let attempt = GuessGuard.Key(account: name, origin: "session \(session.id)")
        return try inTheMill(attempt, exchange) { [office] give in
            guard let isRight = try office.store.password(of: name)?.matches(old) else {
                throw Problem.busy
            }
            guard isRight else { throw Problem.badField("/password", "原密码不正确。") }
            office.doors.guesses.succeeded(attempt)
            guard let hash = PasswordHash(of: new), let entry = try office.store.entry(of: name)
            else { throw Problem.busy }
            open(entry, knownBy: device ?? .freshDevice(), exchange, give) { ledger in
                try ledger.setPassword(
                    hash,
                    of: name,
                    mustChange: false,
                    by: name,
                    at: exchange.now
                )
            }
        }
    }

    // MARK: There

    /// Answers `GET /api/v1/session`.
    func whoAmI(_ exchange: Exchange) throws -> Answer {
        let signedIn = exchange.signedIn
        return .now(
            office.describe(
                signedIn.scoped,
                mustChangePassword: signedIn.mustChangePassword,
                requestToken: signedIn.requestToken
            )
        )
    }

    /// Answers `GET /api/v1/sessions`.
    func sessions(_ exchange: Exchange) throws -> Answer {
        let current = exchange.signedIn.session?.id
        let all = try office.store.sessions(of: exchange.actor.account)
        return .now(
            .json { writer in
                writer.name("items")
                writer.beginArray()
                for session in all {
                    let used = office.doors.passes.lastUse(ofSession: session.id) ?? session.seenAt
                    writer.beginObject()
                    writer.member("id", Int(session.id))
                    writer.member("address", session.address)
                    writer.member("program", session.program)
                    writer.member("signedInAt", session.createdAt.description)
                    writer.member("lastUsedAt", used.description)
                    writer.member("current", session.id == current)
                    writer.endObject()
                }
                writer.endArray()
                writer.name("next")
                writer.null()
            }
        )
    }

    // MARK: Out

    /// Answers `DELETE /api/v1/session`.
    func signOut(_ exchange: Exchange) throws -> Answer {
        guard let session = exchange.signedIn.session else { throw Problem.needsSession }
        return end(session.id, exchange, with: SessionCookie.end(for: exchange.request))
    }

    /// Answers `DELETE /api/v1/sessions/{id}`.
    func endSession(_ exchange: Exchange) throws -> Answer {
        end(try exchange.entryNumber(), exchange, with: nil)
    }

    private func end(_ id: Int64, _ exchange: Exchange, with field: HTTPField?) -> Answer {
        let account = exchange.actor.account
        return office.commitAccounts(exchange) { ledger in
            guard try ledger.endSession(id, of: account, at: exchange.now) else {
                throw Problem.notThere
            }
            return {
                var response = Response(.noContent)
                if let field { response.fields.append(field) }
                return response
            }
        }
    }
}

extension Office {
    /// Has the writer change something about accounts.
    ///
    /// Whoever remembers them asks anew before the answer is given, which is not kept to be
    /// repeated.
    func commitAccounts(
        _ exchange: Exchange,
        _ work: @escaping @Sendable (Ledger) throws -> Deferred.Making
    ) -> Answer {
        .later { [self] give in
            store.writer.submit(work) { [self] result in
                store.noteAccountChange()
                give { self.answering(exchange.id) { try result.get()() } }
            }
        }
    }

    /// Who somebody is, and what a page needs to act in his name.
    fileprivate func describe(
        _ account: Account,
        mustChangePassword: Bool,
        requestToken: String?
    ) -> Response {
        let unit = rulesInForce.rulebook.units[account.unit]
        return .json { writer in
            writer.member("account", account.name)
            writer.member("role", account.role.rawValue)
            writer.member("unit", account.unit.description)
            writer.member("unitName", unit?.name ?? account.unit.description)
            writer.member("division", account.division.description)
            writer.member("mustChangePassword", mustChangePassword)
            writer.member("csrfToken", requestToken)
        }
    }
}

extension Exchange {
    /// The number of a session or token in the path.
    func entryNumber() throws -> Int64 {
        guard let id = values["id"].flatMap(Int64.init), id > 0 else { throw Problem.notThere }
        return id
    }
}

extension Problem {
    /// One sentence for all that can be wrong, so that nobody learns which accounts there are.
    static let signInFailed = Problem(
        type: "sign-in-failed",
        status: 401,
        detail: "账号或密码不正确，或账号已停用。",
        fields: [.wwwAuthenticate: "Bearer"]
    )
}
