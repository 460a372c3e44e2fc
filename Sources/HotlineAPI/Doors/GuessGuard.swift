internal import Hotline
internal import Synchronization

/// Makes guessing passwords slow without locking anybody out (防猜测).
///
/// Failures are counted for an account together with whence they came: the browser, if the
/// account has signed in from it before, and else the address. So whoever guesses from elsewhere
/// delays himself, and never the account's owner.
final class GuessGuard: Sendable {
    /// How many failures cost nothing.
    static let freeMax = 5
    /// The first delay, which doubles with each failure, and the longest, in seconds.
    static let delayFirst: Int64 = 10
    static let delayMax: Int64 = 900
    /// After so long without another one, failures are forgotten, in seconds.
    static let memorySeconds: Int64 = 3600
    /// How many are remembered; beyond that the oldest half is forgotten.
    static let rememberedMax = 20_000

    struct Key: Hashable, Sendable {
        let account: String
        let origin: String
    }

    private struct Count {
        var failures = 0
        var last: Instant
    }

    private let counts = Mutex<[Key: Count]>([:])

    /// Begins a try, which counts as a failure until ``succeeded(_:)`` says otherwise: so many
    /// at once are no way around.
    ///
    /// - Returns: Nil if it may go on; else how many seconds to wait.
    func begin(_ key: Key, at now: Instant) -> Int? {
        counts.withLock { counts in
            if counts.count >= Self.rememberedMax, counts[key] == nil { Self.forget(&counts) }
            var count = counts[key] ?? Count(last: now)
            // A clock that was set back must not make the wait longer than it is.
            let passed = max(0, now - count.last)
            if passed >= Self.memorySeconds { count.failures = 0 }
            let wait = Self.delay(after: count.failures) - passed
            guard wait <= 0 else { return Int(wait) }
            count.failures += 1
            count.last = now
            counts[key] = count
            return nil
        }
    }

    /// Forgives a try that was never looked at.
    func takeBack(_ key: Key) {
        counts.withLock { $0[key]?.failures -= 1 }
    }

    /// How many are remembered.
    var count: Int { counts.withLock(\.count) }

    func succeeded(_ key: Key) {
        counts.withLock { $0[key] = nil }
    }

    static func delay(after failures: Int) -> Int64 {
        guard failures >= freeMax else { return 0 }
        return min(delayMax, delayFirst << min(failures - freeMax, 10))
    }

    private static func forget(_ counts: inout [Key: Count]) {
        let times = counts.values.map(\.last).sorted()
        let middle = times[times.count / 2]
        counts = counts.filter { $0.value.last > middle }
    }
}
