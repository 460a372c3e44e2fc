internal import Foundation
internal import GRDB
package import Hotline
package import HotlineCare
internal import NationalCrypto
internal import StrictJSON

/// Which households to list.
package struct RosterFilter: Sendable {
    /// As of which day.
    package var on: Day
    package var division: DivisionCode?
    package var programme: Programme?
    package var variety: Variety?
    package var standing: Standing?

    package init(on: Day) {
        self.on = on
    }

    /// A condition on rows of `rosterHousehold` called `h`.
    func condition(in scope: DivisionCode) -> SQL {
        var conditions: [SQL] = [RosterSQL.lies(in: scope), RosterSQL.holds(on: on)]
        if let division { conditions.append(RosterSQL.lies(in: division)) }
        if let programme { conditions.append("h.programme = \(programme.rawValue)") }
        if let variety { conditions.append("h.variety = \(variety.rawValue)") }
        if let standing {
            conditions.append("h.standing = \(standing.rawValue)")
        } else {
            conditions.append("h.standing <> 'off'")
        }
        return conditions.joined(separator: " AND ")
    }
}

/// A household in a list: how it stands on a day, and its head.
package struct RosterEntry: Sendable {
    package let household: Int64
    package let version: HouseholdVersion
    /// Nil where the key was destroyed.
    package let head: PersonDetails?
}

/// A household with its members and cases, for who may see it.
package struct HouseholdView: Sendable {
    package let household: Household
    package let now: HouseholdVersion
    /// Everybody who ever belonged to it.
    package let people: [Int64: PersonDetails]
    package let cases: [RosterCase]
    package let texts: [CaseText]

    package struct CaseText: Sendable {
        package let id: Int64
        package let step: Int
        package let text: String
    }
}

/// How many there are in one township of one programme.
package struct RosterCount: Sendable {
    package let township: DivisionCode
    package let programme: Programme
    package let variety: Variety?
    package let households: Int
    package let members: Int
    /// In fen, a month.
    package let amount: Int
}

extension Store {
    private func reading(_ db: Database) -> RosterReading {
        RosterReading(database: db, keys: keys)
    }

    /// Households in scope on a day, by their number.
    package func roster(
        _ filter: RosterFilter,
        limit: Int,
        after: String?,
        for actor: Actor
    ) throws -> Page<RosterEntry> {
        guard let scope = actor.registerScope else { return Page(items: [], next: nil) }
        let last = try Cursor.pair(after)?.0 ?? 0
        return try read { db in
            let request: SQLRequest<Row> = """
                SELECT \(sql: HouseholdRow.selection) FROM rosterHousehold h
                WHERE h.household > \(last) AND \(filter.condition(in: scope))
                ORDER BY h.household LIMIT \(limit + 1)
                """
            let rows = try request.fetchAll(db)
            let items = try rows.prefix(limit).map { try entry($0, on: filter.on, db) }
            let next = rows.count > limit ? items.last?.household : nil
            return Page(items: items, next: next.map { Cursor.text($0, 0) })
        }
    }

    private func entry(_ row: Row, on day: Day, _ db: Database) throws -> RosterEntry {
        let (household, version, _) = try HouseholdRow.version(row)
        let head = try Int64.fetchOne(
            db,
            SQLRequest<Int64>(
                """
                SELECT m.person FROM rosterMember m WHERE m.household = \(household)
                    AND \(RosterSQL.memberHolds(on: day))
                ORDER BY m.relation = 'head' DESC, m.person LIMIT 1
                """
            )
        )
        let details = try head.flatMap { try reading(db).details(of: $0)?.details }
        return RosterEntry(household: household, version: version, head: details)
    }

