import Hotline
import HotlineTesting
import Testing

@testable import HotlineCare

/// What holds of eligibility whatever is answered: over samples of the whole space.
@Suite struct EligibilityPropertyTests {
    private let eligibility: Eligibility

    init() throws {
        eligibility = try shippedEligibility.get()
    }

    /// Any answers at all, also such as contradict each other.
    private func anything(_ random: inout SeededGenerator) -> Answers {
        var answers = Answers()
        for question in eligibility.questions where Bool.random(using: &random) {
            answers[question.id] = option(of: question, &random)
        }
        return answers
    }

    private func option(of question: Question, _ random: inout SeededGenerator) -> String {
        let options = question.options.map(\.id) + [Question.unsure]
        return options[Int.random(in: options.indices, using: &random)]
    }

    private func outcomes(_ answers: Answers) -> [Finding.Outcome] {
        eligibility.findings(answers).map(\.outcome)
    }

    @Test("more answers never turn what is said into something else", arguments: UInt64(0)..<4)
    func moreAnswers(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<30 {
            var answers = anything(&random)
            var before = outcomes(answers)
            for question in eligibility.questions.shuffled(using: &random)
            where answers[question.id] == nil {
                answers[question.id] = option(of: question, &random)
                let after = outcomes(answers)
                for (old, new) in zip(before, after) where old != .unsaid { #expect(new == old) }
                before = after
            }
        }
    }

    @Test("what is said has a reason, and nobody is both something and its contrary")
    func noContradiction() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let findings = eligibility.findings(anything(&random))
            for finding in findings {
                #expect(!finding.reasons.isEmpty, "\(finding.rule.id) \(finding.outcome)")
                let wanted: Truth =
                    switch finding.outcome {
                    case .fits: .yes
                    case .lacks: .no
                    case .unsaid: .open
                    }
                #expect(finding.reasons.allSatisfy { $0.truth == wanted })
            }
            let fits = Set(findings.filter { $0.outcome == .fits }.map(\.rule.id))
            for pair in [
                ["dibao", "marginal"], ["disaster", "stranded"], ["orphan", "unattended"],
            ] {
                #expect(!fits.isSuperset(of: pair))
            }
            #expect(!fits.contains("relief") || fits.contains("temporary"))
        }
    }

    @Test(
        "questions end, ask nothing twice and leave open only what nobody could say",
        arguments: 0..<16
    )
    func questionsEnd(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var answers = Answers()
        var asked: Set<String> = []
        while let question = eligibility.nextQuestion(answers) {
            #expect(asked.insert(question.id).inserted)
            #expect(eligibility.isAskable(question.id, answers) == .yes)
            answers[question.id] = option(of: question, &random)
        }
        #expect(eligibility.mistakes(in: answers).isEmpty)
        for finding in eligibility.findings(answers) where finding.outcome == .unsaid {
            #expect(finding.reasons.allSatisfy { $0.isForPerson })
        }
        // What was not asked would have changed nothing.
        let before = outcomes(answers)
        for question in eligibility.questions where answers[question.id] == nil {
            for option in question.options {
                let after = outcomes(answers.adding(option.id, to: question.id))
                for (old, new) in zip(before, after) where old != .unsaid { #expect(old == new) }
            }
        }
    }

    @Test("asked in another order the same answers say the same")
    func order() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<60 {
            let answers = anything(&random)
            var other = Answers()
            for (question, option) in answers.options.shuffled(using: &random) {
                other[question] = option
            }
            #expect(outcomes(other) == outcomes(answers))
            #expect(eligibility.nextQuestion(other) == eligibility.nextQuestion(answers))
        }
    }

    @Test("every rule can fit, by questions that were really asked")
    func everyRuleIsReached() throws {
        var reached: Set<String> = []
        var random = SeededGenerator(seed: 11)
        for rule in eligibility.rules {
            // The examples say how; asked one by one they must come up.
            let example = try #require(rule.examples.first { $0.outcome == .fits })
            var answers = Answers()
            while let question = eligibility.nextQuestion(answers, about: [rule.id]) {
                answers[question.id] =
                    example.answers[question.id] ?? option(of: question, &random)
            }
            let finding = eligibility.findings(answers, about: [rule.id]).first
            if finding?.outcome == .fits { reached.insert(rule.id) }
        }
        #expect(reached == Set(eligibility.rules.map(\.id)))
    }

    @Test("whoever is in no need is asked few questions, and who asks about one thing fewer")
    func few() {
        #expect(count(["status": "none", "event": "none", "income": "above"]) <= 10)
        #expect(count(["income": "above"], about: ["dibao"]) <= 2)
        #expect(count(["event": "none"], about: ["relief", "temporary"]) == 1)
    }

    /// How many questions are asked of somebody who answers so, and else the last option.
    private func count(_ known: [String: String], about: Set<String> = []) -> Int {
        var answers = Answers()
        while let question = eligibility.nextQuestion(answers, about: about) {
            answers[question.id] = known[question.id] ?? question.options.last?.id
        }
        return answers.count
    }
}
