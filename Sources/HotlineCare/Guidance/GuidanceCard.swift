package import Hotline

/// What callers are told of one kind of assistance (救助明白卡): who, where, with what, how long,
/// how much, and which number.
package struct GuidanceCard: Hashable, Sendable {
    package let id: String
    /// Moves whenever what it says does, so that what was told can be told later.
    package let edition: Day
    package let title: String
    /// What the rules of eligibility call it; nil for a card about none.
    package let assistance: String?
    /// Where it holds: a prefix of divisions; nil for everywhere.
    package let region: DivisionCode?
    package let inForceFrom: Day
    /// The last day; nil while no end is known.
    package let inForceTo: Day?
    package let basis: String
    package let grade: Grade
    package let matters: Set<Matter>
    package let aspects: Set<Aspect>
    /// Words of callers by which it is found.
    package let words: [String]
    /// In short, for whoever speaks with the caller.
    package let says: String
    package let who: String
    package let counter: String
    package let bring: [String]
    package let time: String
    /// What is paid, by county; what is not known is not there.
    package let amounts: [DivisionCode: Amount]
    package let number: String?
    package let body: [String]

    /// How much, and what that rests on.
    package struct Amount: Hashable, Sendable {
        package let says: String
        package let basis: String
        package let grade: Grade
    }

    package func isInForce(on day: Day) -> Bool {
        inForceFrom <= day && inForceTo.map { day <= $0 } ?? true
    }

    /// Whether it holds in a county; where the county is not known, those for everywhere do.
    package func holds(in county: DivisionCode?) -> Bool {
        guard let region else { return true }
        return county.map(region.contains) ?? false
    }
}

/// A telephone number for the public (公布的电话).
package struct PublicNumber: Hashable, Sendable {
    package let name: String
    /// Nil where nobody has entered it yet.
    package let number: String?
    /// Whose it is; nil for everywhere.
    package let region: DivisionCode?
    package let hours: String?
    package let basis: String
    package let grade: Grade
}
