internal import GRDB
internal import Hotline

/// Payments whose time is over (到期销毁): their lines, and what was written of money on its way.
///
/// Sums by batch and day stay, and with them every table.
enum PaymentPurge {
    /// The batches that are past their time and have lines still.
    private static func batches(before end: Instant) -> SQL {
        """
        SELECT b.id FROM paymentBatch b
        WHERE coalesce(b.decidedAt, b.enteredAt) < \(end.seconds)
            AND EXISTS (SELECT 1 FROM paymentLine l WHERE l.batch = b.id)
        """
    }

    /// The movements of money that are past their time and have a note still.
    private static func notes(before end: Instant) -> SQL {
        let base = RegisterKey.fund(0).keyNumber
        return """
            SELECT k.id FROM fundMovement f JOIN dataKey k ON k.id = \(base) + f.id * 2
            WHERE max(f.enteredAt, coalesce(f.cancelledAt, 0)) < \(end.seconds)
            """
    }

    /// How many batches and notes there are to destroy.
    static func due(before end: Instant, _ db: Database) throws -> Int {
        try db.count(of: [batches(before: end), notes(before: end)])
    }

    /// Destroys one batch, or some notes, and says how many; nothing once all is done.
    ///
    /// A batch may have as many lines as a file may: so one transaction takes one.
    static func destroy(
        before end: Instant,
        limit: Int,
        _ ledger: Ledger,
        at now: Instant
    ) throws
        -> Int
    {
        let batch: SQLRequest<Int64> = "\(batches(before: end)) ORDER BY b.id LIMIT 1"
        if let id = try batch.fetchOne(ledger.database) {
            try ledger.purgeBatch(id, at: now)
            return 1
        }
        try ledger.database.execute(
            literal: "DELETE FROM dataKey WHERE id IN (\(notes(before: end)) LIMIT \(limit))"
        )
        return ledger.database.changesCount
    }
}

extension Store {
    /// How many notes one transaction of the writer destroys.
    private static let notesMax = 500

    /// Destroys payments that are past their time, a batch at a time.
    func purgePayments(before end: Instant, at now: Instant) throws -> Int {
        var (total, count) = (0, 0)
        repeat {
            count = try writer.write {
                try PaymentPurge.destroy(before: end, limit: Self.notesMax, $0, at: now)
            }
            total += count
        } while count > 0
        return total
    }
}

extension Ledger {
    /// Destroys the key of a batch, and takes its lines and findings out by entries of the journal:
    /// so the codes that persons are looked up by go, too.
    fileprivate func purgeBatch(_ id: Int64, at now: Instant) throws {
        try destroyKey(of: .batch(id))
        var writes: [RegisterWrite] = []
        for (table, column) in [(PaymentTables.line, "line"), (PaymentTables.finding, "id")] {
            let keys = try Int64.fetchAll(
                database,
                sql: "SELECT \(column) FROM \(table.name) WHERE batch = ? ORDER BY 1",
                arguments: [id]
            )
            writes += keys.map { .remove(table, [id.databaseValue, $0.databaseValue]) }
        }
        try record(writes, of: "\(id)", "purge", by: nil, at: now)
    }
}
