/// One line of the dispatch directory (派单目录).
struct RoutingRule: Sendable {
    let id: String
    /// Empty where any will do.
    let kinds: Set<Kind>
    let matters: Set<Matter>
    let aspects: Set<Aspect>
    let urgent: Bool?
    /// Where it is in force; empty for everywhere.
    let places: Set<DivisionCode>
    /// Words of the lexicon; unless empty, the text must say one of them.
    let says: [Int]
    /// What sort of unit it goes to, and at which level.
    let to: UnitKind
    let level: Level
    /// The one unit that it goes to, wherever the place is.
    let unit: UnitID?
    /// Who else must help (协办).
    let with: [UnitKind]
    /// The clock rule that the answer goes by, instead of the one that clocks.yaml would choose.
    let clock: String?
    let priority: Priority?
    let because: String
    let basis: String
    let grade: Grade
    let from: Day
    let until: Day?
    let examples: [RoutingExample]
    let line: Int
    let column: Int

    /// How much it asks for: the rule that asks for most decides, and of those the one of the
    /// smallest place.
    var specificity: Int {
        let asked = [!kinds.isEmpty, !matters.isEmpty, !aspects.isEmpty, urgent != nil]
        let count = (asked + [!says.isEmpty]).count { $0 }
        let depth = places.map { $0.description.utf8.count }.min() ?? 0
        return count * Self.depthMax + depth
    }

    /// More than the longest code has digits.
    private static let depthMax = 16

    func isInForce(on day: Day) -> Bool {
        from <= day && until.map { day <= $0 } ?? true
    }

    func covers(_ cell: RoutingCell) -> Bool {
        (matters.isEmpty || matters.contains(cell.matter))
            && (kinds.isEmpty || kinds.contains(cell.kind))
            && (aspects.isEmpty || aspects.contains(cell.aspect))
            && (urgent ?? cell.urgent) == cell.urgent
    }

    func isInForce(in division: DivisionCode?) -> Bool {
        guard !places.isEmpty else { return true }
        return division.map { here in places.contains { $0.contains(here) } } ?? false
    }

    /// Whether it decides whatever the text says, wherever it is.
    var decidesAll: Bool { says.isEmpty && places.isEmpty }

    /// Whether it decides wherever another one would.
    func hides(_ other: RoutingRule) -> Bool {
        guard says.isEmpty, specificity > other.specificity else { return false }
        return places.isEmpty
            || (!other.places.isEmpty && other.places.allSatisfy { isInForce(in: $0) })
    }

    /// Whether it asks for as much as another one, somewhere, and wants something else.
    func contradicts(_ other: RoutingRule) -> Bool {
        guard specificity == other.specificity, !hasSameAim(as: other) else { return false }
        // Of places of one size, none lies in another.
        return places.isEmpty ? other.places.isEmpty : !places.isDisjoint(with: other.places)
    }

    private func hasSameAim(as other: RoutingRule) -> Bool {
        (to, level, with) == (other.to, other.level, other.with)
            && (unit, clock, priority) == (other.unit, other.clock, other.priority)
    }

    /// How it is treated, whatever its words say (优先级).
    enum Priority: String, CaseIterable {
        /// 紧急: as if the caller had said that it is urgent.
        case urgent
    }
}

/// A text that a rule must decide; what it does not say is for the classifier.
struct RoutingExample: Sendable {
    let text: String
    let kind: Kind?
    let matter: Matter?
    let aspect: Aspect?
    let urgent: Bool?
    /// Where it is; where nothing is said, where the rule is in force.
    let place: DivisionCode?
    let line: Int
    let column: Int
}

/// One of the finitely many things that a ticket can be, as far as routing asks.
struct RoutingCell: Hashable, Sendable {
    let kind: Kind
    let matter: Matter
    let aspect: Aspect
    let urgent: Bool

    /// All of them, each at the place of its number.
    static let all: [RoutingCell] = Kind.allCases.flatMap { kind in
        Matter.allCases.flatMap { matter in
            Aspect.allCases.flatMap { aspect in
                [false, true].map { urgent in
                    RoutingCell(kind: kind, matter: matter, aspect: aspect, urgent: urgent)
                }
            }
        }
    }

    private static let kinds = ScoreIndex.kinds
    private static let matters = ScoreIndex.matters
    private static let aspects = ScoreIndex.aspects

    var number: Int {
        let kind = Self.kinds[kind] ?? 0
        let matter = (Self.matters[matter] ?? 0) - ScoreIndex.firstMatter
        let aspect = (Self.aspects[aspect] ?? 0) - ScoreIndex.firstAspect
        let matters = kind * Matter.allCases.count + matter
        return (matters * Aspect.allCases.count + aspect) * 2 + (urgent ? 1 : 0)
    }
}
