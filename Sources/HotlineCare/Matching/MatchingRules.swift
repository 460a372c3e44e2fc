package import Hotline
internal import Yams

/// What partners' lists are compared by (比对规则).
package struct MatchingRules: Sendable {
    package let sources: [MatchSource]
    package let thresholds: [String: Threshold]
    package let rules: [MatchRule]
    package let combinations: [MatchCombination]
    /// With how many points a mark is to be visited.
    package let openAt: ClockSetting<Int>
    /// How many visits one list opens by itself; a person opens more.
    package let visitsPerList: ClockSetting<Int>
    package let clocks: RequestClocks
    package let columns: ColumnNames<ListColumn>
    package let values: CellValues

    package static let fileName = "matching.yaml"
    /// How many points there may be.
    static let pointsMax = 100
    package static let rulesMax = 200

    package func source(_ code: String) -> MatchSource? { sources.first { $0.code == code } }
    package func rule(_ id: String) -> MatchRule? { rules.first { $0.id == id } }

    /// Why a mark has a reason, by the rule's or the combination's id.
    package func because(_ id: String) -> String {
        rule(id)?.because ?? combinations.first { $0.id == id }?.because ?? "（规则已删除）"
    }

    package func points(_ id: String) -> Int {
        rule(id)?.points ?? combinations.first { $0.id == id }?.points ?? 0
    }

    /// The rules for a list that can say something: one whose threshold nobody has set is silent.
    package func active(_ source: String, _ purpose: MatchPurpose) -> [MatchRule] {
        rules.filter { rule in
            rule.source == source && rule.mark == purpose.mark && isActive(rule)
        }
    }

    package func isActive(_ rule: MatchRule) -> Bool {
        rule.condition.over.map { thresholds[$0]?.value != nil } ?? true
    }
}

/// A list that a partner department gives (数据来源).
package struct MatchSource: Sendable {
    package let code: String
    package let name: String
    /// The department, 县残联 or 县医保局.
    package let partner: String
    package let purposes: [MatchPurpose]
    /// Whether the partner must agree each time (有条件共享).
    package let isConditional: Bool
}

/// A figure from which on something counts (门槛); empty until the place decides.
package struct Threshold: Sendable {
    package let name: String
    package let value: Int?
    package let unit: String
    package let basis: String
    package let grade: Grade
}

/// What one row of one list says of somebody.
package struct MatchRule: Sendable {
    package let id: String
    package let source: String
    package let mark: MarkKind
    package let condition: Condition
    package let points: Int
    /// What it means, for whoever visits (Chinese).
    package let because: String
    package let basis: String
    package let grade: Grade

    package struct Condition: Sendable {
        /// Whom it is for on the roster; empty for those who are not on it.
        package var programmes: [Programme] = []
        /// Disabilities that count, by category (nil for any) and grade; empty for all.
        package var disabilities: [DisabilityPattern] = []
        /// The threshold that the row's figure must be over.
        package var over: String?
        /// Within how many months before the list the row's day must lie.
        package var withinMonths: Int?
        /// Only who stands alone.
        package var single = false

        package init() {}
    }
}

/// Disabilities that a rule is about: `any:1`, `mental:3`.
package struct DisabilityPattern: Hashable, Sendable {
    package let category: DisabilityCertificate.Category?
    package let grade: Int

    package func fits(_ disability: Disability) -> Bool {
        grade == disability.grade && (category.map { $0 == disability.category } ?? true)
    }

    init?(_ text: String) {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let grade = Int(parts[1]), (1...4).contains(grade) else {
            return nil
        }
        let category = DisabilityCertificate.Category.allCases.first { $0.code == parts[0] }
        guard category != nil || parts[0] == "any" else { return nil }
        self.category = category
        self.grade = grade
    }
}

/// What several rules say together (组合).
package struct MatchCombination: Sendable {
    package let id: String
    package let rules: [String]
    /// Added to those of the rules.
    package let points: Int
    package let because: String
}

/// The terms of the 政务数据共享条例.
package struct RequestClocks: Sendable {
    package let answerUnconditional: ClockSetting<Term>
    package let answerConditional: ClockSetting<Term>
    package let answerExtension: ClockSetting<Term>
    package let provide: ClockSetting<Term>
    package let correct: ClockSetting<Term>

    init?(_ node: Node, _ reader: RuleReader) {
        let names = [
            "answerUnconditional", "answerConditional", "answerExtension", "provide", "correct",
        ]
        guard let mapping = reader.mapping(node, required: Set(names)) else { return nil }
        let limits = names.compactMap { name in mapping[name].flatMap { reader.limit($0) } }
        guard limits.count == names.count else { return nil }
        answerUnconditional = limits[0]
        answerConditional = limits[1]
        answerExtension = limits[2]
        provide = limits[3]
        correct = limits[4]
    }
}

/// What a partner's list may say of a person (名单列).
package enum ListColumn: String, CaseIterable, Sendable {
    case name, idNumber, township, village, birthday, certificate, disability, grade, value, date

    package static let required: [ListColumn] = [.name]
}
