internal import Foundation
internal import GRDB
package import Hotline
internal import HotlineCare
package import HotlineDuties

extension PaymentProgramme {
    /// What households stand on the roster for who are paid it (在册类别).
    var onRoster: (programme: Programme, variety: Variety) {
        switch self {
        case .urbanDibao: (.dibao, .urban)
        case .ruralDibao: (.dibao, .rural)
        case .scatteredTekun: (.tekun, .dispersed)
        case .institutionalTekun: (.tekun, .concentrated)
        }
    }
}

/// How many ought to be paid by a county for a programme and month (应发情况).
package struct RecipientSummary: Sendable {
    /// The day as of which the roster was asked; nil where the county keeps none of the programme.
    package let asOf: Day?
    package let households: Int
    package let persons: Int
    /// What is due to all of them.
    package let amount: Fen
}

extension Store {
    /// Who ought to be paid by a county for a programme and month: whoever stands on its roster
    /// on the first day of the month, and what became of everybody else whom it knows.
    package func recipientList(_ head: PaymentHead) throws -> RecipientList {
        try read { db in
            let day = head.month.firstDay
            guard try Self.keepsRoster(head, db) else { return .unknown }
            var reading = RecipientReading(head, on: day)
            try reading.readHouseholds(db)
            try reading.readMembers(db)
            return reading.list
        }
    }

    /// How many of them there are, and what is due to all.
    package func recipientSummary(_ head: PaymentHead) throws -> RecipientSummary {
        let day = head.month.firstDay
        let (programme, variety) = head.programme.onRoster
        let request: SQLRequest<Row> = """
            SELECT count(*), ifnull(sum(h.members), 0), ifnull(sum(h.amount), 0)
            FROM rosterHousehold h
            WHERE h.programme = \(programme.rawValue) AND h.variety = \(variety.rawValue)
                AND h.standing <> 'off' AND \(RosterSQL.lies(in: head.county))
                AND \(RosterSQL.holds(on: day))
            """
        return try read { db in
            guard let row = try request.fetchOne(db) else { throw BrokenRow("a count") }
            let monthly: Int64 = row[2]
            return RecipientSummary(
                asOf: try Self.keepsRoster(head, db) ? day : nil,
                households: row[0],
                persons: row[1],
                amount: Fen(monthly * Int64(head.programme.months))
            )
        }
    }

    /// Whether anybody of the county ever stood on the roster for the programme.
    private static func keepsRoster(_ head: PaymentHead, _ db: Database) throws -> Bool {
        let (programme, variety) = head.programme.onRoster
        let request: SQLRequest<Bool> = """
            SELECT EXISTS (SELECT 1 FROM rosterHousehold h
                WHERE h.programme = \(programme.rawValue) AND h.variety = \(variety.rawValue)
                    AND \(RosterSQL.lies(in: head.county)))
            """
        return try request.fetchOne(db) ?? false
    }
}

/// Reads the roster of a county as payments ask for it.
private struct RecipientReading {
    private let head: PaymentHead
    private let day: Day
    private var standings: [Int64: Entitlement] = [:]
    private var due: [Int64: Due] = [:]
    private var byPerson: [PersonKey: Entitlement] = [:]

    private struct Due {
        let persons: Int
        let monthly: Fen
        let isStaff: Bool
        /// The head, or else whoever comes first.
        var head: PersonKey?
    }

    init(_ head: PaymentHead, on day: Day) {
        self.head = head
        self.day = day
    }

    var list: RecipientList {
        var households: [Int64: Recipient] = [:]
        for (household, due) in due {
            guard let head = due.head else { continue }
            households[household] = Recipient(
                household: household,
                head: head,
                persons: due.persons,
                monthly: due.monthly,
                isStaff: due.isStaff
            )
        }
        return RecipientList(households: households, byPerson: byPerson, asOf: day)
    }

    /// How every household of the county stands on the day.
    mutating func readHouseholds(_ db: Database) throws {
        let (programme, variety) = head.programme.onRoster
        let request: SQLRequest<Row> = """
            SELECT h.household, h.standing, h.basis, h.members, h.amount, h.isStaff,
                h.programme = \(programme.rawValue) AND h.variety IS \(variety.rawValue)
            FROM rosterHousehold h
            WHERE \(RosterSQL.lies(in: head.county)) AND \(RosterSQL.holds(on: day))
            """
        let rows = try request.fetchCursor(db)
        while let row = try rows.next() {
            let household: Int64 = row[0]
            if row[1] == Standing.off.rawValue {
                standings[household] = Self.end(row[2])
            } else if row[6] {
                standings[household] = .due(household: household)
                due[household] = Due(persons: row[3], monthly: Fen(row[4]), isStaff: row[5])
            } else {
                standings[household] = .otherProgramme
            }
        }
    }

    private static func end(_ basis: String) -> Entitlement {
        .ended(basis == RosterBasis.death.rawValue ? .died : .left)
    }

    /// Who belongs to those households on the day, or did.
    mutating func readMembers(_ db: Database) throws {
        let request: SQLRequest<Row> = """
            SELECT m.household, m.isMember, m.basis, m.relation, p.lookup
            FROM rosterMember m JOIN rosterPerson p ON p.id = m.person
            WHERE m.household IN (SELECT h.household FROM rosterHousehold h
                    WHERE \(RosterSQL.lies(in: head.county)))
                AND m.version = (SELECT n.version FROM rosterMember n
                    WHERE n.household = m.household AND n.person = m.person
                        AND n.validFrom <= \(day.number)
                    ORDER BY n.validFrom DESC, n.version DESC LIMIT 1)
            ORDER BY m.household, m.person
            """
        let rows = try request.fetchCursor(db)
        while let row = try rows.next() {
            let household: Int64 = row[0]
            guard let standing = standings[household] else { continue }
            let person = PersonKey(Array(row[4] as Data))
            guard row[1] else {
                note(Self.end(row[2]), of: person)
                continue
            }
            note(standing, of: person)
            if due[household] != nil,
                row[3] == Relation.head.rawValue || due[household]?.head == nil
            {
                due[household]?.head = person
            }
        }
    }

    /// Of several households the one that pays counts, and then the one that is on the roster.
    private mutating func note(_ entitlement: Entitlement, of person: PersonKey) {
        if let known = byPerson[person], known.rank <= entitlement.rank { return }
        byPerson[person] = entitlement
    }
}

extension Entitlement {
    /// Which of two counts: the lower one.
    fileprivate var rank: Int {
        switch self {
        case .due: 0
        case .otherProgramme: 1
        case .ended(.died): 2
        case .ended(.left): 3
        }
    }
}
