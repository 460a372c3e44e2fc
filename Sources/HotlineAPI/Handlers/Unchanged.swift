internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import Synchronization

/// Questions whose answer was that nothing has changed, and until when that is so (未变记录).
///
/// Most of what a unit's screen asks is whether its queue is another now, in the very same words
/// as before. While account, rules and queue stand as they did, the answer does too.
final class Unchanged: Sendable {
    private let entries = Mutex<[Key: Entry]>([:])

    /// How many are remembered; beyond that all are forgotten.
    static let entriesMax = 20_000

    struct Key: Hashable {
        private let authorization: String
        private let path: String
        private let query: [String]
        private let tag: String

        /// Nil for what is not asked by a token and with a tag.
        init?(_ request: Request) {
            guard request.method == .get, let tag = request[.ifNoneMatch],
                let authorization = request[.authorization]
            else { return nil }
            self.authorization = authorization
            self.tag = tag
            path = request.path
            query = request.query.flatMap { [$0.name, $0.value] }
        }
    }

    struct Entry: Sendable {
        let accounts: Int64
        let rules: RulesInForce
        let unit: UnitID
        let version: QueueVersion
        let pass: Doors.KnownPass
        let response: Response
        let path: String
    }

    subscript(key: Key) -> Entry? { entries.withLock { $0[key] } }

    func keep(_ entry: Entry, as key: Key) {
        entries.withLock { entries in
            if entries.count >= Self.entriesMax { entries = [:] }
            entries[key] = entry
        }
    }
}

extension Office {
    /// The answer to a question that was asked before, if it still is that nothing has changed.
    ///
    /// - Returns: Also nil if the account asks too often, which whoever asks the door is told.
    func stillUnchanged(_ key: Unchanged.Key) -> Unchanged.Entry? {
        guard let entry = unchanged[key], entry.accounts == store.accountsVersion,
            entry.rules === rulesInForce, store.changes.version(of: entry.unit) == entry.version,
            doors.letsIn(entry.pass, at: clock())
        else { return nil }
        return entry
    }

    /// Remembers that nothing had changed.
    func remember(
        _ response: Response,
        to exchange: Exchange,
        unit: UnitID,
        version: QueueVersion
    ) {
        guard let key = Unchanged.Key(exchange.request),
            let pass = Doors.KnownPass(exchange.signedIn)
        else { return }
        let entry = Unchanged.Entry(
            accounts: exchange.accountsVersion,
            rules: rulesInForce,
            unit: unit,
            version: version,
            pass: pass,
            response: response,
            path: exchange.endpoint.path
        )
        unchanged.keep(entry, as: key)
    }
}

extension Doors {
    /// A token that was found good, while no account changes.
    struct KnownPass: Sendable {
        let account: String
        let token: Int64
        let expiresAt: Instant

        /// Nil for a session, which ends by itself.
        init?(_ signedIn: SignedIn) {
            guard case .token(let token) = signedIn.means, !signedIn.mustChangePassword else {
                return nil
            }
            account = signedIn.account.name
            self.token = token.id
            expiresAt = token.expiresAt
        }
    }

    /// Lets somebody in again who came by this pass before; no account has changed since.
    func letsIn(_ pass: KnownPass, at now: Instant) -> Bool {
        guard pass.expiresAt > now, programs.take(pass.account) == nil else { return false }
        passes.noteUse(ofToken: pass.token, at: now)
        return true
    }
}
