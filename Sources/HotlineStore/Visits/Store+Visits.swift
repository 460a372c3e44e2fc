internal import Foundation
internal import GRDB
package import Hotline
package import HotlineDuties

/// A visit as it is kept.
package struct StoredVisit: Sendable {
    package let id: Int64
    package let visit: Visit
    package let findings: [Finding]
}

/// A finding with the household that it is about.
package struct FindingView: Sendable {
    package internal(set) var finding: Finding
    /// Nil once the key of its month was destroyed.
    package let visit: Visit?
}

/// Which findings to list.
package struct FindingFilter: Sendable {
    package var division: DivisionCode?
    package var period: DutyPeriod?
    package var topic: VisitTopic?
    package var state: FindingState?
    /// Whether it is still to be verified or disposed of.
    package var isOpen: Bool?
    /// Whether the month that it belongs to is handed in.
    package var isHandedIn: Bool?

    package init() {}
}

/// How many visits and findings there are of a place (家访统计).
package struct VisitCount: Sendable {
    package let place: String
    package let visits: Int
    package let findings: Int
    /// Findings that nobody verified, and verified ones that nobody disposed of.
    package let unverified: Int
    package let undisposed: Int
}

extension Actor {
    /// Whether the finding is there at all for the account.
    package func sees(_ finding: Finding) -> Bool {
        registerScope.map { finding.village.lies(in: $0) } ?? false
    }
}

extension Store {
    /// The visits of a village's month, those that were told first first.
    package func visits(of duty: Int64) throws -> [StoredVisit] {
        try read { db in
            let key = try DataKey.find(.register(.visit(duty)), keys, db)
            return try Self.visits(of: duty, key, db)
        }
    }

