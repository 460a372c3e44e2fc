internal import Foundation
internal import GRDB
package import Hotline
package import HotlineCare
internal import StrictJSON

/// What a list changed of one household.
package struct RosterDifference: Sendable {
    package let household: Int64
    package let change: RosterChange
    package let parts: [RosterPart]

    package init(household: Int64, change: RosterChange, parts: [RosterPart]) {
        self.household = household
        self.change = change
        self.parts = parts
    }
}

/// What part of a list did to the roster.
package struct RosterOutcome: Sendable {
    package var differences: [RosterDifference] = []
    package var mistakes: [RowMistake] = []
    /// The households that the list names, changed or not.
    package var seen: Set<Int64> = []

    package init() {}
}

/// Brings the households of a list into the roster, within one transaction.
///
/// A list enters and changes households; it takes none away and lowers no amount, for both need
/// a hearing first (社会救助法 48).
struct RosterBringing {
    let ledger: Ledger
    let flow: RosterFlow
    let day: Day
    let columns: ColumnNames<RosterColumn>
    private let reading: RosterReading
    private var nextHousehold: Int64
    private var nextPerson: Int64
    private(set) var writes: [RegisterWrite] = []
    private(set) var outcome = RosterOutcome()

    init(
        _ ledger: Ledger,
        flow: RosterFlow,
        on day: Day,
        columns: ColumnNames<RosterColumn>
    ) throws {
        self.ledger = ledger
        self.flow = flow
        self.day = day
        self.columns = columns
        reading = RosterReading(database: ledger.database, keys: ledger.keys)
        nextHousehold = try reading.nextID("rosterHousehold", "household")
        nextPerson = try reading.nextID("rosterPerson", "id")
    }

    private mutating func bad(_ row: RosterRow, _ column: RosterColumn, _ message: String) {
        outcome.mistakes.append(
            RowMistake(line: row.line, column: columns.name(column), message: message)
        )
    }

    mutating func bring(_ listed: ListedHousehold) throws {
        let head = try reading.person(lookup: ledger.keys.lookup(listed.head.person.idNumber))
        let id = try head.flatMap { try reading.household(of: $0, on: day) }
        let former = try id.flatMap { try reading.household($0) }
        if let former, let last = former.versions.map(\.validFrom).max(), last > day {
            return bad(listed.head, .idNumber, "台账中这一户已有更晚（\(last)）的变更，未导入。")
        }
        let household = id ?? nextHousehold
        if id == nil { nextHousehold += 1 }
        let members = try usable(listed, of: id)
        outcome.seen.insert(household)
        let parts = try changeMembers(members, household, former)
        try changeVersion(listed, count: members.count, household, former, parts)
    }

    /// The rows whose person is in no other household that is on the roster.
    private mutating func usable(
        _ listed: ListedHousehold,
        of household: Int64?
    ) throws -> [RosterRow] {
        try listed.members.filter { row in
            if row.line == listed.head.line { return true }
            let lookup = try ledger.keys.lookup(row.person.idNumber)
            guard let person = try reading.person(lookup: lookup),
                let other = try reading.household(of: person, on: day), other != household,
                let version = try reading.household(other)?.version(on: day),
                version.standing != .off
            else { return true }
            bad(row, .idNumber, "这个人已在另一户在册（户\(other)），成员重叠，本行未导入。")
            return false
        }
    }

    // MARK: Members

    /// Writes who is a member now; what a list no longer names is no member any more.
    private mutating func changeMembers(
        _ rows: [RosterRow],
        _ household: Int64,
        _ former: Household?
    ) throws -> [RosterPart] {
        var isChanged = false
        let before = former?.members(on: day) ?? []
        var named: Set<Int64> = []
        for row in rows {
            let person = try person(row)
            named.insert(person)
            let known = before.first { $0.person == person }
            if let known, known.relation == row.relation { continue }
            isChanged = true
            let member = MemberVersion(
                person: person,
                version: former?.nextVersion(of: person) ?? 1,
                validFrom: former == nil ? min(row.entered ?? day, day) : day,
                relation: row.relation,
                basis: .list
            )
            writes.append(.put(RosterTables.member, MemberRow.values(member, of: household)))
        }
        guard let former else { return [] }
        for gone in before where !named.contains(gone.person) {
            isChanged = true
            var member = gone
            member.version = former.nextVersion(of: gone.person)
            member.validFrom = day
            member.isMember = false
            member.basis = .list
            writes.append(.put(RosterTables.member, MemberRow.values(member, of: household)))
        }
        return isChanged ? [.members] : []
    }

