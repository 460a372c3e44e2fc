internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// Looking after the tokens of programs (令牌管理).
struct TokenHandlers: Sendable {
    let office: Office

    static let newFields: [Shape.Field] = [
        .required("account", .text(lengthMax: Account.nameLengthMax)),
        .required("name", .text(lengthMax: TokenEntry.nameLengthMax)),
        .optional("days", .integer(1...Int64(TokenEntry.daysMax))),
        .optional("division", .division),
        .optional("readOnly", .flag),
    ]

    /// Answers `GET /api/v1/tokens`: those of the accounts within the administrator's scope.
    func tokens(_ exchange: Exchange) throws -> Answer {
        let administrator = try exchange.administrator()
        let limit = try exchange.limit
        let found = try office.store.tokens(
            in: administrator.scope,
            after: exchange.value("after", Int64.self) ?? 0,
            limit: limit + 1
        )
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last.map { Int($0.id) } : nil
        return .now(
            .json { writer in
                writer.name("items")
                writer.beginArray()
                for token in page {
                    writer.beginObject()
                    write(token, in: &writer)
                    writer.endObject()
                }
                writer.endArray()
                writer.member("next", next)
            }
        )
    }

    /// Answers `POST /api/v1/tokens`: the token is told once.
    func add(_ exchange: Exchange) throws -> Answer {
        let administrator = try exchange.administrator()
        let body = try Body(exchange.request.body, Self.newFields)
        let name = body.required(body.text("account"))
        guard let account = try office.store.account(named: name),
            administrator.scope.contains(account.division)
        else { throw Problem.badField("/account", "没有这个账号。") }
        // Else whoever looks after accounts could read tickets in the name of others.
        guard account.role == .system else {
            throw Problem.badField("/account", "令牌只发给系统接口（system）的账号。")
        }
        let division = body.value("division", DivisionCode.self)
        if let division, !account.division.contains(division) {
            throw Problem.badField("/division", "须在账号的区划内。")
        }
        let days = body.integer("days") ?? TokenEntry.daysUsual
        let new = NewToken(
            account: name,
            name: body.required(body.text("name")),
            division: division,
            isReadOnly: body.flag("readOnly") ?? false,
            expiresAt: exchange.now + Int64(days) * 86400
        )
        let token = Token.fresh()
        return office.commitAccounts(exchange) { [office] ledger in
            let id = try ledger.add(token, new, by: administrator.account, at: exchange.now)
            return {
                office.answering(exchange.id) {
                    let entry = try office.store.token(id)
                    return .json(.created) { writer in
                        if let entry { write(entry, in: &writer) }
                        writer.member("token", token.text)
                    }
                }
            }
        }
    }

    /// Answers `DELETE /api/v1/tokens/{id}`: it is worthless from this answer on.
    func revoke(_ exchange: Exchange) throws -> Answer {
        let administrator = try exchange.administrator()
        let id = try exchange.entryNumber()
        guard let token = try office.store.token(id),
            let account = try office.store.account(named: token.account),
            administrator.scope.contains(account.division)
        else { throw Problem.notThere }
        return office.commitAccounts(exchange) { ledger in
            try ledger.revokeToken(id, by: administrator.account, at: exchange.now)
            return { Response(.noContent) }
        }
    }

    private func write(_ token: TokenEntry, in writer: inout JSONWriter) {
        let used = office.doors.passes.lastUse(ofToken: token.id) ?? token.seenAt
        writer.member("id", Int(token.id))
        writer.member("account", token.account)
        writer.member("name", token.name)
        writer.member("division", token.division?.description)
        writer.member("readOnly", token.isReadOnly)
        writer.member("createdAt", token.createdAt.description)
        writer.member("expiresAt", token.expiresAt.description)
        writer.member("lastUsedAt", used?.description)
        writer.member("revokedAt", token.revokedAt?.description)
    }
}
