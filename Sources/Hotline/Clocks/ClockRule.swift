/// What chooses among the rules for a deadline.
package struct ClockSubject: Hashable, Sendable {
    package var kind: Kind
    package var matter: Matter
    package var aspect: Aspect
    package var isUrgent: Bool
    package var county: DivisionCode?
    /// What was applied for, once an application was started.
    package var programme: Programme?
    package var special: SpecialCircumstance?

    package init(
        kind: Kind,
        matter: Matter,
        aspect: Aspect,
        isUrgent: Bool,
        county: DivisionCode?,
        programme: Programme? = nil,
        special: SpecialCircumstance? = nil
    ) {
        self.kind = kind
        self.matter = matter
        self.aspect = aspect
        self.isUrgent = isUrgent
        self.county = county
        self.programme = programme
        self.special = special
    }
}

/// Which tickets a rule is for; a part that is nil or says nothing fits all.
package struct ClockCondition: Hashable, Sendable {
    package var kinds: [Kind]?
    package var matters: [Matter]?
    package var aspects: [Aspect]?
    package var isUrgent: Bool?
    package var programmes: [Programme]?
    package var specials: [SpecialCircumstance]?

    package init() {}

    func fits(_ subject: ClockSubject) -> Bool {
        (kinds?.contains(subject.kind) ?? true)
            && (matters?.contains(subject.matter) ?? true)
            && (aspects?.contains(subject.aspect) ?? true)
            && (isUrgent.map { $0 == subject.isUrgent } ?? true)
            && Self.fits(programmes, subject.programme)
            && Self.fits(specials, subject.special)
    }

    private static func fits<Code: Equatable>(_ codes: [Code]?, _ code: Code?) -> Bool {
        guard let codes else { return true }
        return code.map(codes.contains) ?? false
    }

    /// How much it asks for: a rule that asks for more goes before one that asks for less.
    var parts: Int {
        [
            kinds != nil, matters != nil, aspects != nil, isUrgent != nil, programmes != nil,
            specials != nil,
        ].count { $0 }
    }

    /// Whether some ticket fits both.
    func overlaps(_ other: ClockCondition) -> Bool {
        Self.share(kinds, other.kinds) && Self.share(matters, other.matters)
            && Self.share(aspects, other.aspects)
            && (isUrgent == nil || other.isUrgent == nil || isUrgent == other.isUrgent)
            && Self.share(programmes, other.programmes) && Self.share(specials, other.specials)
    }

    private static func share<Code: Equatable>(_ codes: [Code]?, _ others: [Code]?) -> Bool {
        guard let codes, let others else { return true }
        return codes.contains(where: others.contains)
    }
}

/// A figure of `routing-rules/clocks.yaml` (时限规则): how long, for whom, since when and why.
package struct ClockRule: Hashable, Sendable {
    package let id: String
    package let kind: ClockKind
    package let stage: String?
    /// The stage that must be done before this one begins.
    package let after: String?
    package let term: Term
    package let rollsOver: Bool
    package let condition: ClockCondition
    /// Where it is in force; nil for everywhere.
    package let division: DivisionCode?
    /// The first day on which this system goes by it.
    package let from: Day
    /// The last such day.
    package let until: Day?
    package let basis: String
    package let grade: Grade
    package let note: String?

    func isInForce(on day: Day) -> Bool {
        from <= day && (until.map { day <= $0 } ?? true)
    }

    func covers(_ county: DivisionCode?) -> Bool {
        guard let division else { return true }
        return county.map(division.contains) ?? false
    }

    /// The smaller the place, then the more it asks for, the sooner it is asked.
    var precedence: (Int, Int) { (division?.description.utf8.count ?? 0, condition.parts) }

    /// Whether a ticket of some day could be under both, and neither goes first.
    func isAmbiguous(beside other: ClockRule) -> Bool {
        kind == other.kind && stage == other.stage && division == other.division
            && (until.map { other.from <= $0 } ?? true)
            && (other.until.map { from <= $0 } ?? true)
            && condition.parts == other.condition.parts
            && condition.overlaps(other.condition)
    }
}
