internal import Hotline
internal import HotlineAPI
internal import HotlineStore
internal import StrictJSON

/// What the command line changes about accounts and tokens.
enum AccountOrder: Sendable {
    case add(Account.Asked, withToken: Bool)
    case list
    case setDisabled(Bool, String)
    case resetPassword(String)
    case addToken(TokenAsked)
    case tokens
    case revokeToken(Int64)

    /// A token as it was asked for.
    struct TokenAsked: Sendable {
        let account: String
        let name: String
        let days: Int
        let division: DivisionCode?
        let isReadOnly: Bool
    }

    /// How many rows a list shows, and how many it reads at once.
    private static let rowsMax = 100_000
    private static let pageSize = 500

    /// Does it, and returns what to print.
    func perform(on office: Office) throws -> String {
        let (store, now) = (office.store, office.clock())
        defer { store.noteAccountChange() }
        switch self {
        case .add(let asked, let withToken):
            return try Self.add(asked, withToken: withToken, to: office)
        case .list: return try Self.list(store)
        case .setDisabled(let isDisabled, let name):
            try store.writer.write { try $0.setDisabled(isDisabled, name, by: nil, at: now) }
            return "\(name) is \(isDisabled ? "shut out" : "let in again")"
        case .resetPassword(let name): return try Self.givePassword(to: name, office) { _ in }
        case .addToken(let asked): return try Self.add(asked, to: office)
        case .tokens: return try Self.tokens(store)
        case .revokeToken(let id):
            try store.writer.write { try $0.revokeToken(id, by: nil, at: now) }
            return "token \(id) is worthless now"
        }
    }

    private static func add(
        _ asked: Account.Asked,
        withToken: Bool,
        to office: Office
    ) throws -> String {
        let units = office.rulesInForce.rulebook.units
        let unitID = asked.unit ?? units.usual(in: asked.division)
        guard let unit = units[unitID] else { throw CommandError("there is no unit '\(unitID)'") }
        guard unitID.lies(in: asked.division) || asked.role == .system else {
            throw CommandError("the unit \(unitID) is not in \(asked.division)")
        }
        guard asked.role.mayWork(at: unit.kind) else {
            throw CommandError(
                "no account of \(unitID) can be \(asked.role.rawValue): name a desk with --unit"
            )
        }
        let account = Account(
            name: asked.name,
            role: asked.role,
            division: asked.division,
            unit: unitID
        )
        if withToken {
            let token = Token.fresh()
            try office.store.add(account, token: token, at: office.clock())
            return token.text
        }
        return try givePassword(to: account.name, office) { ledger in
            try ledger.add(account, by: nil, at: office.clock())
        }
    }

    /// Gives an account a first password, and returns it.
    private static func givePassword(
        to name: String,
        _ office: Office,
        after work: @escaping @Sendable (Ledger) throws -> Void
    ) throws -> String {
        let password = PasswordPolicy.fresh()
        guard let hash = PasswordHash(of: password) else {
            throw CommandError("there is not the memory to hash a password")
        }
        let now = office.clock()
        try office.store.writer.write { ledger in
            try work(ledger)
            try ledger.setPassword(hash, of: name, mustChange: true, by: nil, at: now)
        }
        return password
    }

    private static func add(_ asked: TokenAsked, to office: Office) throws -> String {
        let now = office.clock()
        guard let account = try office.store.account(named: asked.account) else {
            throw AccountRefusal.notThere(asked.account)
        }
        if let division = asked.division, !account.division.contains(division) {
            throw CommandError("\(division) is not in \(account.division), which is the account's")
        }
        let token = Token.fresh()
        let new = NewToken(
            account: asked.account,
            name: asked.name,
            division: asked.division,
            isReadOnly: asked.isReadOnly,
            expiresAt: now + Int64(asked.days) * 86400
        )
        _ = try office.store.writer.write { try $0.add(token, new, by: nil, at: now) }
        return token.text
    }

    // MARK: Lists

    /// The whole of Shanxi, and of China.
    private static let everywhere = (10...99).compactMap { DivisionCode(String($0)) }

