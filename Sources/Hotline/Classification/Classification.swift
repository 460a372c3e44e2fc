/// What a ticket is about (分类), each part with the words that said so.
///
/// What a person says counts, and what the system thought is kept beside it.
package struct Classification: Hashable, Sendable {
    package var kind: Decision<Kind>
    package var matter: Decision<Matter>
    package var aspect: Decision<Aspect>
    package var urgent: Decision<Bool>

    /// The system's own view, where a person overrode it.
    package var suggestedKind: Decision<Kind>?
    package var suggestedMatter: Decision<Matter>?
    package var suggestedAspect: Decision<Aspect>?
    package var suggestedUrgent: Decision<Bool>?

    /// The model that was heard, by name and digest; nil where there was none.
    package let model: String?

    package init(
        kind: Decision<Kind>,
        matter: Decision<Matter>,
        aspect: Decision<Aspect>,
        urgent: Decision<Bool>,
        model: String? = nil
    ) {
        self.model = model
        self.kind = kind
        self.matter = matter
        self.aspect = aspect
        self.urgent = urgent
    }

    /// This classification after a person said otherwise, where they said anything.
    package func overridden(
        kind: Kind? = nil,
        matter: Matter? = nil,
        aspect: Aspect? = nil,
        urgent: Bool? = nil
    ) -> Classification {
        var result = self
        Self.override(&result.kind, by: kind, keeping: &result.suggestedKind)
        Self.override(&result.matter, by: matter, keeping: &result.suggestedMatter)
        Self.override(&result.aspect, by: aspect, keeping: &result.suggestedAspect)
        Self.override(&result.urgent, by: urgent, keeping: &result.suggestedUrgent)
        return result
    }

    private static func override<Value>(
        _ decision: inout Decision<Value>,
        by value: Value?,
        keeping suggested: inout Decision<Value>?
    ) {
        guard let value else { return }
        if decision.by != .person { suggested = decision }
        decision = .person(value)
    }

    /// Whether it accuses somebody, so that the firewall stands around it.
    package var isAccusation: Bool {
        Self.isAccusation(kind: kind.value, aspect: aspect.value)
    }

    static func isAccusation(kind: Kind, aspect: Aspect) -> Bool {
        switch kind {
        case .report: true
        case .complaint: aspect == .integrity || aspect == .conduct
        case .consult, .help, .suggestion, .praise: false
        }
    }
}
