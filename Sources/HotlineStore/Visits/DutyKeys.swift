internal import GRDB
internal import Hotline

/// The keys under which texts of duties and visits are sealed, as they are destroyed in time.
enum DutyKeys {
    /// What numbers of keys begin with, less the number of the duty.
    private static let bases = [RegisterKey.visit(0), .duty(0)].map(\.keyNumber)

    /// The keys of duties that were due before an instant.
    private static func found(_ base: Int64, before end: Instant) -> SQL {
        """
        SELECT k.id FROM dataKey k JOIN duty d ON d.id = k.id - \(base)
        WHERE k.id BETWEEN \(base) AND \(base + RegisterKey.idMax - 1) AND d.due < \(end.seconds)
        """
    }

    static func due(before end: Instant, _ db: Database) throws -> Int {
        try bases.reduce(0) { total, base in
            let request: SQLRequest<Int> = "SELECT count(*) FROM (\(found(base, before: end)))"
            return total + (try request.fetchOne(db) ?? 0)
        }
    }

    /// Destroys some of them, and says how many.
    static func destroy(before end: Instant, limit: Int, _ db: Database) throws -> Int {
        var count = 0
        for base in bases where count < limit {
            try db.execute(
                literal: """
                    DELETE FROM dataKey WHERE id IN
                        (\(found(base, before: end)) LIMIT \(limit - count))
                    """
            )
            count += db.changesCount
        }
        return count
    }
}
