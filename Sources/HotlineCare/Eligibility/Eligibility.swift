/// Says from a few answers which assistance may fit (资格预审).
///
/// Nothing is stored and nobody is named; what it says is advice.
package struct Eligibility: Sendable {
    package let questions: [Question]
    package let rules: [EligibilityRule]
    /// What is to be said beside every advice (Chinese).
    package let advice: String
    /// What to do when an application is refused (Chinese).
    package let refused: String
    package let refusedBasis: String
    let questionsByID: [String: Question]
    let rulesByID: [String: EligibilityRule]

    package static let fileName = "eligibility.yaml"

    init(
        questions: [Question],
        rules: [EligibilityRule],
        advice: String,
        refused: String,
        refusedBasis: String
    ) {
        self.questions = questions
        self.rules = rules
        self.advice = advice
        self.refused = refused
        self.refusedBasis = refusedBasis
        questionsByID = Dictionary(questions.map { ($0.id, $0) }) { first, _ in first }
        rulesByID = Dictionary(rules.map { ($0.id, $0) }) { first, _ in first }
    }

    package func question(_ id: String) -> Question? { questionsByID[id] }
    package func rule(_ id: String) -> EligibilityRule? { rulesByID[id] }

    /// What can be said of every rule, in their order; or of some of them.
    package func findings(_ answers: Answers, about wanted: Set<String> = []) -> [Finding] {
        rules.filter { wanted.isEmpty || wanted.contains($0.id) }.map { finding($0, answers) }
    }

    private func finding(_ rule: EligibilityRule, _ answers: Answers) -> Finding {
        let truth = truth(of: rule.needs, answers)
        return Finding(
            rule: rule,
            outcome: Self.outcome(truth),
            reasons: reasons(rule.needs, answers, truth: truth)
        )
    }

    static func outcome(_ truth: Truth) -> Finding.Outcome {
        switch truth {
        case .yes: .fits
        case .no: .lacks
        case .open: .unsaid
        }
    }

    // MARK: Conditions

    func truth(of condition: Condition, _ answers: Answers) -> Truth {
        switch condition {
        case .all(let parts, _): Truth.all(parts.map { truth(of: $0, answers) })
        case .any(let parts, _): Truth.any(parts.map { truth(of: $0, answers) })
        case .rule(let id, _): rulesByID[id].map { truth(of: $0.needs, answers) } ?? .open
        case .answer(let question, let among, let person, _):
            Truth.all([
                isAskable(question, answers),
                Self.truth(of: answers[question], among: among, person: person),
            ])
        }
    }

    private static func truth(
        of option: String?,
        among: Set<String>,
        person: Set<String>
    ) -> Truth {
        guard let option, option != Question.unsure, !person.contains(option) else { return .open }
        return among.contains(option) ? .yes : .no
    }

    /// Whether a question makes sense by the answers so far.
    func isAskable(_ question: String, _ answers: Answers) -> Truth {
        guard let onlyIf = questionsByID[question]?.onlyIf else { return .yes }
        return truth(of: onlyIf, answers)
    }

    // MARK: Reasons

    /// The requirements that an outcome rests on: for what is lacking those that are not met,
    /// for what is open those that are open, and else all that are met.
    private func reasons(
        _ condition: Condition,
        _ answers: Answers,
        truth wanted: Truth
    ) -> [Finding.Reason] {
        guard truth(of: condition, answers) == wanted else { return [] }
        if let says = condition.says {
            let open = wanted == .open ? openQuestions(condition, answers) : []
            return [
                Finding.Reason(
                    says: says,
                    truth: wanted,
                    questions: open,
                    isForPerson: wanted == .open && open.isEmpty
                )
            ]
        }
        return condition.parts.flatMap { reasons($0, answers, truth: wanted) }
    }

    /// The questions, in their order, that can still decide an open condition.
    func openQuestions(_ condition: Condition, _ answers: Answers) -> [String] {
        var found: Set<String> = []
        gather(condition, answers, into: &found)
        return questions.map(\.id).filter(found.contains)
    }

    private func gather(
        _ condition: Condition,
        _ answers: Answers,
        into found: inout Set<String>
    ) {
        guard truth(of: condition, answers) == .open else { return }
        switch condition {
        case .all(let parts, _), .any(let parts, _):
            for part in parts { gather(part, answers, into: &found) }
        case .rule(let id, _):
            if let rule = rulesByID[id] { gather(rule.needs, answers, into: &found) }
        case .answer(let question, _, _, _):
            if let onlyIf = questionsByID[question]?.onlyIf,
                truth(of: onlyIf, answers) == .open
            {
                gather(onlyIf, answers, into: &found)
            } else if answers[question] == nil {
                found.insert(question)
            }
        }
    }
}
