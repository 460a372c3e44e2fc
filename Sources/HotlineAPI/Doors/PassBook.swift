internal import Hotline
internal import HotlineStore
internal import Synchronization

/// Remembers whose a token or a session is, so that not every request asks the database, and
/// when each was last used (凭证簿).
///
/// Whenever an account, a token or a session was changed, all are asked for anew: what was
/// revoked is worthless with the answer that says so.
final class PassBook: Sendable {
    private let store: Store
    private let known = Mutex(Known())
    private let uses = Mutex(Uses())

    /// How many are remembered; beyond that all are forgotten.
    static let knownMax = 10_000
    /// How often the last uses are written down, in seconds.
    static let noteSeconds: Int64 = 60

    private struct Known {
        var tokens: [[UInt8]: (TokenEntry, AccountEntry)] = [:]
        var sessions: [[UInt8]: (SessionEntry, AccountEntry)] = [:]
        var version: Int64 = 0

        var isFull: Bool { tokens.count + sessions.count >= knownMax }
    }

    private struct Uses {
        var tokens: [Int64: Instant] = [:]
        var sessions: [Int64: Instant] = [:]
        var notedAt: Instant?
    }

    init(_ store: Store) {
        self.store = store
    }

    // MARK: Tokens

    /// Whose token this is.
    ///
    /// - Throws: ``Problem`` that says what is wrong with it.
    func token(_ text: String, at now: Instant) throws -> SignedIn {
        guard text.utf8.count <= Token.lengthMax else { throw Problem.wrongToken("格式不对") }
        guard let (token, account) = try find(token: Token(text: text).digest) else {
            throw Problem.wrongToken("不存在")
        }
        if token.revokedAt != nil { throw Problem.wrongToken("已吊销") }
        if token.expiresAt <= now { throw Problem.wrongToken("已过期") }
        if account.disabledAt != nil { throw Problem.wrongToken("的账号已停用") }
        uses.withLock { $0.tokens[token.id] = now }
        return SignedIn(
            account: account.account,
            means: .token(token),
            mustChangePassword: false
        )
    }

    private func find(token digest: [UInt8]) throws -> (TokenEntry, AccountEntry)? {
        let version = store.accountsVersion
        if let found = remembered(version, { $0.tokens[digest] }) { return found }
        guard let found = try store.token(digest: digest) else { return nil }
        remember(version) { $0.tokens[digest] = found }
        return found
    }

    // MARK: Sessions

    /// Whose session this is.
    ///
    /// - Throws: ``Problem`` that says what is wrong with it.
    func session(_ text: String, at now: Instant) throws -> SignedIn {
        guard text.utf8.count <= Token.lengthMax else { throw Problem.sessionOver("格式不对") }
        let secret = Token(text: text)
        guard let (session, account) = try find(session: secret.digest) else {
            throw Problem.sessionOver("已结束")
        }
        let seen = uses.withLock { $0.sessions[session.id] } ?? session.seenAt
        // Opened in the future: the clock was set back, and nobody knows how old it is.
        guard session.createdAt <= now + Self.noteSeconds else {
            throw Problem.sessionOver("的时间不对")
        }
        guard now - seen < SessionTime.idleMax, now - session.createdAt < SessionTime.lengthMax
        else { throw Problem.sessionOver("已超时") }
        if account.disabledAt != nil { throw Problem.sessionOver("的账号已停用") }
        uses.withLock { $0.sessions[session.id] = max(seen, now) }
        return SignedIn(
            account: account.account,
            means: .session(session, requestToken: secret.requestToken),
            mustChangePassword: account.mustChangePassword ?? false
        )
    }

    private func find(session digest: [UInt8]) throws -> (SessionEntry, AccountEntry)? {
        let version = store.accountsVersion
        if let found = remembered(version, { $0.sessions[digest] }) { return found }
        guard let found = try store.session(digest: digest) else { return nil }
        remember(version) { $0.sessions[digest] = found }
        return found
    }

    /// When a session or token was last used, if that is not written down yet.
    func lastUse(ofSession id: Int64) -> Instant? { uses.withLock { $0.sessions[id] } }
    func lastUse(ofToken id: Int64) -> Instant? { uses.withLock { $0.tokens[id] } }

    // MARK: Memory

    private func remembered<Found>(_ version: Int64, _ find: (Known) -> Found?) -> Found? {
        known.withLock { known in
            if known.version != version { known = Known(version: version) }
            return find(known)
        }
    }

    private func remember(_ version: Int64, _ change: (inout Known) -> Void) {
        known.withLock { known in
            guard known.version == version else { return }
            if known.isFull { known = Known(version: version) }
            change(&known)
        }
    }

    func noteUse(ofToken id: Int64, at now: Instant) { uses.withLock { $0.tokens[id] = now } }

    /// Writes down when each was last used, once a minute.
    func noteUses(at now: Instant, isLast: Bool = false) throws {
        let due: Uses? = uses.withLock { uses in
            let passed = uses.notedAt.map { now - $0 } ?? Self.noteSeconds
            guard isLast || passed >= Self.noteSeconds || passed < 0 else { return nil }
            defer { uses = Uses(notedAt: now) }
            return uses
        }
        guard let due, !due.tokens.isEmpty || !due.sessions.isEmpty else { return }
        try store.writer.write { try $0.noteUses(tokens: due.tokens, sessions: due.sessions) }
        // What is remembered has the old times.
        store.noteAccountChange()
    }
}
