internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// Looking after the accounts of a division (账号管理).
struct AccountHandlers: Sendable {
    let office: Office

    static let newFields: [Shape.Field] = [
        .required("name", .text(lengthMax: Account.nameLengthMax)),
        .required("role", .codes(Role.self)),
        .required("division", .division),
        .optional("unit", .unit),
    ]

    static let changeFields: [Shape.Field] = [
        .optional("role", .codes(Role.self)),
        .optional("division", .division),
        .optional("unit", .unit),
        .optional("disabled", .flag),
    ]

    static let listParameters: [Endpoint.Parameter] = [
        .limit, .init(name: "after", shape: .text(lengthMax: Account.nameLengthMax)),
    ]

    /// Answers `GET /api/v1/accounts`: those within the administrator's scope.
    func accounts(_ exchange: Exchange) throws -> Answer {
        let administrator = try exchange.administrator()
        let limit = try exchange.limit
        let found = try office.store.accounts(
            in: administrator.scope,
            after: exchange.query("after") ?? "",
            limit: limit + 1
        )
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last?.account.name : nil
        return .now(
            .json { writer in
                writer.name("items")
                writer.beginArray()
                for entry in page {
                    writer.beginObject()
                    write(entry, in: &writer)
                    writer.endObject()
                }
                writer.endArray()
                writer.member("next", next)
            }
        )
    }

    /// Answers `POST /api/v1/accounts`: its first password is told once.
    func add(_ exchange: Exchange) throws -> Answer {
        let administrator = try exchange.administrator()
        let body = try Body(exchange.request.body, Self.newFields)
        let name = body.required(body.text("name"))
        guard Account.isName(name) else {
            throw Problem.badField("/name", "只能含文字、数字和._@-。")
        }
        let division = body.required(body.value("division", DivisionCode.self))
        let account = Account(
            name: name,
            role: body.required(body.code("role", Role.self)),
            division: division,
            unit: body.value("unit", UnitID.self)
                ?? office.rulesInForce.rulebook.units.usual(in: division)
        )
        try check(account, by: administrator)
        return try giveFirstPassword(exchange, .created) { ledger in
            try ledger.add(account, by: administrator.account, at: exchange.now)
            return name
        }
    }

    /// Answers `POST /api/v1/accounts/{name}/password`: another first password.
    func resetPassword(_ exchange: Exchange) throws -> Answer {
        let name = try other(exchange).account.name
        return try giveFirstPassword(exchange, .ok) { _ in name }
    }

    private func giveFirstPassword(
        _ exchange: Exchange,
        _ status: HTTPResponse.Status,
        _ work: @escaping @Sendable (Ledger) throws -> String
    ) throws -> Answer {
        let password = PasswordPolicy.fresh()
        let administrator = exchange.actor.account
        return .later { [office] give in
            @Sendable func refuse(_ error: any Error) {
                give { office.response(to: error, id: exchange.id) }
            }
            do {
                try office.doors.mill.submit {
                    guard let hash = PasswordHash(of: password) else {
                        return refuse(Problem.busy)
                    }
                    let answer = office.commitAccounts(exchange) { ledger in
                        let name = try work(ledger)
                        try ledger.setPassword(
                            hash,
                            of: name,
                            mustChange: true,
                            by: administrator,
                            at: exchange.now
                        )
                        let entry = try ledger.entry(of: name)
                        return {
                            .json(status) { writer in
                                if let entry { write(entry, in: &writer) }
                                writer.member("password", password)
                            }
                        }
                    }
                    if case .later(let begin) = answer { begin(give) }
                }
            } catch {
                refuse(error)
            }
        }
    }