    /// Somebody's number on the roster, who is added if need be.
    private mutating func person(_ row: RosterRow) throws -> Int64 {
        let keys = ledger.keys
        let lookup = try keys.lookup(row.person.idNumber)
        let weak = ListRow.weakText(
            name: row.person.name,
            township: row.township,
            birthday: row.person.birthday ?? day
        )
        func codes(_ id: Int64) -> RegisterWrite {
            .put(
                RosterTables.person,
                [
                    id.databaseValue, lookup.databaseValue,
                    keys.code(of: .weak, weak).databaseValue,
                    keys.code(of: .name, row.person.name).databaseValue,
                ]
            )
        }
        guard let id = try reading.person(lookup: lookup) else {
            let id = nextPerson
            nextPerson += 1
            let key = DataKey.fresh()
            try key.insert(for: .register(.person(id)), keys, ledger.database)
            writes.append(codes(id))
            put(row.person, of: id, version: 1, key)
            return id
        }
        let known = try reading.details(of: id)
        guard let known else { return id }
        var details = row.person
        details.phone = details.phone ?? known.details.phone
        details.certificate = details.certificate ?? known.details.certificate
        details.disability = details.disability ?? known.details.disability
        guard details != known.details else { return id }
        if details.name != known.details.name { writes.append(codes(id)) }
        put(details, of: id, version: known.version + 1, try ledger.registerKey(.person(id)))
        return id
    }

    private mutating func put(
        _ details: PersonDetails,
        of person: Int64,
        version: Int,
        _ key: DataKey
    ) {
        let sealed = key.seal(details.json, in: PersonDetails.place(person, version))
        writes.append(
            .put(
                RosterTables.detail,
                [
                    person.databaseValue, version.databaseValue, day.column, sealed.databaseValue,
                ]
            )
        )
    }

    // MARK: The household

    private mutating func changeVersion(
        _ listed: ListedHousehold,
        count: Int,
        _ household: Int64,
        _ former: Household?,
        _ memberParts: [RosterPart]
    ) throws {
        let last = former?.version(on: day)
        let before = last.flatMap { $0.standing == .off ? nil : $0 }
        var version = listed.version(after: before, on: day, flow)
        version.members = count
        if former != nil { version.validFrom = day }
        version.version = former?.nextVersion ?? 1
        if let before, version.amount < before.amount {
            bad(
                listed.head,
                .amount,
                "金额低于在册金额：调减须先听取意见（社会救助法第四十八条），金额未改，请办理“调减”。"
            )
            version.amount = before.amount
        }
        if let before, version.isSame(as: before), memberParts.isEmpty {
            outcome.differences.append(
                RosterDifference(household: household, change: .unchanged, parts: [])
            )
            return
        }
        if before == nil || version.isSame(as: before ?? version) == false {
            try put(version, of: household)
        }
        let parts = before.map { RosterPart.differences($0, version) } ?? []
        let all = RosterPart.allCases.filter { parts.contains($0) || memberParts.contains($0) }
        outcome.differences.append(
            RosterDifference(
                household: household,
                change: before == nil ? .entered : .changed,
                parts: before == nil ? [] : all
            )
        )
    }

    private mutating func put(_ version: HouseholdVersion, of household: Int64) throws {
        writes.append(try ledger.write(version, of: household))
    }
}

extension Ledger {
    /// A version of a household, sealed where it is personal.
    func write(_ version: HouseholdVersion, of household: Int64) throws -> RegisterWrite {
        let key = try registerKey(.household(household))
        let place = HouseholdRow.place(household, version.version)
        let sealed = key.seal(version.details.json, in: place)
        let values = HouseholdRow.values(version, of: household, sealed: sealed)
        return .put(RosterTables.household, values)
    }

    /// Brings some households of a list in; a trial is undone again and only tells what would be.
    package func bring(
        _ households: [ListedHousehold],
        import id: Int64,
        _ duties: RosterDuties,
        on day: Day,
        by actor: Actor,
        at now: Instant,
        isTrial: Bool
    ) throws -> RosterOutcome {
        var outcome = RosterOutcome()
        let result = try attempt {
            var bringing = try RosterBringing(
                self,
                flow: duties.flow,
                on: day,
                columns: duties.flow.rules.columns
            )
            for household in households { try bringing.bring(household) }
            outcome = bringing.outcome
            var writes = bringing.writes[...]
            if isTrial { throw TrialOver() }
            while !writes.isEmpty {
                let some = writes.prefix(RegisterEntry.rowsMax)
                writes = writes.dropFirst(RegisterEntry.rowsMax)
                try record(
                    RegisterEntry(
                        register: .roster,
                        subject: "import \(id)",
                        action: "bring",
                        by: actor,
                        at: now,
                        writes: Array(some)
                    )
                )
            }
            for household in outcome.seen.sorted() {
                try keepDuties(of: household, duties, by: actor, at: now)
            }
        }
        if case .failure(let error) = result, !(error is TrialOver) { throw error }
        return outcome
    }
}

/// All that was tried is to be undone.
private struct TrialOver: Error {}
