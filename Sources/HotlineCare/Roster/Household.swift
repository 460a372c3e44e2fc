package import Hotline

/// What holds for a household on the roster from a day on (在册情况).
///
/// A change adds one; none is ever changed. Of those that begin by a day the latest holds, and of
/// two that begin on one day the one that was written later.
package struct HouseholdVersion: Hashable, Sendable {
    package var version: Int
    package var validFrom: Day
    package var standing: Standing
    package var programme: Programme
    package var variety: Variety?
    package var township: DivisionCode
    package var village: DivisionCode?
    /// How many members the amount is for.
    package var members: Int
    /// What the household is given in a month, in fen (月保障金额).
    package var amount: Int
    /// One member who stands there alone (单人保).
    package var isSingle = false
    /// A relative of somebody on the staff, filed by itself (近亲属备案).
    package var isStaff = false
    package var selfCare: SelfCare?
    package var reviewPace: ReviewPace
    /// When it must have been looked at anew.
    package var reviewDue: Day
    /// How long it is still given what it had (渐退期).
    package var gradualUntil: Day?
    package var basis: RosterBasis
    /// What of it is personal: it stands sealed.
    package var details = HouseholdDetails()

    package init(
        version: Int = 1,
        validFrom: Day,
        standing: Standing = .on,
        programme: Programme,
        variety: Variety?,
        township: DivisionCode,
        members: Int,
        amount: Int,
        reviewPace: ReviewPace,
        reviewDue: Day,
        basis: RosterBasis
    ) {
        self.version = version
        self.validFrom = validFrom
        self.standing = standing
        self.programme = programme
        self.variety = variety
        self.township = township
        self.members = members
        self.amount = amount
        self.reviewPace = reviewPace
        self.reviewDue = reviewDue
        self.basis = basis
    }

    /// The same but for which version it is, since when, and why.
    package func isSame(as other: HouseholdVersion) -> Bool {
        var two = other
        two.version = version
        two.validFrom = validFrom
        two.basis = basis
        return self == two
    }
}

/// What of a household's standing is personal.
package struct HouseholdDetails: Hashable, Sendable {
    package var grounds: [Ground] = []
    /// The village as the list called it, where it has no code.
    package var villageName: String?
    package var note: String?

    package init() {}
}

/// Whether somebody belongs to a household, from a day on (成员情况).
package struct MemberVersion: Hashable, Sendable {
    package var person: Int64
    package var version: Int
    package var validFrom: Day
    package var isMember: Bool
    package var relation: Relation
    package var basis: RosterBasis

    package init(
        person: Int64,
        version: Int = 1,
        validFrom: Day,
        isMember: Bool = true,
        relation: Relation,
        basis: RosterBasis
    ) {
        self.person = person
        self.version = version
        self.validFrom = validFrom
        self.isMember = isMember
        self.relation = relation
        self.basis = basis
    }
}

extension MemberVersion {
    fileprivate var order: Int { relation == .head ? 0 : 1 }
}

/// Who somebody on the roster is: all of it is personal and stands sealed.
package struct PersonDetails: Hashable, Sendable {
    package var name: String
    package var idNumber: IDNumber
    package var phone: String?
    /// 残疾人证, whose number says kind and grade.
    package var certificate: String?
    package var disability: Disability?

    package init(name: String, idNumber: IDNumber) {
        self.name = name
        self.idNumber = idNumber
    }

    package var birthday: Day? { idNumber.birthday }
}

/// What a disability certificate says.
package struct Disability: Hashable, Sendable {
    package let category: DisabilityCertificate.Category
    package let grade: Int

    package init(category: DisabilityCertificate.Category, grade: Int) {
        self.category = category
        self.grade = grade
    }

    package var name: String { "\(category.name)\(["一", "二", "三", "四"][grade - 1])级" }
}

extension IDNumber {
    /// The day of birth that stands in it.
    package var birthday: Day? {
        let digits = Array(description.utf8)[6..<14].map { Int($0) - 48 }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        return Day(number(0..<4), number(4..<6), number(6..<8))
    }
}

/// A household with all that was ever said of it (户).
package struct Household: Sendable {
    package let id: Int64
    package var versions: [HouseholdVersion]
    package var members: [MemberVersion]

    package init(id: Int64, versions: [HouseholdVersion], members: [MemberVersion]) {
        self.id = id
        self.versions = versions
        self.members = members
    }

    /// What held on a day; nil before the household was on the roster.
    package func version(on day: Day) -> HouseholdVersion? {
        versions.filter { $0.validFrom <= day }
            .max { ($0.validFrom, $0.version) < ($1.validFrom, $1.version) }
    }

    /// Who belonged to it on a day, the head first.
    package func members(on day: Day) -> [MemberVersion] {
        Dictionary(grouping: members.filter { $0.validFrom <= day }, by: \.person).values
            .compactMap { versions in
                versions.max { ($0.validFrom, $0.version) < ($1.validFrom, $1.version) }
            }
            .filter(\.isMember)
            .sorted { ($0.order, $0.person) < ($1.order, $1.person) }
    }

    package var nextVersion: Int { (versions.map(\.version).max() ?? 0) + 1 }

    package func nextVersion(of person: Int64) -> Int {
        (members.filter { $0.person == person }.map(\.version).max() ?? 0) + 1
    }
}
