internal import GRDB
package import Hotline
internal import HotlineDuties

extension Ledger {
    /// Hands what abolished units owe on to those that took over, one event each; where they owe
    /// the same for the same period already, it ends.
    ///
    /// - Returns: How many duties moved or ended; as many as the limit if there may be more.
    package func succeedDuties(units: UnitDirectory, at now: Instant, limit: Int) throws -> Int {
        let abolished = units.all.filter { $0.successor != nil }.map(\.id.description)
        guard !abolished.isEmpty else { return 0 }
        let request: SQLRequest<Row> = """
            SELECT \(sql: DutyRow.selection) FROM duty d
            WHERE (d.unit IN \(abolished) AND d.state IN ('owed', 'sentBack'))
                OR (d.receiver IN \(abolished) AND d.state IN ('owed', 'sentBack', 'handedIn'))
            ORDER BY d.id
            """
        var count = 0
        for row in try request.fetchAll(database) where count < limit {
            let duty = try sweep(DutyRow.duty(row), by: now)
            guard let (heir, receiver) = duty.successors(units) else { continue }
            try succeed(duty, by: heir, to: receiver, at: now)
            count += 1
        }
        return count
    }

    private func succeed(
        _ duty: Duty,
        by heir: UnitID,
        to receiver: UnitID,
        at now: Instant
    ) throws {
        var next = duty
        guard heir != duty.unit else {
            next.succeed(by: heir, to: receiver)
            return try record(next, "succeed", at: now)
        }
        // What is due to a household nobody else owes.
        let same =
            duty.household == nil
            ? try DutyRow.find(rule: duty.rule, unit: heir, period: duty.period, database) : nil
        if let same {
            next.end(at: now)
            // What was visited is reported with the rest, while that can still be added to.
            let moved = same.state.isOpen ? try visits(of: duty, movedTo: same) : []
            return try record(next, "end", writes: moved, at: now)
        }
        next.succeed(by: heir, to: receiver)
        try record(next, "succeed", writes: visits(of: duty, movedTo: next), at: now)
    }

    /// The visits of a village's month and what they found, as they stand in another's: sealed
    /// anew under its key.
    private func visits(of former: Duty, movedTo duty: Duty) throws -> [RegisterWrite] {
        // More than a village files in a year; then they stay where they are.
        guard former.kind == .visits,
            let key = try DataKey.find(.register(.visit(former.id)), keys, database)
        else { return [] }
        let stored = try Store.visits(of: former.id, key, database)
        guard !stored.isEmpty else { return [] }
        let heirKey = try registerKey(.visit(duty.id))
        let moved = stored.flatMap { stored -> [RegisterWrite] in
            let values = VisitRow.values(of: stored.visit, id: stored.id, duty, heirKey)
            let findings = stored.findings.map { finding -> RegisterWrite in
                let moved = finding.moved(to: duty)
                return .put(FindingRow.table, FindingRow.values(of: moved, heirKey))
            }
            return [.put(VisitRow.table, values)] + findings
        }
        return moved.count < RegisterEntry.rowsMax ? moved : []
    }
}