    /// A household with all that was ever said of it; nil if it is not in scope today.
    package func household(
        _ id: Int64,
        on day: Day,
        in scope: DivisionCode
    ) throws -> HouseholdView? {
        try read { db in
            let reading = reading(db)
            guard let household = try reading.household(id),
                let version = household.version(on: day), version.lies(in: scope)
            else { return nil }
            var people: [Int64: PersonDetails] = [:]
            for person in Set(household.members.map(\.person)) {
                people[person] = try reading.details(of: person)?.details
            }
            let cases = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(CaseRow.selection) FROM rosterCase WHERE household = ? ORDER BY id
                    """,
                arguments: [id]
            )
            return HouseholdView(
                household: household,
                now: version,
                people: people,
                cases: try cases.map(CaseRow.read),
                texts: try texts(of: id, db)
            )
        }
    }

    private func texts(of household: Int64, _ db: Database) throws -> [HouseholdView.CaseText] {
        guard let key = try DataKey.find(.register(.household(household)), keys, db) else {
            return []
        }
        return try Row.fetchAll(
            db,
            sql: """
                SELECT t.caseID, t.step, t.sealed FROM rosterCaseText t
                JOIN rosterCase c ON c.id = t.caseID
                WHERE c.household = ? ORDER BY t.caseID, t.step
                """,
            arguments: [household]
        )
        .map { row in
            let (id, step): (Int64, Int) = (row[0], row[1])
            let text = try key.open(row[2], in: CaseRow.place(id, step))
            return HouseholdView.CaseText(id: id, step: step, text: text)
        }
    }

    /// How many households and persons there are by township and programme, on a day.
    package func rosterCounts(
        _ filter: RosterFilter,
        in scope: DivisionCode
    ) throws -> [RosterCount] {
        try read { db in
            let request: SQLRequest<Row> = """
                SELECT h.township, h.programme, h.variety, count(*), sum(h.members),
                    sum(h.amount)
                FROM rosterHousehold h WHERE \(filter.condition(in: scope))
                GROUP BY h.township, h.programme, h.variety
                ORDER BY h.township, h.programme, h.variety
                """
            return try request.fetchAll(db).map { row in
                var reader = Reader(row)
                return RosterCount(
                    township: try reader.read(DivisionCode.self),
                    programme: try reader.code(Programme.self),
                    variety: try reader.optionalCode(Variety.self),
                    households: try reader.count(),
                    members: try reader.count(),
                    amount: try reader.count()
                )
            }
        }
    }

    /// Households in scope of somebody with that ID number, or that name.
    package func findOnRoster(
        idNumber: IDNumber?,
        name: String?,
        limit: Int,
        on day: Day,
        in scope: DivisionCode
    ) throws -> [RosterEntry] {
        try read { db in
            var ids: [Int64] = []
            if let idNumber {
                ids += try [reading(db).person(lookup: keys.lookup(idNumber))].compactMap(\.self)
            } else if let name {
                ids += try Int64.fetchAll(
                    db,
                    sql: "SELECT id FROM rosterPerson WHERE name = ? LIMIT ?",
                    arguments: [keys.code(of: .name, name), limit]
                )
            }
            let households = try ids.compactMap { try reading(db).household(of: $0, on: day) }
            let request: SQLRequest<Row> = """
                SELECT \(sql: HouseholdRow.selection) FROM rosterHousehold h
                WHERE h.household IN \(households) AND \(RosterSQL.lies(in: scope))
                    AND \(RosterSQL.holds(on: day))
                ORDER BY h.household LIMIT \(limit)
                """
            return try request.fetchAll(db).map { try entry($0, on: day, db) }
        }
    }

    /// Calls `visit` with every household in scope on a day and all its members.
    package func eachHousehold(
        _ filter: RosterFilter,
        in scope: DivisionCode,
        _ visit: (Int64, HouseholdVersion, [(MemberVersion, PersonDetails)]) throws -> Void
    ) throws {
        try read { db in
            let reading = reading(db)
            let request: SQLRequest<Row> = """
                SELECT \(sql: HouseholdRow.selection) FROM rosterHousehold h
                WHERE \(filter.condition(in: scope)) ORDER BY h.township, h.household
                """
            let rows = try request.fetchCursor(db)
            while let row = try rows.next() {
                let id: Int64 = row[0]
                guard let household = try reading.household(id),
                    let version = household.version(on: filter.on)
                else { continue }
                let members = try household.members(on: filter.on).compactMap { member in
                    try reading.details(of: member.person).map { (member, $0.details) }
                }
                try visit(id, version, members)
            }
        }
    }
}

extension Ledger {
    /// Reads one field of somebody in a household and notes in the same commit who did.
    package func unmask(
        _ field: PersonalField.Name,
        of person: Int64,
        in household: Int64,
        by actor: Actor,
        as access: Access
    ) throws -> String? {
        let reading = RosterReading(database: database, keys: keys)
        guard let scope = actor.registerScope, let found = try reading.household(household),
            let version = found.version(on: access.at.day), version.lies(in: scope),
            found.members.contains(where: { $0.person == person })
        else { throw Refusal.notThere }
        guard let details = try reading.details(of: person)?.details else { return nil }
        let value: String? =
            switch field {
            case .name: details.name
            case .idNumber: details.idNumber.description
            case .phone: details.phone
            case .bankCard, .address, .queryCode: nil
            }
        guard let value else { return nil }
        var access = access
        access.field = "household \(household) person \(person) \(field.rawValue)"
        try append([access])
        return value
    }
}
