extension Triage {
    /// The examples beside the routing rules that another rule decides, and which.
    package func failedExamples() -> [RuleMistake] {
        dispatcher.directory.rules.flatMap { rule in
            rule.examples.compactMap { example in
                let place = example.place ?? rule.places.min()
                let decided = self.rule(for: example, in: place, on: rule.from)
                guard decided != rule.id else { return nil }
                let name = decided.map { "'\($0)'" } ?? "no rule"
                return RuleMistake(
                    file: dispatcher.directory.file,
                    line: example.line,
                    column: example.column,
                    message: "an example of '\(rule.id)' is decided by \(name)"
                )
            }
        }
    }

    /// How many examples stand beside the rules.
    package var exampleCount: Int {
        dispatcher.directory.rules.reduce(0) { $0 + $1.examples.count }
    }

    private func rule(
        for example: RoutingExample,
        in place: DivisionCode?,
        on day: Day
    ) -> String? {
        let reading = read(example.text)
        let classification = classifier.classify(reading, text: example.text)
            .classification.overridden(
                kind: example.kind,
                matter: example.matter,
                aspect: example.aspect,
                urgent: example.urgent
            )
        let cell = RoutingCell(
            kind: classification.kind.value,
            matter: classification.matter.value,
            aspect: classification.aspect.value,
            urgent: classification.urgent.value
        )
        return dispatcher.directory.rule(for: cell, reading: reading, in: place, on: day)?.id
    }
}
