package import Hotline

/// What `routing-rules/duties.yaml` says (定期任务规则).
package struct DutyRules: Hashable, Sendable {
    package let rules: [DutyRule]
    package let topics: [VisitTopicRule]

    package static let fileName = "duties.yaml"

    package init(rules: [DutyRule], topics: [VisitTopicRule]) {
        self.rules = rules
        self.topics = topics
    }

    package func rule(_ id: String) -> DutyRule? { rules.first { $0.id == id } }

    package func topic(_ topic: VisitTopic) -> VisitTopicRule? {
        topics.first { $0.topic == topic }
    }

    /// The units that a rule binds in these divisions, each with whom it owes to.
    ///
    /// A unit without anybody above it to take the duty owes nothing.
    package func bound(
        by rule: DutyRule,
        in units: UnitDirectory,
        places: DutyPlaces
    ) -> [(unit: Unit, to: UnitID)] {
        units.all.filter { rule.binds($0) && places.keep($0.id.division) }.compactMap { unit in
            rule.to.unit(over: unit.id.division, in: units).map { (unit, $0) }
        }
    }
}

/// Where duties are kept (任务范围): wherever somebody has an account.
///
/// A county that does not work with this system cannot hand anything in with it, and is not late.
package struct DutyPlaces: Hashable, Sendable {
    /// Counties, and cities and provinces whose own units have accounts.
    private let places: Set<DivisionCode>

    /// - Parameter units: those that accounts belong to.
    package init(accountsOf units: some Sequence<UnitID>) {
        places = Set(units.map { $0.division.county ?? $0.division })
    }

    package func keep(_ division: DivisionCode) -> Bool {
        places.contains(division.county ?? division)
    }
}
