internal import Hotline
internal import HotlineCare
internal import MicroHTTP
internal import StrictJSON

/// Says from a few answers which assistance may fit (资格预审); nothing is kept of them.
struct EligibilityHandlers: Sendable {
    let office: Office

    private static let listMax = 100

    static let fields: [Shape.Field] = [
        .optional(
            "answers",
            .list(
                .object([
                    .required("question", .text(lengthMax: TextLimit.code)),
                    .required("option", .text(lengthMax: TextLimit.code)),
                ]),
                countMax: listMax
            )
        ),
        .optional("certificate", .text(lengthMax: TextLimit.code)),
        .optional("about", .list(.text(lengthMax: TextLimit.code), countMax: listMax)),
    ]

    /// Answers `POST /api/v1/eligibility`, and the same without an account.
    func eligibility(_ exchange: Exchange) throws -> Answer {
        let body = try Body(exchange.request.body, Self.fields)
        let rules = office.rulesInForce.care.eligibility
        let about = body.list("about")
        let answers = try answers(body, rules)
        for (index, rule) in about.enumerated() where rules.rule(rule) == nil {
            throw Problem.badField("/about/\(index)", "没有这项救助。")
        }
        let wanted = Set(about)
        let findings = rules.findings(answers, about: wanted)
        let next = rules.nextQuestion(answers, about: wanted)
        return .now(
            .json { writer in
                writer.member("advice", rules.advice)
                writer.member("refused", rules.refused)
                writer.member("refusedBasis", rules.refusedBasis)
                writer.name("next")
                write(next, in: &writer)
                writer.name("findings")
                writer.beginArray()
                for finding in findings { write(finding, rules, in: &writer) }
                writer.endArray()
            }
        )
    }

    /// - Throws: ``Problem`` with everything that is wrong with the answers.
    private func answers(_ body: Body, _ rules: Eligibility) throws -> Answers {
        var answers = Answers()
        var mistakes = BodyMistakes()
        var places: [String: Int] = [:]
        func bad(_ pointer: String, _ message: String) {
            mistakes.bad.append(FieldMistake(pointer: pointer, message: message))
        }
        for (index, given) in body.objects("answers").enumerated() {
            let question = given.required(given.text("question"))
            if places[question] != nil { bad("/answers/\(index)/question", "这个问题回答了两次。") }
            places[question] = index
            answers[question] = given.required(given.text("option"))
        }
        for mistake in rules.mistakes(in: answers) {
            bad("/answers/\(places[mistake.question] ?? 0)", mistake.message)
        }
        if let digits = body.text("certificate") {
            switch rules.reading(certificate: digits, into: answers) {
            case .success(let read): answers = read
            case .failure(let mistake): bad("/certificate", mistake.message)
            }
        }
        guard mistakes.isEmpty else { throw Problem(mistakes) }
        return answers
    }

    // MARK: Answers

    private func write(_ question: Question?, in writer: inout JSONWriter) {
        guard let question else { return writer.null() }
        writer.beginObject()
        writer.member("question", question.id)
        writer.member("asks", question.asks)
        writer.member("hint", question.hint)
        writer.name("options")
        writer.beginArray()
        for option in question.options {
            writer.beginObject()
            writer.member("option", option.id)
            writer.member("says", option.says)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private func write(_ finding: Finding, _ rules: Eligibility, in writer: inout JSONWriter) {
        let rule = finding.rule
        writer.beginObject()
        writer.member("rule", rule.id)
        writer.member("name", rule.name)
        writer.member("assistance", rule.assistance)
        writer.member("outcome", finding.outcome.rawValue)
        writer.name("reasons")
        writer.beginArray()
        for reason in finding.reasons {
            writer.beginObject()
            writer.member("says", reason.says)
            writer.member("questions", reason.questions)
            writer.member("asks", reason.questions.compactMap { rules.question($0)?.asks })
            writer.member("person", reason.isForPerson)
            writer.endObject()
        }
        writer.endArray()
        writer.member("who", rule.who)
        writer.member("counter", rule.counter.says)
        writer.member("bring", rule.bring)
        writer.member("note", rule.note)
        writer.name("terms")
        writer.beginArray()
        for term in rule.terms {
            writer.beginObject()
            writer.member("says", term.says)
            writer.member("basis", term.basis)
            writer.member("caution", term.grade.caution)
            writer.endObject()
        }
        writer.endArray()
        writer.member("basis", rule.basis)
        writer.member("grade", rule.grade.rawValue)
        writer.member("caution", rule.grade.caution)
        writer.endObject()
    }
}
