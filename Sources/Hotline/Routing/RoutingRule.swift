/// One line of the dispatch directory (派单目录).
struct RoutingRule: Sendable {
    let id: String
    /// Empty where any will do.
    let kinds: Set<Kind>
    let matters: Set<Matter>
    let aspects: Set<Aspect>
    let urgent: Bool?
    /// Words of the lexicon; unless empty, the text must say one of them.
    let says: [Int]
    /// What sort of unit it goes to, and at which level.
    let to: UnitKind
    let level: Level
    /// Who else must help (协办).
    let with: [UnitKind]
    let because: String
    let basis: String
    let grade: Grade
    let from: Day
    let until: Day?
    let examples: [RoutingExample]
    let line: Int
    let column: Int

    /// How much it asks for: the rule that asks for most decides.
    var specificity: Int {
        let asked = [!kinds.isEmpty, !matters.isEmpty, !aspects.isEmpty, urgent != nil]
        return (asked + [!says.isEmpty]).count { $0 }
    }

    func isInForce(on day: Day) -> Bool {
        from <= day && until.map { day <= $0 } ?? true
    }

    func covers(_ cell: RoutingCell) -> Bool {
        (matters.isEmpty || matters.contains(cell.matter))
            && (kinds.isEmpty || kinds.contains(cell.kind))
            && (aspects.isEmpty || aspects.contains(cell.aspect))
            && (urgent ?? cell.urgent) == cell.urgent
    }

    func hasSameAim(as other: RoutingRule) -> Bool {
        (to, level, with) == (other.to, other.level, other.with)
    }
}

/// A text that a rule must decide; what it does not say is for the classifier.
struct RoutingExample: Sendable {
    let text: String
    let kind: Kind?
    let matter: Matter?
    let aspect: Aspect?
    let urgent: Bool?
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
