internal import Foundation
internal import GRDB
internal import Hotline
internal import HotlineCare
internal import NationalCrypto

/// Reads the roster within one snapshot or transaction.
struct RosterReading {
    let database: Database
    let keys: KeyRing

    func household(_ id: Int64) throws -> Household? {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT \(HouseholdRow.selection) FROM rosterHousehold
                    WHERE household = ? ORDER BY version
                    """
            ),
            arguments: [id]
        )
        guard !rows.isEmpty else { return nil }
        let key = try DataKey.find(.register(.household(id)), keys, database)
        let versions = try rows.map { row in
            var (_, version, sealed) = try HouseholdRow.version(row)
            if let key {
                let place = HouseholdRow.place(id, version.version)
                version.details = HouseholdDetails(try key.openJSON(sealed, in: place))
            }
            return version
        }
        let members = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT \(MemberRow.selection) FROM rosterMember
                    WHERE household = ? ORDER BY person, version
                    """
            ),
            arguments: [id]
        )
        return Household(
            id: id,
            versions: versions,
            members: try members.map(MemberRow.member)
        )
    }

    /// What holds for a household in the end, without what is sealed; nil if there is none.
    func lastVersion(of household: Int64) throws -> HouseholdVersion? {
        try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT \(HouseholdRow.selection) FROM rosterHousehold WHERE household = ?
                    ORDER BY validFrom DESC, version DESC LIMIT 1
                    """
            ),
            arguments: [household]
        )
        .map { try HouseholdRow.version($0).version }
    }

    /// Somebody on the roster by the code of their ID number.
    func person(lookup: Data) throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT id FROM rosterPerson WHERE lookup = ?"),
            arguments: [lookup]
        )
    }

    /// The household that somebody belongs to on a day, whatever its standing.
    func household(of person: Int64, on day: Day) throws -> Int64? {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT household, isMember FROM rosterMember m
                    WHERE person = ? AND validFrom <= ? AND version = (
                        SELECT n.version FROM rosterMember n
                        WHERE n.household = m.household AND n.person = m.person
                            AND n.validFrom <= ?
                        ORDER BY n.validFrom DESC, n.version DESC LIMIT 1)
                    """
            ),
            arguments: [person, day.number, day.number]
        )
        return rows.first { $0["isMember"] as Int64 == 1 }?["household"]
    }

    /// Who somebody is; nil if the key was destroyed.
    func details(of person: Int64) throws -> (version: Int, details: PersonDetails)? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT version, sealed FROM rosterDetail
                    WHERE person = ? ORDER BY version DESC LIMIT 1
                    """
            ),
            arguments: [person]
        )
        guard let row, let key = try DataKey.find(.register(.person(person)), keys, database)
        else { return nil }
        let version: Int = row["version"]
        let json = try key.openJSON(row["sealed"], in: PersonDetails.place(person, version))
        return (version, try PersonDetails(json))
    }

    func openCases(of household: Int64) throws -> [RosterCase] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT \(CaseRow.selection) FROM rosterCase
                    WHERE household = ? AND closedOn IS NULL ORDER BY id
                    """
            ),
            arguments: [household]
        )
        .map(CaseRow.read)
    }

    func rosterCase(_ id: Int64) throws -> RosterCase? {
        try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT \(CaseRow.selection) FROM rosterCase WHERE id = ?"
            ),
            arguments: [id]
        )
        .map(CaseRow.read)
    }

    /// The next free number of a table.
    func nextID(_ table: StaticString, _ column: StaticString) throws -> Int64 {
        let last = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT max(\(column)) FROM \(table)")
        )
        return (last ?? 0) + 1
    }
}

/// The roster's condition for "who was on it on day d": the version that holds on a day.
enum RosterSQL {
    /// Rows of `rosterHousehold` called `h` that hold on a day.
    static func holds(on day: Day) -> SQL {
        """
        h.version = (SELECT n.version FROM rosterHousehold n
            WHERE n.household = h.household AND n.validFrom <= \(day.number)
            ORDER BY n.validFrom DESC, n.version DESC LIMIT 1)
        """
    }

    /// Rows of `rosterMember` called `m` that hold on a day.
    static func memberHolds(on day: Day) -> SQL {
        """
        m.isMember = 1 AND m.version = (SELECT n.version FROM rosterMember n
            WHERE n.household = m.household AND n.person = m.person
                AND n.validFrom <= \(day.number)
            ORDER BY n.validFrom DESC, n.version DESC LIMIT 1)
        """
    }

    static func lies(in scope: DivisionCode) -> SQL {
        """
        (h.township BETWEEN \(scope.description) AND \(scope.description + "\u{10FFFF}")
            OR h.village BETWEEN \(scope.description) AND \(scope.description + "\u{10FFFF}"))
        """
    }
}
