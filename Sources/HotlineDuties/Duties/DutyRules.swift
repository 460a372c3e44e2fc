package import Hotline

/// What `routing-rules/duties.yaml` says (定期任务规则).
package struct DutyRules: Hashable, Sendable {
    package let rules: [DutyRule]
    package let topics: [VisitTopicRule]
    /// With how many working days left a duty turns yellow that no rule of these makes.
    package let yellowWorkingDays: ClockSettingChoice<Int>

    package static let fileName = "duties.yaml"

    package init(
        rules: [DutyRule],
        topics: [VisitTopicRule],
        yellowWorkingDays: ClockSettingChoice<Int>
    ) {
        self.rules = rules
        self.topics = topics
        self.yellowWorkingDays = yellowWorkingDays
    }

    package func rule(_ id: String) -> DutyRule? { rules.first { $0.id == id } }

    /// The rule by which a partner's list is owed.
    package func listRule(owing source: String) -> DutyRule? { rules.first { $0.source == source } }

    /// What is wrong with the lists that are owed: each is one that the roster is compared with.
    package func mistakes(lists: [String]) -> [RuleMistake] {
        let owed = rules.compactMap(\.source)
        let unknown = Set(owed).subtracting(lists).map { "'\($0)' is no list of matching.yaml" }
        let missing = Set(lists).subtracting(owed).map { "nobody owes the list '\($0)'" }
        return (unknown + missing).sorted().map {
            RuleMistake(file: Self.fileName, line: 1, column: 1, message: $0)
        }
    }

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
