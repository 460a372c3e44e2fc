internal import Hotline
internal import HotlineStore
internal import Synchronization

/// Remembers whose a token is, so that not every request asks the database.
///
/// An account that was changed or revoked is asked for anew, because the store says so.
final class TokenBook: Sendable {
    private let store: Store
    private let known = Mutex(Known())

    /// How many tokens are remembered; beyond that all are forgotten.
    static let knownMax = 10_000

    private struct Known {
        var accounts: [String: Account] = [:]
        var version: Int64 = 0
    }

    init(_ store: Store) {
        self.store = store
    }

    func account(_ text: String) throws -> Account? {
        let version = store.accountsVersion
        let remembered = known.withLock { known in
            if known.version != version { known = Known(version: version) }
            return known.accounts[text]
        }
        if let remembered { return remembered }
        guard let account = try store.account(token: Token(text: text)) else { return nil }
        known.withLock { known in
            guard known.version == version else { return }
            if known.accounts.count >= Self.knownMax { known.accounts = [:] }
            known.accounts[text] = account
        }
        return account
    }
}
