/// One of four things that a classification says.
package enum Dimension: Int, CaseIterable, Sendable {
    case kind, matter, aspect, urgent

    /// The places of its codes among all outcomes.
    var outcomes: Range<Int> {
        switch self {
        case .kind: 0..<ScoreIndex.firstMatter
        case .matter: ScoreIndex.firstMatter..<ScoreIndex.firstAspect
        case .aspect: ScoreIndex.firstAspect..<ScoreIndex.urgent
        case .urgent: ScoreIndex.urgent..<ScoreIndex.count
        }
    }
}

/// Numbers for all codes of all dimensions, so that one flat array can hold a score for each.
enum ScoreIndex {
    static let firstMatter = Kind.allCases.count
    static let firstAspect = firstMatter + Matter.allCases.count
    static let urgent = firstAspect + Aspect.allCases.count
    static let count = urgent + 1

    static func kind(_ number: Int) -> Kind { Kind.allCases[number] }
    static func matter(_ number: Int) -> Matter { Matter.allCases[number - firstMatter] }
    static func aspect(_ number: Int) -> Aspect { Aspect.allCases[number - firstAspect] }

    static let kinds = numbers(Kind.self, from: 0)
    static let matters = numbers(Matter.self, from: firstMatter)
    static let aspects = numbers(Aspect.self, from: firstAspect)

    private static func numbers<Code: CaseIterable & Hashable>(
        _ type: Code.Type,
        from first: Int
    ) -> [Code: Int] {
        let codes = type.allCases.enumerated().map { ($1, first + $0) }
        return Dictionary(codes, uniquingKeysWith: { first, _ in first })
    }
}
