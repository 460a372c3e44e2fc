/// Who or what decided something about a ticket.
package enum DecisionSource: String, CaseIterable, Sendable {
    case rule, model, person, none
}

/// One thing that was decided about a ticket, and why.
package struct Decision<Value: Hashable & Sendable>: Hashable, Sendable {
    package let value: Value
    /// How sure, 0 to 1; what a person says is 1.
    package let confidence: Double
    package let by: DecisionSource
    /// The words in the text that said so.
    package let because: [String]

    package init(value: Value, confidence: Double, by: DecisionSource, because: [String]) {
        self.value = value
        self.confidence = confidence
        self.by = by
        self.because = because
    }

    /// What a person said, which nothing outweighs.
    package static func person(_ value: Value) -> Decision {
        Decision(value: value, confidence: 1, by: .person, because: [])
    }
}
