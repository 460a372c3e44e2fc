internal import Foundation
internal import GRDB
internal import Hotline
internal import HotlineCare
internal import StrictJSON

/// The tables of the roster (清单台账).
enum RosterTables {
    static let person = Table.ofRegister(
        "rosterPerson",
        keyCount: 1,
        columns: ["id", "lookup", "weak", "name"]
    )
    static let detail = Table.ofRegister(
        "rosterDetail",
        keyCount: 2,
        columns: ["person", "version", "validFrom", "sealed"]
    )
    static let household = Table.ofRegister(
        "rosterHousehold",
        keyCount: 2,
        columns: [
            "household", "version", "validFrom", "standing", "programme", "variety", "township",
            "village", "members", "amount", "isSingle", "isStaff", "selfCare", "reviewPace",
            "reviewDue", "gradualUntil", "basis", "sealed",
        ]
    )
    static let member = Table.ofRegister(
        "rosterMember",
        keyCount: 3,
        columns: [
            "household", "person", "version", "validFrom", "isMember", "relation", "basis",
        ]
    )
    static let cases = Table.ofRegister(
        "rosterCase",
        keyCount: 1,
        columns: [
            "id", "household", "person", "kind", "programme", "township", "openedOn", "happenedOn",
            "done", "step", "stepDue", "due", "effectiveFrom", "amount", "closedOn", "isWithdrawn",
        ]
    )
    static let caseText = Table.ofRegister(
        "rosterCaseText",
        keyCount: 2,
        columns: ["caseID", "step", "sealed"]
    )
    static let imports = Table.ofRegister(
        "rosterImport",
        keyCount: 1,
        columns: [
            "id", "division", "validFrom", "digest", "rows", "entered", "changed", "unchanged",
            "missing", "bad", "startedAt", "endedAt",
        ]
    )
    static let mistake = Table.ofRegister(
        "rosterMistake",
        keyCount: 2,
        columns: ["import", "id", "line", "columnName", "message"]
    )
    static let difference = Table.ofRegister(
        "rosterDifference",
        keyCount: 2,
        columns: ["import", "household", "change", "parts"]
    )

    static let all = [
        person, detail, household, member, cases, caseText, imports, mistake, difference,
    ]
}

extension Day {
    var column: DatabaseValue { number.databaseValue }
}

extension Optional where Wrapped == Day {
    var column: DatabaseValue { self?.column ?? .null }
}

extension Reader {
    mutating func day() throws -> Day { Day(number: try count()) }
    mutating func optionalDay() -> Day? { optionalInteger().map { Day(number: Int($0)) } }
}

// MARK: - Rows

/// A household's version as a row of `rosterHousehold`.
enum HouseholdRow {
    static let selection = RosterTables.household.columns.joined(separator: ", ")

    static func values(
        _ version: HouseholdVersion,
        of household: Int64,
        sealed: Data
    ) -> [DatabaseValue] {
        [
            household.databaseValue,
            version.version.databaseValue,
            version.validFrom.column,
            version.standing.rawValue.databaseValue,
            version.programme.rawValue.databaseValue,
            (version.variety?.rawValue).databaseValue,
            version.township.description.databaseValue,
            (version.village?.description).databaseValue,
            version.members.databaseValue,
            version.amount.databaseValue,
            version.isSingle.databaseValue,
            version.isStaff.databaseValue,
            (version.selfCare?.rawValue).databaseValue,
            version.reviewPace.rawValue.databaseValue,
            version.reviewDue.column,
            version.gradualUntil.column,
            version.basis.rawValue.databaseValue,
            sealed.databaseValue,
        ]
    }

    /// The row, whose last column stays sealed.
    static func version(
        _ row: Row
    ) throws -> (household: Int64, version: HouseholdVersion, sealed: Data) {
        var reader = Reader(row)
        let household = try reader.integer()
        let (number, validFrom) = (try reader.count(), try reader.day())
        let standing = try reader.code(Standing.self)
        let programme = try reader.code(Programme.self)
        let variety = try reader.optionalCode(Variety.self)
        let township = try reader.read(DivisionCode.self)
        let village = try reader.optional(DivisionCode.self)
        let (members, amount) = (try reader.count(), try reader.count())
        let (isSingle, isStaff) = (try reader.flag(), try reader.flag())
        let selfCare = try reader.optionalCode(SelfCare.self)
        let (pace, due) = (try reader.code(ReviewPace.self), try reader.day())
        let gradualUntil = reader.optionalDay()
        var version = HouseholdVersion(
            version: number,
            validFrom: validFrom,
            standing: standing,
            programme: programme,
            variety: variety,
            township: township,
            members: members,
            amount: amount,
            reviewPace: pace,
            reviewDue: due,
            basis: try reader.code(RosterBasis.self)
        )
        version.village = village
        version.isSingle = isSingle
        version.isStaff = isStaff
        version.selfCare = selfCare
        version.gradualUntil = gradualUntil
        return (household, version, row["sealed"])
    }

    static func place(_ household: Int64, _ version: Int) -> String {
        "household \(household) version \(version)"
    }
}

/// A member's version as a row of `rosterMember`.
enum MemberRow {
    static let selection = RosterTables.member.columns.joined(separator: ", ")

    static func values(_ member: MemberVersion, of household: Int64) -> [DatabaseValue] {
        [
            household.databaseValue,
            member.person.databaseValue,
            member.version.databaseValue,
            member.validFrom.column,
            member.isMember.databaseValue,
            member.relation.rawValue.databaseValue,
            member.basis.rawValue.databaseValue,
        ]
    }

