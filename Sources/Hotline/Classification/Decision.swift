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
    /// What the rules alone would say, where a model was heard too.
    package var rule: Opinion<Value>?
    /// What the model alone would say.
    package var model: Opinion<Value>?

    package init(
        value: Value,
        confidence: Double,
        by: DecisionSource,
        because: [String],
        rule: Opinion<Value>? = nil,
        model: Opinion<Value>? = nil
    ) {
        self.value = value
        self.confidence = confidence
        self.by = by
        self.because = because
        self.rule = rule
        self.model = model
    }

    /// What a person said, which nothing outweighs.
    package static func person(_ value: Value) -> Decision {
        Decision(value: value, confidence: 1, by: .person, because: [])
    }
}

/// What one of several that were heard thinks, and how sure it is (意见).
package struct Opinion<Value: Hashable & Sendable>: Hashable, Sendable {
    package let value: Value
    package let confidence: Double

    package init(value: Value, confidence: Double) {
        self.value = value
        self.confidence = confidence
    }
}
