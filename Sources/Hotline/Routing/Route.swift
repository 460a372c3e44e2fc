/// Where a ticket goes (派单), and why.
package struct Route: Hashable, Sendable {
    /// Who is to answer; nil if the desk must decide.
    package var unit: UnitID?
    /// The desk that decides where `unit` is nil, and that looks after the ticket in any case.
    ///
    /// Usually that of the filing; a higher one if that one is shut out.
    package var desk: UnitID
    /// The id of the rule that decided.
    package var rule: String?
    /// Why, in Chinese.
    package var because: String
    /// The law that it rests on.
    package var basis: String?
    package var candidates: [RouteCandidate]
    /// What to ask the caller, so that it can be decided.
    package var question: String?
    package var coHandlers: [UnitID]
    /// The clock rule that the answer of `unit` goes by, where the directory names one.
    package var clock: String?
    /// Whether the directory has it treated as urgent.
    package var isUrgent: Bool

    package init(
        unit: UnitID?,
        desk: UnitID,
        rule: String? = nil,
        because: String,
        basis: String? = nil,
        candidates: [RouteCandidate] = [],
        question: String? = nil,
        coHandlers: [UnitID] = [],
        clock: String? = nil,
        isUrgent: Bool = false
    ) {
        self.unit = unit
        self.desk = desk
        self.rule = rule
        self.because = because
        self.basis = basis
        self.candidates = candidates
        self.question = question
        self.coHandlers = coHandlers
        self.clock = clock
        self.isUrgent = isUrgent
    }
}

/// A unit that may be the right one.
package struct RouteCandidate: Hashable, Sendable {
    package let unit: UnitID
    package let because: String

    package init(unit: UnitID, because: String) {
        self.unit = unit
        self.because = because
    }
}
