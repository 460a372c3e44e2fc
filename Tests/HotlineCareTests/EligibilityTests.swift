import Hotline
import HotlineTesting
import Testing

@testable import HotlineCare

/// The shipped rules of eligibility (资格预审), read once for all tests.
let shippedEligibility = Result {
    try Eligibility(
        RuleText(name: Eligibility.fileName, text: Shipped.text("routing-rules/eligibility.yaml"))
    )
}

@Suite struct EligibilityTests {
    private let eligibility: Eligibility

    init() throws {
        eligibility = try shippedEligibility.get()
    }

    private func outcome(_ rule: String, _ answers: [String: String]) -> Finding.Outcome? {
        eligibility.findings(Answers(answers)).first { $0.rule.id == rule }?.outcome
    }

    @Test("the examples beside the rules come out as they say")
    func examples() {
        #expect(eligibility.failedExamples().isEmpty)
        #expect(eligibility.exampleCount > 50)
    }

    @Test("a disability grade alone never means 特困", arguments: ["1", "2", "3", "4"])
    func gradeAlone(grade: String) throws {
        for kind in try #require(eligibility.question("disabilityKind")).options.map(\.id) {
            let answers = [
                "certificate": "yes", "disabilityKind": kind, "disabilityGrade": grade,
            ]
            #expect(outcome("tekun", answers) != .fits)
        }
    }

    @Test("of kinds and grades those count as unable to work that the ministry lists")
    func unableToWork() throws {
        let listed: Set = [
            "intellectual 1", "intellectual 2", "intellectual 3", "mental 1", "mental 2",
            "mental 3", "physical 1", "physical 2", "vision 1",
        ]
        for kind in try #require(eligibility.question("disabilityKind")).options.map(\.id)
        where kind != "multiple" {
            for grade in ["1", "2", "3", "4"] {
                let answers = [
                    "status": "none", "age": "18to59", "livelihood": "none", "support": "none",
                    "certificate": "yes", "disabilityKind": kind, "disabilityGrade": grade,
                ]
                let isListed = listed.contains("\(kind) \(grade)")
                #expect(
                    outcome("tekun", answers) == (isListed ? .fits : .lacks),
                    "\(kind) \(grade)"
                )
            }
        }
    }

    @Test("of marginal families grade 1 and 2 of any kind and 3 of two kinds may apply alone")
    func single() throws {
        for kind in try #require(eligibility.question("disabilityKind")).options.map(\.id)
        where kind != "multiple" {
            for grade in ["1", "2", "3", "4"] {
                let answers = [
                    "status": "marginal", "illness": "no", "certificate": "yes",
                    "disabilityKind": kind, "disabilityGrade": grade,
                ]
                let fits =
                    ["1", "2"].contains(grade)
                    || grade == "3" && ["intellectual", "mental"].contains(kind)
                #expect(outcome("single", answers) == (fits ? .fits : .lacks), "\(kind) \(grade)")
            }
        }
    }

    @Test("whether somebody of 16 or 17 cannot work is for a person to say, and it says so")
    func sixteen() throws {
        let answers = Answers([
            "status": "none", "age": "16to17", "certificate": "no", "livelihood": "none",
            "support": "none",
        ])
        let finding = try #require(
            eligibility.findings(answers).first { $0.rule.id == "tekun" }
        )
        #expect(finding.outcome == .unsaid)
        #expect(finding.reasons.map(\.isForPerson) == [true])
    }

    @Test("what is lacking is named, and of what is open which answers decide it")
    func reasons() throws {
        let lacks = try #require(
            eligibility.findings(Answers(["income": "above"])).first { $0.rule.id == "dibao" }
        )
        #expect(lacks.reasons.map(\.says) == ["家庭人均收入低于当地低保标准"])
        let open = try #require(
            eligibility.findings(Answers(["status": "none", "income": "below"]))
                .first { $0.rule.id == "dibao" }
        )
        #expect(open.reasons.flatMap(\.questions) == ["property"])
    }

    @Test("what can be looked up is asked of nobody")
    func bring() throws {
        let text = try Shipped.text("routing-rules/eligibility.yaml")
            .replacing("bring: [身份证, 残疾人证]", with: "bring: [身份证, 收入证明]")
        let mistakes = #expect(throws: RuleMistakes.self) {
            try Eligibility(RuleText(name: "eligibility.yaml", text: text))
        }
        #expect(mistakes?.mistakes.count == 2)
        #expect(mistakes?.mistakes.first?.message.contains("收入证明") == true)
    }

    @Test("a certificate says kind and grade, and is refused where it contradicts the answers")
    func certificate() throws {
        let read = try eligibility.reading(certificate: "43", into: Answers()).get()
        #expect(read["disabilityKind"] == "physical" && read["disabilityGrade"] == "3")
        for (digits, answers) in [
            ("43", ["disabilityKind": "vision"]), ("43", ["disabilityGrade": "1"]),
            ("43", ["certificate": "no"]), ("83", [:]), ("45", [:]), ("4", [:]), ("四三", [:]),
            ("433", [:]), ("", [:]),
        ] as [(String, [String: String])] {
            #expect(throws: AnswerMistakes.self) {
                try eligibility.reading(certificate: digits, into: Answers(answers)).get()
            }
        }
        // Not sure is no contradiction.
        let unsure = Answers(["disabilityKind": Question.unsure])
        #expect(try eligibility.reading(certificate: "51", into: unsure).get().count == 3)
    }

    @Test("answers that cannot be are all named")
    func wrongAnswers() {
        let mistakes = eligibility.mistakes(
            in: Answers([
                "certificate": "no", "disabilityGrade": "1", "income": "lots", "horse": "yes",
            ])
        )
        #expect(mistakes.map(\.question) == ["disabilityGrade", "horse", "income"])
    }

    @Test(
        "a rule file that cannot be right is refused with the place",
        arguments: [
            ("question: income, among: [below]", "question: wages, among: [below]"),
            ("question: event, among: [disaster]", "question: event, among: [flood]"),
            ("{rule: marginal}", "{rule: spendingRelief}"),
            ("{rule: marginal}", "{rule: nothing}"),
            ("is: lacks}", "is: refused}"), ("grade: A", "grade: C"),
            ("- {id: over, says: 超过了}", "- {id: within, says: 超过了}"),
            ("onlyIf: {question: certificate", "onlyIf: {question: disabilityGrade"),
        ]
    )
    func wrongFile(what: String, by: String) throws {
        let text = try Shipped.text("routing-rules/eligibility.yaml")
        #expect(text.contains(what))
        let mistakes = #expect(throws: RuleMistakes.self) {
            try Eligibility(RuleText(name: "e.yaml", text: text.replacing(what, with: by)))
        }
        #expect(mistakes?.mistakes.isEmpty == false)
    }
}
