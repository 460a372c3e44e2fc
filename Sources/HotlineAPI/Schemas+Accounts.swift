internal import Hotline
internal import HotlineStore
internal import StrictJSON

/// What answers about accounts look like.
extension Schemas {
    static var accounts: [JSON.Member] {
        let whole = list(of: reference("AccountEvent"), next: ["type": ["integer", "null"]])
        return [
            JSON.Member("Session", session),
            JSON.Member("SessionList", list(of: openSession)),
            JSON.Member("Account", object(account)),
            JSON.Member("NewAccount", object(account + [("password", plain)])),
            JSON.Member("AccountList", list(of: reference("Account"))),
            JSON.Member("AccountEvent", accountEvent),
            JSON.Member("AccountEventList", whole),
            JSON.Member("Token", object(token)),
            JSON.Member("NewToken", object(token + [("token", plain)])),
            JSON.Member(
                "TokenList",
                list(of: reference("Token"), next: ["type": ["integer", "null"]])
            ),
        ]
    }

    private static func list(of item: JSON, next: JSON) -> JSON {
        object([("items", array(item)), ("next", next)])
    }

    private static let session = object([
        ("account", plain), ("role", codes(Role.self)), ("unit", plain), ("unitName", plain),
        ("division", plain), ("mustChangePassword", flag), ("csrfToken", optionalText),
    ])

    private static let openSession = object([
        ("id", whole), ("address", plain), ("program", plain), ("signedInAt", instant),
        ("lastUsedAt", instant), ("current", flag),
    ])

    private static let account: [(String, JSON)] = [
        ("name", plain), ("role", codes(Role.self)), ("division", plain), ("unit", plain),
        ("unitName", plain), ("createdAt", instant), ("disabledAt", nullable(instant)),
        ("hasPassword", flag), ("mustChangePassword", flag),
    ]

    private static let accountEvent = object([
        ("sequence", whole), ("at", instant), ("by", optionalText), ("account", plain),
        ("action", codes(AccountAction.self)), ("details", ["type": "object"]),
    ])

    private static let token: [(String, JSON)] = [
        ("id", whole), ("account", plain), ("name", plain), ("division", optionalText),
        ("readOnly", flag), ("createdAt", instant), ("expiresAt", instant),
        ("lastUsedAt", nullable(instant)), ("revokedAt", nullable(instant)),
    ]
}