    static func visits(of duty: Int64, _ key: DataKey?, _ db: Database) throws -> [StoredVisit] {
        guard let key else { return [] }
        let findings = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT \(FindingRow.selection) FROM finding f WHERE f.duty = ? ORDER BY f.id"
            ),
            arguments: [duty]
        ).map { try FindingRow.finding($0, key) }
        let byVisit = Dictionary(grouping: findings, by: \.visit)
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT \(VisitRow.selection) FROM visit v WHERE v.duty = ? ORDER BY v.id"
            ),
            arguments: [duty]
        )
        return try rows.compactMap { row in
            guard var visit = try VisitRow.visit(row, key) else { return nil }
            let findings = byVisit[row[0]] ?? []
            visit.changes = findings.map { VisitChange($0.topic, $0.texts.current) }
            return StoredVisit(id: row[0], visit: visit, findings: findings)
        }
    }

    static func finding(_ id: Int64, _ keys: KeyRing, _ db: Database) throws -> FindingView? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(FindingRow.selection), \(VisitRow.selection)
                    FROM finding f JOIN visit v ON v.id = f.visit WHERE f.id = ?
                    """
            ),
            arguments: [id]
        )
        return try row.map { try view($0, key(of: $0, keys, db)) }
    }

    private static func key(of row: Row, _ keys: KeyRing, _ db: Database) throws -> DataKey? {
        try DataKey.find(.register(.visit(row["duty"])), keys, db)
    }

    private static func view(_ row: Row, _ key: DataKey?) throws -> FindingView {
        FindingView(
            finding: try FindingRow.finding(row, key),
            visit: try VisitRow.visit(row, from: FindingRow.table.columns.count, key)
        )
    }

    /// A finding, if it is there for the account.
    package func finding(_ id: Int64, for actor: Actor) throws -> FindingView? {
        try read { db in
            guard let view = try Self.finding(id, keys, db) else { return nil }
            if actor.sees(view.finding) { return view }
            let duty = try DutyRow.find(view.finding.duty, db)
            return duty.map(actor.sees) == true ? view : nil
        }
    }

    /// The findings that an account sees, the newest first.
    package func findings(
        _ filter: FindingFilter,
        limit: Int,
        after: String?,
        for actor: Actor
    ) throws -> Page<FindingView> {
        let cursor = try Cursor.pair(after)
        guard var conditions = VisitQuery.conditions("f", filter, actor) else {
            return Page(items: [], next: nil)
        }
        if let (id, _) = cursor { conditions.append("f.id < \(id)") }
        let request: SQLRequest<Row> = """
            SELECT \(sql: FindingRow.selection), \(sql: VisitRow.selection)
            FROM finding f JOIN visit v ON v.id = f.visit
            WHERE \(conditions.joined(separator: " AND "))
            ORDER BY f.id DESC LIMIT \(limit + 1)
            """
        return try read { db in
            var known: [Int64: DataKey?] = [:]
            let rows = try request.fetchAll(db)
            let items = try rows.prefix(limit).map { row in
                let duty: Int64 = row["duty"]
                let key = try known[duty] ?? Self.key(of: row, keys, db)
                known[duty] = .some(key)
                return try Self.view(row, key)
            }
            let next = rows.count > limit ? items.last : nil
            return Page(items: items, next: next.map { Cursor.text($0.finding.id, 0) })
        }
    }

    /// How many visits and findings there are by place, as far as the account sees.
    package func visitCounts(
        _ filter: FindingFilter,
        by grouping: DutyGrouping,
        for actor: Actor
    ) throws -> [VisitCount] {
        guard let visits = VisitQuery.conditions("v", filter, actor) else { return [] }
        let open: SQL = "f.state IN ('agreed', 'corrected') AND f.disposal IS NULL"
        let request: SQLRequest<Row> = """
            SELECT \(grouping.place(of: "v.village")), count(DISTINCT v.id), count(f.id),
                ifnull(sum(f.state = 'filed'), 0), ifnull(sum(\(open)), 0)
            FROM visit v LEFT JOIN finding f ON f.visit = v.id
            WHERE \(visits.joined(separator: " AND "))
            GROUP BY 1 ORDER BY 1 LIMIT \(Self.dutyGroupsMax)
            """
        return try read { db in
            try request.fetchAll(db).map { row in
                VisitCount(
                    place: row[0],
                    visits: row[1],
                    findings: row[2],
                    unverified: row[3],
                    undisposed: row[4]
                )
            }
        }
    }
}

/// A filter of findings or visits as SQL, within what the account sees.
private enum VisitQuery {
    static func conditions(_ alias: String, _ filter: FindingFilter, _ actor: Actor) -> [SQL]? {
        guard let scope = actor.registerScope else { return nil }
        // What villages report that were of a township which was abolished lies elsewhere.
        let isReceived: SQL =
            actor.speaks(for: actor.unit)
            ? """
            \(sql: alias).duty IN (SELECT id FROM duty
                WHERE receiver = \(actor.unit.description))
            """ : "FALSE"
        var conditions: [SQL] = ["(\(within(scope, alias)) OR \(isReceived))"]
        if let division = filter.division { conditions.append(within(division, alias)) }
        if let period = filter.period {
            conditions.append("\(sql: alias).period = \(period.description)")
        }
        if let topic = filter.topic { conditions.append("f.topic = \(topic.rawValue)") }
        if let state = filter.state { conditions.append("f.state = \(state.rawValue)") }
        if let isOpen = filter.isOpen {
            let not: SQL = isOpen ? "" : "NOT"
            conditions.append(
                """
                \(not) (f.state = 'filed'
                    OR f.state IN ('agreed', 'corrected') AND f.disposal IS NULL)
                """
            )
        }
        if let isHandedIn = filter.isHandedIn {
            let not: SQL = isHandedIn ? "" : "NOT"
            conditions.append(
                """
                \(not) EXISTS (SELECT 1 FROM duty d WHERE d.id = \(sql: alias).duty
                    AND d.state IN ('handedIn', 'accepted'))
                """
            )
        }
        return conditions
    }

    private static func within(_ division: DivisionCode, _ alias: String) -> SQL {
        let code = division.description
        return "\(sql: alias).village BETWEEN \(code) AND \(code + "\u{10FFFF}")"
    }
}
