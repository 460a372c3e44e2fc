internal import Foundation
internal import GRDB
package import Hotline
package import HotlineCare

/// A household as payments ask for it: who is given what on a day.
package struct RosterShare: Sendable {
    package let household: Int64
    package let version: HouseholdVersion
}

/// Who left a household or died, between two days.
package struct RosterLeaving: Sendable {
    package let household: Int64
    /// Nil where the household as a whole left.
    package let person: Int64?
    package let on: Day
    package let basis: RosterBasis
}

extension Store {
    /// Who is on the roster on a day (当日在册).
    package func rosterShares(on day: Day, in division: DivisionCode) throws -> [RosterShare] {
        try read { db in
            let request: SQLRequest<Row> = """
                SELECT \(sql: HouseholdRow.selection) FROM rosterHousehold h
                WHERE \(RosterFilter(on: day).condition(in: division)) ORDER BY h.household
                """
            return try request.fetchAll(db).map { row in
                let (household, version, _) = try HouseholdRow.version(row)
                return RosterShare(household: household, version: version)
            }
        }
    }

    /// Who left or died from a day on up to another (期间退出和死亡).
    package func rosterLeavings(
        from: Day,
        through: Day,
        in division: DivisionCode
    ) throws -> [RosterLeaving] {
        try read { db in
            let request: SQLRequest<Row> = """
                SELECT h.household, NULL AS person, h.validFrom, h.basis FROM rosterHousehold h
                WHERE h.standing = 'off' AND \(RosterSQL.lies(in: division))
                    AND h.validFrom BETWEEN \(from.number) AND \(through.number)
                UNION ALL
                SELECT m.household, m.person, m.validFrom, m.basis FROM rosterMember m
                WHERE m.isMember = 0
                    AND m.validFrom BETWEEN \(from.number) AND \(through.number)
                    AND EXISTS (SELECT 1 FROM rosterHousehold h
                        WHERE h.household = m.household AND \(RosterSQL.lies(in: division)))
                ORDER BY 3, 1
                """
            return try request.fetchAll(db).map { row in
                var reader = Reader(row)
                return RosterLeaving(
                    household: try reader.integer(),
                    person: reader.optionalInteger(),
                    on: try reader.day(),
                    basis: try reader.code(RosterBasis.self)
                )
            }
        }
    }
}
