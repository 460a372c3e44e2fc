package import Hotline

/// One kind of assistance, and what it asks for (资格规则).
package struct EligibilityRule: Hashable, Sendable {
    package let id: String
    package let name: String
    /// What the guidance cards call it.
    package let assistance: String
    package let needs: Condition
    package let basis: String
    package let grade: Grade
    /// Who applies (谁申请).
    package let who: String
    /// At which counter (到哪里).
    package let counter: Counter
    /// What to bring; never what the authorities can look up themselves.
    package let bring: [String]
    package let terms: [LegalTerm]
    /// What else must be known.
    package let note: String?
    package let examples: [Example]

    /// Where one applies (受理窗口).
    package enum Counter: String, CaseIterable, Sendable {
        /// Where the person is registered.
        case registered
        /// Where the emergency happens.
        case emergency
        /// The school that is attended.
        case school
        /// Where registered, or the housing authority.
        case housing
        /// The rescue station or where it happens.
        case rescue
        /// The hospital itself; nobody applies.
        case hospital
        /// The village or the place of the disaster.
        case disaster

        package var says: String {
            switch self {
            case .registered: "户籍所在地的乡镇政府（街道办事处）社会救助窗口；不方便去的，可以请村（居）委会代办"
            case .emergency: "急难发生地的乡镇政府（街道办事处），不论户口在哪里"
            case .school: "就读的学校"
            case .housing: "户籍所在地的乡镇政府（街道办事处），也可以到县级住房保障部门"
            case .rescue: "急难发生地的县级救助管理站，也可以到急难发生地的乡镇政府（街道办事处）"
            case .hospital: "就诊的医疗机构；先救治，不用先申请"
            case .disaster: "受灾地的村（居）委会和乡镇政府（街道办事处）"
            }
        }
    }

    /// How long the authorities may take (法定时限).
    package struct LegalTerm: Hashable, Sendable {
        package let says: String
        package let basis: String
        package let grade: Grade
    }

    /// Answers, and what must follow from them.
    package struct Example: Hashable, Sendable {
        let answers: Answers
        let outcome: Finding.Outcome
        let line: Int
        let column: Int
    }
}

/// What is said of one kind of assistance (预审意见): advice, never a decision.
package struct Finding: Hashable, Sendable {
    package let rule: EligibilityRule
    package let outcome: Outcome
    /// What the outcome rests on.
    package let reasons: [Reason]

    package enum Outcome: String, CaseIterable, Sendable {
        /// 可能符合
        case fits
        /// 目前不符合
        case lacks
        /// 还不能判断
        case unsaid
    }

    /// One requirement, and what is known of it.
    package struct Reason: Hashable, Sendable {
        package let says: String
        package let truth: Truth
        /// The questions whose answers decide it.
        package let questions: [String]
        /// Whether a person must decide it, whatever is answered.
        package let isForPerson: Bool
    }
}
