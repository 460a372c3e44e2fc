internal import HotlineStore
internal import Synchronization

/// How many requests of one account may wait for a change at once (长轮询上限).
package enum WaitLimit {
    /// A person has some pages open in some browsers.
    static let person = 16
    /// A program: half of the connections that one address may have, so that it cannot hold them
    /// all until its waits end.
    package static let program = 512
}

/// Counts the requests that wait, by account.
final class WaitCounter: Sendable {
    private let programMax: Int
    private let counts = Mutex<[String: Int]>([:])

    init(programMax: Int) {
        self.programMax = programMax
    }

    /// Begins a wait, or refuses it.
    func begin(_ signedIn: SignedIn) throws {
        let max = signedIn.session == nil ? programMax : WaitLimit.person
        let isFull = counts.withLock { counts in
            let count = counts[signedIn.account.name, default: 0]
            guard count < max else { return true }
            counts[signedIn.account.name] = count + 1
            return false
        }
        if isFull { throw Problem.tooMany(seconds: Problem.retryAfterSeconds) }
    }

    func end(_ signedIn: SignedIn) {
        counts.withLock { counts in
            let left = counts[signedIn.account.name, default: 0] - 1
            counts[signedIn.account.name] = left > 0 ? left : nil
        }
    }
}
