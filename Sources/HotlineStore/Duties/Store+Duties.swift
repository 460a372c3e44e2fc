internal import Foundation
internal import GRDB
package import Hotline
package import HotlineDuties

/// Which duties to list.
package struct DutyFilter: Sendable {
    package var unit: UnitID?
    package var division: DivisionCode?
    package var rule: String?
    package var kind: DutyKind?
    package var period: DutyPeriod?
    package var state: DutyState?
    package var isOpen: Bool?
    /// Whether it was missed.
    package var isLate: Bool?
    /// Whom it is owed to.
    package var to: UnitID?
    /// The household that it is about, or whether it is about one at all.
    package var household: Int64?
    package var isOfRoster: Bool?

    package init() {}
}

extension Store {
    /// The duties that an account sees: open ones by least time left, others the newest first.
    package func duties(
        _ filter: DutyFilter,
        limit: Int,
        after: String?,
        for actor: Actor
    ) throws -> Page<Duty> {
        let cursor = try Cursor.pair(after)
        guard let query = DutyQuery(filter, actor) else { return Page(items: [], next: nil) }
        return try read { db in
            let isAscending = filter.isOpen == true
            var conditions = query.conditions
            if let (due, id) = cursor {
                let comparison = isAscending ? ">" : "<"
                conditions.append("(d.due, d.id) \(sql: comparison) (\(due), \(id))")
            }
            let order = isAscending ? "d.due, d.id" : "d.due DESC, d.id DESC"
            let request: SQLRequest<Row> = """
                SELECT \(sql: DutyRow.selection) FROM duty d
                WHERE \(conditions.joined(separator: " AND "))
                ORDER BY \(sql: order) LIMIT \(limit + 1)
                """
            let duties = try request.fetchAll(db).map(DutyRow.duty)
            let last = duties.count > limit ? duties[limit - 1] : nil
            return Page(
                items: Array(duties.prefix(limit)),
                next: last.map { Cursor.text($0.due.seconds, $0.id) }
            )
        }
    }

    /// A duty, if it is there for the account.
    package func duty(_ id: Int64, for actor: Actor) throws -> Duty? {
        try read { try DutyRow.find(id, $0) }.flatMap { actor.sees($0) ? $0 : nil }
    }

    /// What a unit owes of a kind for a period; nil if it owes nothing.
    package func duty(of unit: UnitID, kind: DutyKind, period: DutyPeriod) throws -> Duty? {
        try read { try DutyRow.find(kind, unit: unit, period: period, $0) }
    }

    /// What people wrote of a duty that the account sees, by the line of the journal.
    package func dutyTexts(of id: Int64) throws -> [Int64: String] {
        try read { db in
            guard let key = try DataKey.find(.register(.duty(id)), keys, db) else { return [:] }
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT sequence, body FROM dutyText WHERE duty = ?",
                arguments: [id]
            )
            return try rows.reduce(into: [:]) { texts, row in
                let sequence: Int64 = row[0]
                texts[sequence] = try key.open(row[1], in: DutyTextRow.place(sequence))
            }
        }
    }

    /// Whether a duty was missed that is not recorded yet.
    package func isDutyDue(by now: Instant) throws -> Bool {
        try read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT EXISTS (SELECT 1 FROM duty WHERE attentionAt <= ?)"
            )
            return try Bool.fetchOne(statement, arguments: [now.seconds]) ?? false
        }
    }

    /// The units that accounts belong to.
    package func unitsWithAccounts() throws -> [UnitID] {
        try read { db in
            try String.fetchAll(
                db,
                sql: "SELECT DISTINCT unit FROM account WHERE disabledAt IS NULL"
            ).compactMap(UnitID.init)
        }
    }
}

// MARK: - Who is late

/// How many duties of a place and rule stand how (报送统计).
package struct DutyLateness: Sendable {
    /// A division, or a unit if it is asked by unit.
    package let place: String
    package let rule: String
    package let name: String
    package let owed: Int
    package let handedIn: Int
    package let accepted: Int
    package let missed: Int
    /// Missed and still not there.
    package let open: Int
    /// Due by now, and how many of those were there in time.
    package let due: Int
    package let onTime: Int
}