    private static func list(_ store: Store) throws -> String {
        var table = TextTable(["account", "role", "division", "unit", "password", "disabled"])
        var count = 0
        for province in everywhere {
            var after = ""
            while count < rowsMax {
                let page = try store.accounts(in: province, after: after, limit: pageSize)
                for entry in page { table.add(row(entry)) }
                count += page.count
                guard let last = page.last, page.count == pageSize else { break }
                after = last.account.name
            }
        }
        return table.lines.joined(separator: "\n")
    }

    private static func row(_ entry: AccountEntry) -> [String] {
        let password = entry.mustChangePassword.map { $0 ? "first" : "own" } ?? "none"
        return [
            entry.account.name, entry.account.role.rawValue, entry.account.division.description,
            entry.account.unit.description, password, entry.disabledAt?.description ?? "",
        ]
    }

    private static func tokens(_ store: Store) throws -> String {
        var table = TextTable(["token", "account", "name", "expires", "last used", "revoked"])
        var count = 0
        for province in everywhere {
            var after: Int64 = 0
            while count < rowsMax {
                let page = try store.tokens(in: province, after: after, limit: pageSize)
                for token in page {
                    table.add([
                        "\(token.id)", token.account, token.name, token.expiresAt.description,
                        token.seenAt?.description ?? "", token.revokedAt?.description ?? "",
                    ])
                }
                count += page.count
                guard let last = page.last, page.count == pageSize else { break }
                after = last.id
            }
        }
        return table.lines.joined(separator: "\n")
    }
}

extension Account {
    /// An account as it was asked for.
    struct Asked: Sendable {
        let name: String
        let role: Role
        let division: DivisionCode
        /// Nil for the usual one of the division.
        let unit: UnitID?
    }
}

// MARK: - Over the socket

extension AccountOrder {
    var json: JSON {
        switch self {
        case .add(let asked, let withToken):
            [
                "order": "addAccount", "name": .string(asked.name),
                "role": .string(asked.role.rawValue),
                "division": .string(asked.division.description),
                "unit": asked.unit.map { .string($0.description) } ?? .null,
                "withToken": .boolean(withToken),
            ]
        case .list: ["order": "listAccounts"]
        case .setDisabled(let isDisabled, let name):
            ["order": "setDisabled", "name": .string(name), "isDisabled": .boolean(isDisabled)]
        case .resetPassword(let name): ["order": "resetPassword", "name": .string(name)]
        case .addToken(let asked):
            [
                "order": "addToken", "account": .string(asked.account),
                "name": .string(asked.name), "days": .integer(Int64(asked.days)),
                "division": asked.division.map { .string($0.description) } ?? .null,
                "isReadOnly": .boolean(asked.isReadOnly),
            ]
        case .tokens: ["order": "listTokens"]
        case .revokeToken(let id): ["order": "revokeToken", "id": .integer(id)]
        }
    }

    init?(json: JSON) {
        func text(_ name: String) -> String? { json[name]?.string }
        let division = text("division").flatMap(DivisionCode.init)
        switch (text("order"), text("name")) {
        case ("addAccount", let name?):
            guard let role = text("role").flatMap(Role.init), let division else { return nil }
            let unit = text("unit").flatMap(UnitID.init)
            self = .add(
                Account.Asked(name: name, role: role, division: division, unit: unit),
                withToken: json["withToken"]?.boolean ?? false
            )
        case ("listAccounts", _): self = .list
        case ("setDisabled", let name?):
            self = .setDisabled(json["isDisabled"]?.boolean ?? true, name)
        case ("resetPassword", let name?): self = .resetPassword(name)
        case ("addToken", let name?):
            guard let account = text("account"), let days = json["days"]?.integer else {
                return nil
            }
            self = .addToken(
                TokenAsked(
                    account: account,
                    name: name,
                    days: Int(days),
                    division: division,
                    isReadOnly: json["isReadOnly"]?.boolean ?? false
                )
            )
        case ("listTokens", _): self = .tokens
        case ("revokeToken", _):
            guard let id = json["id"]?.integer else { return nil }
            self = .revokeToken(id)
        default: return nil
        }
    }
}
