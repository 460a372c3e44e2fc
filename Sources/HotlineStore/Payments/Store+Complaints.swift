internal import Foundation
internal import GRDB
package import Hotline
internal import HotlineCare
internal import HotlineDuties

/// A ticket about money that did not come, beside what was paid to its caller (诉求核对).
package struct PaymentComplaint: Sendable {
    package let ticket: TicketNumber
    package let filedAt: Instant
    package let state: TicketState
    package let matter: Matter
    package let township: DivisionCode?
    /// The latest lines of the caller or the household; none where nothing is known to be paid.
    package let lines: [Match]
    /// Whether the caller stands on the roster, or did.
    package let isOnRoster: Bool

    /// A line that a ticket is matched to, and why.
    package struct Match: Sendable {
        package let line: PaymentLineView
        package let reason: Reason
    }

    package enum Reason: String, CaseIterable, Sendable {
        /// The line pays whom the ticket names.
        case own
        /// The line pays somebody who belongs to the same household, by the roster.
        case household

        package var name: String {
            switch self {
            case .own: "来电人本人的身份证号"
            case .household: "台账中与来电人同户，打入同户人账号"
            }
        }
    }
}

extension Store {
    /// Tickets about payments whose callers gave an ID number, with the lines that it finds: their
    /// own, and those of whoever is paid for the household that they belong to.
    ///
    /// What the account would not see is not there, and who wants to stay unknown to the unit that
    /// handles is not matched for it.
    package func paymentComplaints(
        in county: DivisionCode,
        limit: Int,
        after cursor: String?,
        for actor: Actor
    ) throws -> (items: [PaymentComplaint], next: String?)? {
        guard actor.seesRegister(of: county), actor.readsTickets else { return nil }
        let before = try Cursor.pair(cursor)?.0 ?? .max
        let matters = Set(PaymentProgramme.allCases.map(\.matter.rawValue)).sorted()
        let open: SQL = actor.isBoundToUnit ? "t.isConfidential = 0" : "TRUE"
        let request: SQLRequest<Row> = """
            SELECT t.number, t.filedAt, t.state, t.matter, t.township, p.lookup
            FROM ticket t JOIN personal p ON p.ticket = t.number AND p.field = 'idNumber'
                AND p.isCut = 0 AND p.lookup IS NOT NULL
            WHERE t.county = \(county.description) AND t.aspect = 'payment'
                AND t.matter IN \(matters) AND t.isFirewalled = 0 AND t.number < \(before)
                AND \(open) AND \(Visibility(actor).ticketCondition)
            GROUP BY t.number ORDER BY t.number DESC LIMIT \(limit + 1)
            """
        return try read { db in
            let rows = try request.fetchAll(db)
            var matching = ComplaintMatching(county: county, keys: keys, database: db)
            let items = try rows.prefix(limit).map { try matching.complaint($0) }
            let last = rows.count > limit ? items.last?.ticket.integer : nil
            return (items, last.map { Cursor.text($0, 0) })
        }
    }
}

/// Finds the lines that a ticket may be about, within one snapshot.
private struct ComplaintMatching {
    private let county: DivisionCode
    private let database: Database
    private let roster: RosterReading
    private var opener: LineOpener

    /// How many lines are told of one ticket, and how many are looked at.
    private static let linesMax = 3
    private static let candidatesMax = 100
    /// How many households somebody ever belonged to, at most.
    private static let householdsMax = 8

    init(county: DivisionCode, keys: KeyRing, database: Database) {
        self.county = county
        self.database = database
        roster = RosterReading(database: database, keys: keys)
        opener = LineOpener(keys, database)
    }

    mutating func complaint(_ row: Row) throws -> PaymentComplaint {
        var reader = Reader(row)
        let number = try TicketNumber(column: reader.integer())
        let filedAt = try reader.instant()
        let state = try reader.code(TicketState.self)
        let matter = try reader.code(Matter.self)
        let caller: Data = row["lookup"]
        let person = try roster.person(lookup: caller)
        return PaymentComplaint(
            ticket: number,
            filedAt: filedAt,
            state: state,
            matter: matter,
            township: try reader.optional(DivisionCode.self),
            lines: try lines(for: caller, households(of: person), about: matter),
            isOnRoster: person != nil
        )
    }

    /// Every household that somebody ever belonged to, each with its people's codes.
    private func households(of person: Int64?) throws -> [(Household, [Int64: Data])] {
        guard let person else { return [] }
        let ids = try Int64.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT DISTINCT household FROM rosterMember WHERE person = ?
                    ORDER BY household DESC LIMIT \(Self.householdsMax)
                    """
            ),
            arguments: [person]
        )
        return try ids.compactMap { id in
            guard let household = try roster.household(id) else { return nil }
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT DISTINCT p.id, p.lookup FROM rosterMember m
                        JOIN rosterPerson p ON p.id = m.person WHERE m.household = ?
                        """
                ),
                arguments: [id]
            )
            let codes = rows.map { ($0[0] as Int64, $0[1] as Data) }
            return (household, Dictionary(codes, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// The latest lines of the caller, and of the households as they were when it was paid.
    private mutating func lines(
        for caller: Data,
        _ households: [(Household, [Int64: Data])],
        about matter: Matter
    ) throws -> [PaymentComplaint.Match] {
        let codes = Set(households.flatMap(\.1.values)).union([caller])
        let programmes = PaymentProgramme.allCases.filter { $0.matter == matter }
        let request: SQLRequest<Row> = """
            SELECT \(sql: Store.lineSelection), l.person
            FROM paymentLine l JOIN paymentBatch b ON b.id = l.batch
            WHERE l.person IN \(codes.sorted { $0.lexicographicallyPrecedes($1) })
                AND b.state != 'withdrawn' AND b.county = \(county.description)
                AND b.programme IN \(programmes.map(\.rawValue))
            ORDER BY l.paidOn DESC, l.batch DESC, l.line LIMIT \(Self.candidatesMax)
            """
        var matches: [PaymentComplaint.Match] = []
        for row in try request.fetchAll(database) where matches.count < Self.linesMax {
            let line = try opener.view(row)
            let payee: Data = row["person"]
            if payee == caller {
                matches.append(PaymentComplaint.Match(line: line, reason: .own))
            } else if households.contains(where: { household, codes in
                household.shares(codes, caller, payee, on: line.month.firstDay)
            }) {
                matches.append(PaymentComplaint.Match(line: line, reason: .household))
            }
        }
        return matches
    }
}

extension Household {
    /// Whether two people belonged to it on a day, or left it by death before: what is paid to the
    /// dead is the household's.
    fileprivate func shares(
        _ codes: [Int64: Data],
        _ one: Data,
        _ other: Data,
        on day: Day
    ) -> Bool {
        func belongs(_ code: Data) -> Bool {
            guard let person = codes.first(where: { $0.value == code })?.key else { return false }
            let last = members.filter { $0.person == person && $0.validFrom <= day }
                .max { ($0.validFrom, $0.version) < ($1.validFrom, $1.version) }
            return last.map { $0.isMember || $0.basis == .death } ?? false
        }
        return belongs(one) && belongs(other)
    }
}
