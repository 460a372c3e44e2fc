package import Hotline

/// One person on the roster, as lists are compared with them.
package struct RosterHit: Hashable, Sendable {
    package let person: Int64
    package let household: Int64
    package let programme: Programme
    package let township: DivisionCode
    /// Whether the person stands on the roster alone.
    package let isAlone: Bool

    package init(
        person: Int64,
        household: Int64,
        programme: Programme,
        township: DivisionCode,
        isAlone: Bool
    ) {
        self.person = person
        self.household = household
        self.programme = programme
        self.township = township
        self.isAlone = isAlone
    }
}

/// The roster as lists are compared with it (比对底册): codes and what they stand for, no names.
package struct RosterIndex: Sendable {
    private var strong: CodeTable
    private var weak: CodeTable
    private var hits: [RosterHit] = []

    package init(capacity: Int) {
        strong = CodeTable(capacity: capacity)
        weak = CodeTable(capacity: capacity)
        hits.reserveCapacity(capacity)
    }

    package var count: Int { hits.count }

    package mutating func add(_ hit: RosterHit, code: LookupCode?, weakCode: LookupCode?) {
        let index = Int32(hits.count)
        hits.append(hit)
        if let code { strong.insert(code, index) }
        if let weakCode { weak.insert(weakCode, index) }
    }

    package func find(_ code: LookupCode) -> RosterHit? { strong[code].map { hits[Int($0)] } }
    package func findWeak(_ code: LookupCode) -> RosterHit? { weak[code].map { hits[Int($0)] } }
}

/// What a row of a partner's list says of a person, apart from who it is.
package struct ListFacts: Hashable, Sendable {
    package var disability: Disability?
    /// The figure of the list: yuan paid, the count of cars.
    package var value: Int?
    package var date: Day?

    package init() {}
}

/// Tells what the rows of one list say (比对).
package struct MatchEngine: Sendable {
    private let rules: [MatchRule]
    private let thresholds: [String: Threshold]
    private let on: Day

    /// For a list of a source and a purpose, as of a day.
    package init(_ rules: MatchingRules, source: String, purpose: MatchPurpose, on day: Day) {
        self.rules = rules.active(source, purpose)
        thresholds = rules.thresholds
        on = day
    }

    /// Which rules a row fulfils, with whoever it is on the roster.
    package func reasons(_ facts: ListFacts, _ hit: RosterHit?) -> [String] {
        rules.filter { fits($0.condition, facts, hit) }.map(\.id)
    }

    private func fits(
        _ condition: MatchRule.Condition,
        _ facts: ListFacts,
        _ hit: RosterHit?
    ) -> Bool {
        if condition.programmes.isEmpty {
            if hit != nil { return false }
        } else {
            guard let hit, condition.programmes.contains(hit.programme),
                hit.isAlone || !condition.single
            else { return false }
        }
        if !condition.disabilities.isEmpty {
            guard let disability = facts.disability,
                condition.disabilities.contains(where: { $0.fits(disability) })
            else { return false }
        }
        if let over = condition.over {
            guard let value = facts.value, let threshold = thresholds[over]?.value,
                value > threshold
            else { return false }
        }
        if let months = condition.withinMonths {
            guard let date = facts.date, date <= on,
                on.number - date.number <= 31 * months
            else { return false }
        }
        return true
    }
}

extension MatchingRules {
    /// The points of some reasons together, with the combinations that they make.
    ///
    /// A rule counts once, however many lists say it.
    package func score(_ reasons: [String]) -> (points: Int, reasons: [String]) {
        var all: [String] = []
        for id in reasons where !all.contains(id) && rule(id) != nil { all.append(id) }
        let single = all
        for combination in combinations where combination.rules.allSatisfy(single.contains) {
            all.append(combination.id)
        }
        return (all.reduce(0) { $0 + points($1) }, all)
    }
}
