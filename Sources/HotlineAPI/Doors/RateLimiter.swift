internal import Synchronization

/// How often something may be done: so often a second in the long run, and so often at once.
struct RateLimit: Sendable {
    let perSecond: Double
    let burst: Double

    /// Signing in, from one address; many people of one office may share it.
    static let signIns = RateLimit(perSecond: 1, burst: 30)
    /// Wrong tokens and sessions, from one address.
    static let wrongPasses = RateLimit(perSecond: 20, burst: 200)
    /// What needs no account, from one address.
    static let outside = RateLimit(perSecond: 500, burst: 2000)
    /// Looking up how a demand stands, from one address; an office may share it.
    static let progress = RateLimit(perSecond: 0.5, burst: 30)
    /// What a person does with one account, in all browsers.
    static let person = RateLimit(perSecond: 50, burst: 300)
    /// What programs do with one account: more than one machine can do, but for its others.
    static let program = RateLimit(perSecond: 20_000, burst: 40_000)
}

/// Counts how often each does something (限流): a bucket of drops for each key.
///
/// The memory is bounded: when there are too many keys, those go that have not been seen for so
/// long that their buckets are full again, and if that is not enough, all.
final class RateLimiter: Sendable {
    private let limit: RateLimit
    private let buckets = Mutex<[String: Bucket]>([:])

    static let keysMax = 20_000

    private struct Bucket {
        var drops: Double
        var at: ContinuousClock.Instant
    }

    init(_ limit: RateLimit) {
        self.limit = limit
    }

    /// Takes a drop of a key's bucket.
    ///
    /// - Returns: Nil if there was one; else how many seconds to wait.
    func take(_ key: String) -> Int? {
        let now = ContinuousClock.now
        return buckets.withLock { buckets in
            if buckets.count >= Self.keysMax, buckets[key] == nil { forget(&buckets, now) }
            var bucket = buckets[key] ?? Bucket(drops: limit.burst, at: now)
            bucket.drops = min(limit.burst, bucket.drops + refill(since: bucket.at, now))
            bucket.at = now
            let isEmpty = bucket.drops < 1
            if !isEmpty { bucket.drops -= 1 }
            buckets[key] = bucket
            return isEmpty ? max(1, Int(((1 - bucket.drops) / limit.perSecond).rounded(.up))) : nil
        }
    }

    /// How many are counted.
    var count: Int { buckets.withLock(\.count) }

    /// Takes a drop, or refuses.
    func pass(_ key: String) throws {
        if let seconds = take(key) { throw Problem.tooMany(seconds: seconds) }
    }

    private func refill(
        since start: ContinuousClock.Instant,
        _ now: ContinuousClock.Instant
    )
        -> Double
    {
        let (seconds, attoseconds) = (now - start).components
        return (Double(seconds) + Double(attoseconds) / 1e18) * limit.perSecond
    }

    private func forget(_ buckets: inout [String: Bucket], _ now: ContinuousClock.Instant) {
        buckets = buckets.filter { $0.value.drops + refill(since: $0.value.at, now) < limit.burst }
        if buckets.count >= Self.keysMax { buckets = [:] }
    }
}
