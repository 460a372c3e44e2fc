package import Hotline

/// What a person is known by without being named (盲索引): a keyed code of the ID number.
package struct PersonKey: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }
}

/// Why somebody is paid no more (停发原因).
package enum RecipientEnd: String, CaseIterable, Sendable {
    /// 退出
    case left
    /// 死亡
    case died
}

/// A household that ought to be paid, and how much (应发对象).
package struct Recipient: Hashable, Sendable {
    /// Its number on the roster.
    package let household: Int64
    /// Whom a list is to name where the household as a whole is meant: its head.
    package let head: PersonKey
    package let persons: Int
    /// What is due for a month; nothing where the roster does not say.
    package let monthly: Fen
    /// Whether it is a relative of somebody on the staff (近亲属备案).
    package let isStaff: Bool

    package init(household: Int64, head: PersonKey, persons: Int, monthly: Fen, isStaff: Bool) {
        self.household = household
        self.head = head
        self.persons = persons
        self.monthly = monthly
        self.isStaff = isStaff
    }

    /// What is due for one payment; nil where the roster does not say.
    package func due(_ programme: PaymentProgramme) -> Fen? {
        monthly > Fen(0) ? Fen(monthly.count * Int64(programme.months)) : nil
    }
}

/// How somebody stands on the roster for a programme (在册情况).
package enum Entitlement: Hashable, Sendable {
    /// Belongs to a household that ought to be paid.
    case due(household: Int64)
    /// Is on the roster, but for something else.
    case otherProgramme
    /// Was, and is no more.
    case ended(RecipientEnd)
}

/// Who ought to be paid by a county for a programme, by its roster as of a day (应发名单).
package struct RecipientList: Sendable {
    /// The households that ought to be paid, by their numbers.
    package let households: [Int64: Recipient]
    /// Everybody whom the roster knows.
    package let byPerson: [PersonKey: Entitlement]
    /// The day as of which it is; nil where the county keeps no roster of the programme, and
    /// nobody is missed.
    package let asOf: Day?

    /// Of a county without a roster.
    package static let unknown = RecipientList(households: [:], byPerson: [:], asOf: nil)

    package init(
        households: [Int64: Recipient],
        byPerson: [PersonKey: Entitlement],
        asOf: Day?
    ) {
        self.households = households
        self.byPerson = byPerson
        self.asOf = asOf
    }

    /// The household of somebody that ought to be paid.
    package func recipient(of person: PersonKey) -> Recipient? {
        guard case .due(let household) = byPerson[person] else { return nil }
        return households[household]
    }
}
