/// What the rules say about one text, for a learner that finds out how much they should weigh.
package struct RuleVotes: Sendable {
    private let classifier: Classifier
    private let scores: Scores

    init(classifier: Classifier, scores: Scores) {
        self.classifier = classifier
        self.scores = scores
    }

    /// The rules' points for the labels of a column, in the order of ``Dimension/labels``; nil
    /// for a column that the rules know nothing of, or decide alone.
    ///
    /// Aspects follow from the kind and the matter that were found, by their labels.
    package func points(column: String, kind: String?, matter: String?) -> [Double]? {
        guard let dimension = Dimension.allCases.first(where: { $0.name == column }),
            dimension != .urgent
        else { return nil }
        var scores = scores
        if dimension == .aspect {
            let found = [
                kind.flatMap(Dimension.kind.outcome(of:)),
                matter.flatMap(Dimension.matter.outcome(of:)),
            ]
            classifier.follow(found.compactMap { $0 }, in: &scores)
        }
        return dimension.outcomes.map { scores.values[$0] }
    }
}
