internal import GRDB
package import Hotline

extension Store {
    /// Calls of a unit in a state, the newest first.
    ///
    /// Of the missed ones only those that nobody has dealt with: no ticket, no summary.
    package func calls(
        of unit: UnitID,
        in state: Call.State?,
        from earliest: Instant,
        limit: Int
    ) throws -> [Call] {
        let condition: SQL =
            switch state {
            case .missed:
                "ended IS NOT NULL AND answered IS NULL AND ticket IS NULL AND summary IS NULL"
            case .ended: "ended IS NOT NULL AND answered IS NOT NULL"
            case .answered: "ended IS NULL AND answered IS NOT NULL"
            case .ringing: "ended IS NULL AND answered IS NULL"
            case nil: "TRUE"
            }
        let request: SQLRequest<String> = """
            SELECT id FROM call
            WHERE unit = \(unit.description) AND createdAt >= \(earliest.seconds)
                AND \(condition)
            ORDER BY createdAt DESC, id LIMIT \(limit)
            """
        let ids = try read { try request.fetchAll($0) }
        return try ids.compactMap { try call($0) }
    }
}
