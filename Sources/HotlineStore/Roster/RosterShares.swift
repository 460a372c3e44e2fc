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

/// A household that a visit may have been to, with its members (家访对应的在册户).
package struct RosterCandidate: Sendable {
    package let entry: RosterEntry
    package let members: [(member: MemberVersion, details: PersonDetails)]
}

extension Store {
    /// How many households of one name are told of.
    private static let candidatesMax = 20

    /// The households in a township, or below whoever asks, that have somebody of a name on a day.
    package func rosterCandidates(
        named name: String,
        in township: DivisionCode,
        on day: Day
    ) throws -> [RosterCandidate] {
        let entries = try findOnRoster(
            idNumber: nil,
            name: name,
            limit: Self.candidatesMax,
            on: day,
            in: township
        )
        return try read { db in
            let reading = RosterReading(database: db, keys: keys)
            return try entries.filter { $0.version.standing != .off }.map { entry in
                let household = try reading.household(entry.household)
                let members = try (household?.members(on: day) ?? []).compactMap { member in
                    try reading.details(of: member.person).map { (member, $0.details) }
                }
                return RosterCandidate(entry: entry, members: members)
            }
        }
    }
}
