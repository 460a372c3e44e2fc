internal import Foundation
internal import GRDB
package import Hotline
package import HotlineCare

/// Which marks to list.
package struct MarkFilter: Sendable {
    package var kind: MarkKind?
    package var state: MarkState?
    package var division: DivisionCode?
    package var list: Int64?

    package init() {}
}

/// What came of one rule's marks (规则成效).
package struct RuleResult: Sendable {
    package let rule: String
    package var marks = 0
    package var confirmed = 0
    package var notConfirmed = 0
    package var unclear = 0
    /// Not looked at yet.
    package var open = 0
    /// Closed without a visit.
    package var dismissed = 0
}

extension Actor {
    /// The marks that the account sees, as a condition on rows of `mark` called `k`.
    fileprivate var markCondition: SQL {
        guard let scope = registerScope else { return "FALSE" }
        let (from, to) = (scope.description, scope.description + "\u{10FFFF}")
        return """
            (k.county BETWEEN \(from) AND \(to)
                OR (k.ticket IS NOT NULL AND k.township BETWEEN \(from) AND \(to)))
            """
    }
}

extension Store {
    package func marks(
        _ filter: MarkFilter,
        limit: Int,
        after: String?,
        for actor: Actor
    ) throws -> Page<MarkView> {
        let before = try Cursor.pair(after)?.0 ?? Int64.max
        var conditions: [SQL] = ["k.id < \(before)", actor.markCondition]
        if let kind = filter.kind { conditions.append("k.kind = \(kind.rawValue)") }
        if let state = filter.state { conditions.append("k.state = \(state.rawValue)") }
        if let place = filter.division?.description {
            conditions.append("k.township BETWEEN \(place) AND \(place + "\u{10FFFF}")")
        }
        if let list = filter.list {
            conditions.append("EXISTS (SELECT 1 FROM json_each(k.lists) WHERE value = \(list))")
        }
        let condition = conditions.joined(separator: " AND ")
        return try read { db in
            let request: SQLRequest<Row> = """
                SELECT \(sql: MarkRow.selection) FROM mark k WHERE \(condition)
                ORDER BY k.id DESC LIMIT \(limit + 1)
                """
            let rows = try request.fetchAll(db)
            let items = try rows.prefix(limit).map { try MarkRow.view($0, keys, db) }
            let last = rows.count > limit ? items.last?.mark.id : nil
            return Page(items: items, next: last.map { Cursor.text($0, 0) })
        }
    }

    package func mark(_ id: Int64, for actor: Actor) throws -> MarkView? {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT \(MarkRow.selection) FROM mark WHERE id = ?",
                arguments: [id]
            )
            let view = try row.map { try MarkRow.view($0, keys, db) }
            return view.flatMap { $0.mark.isSeen(by: actor) ? $0 : nil }
        }
    }

    package func dataRequests(in scope: DivisionCode, limit: Int) throws -> [RequestView] {
        try read { db in
            let request: SQLRequest<Row> = """
                SELECT \(sql: RequestRow.selection) FROM dataRequest
                WHERE division BETWEEN \(scope.description)
                    AND \(scope.description + "\u{10FFFF}")
                ORDER BY id DESC LIMIT \(limit)
                """
            return try request.fetchAll(db).map { try RequestRow.view($0, keys, db) }
        }
    }

    package func dataRequest(_ id: Int64, in scope: DivisionCode) throws -> RequestView? {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT \(RequestRow.selection) FROM dataRequest WHERE id = ?",
                arguments: [id]
            )
            let view = try row.map { try RequestRow.view($0, keys, db) }
            return view.flatMap { scope.contains($0.request.division) ? $0 : nil }
        }
    }

    package func matchLists(
        limit: Int,
        after: String?,
        for actor: Actor
    ) throws -> Page<MatchList> {
        guard let scope = actor.registerScope else { return Page(items: [], next: nil) }
        let before = try Cursor.pair(after)?.0 ?? Int64.max
        return try read { db in
            let request: SQLRequest<Row> = """
                SELECT \(sql: MatchList.selection) FROM matchList
                WHERE id < \(before) AND division BETWEEN \(scope.description)
                    AND \(scope.description + "\u{10FFFF}")
                ORDER BY id DESC LIMIT \(limit + 1)
                """
            let rows = try request.fetchAll(db)
            let items = try rows.prefix(limit).map { try MatchList($0, keys, db) }
            let last = rows.count > limit ? items.last?.id : nil
            return Page(items: items, next: last.map { Cursor.text($0, 0) })
        }
    }

    package func matchList(_ id: Int64, in scope: DivisionCode) throws -> MatchList? {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT \(MatchList.selection) FROM matchList WHERE id = ?",
                arguments: [id]
            )
            let list = try row.map { try MatchList($0, keys, db) }
            return list.flatMap { scope.contains($0.division) ? $0 : nil }
        }
    }

    package func matchMistakes(of id: Int64) throws -> [RowMistake] {
        try read { try RowMistake.told(in: MatchTables.mistake, of: id, $0) }
    }

    /// What came of the marks of each rule and combination.
    package func ruleResults(for actor: Actor) throws -> [RuleResult] {
        try read { db in
            let request: SQLRequest<Row> = """
                SELECT r.value, count(*), sum(k.result IS 'confirmed'),
                    sum(k.result IS 'notConfirmed'), sum(k.result IS 'unclear'),
                    sum(k.result IS NULL AND k.state <> 'closed'),
                    sum(k.result IS NULL AND k.state = 'closed')
                FROM mark k, json_each(k.reasons) r
                WHERE \(actor.markCondition) GROUP BY r.value ORDER BY r.value
                """
            return try request.fetchAll(db).map { row in
                var reader = Reader(row)
                return RuleResult(
                    rule: try reader.text(),
                    marks: try reader.count(),
                    confirmed: try reader.count(),
                    notConfirmed: try reader.count(),
                    unclear: try reader.count(),
                    open: try reader.count(),
                    dismissed: try reader.count()
                )
            }
        }
    }

    /// The roster of a day as lists are compared with it (比对底册).
    package func rosterIndex(on day: Day, in division: DivisionCode) throws -> RosterIndex {
        try read { db in
            let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM rosterPerson") ?? 0
            var index = RosterIndex(capacity: count + 1)
            let request: SQLRequest<Row> = """
                SELECT p.id, h.household, h.programme, h.township, h.members, p.lookup, p.weak
                FROM rosterHousehold h
                JOIN rosterMember m ON m.household = h.household
                JOIN rosterPerson p ON p.id = m.person
                WHERE h.standing <> 'off' AND \(RosterSQL.lies(in: division))
                    AND \(RosterSQL.holds(on: day)) AND \(RosterSQL.memberHolds(on: day))
                """
            let rows = try request.fetchCursor(db)
            while let row = try rows.next() {
                var reader = Reader(row)
                let hit = RosterHit(
                    person: try reader.integer(),
                    household: try reader.integer(),
                    programme: try reader.code(Programme.self),
                    township: try reader.read(DivisionCode.self),
                    isAlone: try reader.count() == 1
                )
                index.add(
                    hit,
                    code: LookupCode(row["lookup"] as Data),
                    weakCode: LookupCode(row["weak"] as Data)
                )
            }
            return index
        }
    }

    /// The codes that rows are looked up by.
    package func code(of id: IDNumber) throws -> LookupCode? { LookupCode(try keys.lookup(id)) }

    package func code(ofWeak text: String) -> LookupCode? {
        LookupCode(keys.code(of: .weak, text))
    }
}
