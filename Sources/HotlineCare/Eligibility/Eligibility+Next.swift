extension Eligibility {
    /// The question that settles most (最少提问), or nil when no answer can settle anything more.
    ///
    /// Of the questions that some open rule still needs it is the one that leaves, on average
    /// over its answers, the fewest rules open, then the fewest questions; then the first.
    package func nextQuestion(_ answers: Answers, about wanted: Set<String> = []) -> Question? {
        let open = rules.filter {
            (wanted.isEmpty || wanted.contains($0.id)) && truth(of: $0.needs, answers) == .open
        }
        let needed = needs(of: open, answers)
        return questions.filter { needed.contains($0.id) }
            .map { (question: $0, rest: rest(after: $0, answers, open)) }
            .min { $0.rest < $1.rest }?.question
    }

    private func needs(of open: [EligibilityRule], _ answers: Answers) -> Set<String> {
        open.reduce(into: []) { $0.formUnion(openQuestions($1.needs, answers)) }
    }

    private func rest(
        after question: Question,
        _ answers: Answers,
        _ open: [EligibilityRule]
    ) -> Rest {
        var rest = Rest(options: Double(max(1, question.options.count)))
        for option in question.options {
            let then = answers.adding(option.id, to: question.id)
            let still = open.filter { truth(of: $0.needs, then) == .open }
            rest.rules += Double(still.count)
            rest.questions += Double(needs(of: still, then).count)
        }
        return rest
    }

    /// What is left open after a question, summed over its answers.
    private struct Rest: Comparable {
        let options: Double
        var rules = 0.0
        var questions = 0.0

        static func < (first: Rest, second: Rest) -> Bool {
            (first.rules / first.options, first.questions / first.options)
                < (second.rules / second.options, second.questions / second.options)
        }
    }
}

// MARK: - What cannot be

/// An answer that cannot be, by the question that it was given to.
package struct AnswerMistake: Hashable, Sendable {
    package let question: String
    /// For whoever answered (Chinese).
    package let message: String
}

extension Eligibility {
    /// Everything that is wrong with some answers: unknown ones, and those that contradict others.
    package func mistakes(in answers: Answers) -> [AnswerMistake] {
        answers.options.sorted { $0.key < $1.key }.compactMap { id, option in
            guard let question = questionsByID[id] else {
                return AnswerMistake(question: id, message: "没有这个问题。")
            }
            let known = question.options.map(\.id) + [Question.unsure]
            guard known.contains(option) else {
                return AnswerMistake(
                    question: id,
                    message: "只能回答以下之一：\(known.joined(separator: "、"))。"
                )
            }
            // What an answer presupposes was itself answered otherwise.
            guard isAskable(id, answers) == .no else { return nil }
            return AnswerMistake(question: id, message: "与其他回答矛盾，请核对后重新回答。")
        }
    }

    /// Answers by the last two digits of a disability certificate (残疾人证第19、20位).
    ///
    /// - Returns: The answers with those, or what is wrong with the digits.
    package func reading(
        certificate digits: String,
        into answers: Answers
    ) -> Result<Answers, AnswerMistakes> {
        guard let code = CertificateCode(digits) else {
            return .failure(AnswerMistakes(of: "须是残疾人证号的最后两位：类别1至7，等级1至4。"))
        }
        var answers = answers
        for (question, option, name) in code.answers {
            if let given = answers[question], given != option, given != Question.unsure {
                return .failure(AnswerMistakes(of: "证号最后两位与所选的\(name)不符，请核对残疾人证。"))
            }
            answers[question] = option
        }
        return .success(answers)
    }
}

/// Why a certificate could not be read.
package struct AnswerMistakes: Error, Hashable, Sendable {
    package let message: String

    init(of message: String) {
        self.message = message
    }
}

/// The kind and the grade that the number of a disability certificate ends with (类别和等级).
struct CertificateCode: Hashable, Sendable {
    let kind: String
    let grade: String

    private static let kinds = [
        "vision", "hearing", "speech", "physical", "intellectual", "mental", "multiple",
    ]
    private static let grades = ["1", "2", "3", "4"]

    init?(_ digits: String) {
        let values = digits.compactMap(\.wholeNumberValue)
        guard digits.utf8.count == 2, values.count == 2,
            Self.kinds.indices.contains(values[0] - 1), Self.grades.contains(String(values[1]))
        else { return nil }
        kind = Self.kinds[values[0] - 1]
        grade = String(values[1])
    }

    /// The questions that it answers, by their names in the rule file.
    var answers: [(question: String, option: String, name: String)] {
        [
            ("certificate", "yes", "有没有残疾人证"), ("disabilityKind", kind, "残疾类别"),
            ("disabilityGrade", grade, "残疾等级"),
        ]
    }
}
