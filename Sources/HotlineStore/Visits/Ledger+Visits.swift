internal import GRDB
package import Hotline
internal import HotlineCare
package import HotlineDuties

extension Ledger {
    /// Adds visits to the month that a village owes (登记走访).
    ///
    /// - Throws: A ``Refusal`` if the month is handed in, or a household is there already.
    package func add(
        _ visits: [Visit],
        to duty: Duty,
        by actor: Actor,
        at now: Instant
    ) throws -> [Int64] {
        try requireOpen(duty, by: actor)
        let key = try registerKey(.visit(duty.id))
        let known = try Store.visits(of: duty.id, key, database)
        guard known.count + visits.count <= Visit.countMax else {
            throw Refusal.againstRule("一个月最多登记\(Visit.countMax)户。")
        }
        var seen = Set(known.map(\.visit.sameness))
        for (index, visit) in visits.enumerated() where !seen.insert(visit.sameness).inserted {
            throw Refusal.badField(
                pointer: "/visits/\(index)/household",
                message: "这一户本月已经登记；同名的两户请写明住址。"
            )
        }
        var ids: [Int64] = []
        var id = try Self.last("visit", database)
        var finding = try Self.last("finding", database)
        for visit in visits {
            id += 1
            ids.append(id)
            var writes = [
                RegisterWrite.put(VisitRow.table, VisitRow.values(of: visit, id: id, duty, key))
            ]
            for change in visit.changes {
                finding += 1
                let found = Finding(
                    id: finding,
                    visit: id,
                    duty: duty.id,
                    village: duty.unit,
                    period: duty.period,
                    topic: change.topic,
                    texts: FindingTexts(found: change.text)
                )
                writes.append(.put(FindingRow.table, FindingRow.values(of: found, key)))
            }
            try record("visit", on: duty, writes, by: actor, at: now)
        }
        return ids
    }

    /// Takes a visit out of a month that is not handed in (删除走访).
    package func removeVisit(_ id: Int64, by actor: Actor, at now: Instant) throws {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT duty FROM visit WHERE id = ?",
            arguments: [id]
        )
        guard let row, let duty = try DutyRow.find(row[0], database), actor.sees(duty) else {
            throw Refusal.notThere
        }
        try requireOpen(duty, by: actor)
        let findings = try Row.fetchAll(
            database,
            sql: "SELECT id, state FROM finding WHERE visit = ?",
            arguments: [id]
        )
        guard findings.allSatisfy({ $0[1] == FindingState.filed.rawValue }) else {
            throw Refusal.againstRule("这一户的情况乡镇（街道）已经核实，不能删除。")
        }
        let writes =
            findings.map { row -> RegisterWrite in
                let finding: Int64 = row[0]
                return .remove(FindingRow.table, [finding.databaseValue])
            } + [.remove(VisitRow.table, [id.databaseValue])]
        try record("removeVisit", on: duty, writes, by: actor, at: now)
    }

    /// Does something about a finding that the account sees.
    package func perform(
        _ order: FindingOrder,
        on id: Int64,
        seenAt revision: Int?,
        by actor: Actor,
        at now: Instant
    ) throws -> FindingView {
        guard var view = try Store.finding(id, keys, database),
            let duty = try DutyRow.find(view.finding.duty, database),
            actor.sees(view.finding) || actor.sees(duty)
        else { throw Refusal.notThere }
        try require(order.action, on: duty, by: actor)
        if let revision, revision != view.finding.revision { throw Refusal.stale }
        guard view.visit != nil else { throw Refusal.againstRule("这个月的家访已过保存期限，内容已销毁。") }
        try view.finding.perform(order, at: now)
        let key = try registerKey(.visit(duty.id))
        let values = FindingRow.values(of: view.finding, key)
        try record(
            order.action.rawValue,
            on: duty,
            [.put(FindingRow.table, values)],
            by: actor,
            at: now
        )
        return view
    }

    /// Does what a finding asks of the roster, in the same commit as the finding tells of it: a
    /// dated version of the household, or the case whose steps come first.
    package func adjustRoster(
        _ order: RosterOrder,
        of household: Int64,
        for id: Int64,
        reason: String,
        seenAt revision: Int?,
        _ duties: RosterDuties,
        by actor: Actor,
        at now: Instant
    ) throws -> FindingView {
        let opened = try perform(order, on: household, duties, by: actor, at: now)
        let link = RosterLink(household: household, caseID: opened?.id)
        let order = FindingOrder.adjustRoster(link, reason: reason)
        return try perform(order, on: id, seenAt: revision, by: actor, at: now)
    }

    // MARK: What must be so

    private func requireOpen(_ duty: Duty, by actor: Actor) throws {
        guard duty.mayBeDone(.handIn, by: actor) else { throw DutyRefusal.notPermitted }
        guard duty.state.isOpen else {
            throw Refusal.againstRule(
                "\(duty.period.name)的家访\(duty.state.name)，不能再改；需要改动请乡镇（街道）退回。"
            )
        }
    }

    /// Verifying needs the village's month, disposing the township's report, to be handed in.
    private func require(_ action: FindingAction, on duty: Duty, by actor: Actor) throws {
        if action.isVerification {
            guard actor.speaks(for: duty.to) else { throw DutyRefusal.notPermitted }
            guard !duty.state.isOpen else {
                throw Refusal.againstRule("村（社区）还没有报送这个月的家访，不能核实。")
            }
            return
        }
        let report = try DutyRow.find(
            .visitReport,
            unit: duty.to,
            period: duty.period,
            database
        )
        let place = duty.to.division.county ?? duty.to.division
        guard actor.speaks(for: report?.to ?? UnitKind.civilAffairs.id(in: place)) else {
            throw DutyRefusal.notPermitted
        }
        guard let report, !report.state.isOpen else {
            throw Refusal.againstRule("乡镇（街道）还没有上报这个月的家访，不能处置。")
        }
    }

    /// What must be there before a duty can be handed in.
    func requireContent(of duty: Duty) throws {
        switch duty.kind {
        case .visits:
            let count = try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM visit WHERE duty = ?",
                arguments: [duty.id]
            )
            guard count ?? 0 > 0 else {
                throw Refusal.againstRule("还没有登记走访的户。没有变化也要写明走访了哪些户。")
            }
        case .visitReport:
            let count = try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM duty d JOIN finding f ON f.duty = d.id
                    WHERE d.receiver = ? AND d.period = ? AND d.kind = 'visits'
                        AND d.state IN ('handedIn', 'accepted') AND f.state = 'filed'
                    """,
                arguments: [duty.unit.description, duty.period.description]
            )
            if let count, count > 0 {
                throw Refusal.againstRule("还有\(count)项家访发现没有核实，请逐项核实后上报。")
            }
        case .payment, .tables, .matching, .review, .gradual, .step, .other: break
        }
    }

    private static func last(_ table: String, _ db: Database) throws -> Int64 {
        let sql = "SELECT max(id) FROM \(table)"
        return try Int64.fetchOne(db.cachedStatement(sql: sql)) ?? 0
    }

    private func record(
        _ action: String,
        on duty: Duty,
        _ writes: [RegisterWrite],
        by actor: Actor,
        at now: Instant
    ) throws {
        try record(
            RegisterEntry(
                register: .visit,
                subject: String(duty.id),
                action: action,
                by: actor,
                at: now,
                writes: writes
            )
        )
    }
}
