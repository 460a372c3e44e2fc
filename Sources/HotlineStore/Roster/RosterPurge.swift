internal import Foundation
internal import GRDB
internal import Hotline
internal import NationalCrypto

/// Who left the roster long ago, as it is forgotten in time (台账到期销毁).
///
/// Keys are destroyed, and what somebody is found by is overwritten. That there was a household,
/// since when, until when and with how much, stays.
enum RosterPurge {
    private static let people = RegisterKey.person(0).keyNumber
    private static let households = RegisterKey.household(0).keyNumber

    /// Households called `h` that left before a day and have nothing under way.
    private static func hasLeft(before end: Day) -> SQL {
        """
        h.standing = 'off' AND h.validFrom < \(end.number)
            AND h.version = (SELECT n.version FROM rosterHousehold n
                WHERE n.household = h.household
                ORDER BY n.validFrom DESC, n.version DESC LIMIT 1)
            AND NOT EXISTS (SELECT 1 FROM rosterCase c
                WHERE c.household = h.household AND c.closedOn IS NULL)
        """
    }

    /// Households whose key is there still.
    private static func leftHouseholds(before end: Day) -> SQL {
        """
        SELECT h.household FROM rosterHousehold h
        JOIN dataKey k ON k.id = h.household + \(households) WHERE \(hasLeft(before: end))
        """
    }

    /// People whose key is there still, and who have been on the roster in no household since.
    private static func leftPeople(before end: Day) -> SQL {
        """
        SELECT p.id FROM rosterPerson p JOIN dataKey k ON k.id = p.id + \(people)
        WHERE NOT EXISTS (SELECT 1 FROM rosterMember m WHERE m.person = p.id
            AND m.version = (SELECT n.version FROM rosterMember n
                WHERE n.household = m.household AND n.person = m.person
                ORDER BY n.validFrom DESC, n.version DESC LIMIT 1)
            AND (m.validFrom >= \(end.number) OR m.isMember = 1
                AND NOT EXISTS (SELECT 1 FROM rosterHousehold h
                    WHERE h.household = m.household AND \(hasLeft(before: end)))))
        """
    }

    static func due(before end: Instant, _ db: Database) throws -> Int {
        try db.count(of: [leftHouseholds(before: end.day), leftPeople(before: end.day)])
    }

    /// Forgets some of them, and says how many.
    static func destroy(
        before end: Instant,
        at now: Instant,
        limit: Int,
        _ ledger: Ledger
    ) throws -> Int {
        let some: SQLRequest<Int64> = "\(leftPeople(before: end.day)) LIMIT \(limit)"
        let people = try some.fetchAll(ledger.database)
        let writes = people.map { person in
            // Codes that nothing gives, so that nobody is found by them.
            let codes = (0..<3).map { _ in Data(unpredictableBytes(16)).databaseValue }
            return RegisterWrite.put(RosterTables.person, [person.databaseValue] + codes)
        }
        if !writes.isEmpty {
            try ledger.recordPurge(of: .roster, writes, at: now)
        }
        for person in people { try ledger.destroyKey(of: .person(person)) }
        let rest = limit - people.count
        guard rest > 0 else { return people.count }
        let more: SQLRequest<Int64> = "\(leftHouseholds(before: end.day)) LIMIT \(rest)"
        let households = try more.fetchAll(ledger.database)
        for household in households { try ledger.destroyKey(of: .household(household)) }
        return people.count + households.count
    }
}