/// By what duties are counted: each level, or each unit.
package enum DutyGrouping: String, CaseIterable, Sendable {
    case province, city, county, township, unit

    /// How long a division's code is at most; nil where it is the unit's that counts.
    var length: Int? {
        switch self {
        case .province: 2
        case .city: 4
        case .county: 6
        case .township: 9
        case .unit: nil
        }
    }

    /// What the code of a unit in a column is counted under; what stands above the level that is
    /// asked for is counted under its own division.
    func place(of column: SQL) -> SQL {
        guard let length else { return column }
        return "substr(substr(\(column), 1, instr(\(column) || '-', '-') - 1), 1, \(length))"
    }
}

extension Store {
    /// How many groups are counted at most.
    package static let dutyGroupsMax = 5000

    /// Counts the duties that an account sees, by place and rule.
    package func lateness(
        _ filter: DutyFilter,
        by grouping: DutyGrouping,
        at now: Instant,
        for actor: Actor
    ) throws -> [DutyLateness] {
        guard let query = DutyQuery(filter, actor) else { return [] }
        return try read { db in
            let request: SQLRequest<Row> = """
                SELECT \(grouping.place(of: "d.unit")), d.rule, max(d.name), count(*),
                    sum(d.state = 'handedIn'), sum(d.state = 'accepted'),
                    sum(d.missedAt IS NOT NULL),
                    sum(d.missedAt IS NOT NULL AND d.state IN ('owed', 'sentBack')),
                    sum(d.due <= \(now.seconds)),
                    sum(d.due <= \(now.seconds) AND d.missedAt IS NULL)
                FROM duty d WHERE \(query.conditions.joined(separator: " AND "))
                    AND (d.state <> 'ended' OR d.missedAt IS NOT NULL)
                GROUP BY 1, 2 ORDER BY 1, 2 LIMIT \(Self.dutyGroupsMax)
                """
            return try request.fetchAll(db).map { row in
                DutyLateness(
                    place: row[0],
                    rule: row[1],
                    name: row[2],
                    owed: row[3],
                    handedIn: row[4],
                    accepted: row[5],
                    missed: row[6],
                    open: row[7],
                    due: row[8],
                    onTime: row[9]
                )
            }
        }
    }
}

/// A filter as SQL, within what the account sees: ``Actor/sees(_:)`` says the same.
private struct DutyQuery {
    var conditions: [SQL]

    init?(_ filter: DutyFilter, _ actor: Actor) {
        var seen: [SQL] = []
        if actor.speaks(for: actor.unit) {
            let unit = actor.unit.description
            seen.append("d.unit = \(unit) OR d.receiver = \(unit)")
        }
        if let scope = actor.registerScope {
            seen.append(Self.within(scope))
            let civilAffairs = UnitKind.civilAffairs.id(in: scope)
            if actor.speaks(for: civilAffairs) {
                seen.append("d.receiver = \(civilAffairs.description)")
            }
        }
        guard !seen.isEmpty else { return nil }
        conditions = ["(\(seen.joined(separator: " OR ")))"]
        if let unit = filter.unit { conditions.append("d.unit = \(unit.description)") }
        if let to = filter.to { conditions.append("d.receiver = \(to.description)") }
        if let division = filter.division { conditions.append(Self.within(division)) }
        if let rule = filter.rule { conditions.append("d.rule = \(rule)") }
        if let kind = filter.kind { conditions.append("d.kind = \(kind.rawValue)") }
        if let period = filter.period { conditions.append("d.period = \(period.description)") }
        if let household = filter.household { conditions.append("d.household = \(household)") }
        if let isOfRoster = filter.isOfRoster {
            conditions.append("d.household IS \(sql: isOfRoster ? "NOT" : "") NULL")
        }
        if let state = filter.state { conditions.append("d.state = \(state.rawValue)") }
        if let isOpen = filter.isOpen {
            conditions.append(
                "d.state \(sql: isOpen ? "" : "NOT") IN ('owed', 'sentBack')"
            )
        }
        if let isLate = filter.isLate {
            conditions.append("d.missedAt IS \(sql: isLate ? "NOT" : "") NULL")
        }
    }

    private static func within(_ division: DivisionCode) -> SQL {
        let code = division.description
        return "d.unit BETWEEN \(code) AND \(code + "\u{10FFFF}")"
    }
}
