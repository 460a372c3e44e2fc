import HotlineTesting
import Testing

@testable import HotlineCare

/// How much is asked, beside asking everything in its order (提问数量).
@Suite struct QuestionCountTests {
    @Test(
        "on average two thirds of what could be asked is enough, and of one thing three questions"
    )
    func average() throws {
        let eligibility = try shippedEligibility.get()
        var random = SeededGenerator(seed: 42)
        var (all, one, ones) = (0, 0, 0)
        let people = 60
        for _ in 0..<people {
            // One person, who answers every question the same way whenever it is asked.
            var person: [String: String] = [:]
            for question in eligibility.questions {
                person[question.id] = question.options.randomElement(using: &random)?.id
            }
            all += count(eligibility, person, about: [])
            let rule = try #require(eligibility.rules.randomElement(using: &random))
            one += count(eligibility, person, about: [rule.id])
            ones += 1
        }
        let average = Double(all) / Double(people)
        #expect(average < Double(eligibility.questions.count) * 2 / 3, "\(average)")
        #expect(Double(one) / Double(ones) < 3, "\(Double(one) / Double(ones))")
    }

    private func count(
        _ eligibility: Eligibility,
        _ person: [String: String],
        about: Set<String>
    ) -> Int {
        var answers = Answers()
        while let question = eligibility.nextQuestion(answers, about: about) {
            answers[question.id] = person[question.id]
        }
        return answers.count
    }
}
