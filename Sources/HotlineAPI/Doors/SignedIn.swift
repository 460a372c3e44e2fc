package import Hotline
internal import HotlineStore

/// Whoever came in, and by what (已登录).
struct SignedIn: Sendable {
    let account: Account
    let means: Means
    /// Whether all it may do is to choose a password.
    let mustChangePassword: Bool

    enum Means: Sendable {
        case token(TokenEntry)
        /// A browser, with what it must show to change anything.
        case session(SessionEntry, requestToken: String)
    }

    var session: SessionEntry? {
        if case .session(let session, _) = means { session } else { nil }
    }

    var requestToken: String? {
        if case .session(_, let requestToken) = means { requestToken } else { nil }
    }

    /// Whether its means let it look only.
    var isReadOnly: Bool {
        if case .token(let token) = means { token.isReadOnly } else { false }
    }

    /// The account within what its means are for.
    var scoped: Account {
        guard case .token(let token) = means, let division = token.division,
            account.division.contains(division)
        else { return account }
        return Account(
            name: account.name,
            role: account.role,
            division: division,
            unit: account.unit
        )
    }
}

/// Whoever asks for a page (网页访客).
package struct PageGuest: Sendable {
    package let actor: Actor
    /// What the page's requests must carry; nil for who came by a token.
    package let requestToken: String?
    package let mustChangePassword: Bool
}

/// How long a session lasts.
package enum SessionTime {
    /// Unused, in seconds.
    package static let idleMax: Int64 = 30 * 60
    /// From sign-in, in seconds: longer than a shift.
    package static let lengthMax: Int64 = 12 * 3600
    /// How long a browser is known, in seconds.
    static let deviceMax: Int64 = 180 * 86400
}
