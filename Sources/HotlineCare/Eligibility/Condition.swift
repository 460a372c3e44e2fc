/// What a rule asks for (条件): a tree whose leaves are answers to questions.
package indirect enum Condition: Hashable, Sendable {
    case all([Condition], says: String?)
    case any([Condition], says: String?)
    /// An answer among some; of those in `person` a person must decide.
    case answer(question: String, among: Set<String>, person: Set<String>, says: String?)
    /// What another rule asks for.
    case rule(String, says: String?)

    /// The requirement in plain words (Chinese).
    package var says: String? {
        switch self {
        case .all(_, let says), .any(_, let says), .answer(_, _, _, let says), .rule(_, let says):
            says
        }
    }

    var parts: [Condition] {
        switch self {
        case .all(let parts, _), .any(let parts, _): parts
        case .answer, .rule: []
        }
    }

    /// All questions that are asked for in it.
    var questions: Set<String> {
        if case .answer(let question, _, _, _) = self { return [question] }
        return parts.reduce(into: []) { $0.formUnion($1.questions) }
    }

    /// All rules that are named in it.
    var rules: Set<String> {
        if case .rule(let rule, _) = self { return [rule] }
        return parts.reduce(into: []) { $0.formUnion($1.rules) }
    }
}

/// One thing that was asked (提问).
package struct Question: Hashable, Sendable {
    package let id: String
    /// The question in plain words (Chinese).
    package let asks: String
    package let hint: String?
    package let options: [Option]
    /// When it makes sense to ask it at all; nil for always.
    package let onlyIf: Condition?

    package struct Option: Hashable, Sendable {
        package let id: String
        package let says: String
    }

    /// Whoever cannot tell says so, and nothing follows from it (不清楚).
    package static let unsure = "unsure"
}

/// What was answered so far: an option for each question that was asked (回答).
package struct Answers: Hashable, Sendable {
    package private(set) var options: [String: String]

    package init(_ options: [String: String] = [:]) {
        self.options = options
    }

    package subscript(question: String) -> String? {
        get { options[question] }
        set { options[question] = newValue }
    }

    package var count: Int { options.count }

    /// These with one more.
    package func adding(_ option: String, to question: String) -> Answers {
        var answers = self
        answers[question] = option
        return answers
    }
}