    static func member(_ row: Row) throws -> MemberVersion {
        var reader = Reader(row)
        _ = try reader.integer()
        return MemberVersion(
            person: try reader.integer(),
            version: try reader.count(),
            validFrom: try reader.day(),
            isMember: try reader.flag(),
            relation: try reader.code(Relation.self),
            basis: try reader.code(RosterBasis.self)
        )
    }
}

/// A case as a row of `rosterCase`.
enum CaseRow {
    static let selection = RosterTables.cases.columns.joined(separator: ", ")

    static func values(_ now: RosterCase) -> [DatabaseValue] {
        let done = JSON.array(
            now.done.map { [.string($0.step.rawValue), .integer(Int64($0.on.number))] }
        )
        return [
            now.id.databaseValue,
            now.household.databaseValue,
            now.person.databaseValue,
            now.kind.rawValue.databaseValue,
            now.programme.rawValue.databaseValue,
            now.township.description.databaseValue,
            now.openedOn.column,
            now.happenedOn.column,
            String(decoding: done.bytes, as: UTF8.self).databaseValue,
            (now.step?.rawValue).databaseValue,
            now.stepDue.column,
            now.due.column,
            now.effectiveFrom.column,
            now.amount.databaseValue,
            now.closedOn.column,
            now.isWithdrawn.databaseValue,
        ]
    }

    static func read(_ row: Row) throws -> RosterCase {
        var reader = Reader(row)
        let id = try reader.integer()
        var now = RosterCase(
            id: id,
            household: try reader.integer(),
            person: reader.optionalInteger(),
            kind: try reader.code(CaseKind.self),
            programme: try reader.code(Programme.self),
            township: try reader.read(DivisionCode.self),
            openedOn: try reader.day(),
            happenedOn: try reader.day()
        )
        now.done = try (reader.json().array ?? []).map { pair in
            guard let step = pair.array?.first?.string.flatMap(CaseStep.init),
                let day = pair.array?.last?.integer
            else { throw BrokenRow("a step of case \(id)") }
            return RosterCase.StepDone(step: step, on: Day(number: Int(day)))
        }
        now.step = try reader.optionalCode(CaseStep.self)
        now.stepDue = reader.optionalDay()
        now.due = reader.optionalDay()
        now.effectiveFrom = reader.optionalDay()
        now.amount = reader.optionalInteger().map(Int.init)
        now.closedOn = reader.optionalDay()
        now.isWithdrawn = try reader.flag()
        return now
    }

    static func place(_ id: Int64, _ step: Int) -> String { "case \(id) step \(step)" }
}

// MARK: - What is sealed

extension HouseholdDetails {
    var json: JSON {
        var members = [
            JSON.Member("grounds", .array(grounds.map { .string($0.rawValue) }))
        ]
        if let villageName { members.append(JSON.Member("village", .string(villageName))) }
        if let note { members.append(JSON.Member("note", .string(note))) }
        return .object(members)
    }

    init(_ json: JSON) {
        self.init()
        grounds = (json["grounds"]?.array ?? []).compactMap { $0.string.flatMap(Ground.init) }
        villageName = json["village"]?.string
        note = json["note"]?.string
    }
}

extension PersonDetails {
    var json: JSON {
        var members = [
            JSON.Member("name", .string(name)),
            JSON.Member("idNumber", .string(idNumber.description)),
        ]
        if let phone { members.append(JSON.Member("phone", .string(phone))) }
        if let certificate { members.append(JSON.Member("certificate", .string(certificate))) }
        if let disability {
            members.append(
                JSON.Member(
                    "disability",
                    [
                        .integer(Int64(disability.category.rawValue)),
                        .integer(Int64(disability.grade)),
                    ]
                )
            )
        }
        return .object(members)
    }

    init(_ json: JSON) throws {
        guard let name = json["name"]?.string,
            let id = json["idNumber"]?.string.flatMap(IDNumber.init)
        else { throw BrokenRow("a person on the roster") }
        self.init(name: name, idNumber: id)
        phone = json["phone"]?.string
        certificate = json["certificate"]?.string
        let pair = (json["disability"]?.array ?? []).compactMap(\.integer).map(Int.init)
        if pair.count == 2, let kind = DisabilityCertificate.Category(rawValue: pair[0]) {
            disability = Disability(category: kind, grade: pair[1])
        }
    }

    static func place(_ person: Int64, _ version: Int) -> String {
        "person \(person) version \(version)"
    }
}

extension DataKey {
    func seal(_ json: JSON, in place: String) -> Data { seal(json.bytes, in: place) }

    func openJSON(_ sealed: Data, in place: String) throws -> JSON {
        try JSON(openBytes(sealed, in: place))
    }
}

extension KeyRing {
    /// What somebody is found by who has no number (弱匹配码), or by name alone.
    func code(of kind: IdentityCode, _ text: String) -> Data {
        Data(code(ofIdentity: "\(kind.rawValue) \(text)").prefix(16))
    }

    /// What an ID number is found by.
    func lookup(_ id: IDNumber) throws -> Data {
        guard let data = lookupKey(of: PersonalField(.idNumber, id.description)) else {
            throw BrokenRow("ID numbers are looked up")
        }
        return data
    }
}

/// The ways besides a number in which somebody is found.
enum IdentityCode: String {
    case weak, name
}