    /// Answers `PATCH /api/v1/accounts/{name}`.
    func change(_ exchange: Exchange) throws -> Answer {
        let administrator = exchange.actor
        let entry = try other(exchange)
        let body = try Body(exchange.request.body, Self.changeFields)
        let account = Account(
            name: entry.account.name,
            role: body.code("role", Role.self) ?? entry.account.role,
            division: body.value("division", DivisionCode.self) ?? entry.account.division,
            unit: body.value("unit", UnitID.self) ?? entry.account.unit
        )
        let isDisabled = body.flag("disabled")
        if account != entry.account { try check(account, by: administrator) }
        return office.commitAccounts(exchange) { ledger in
            let (name, now) = (administrator.account, exchange.now)
            if account != entry.account { try ledger.change(account, by: name, at: now) }
            if let isDisabled {
                try ledger.setDisabled(isDisabled, account.name, by: name, at: now)
            }
            let entry = try ledger.entry(of: account.name)
            return { .json { writer in if let entry { write(entry, in: &writer) } } }
        }
    }

    /// Answers `GET /api/v1/account-events`: what happened to accounts, for who must know.
    func events(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        guard actor.role == .administrator || actor.role == .auditor else {
            throw Problem.notPermitted
        }
        let limit = try exchange.limit
        let found = try office.store.accountEvents(
            in: actor.scope,
            after: exchange.value("after", Int64.self) ?? 0,
            limit: limit + 1
        )
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last.map { Int($0.sequence) } : nil
        return .now(
            .json { writer in
                writer.name("items")
                writer.beginArray()
                for event in page {
                    writer.beginObject()
                    writer.member("sequence", Int(event.sequence))
                    writer.member("at", event.at.description)
                    writer.member("by", event.by)
                    writer.member("account", event.account)
                    writer.member("action", event.action)
                    writer.name("details")
                    writer.value(event.details)
                    writer.endObject()
                }
                writer.endArray()
                writer.member("next", next)
            }
        )
    }

    // MARK: Who and what

    /// The account in the path, which is within the administrator's scope and not his own.
    private func other(_ exchange: Exchange) throws -> AccountEntry {
        let administrator = try exchange.administrator()
        guard let name = exchange.values["name"], let entry = try office.store.entry(of: name),
            administrator.scope.contains(entry.account.division)
        else { throw Problem.notThere }
        guard name != administrator.account else {
            throw Problem(
                type: "own-account",
                status: 409,
                detail: "不能更改自己的账号，请由其他管理员办理。"
            )
        }
        return entry
    }

    /// Whether an account can be as it shall be.
    private func check(_ account: Account, by administrator: Actor) throws {
        guard administrator.scope.contains(account.division) else {
            throw Problem.badField("/division", "不在您的管理范围内。")
        }
        guard let unit = office.rulesInForce.rulebook.units[account.unit] else {
            throw Problem.badField("/unit", "没有这个单位。")
        }
        guard unit.id.lies(in: account.division) || account.role == .system,
            unit.id.lies(in: administrator.scope)
        else { throw Problem.badField("/unit", "单位须在账号的区划内。") }
        guard account.role.mayWork(at: unit.kind) else {
            throw Problem.badField("/role", "这类单位的账号不能有这个角色。")
        }
    }

    private func write(_ entry: AccountEntry, in writer: inout JSONWriter) {
        let account = entry.account
        let unit = office.rulesInForce.rulebook.units[account.unit]
        writer.member("name", account.name)
        writer.member("role", account.role.rawValue)
        writer.member("division", account.division.description)
        writer.member("unit", account.unit.description)
        writer.member("unitName", unit?.name ?? account.unit.description)
        writer.member("createdAt", entry.createdAt.description)
        writer.member("disabledAt", entry.disabledAt?.description)
        writer.member("hasPassword", entry.mustChangePassword != nil)
        writer.member("mustChangePassword", entry.mustChangePassword ?? false)
    }
}

extension Exchange {
    /// Who asks, if that is somebody who looks after accounts.
    func administrator() throws -> Actor {
        guard actor.role == .administrator else { throw Problem.notPermitted }
        return actor
    }
}
