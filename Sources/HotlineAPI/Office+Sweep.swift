package import Hotline
internal import HotlineStore

extension Office {
    /// How many tickets one transaction of the writer sweeps at most.
    private static let sweepBatchMax = 1000

    /// Records all that time has done by `now` (到时处理): yellow, missed, signed, resumed.
    ///
    /// - Returns: How many tickets were touched.
    @discardableResult
    package func sweep(at now: Instant) throws -> Int {
        let flow = rulesInForce.flow
        var total = 0
        while true {
            let count = try store.writer.write { ledger in
                try ledger.sweepDue(flow: flow, by: now, limit: Self.sweepBatchMax)
            }
            total += count
            if count < Self.sweepBatchMax { return total }
        }
    }
}
