package import Hotline

/// Learns a model from labelled texts, and finds out how good it is (训练).
///
/// Every judgement of it is by cross-validation: on texts that the judged model has not seen.
package struct Trainer: Sendable {
    private let table: TrainingTable
    /// What the rules say about each row, to be weighed with the model; empty without rules.
    private let votes: [RuleVotes]
    private let counts: [GramCounts]
    private let bits: Int

    /// So many different grams fit into the smaller size that it makes no difference.
    private static let fewRows = 1_000
    /// How much a point of the rules may weigh beside the model.
    private static let ruleWeights = [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1]
    /// How many examples a column must have before anything can be learned from them.
    private static let examplesMin = 4

    package init(_ table: TrainingTable, votes: [RuleVotes] = []) {
        self.table = table
        self.votes = votes
        bits = table.rows.count < Self.fewRows ? 15 : 16
        let grams = Grams(bits: bits)
        counts = table.rows.map { GramCounts(grams.counts(in: $0.text)) }
    }

    /// Trains, and says in lines of text how well each column can be told.
    ///
    /// - Throws: ``ModelError`` where there is nothing to tell apart.
    package func train(name: String) throws(ModelError) -> (model: LinearModel, report: [String]) {
        var report: [String] = []
        var learned: [Learner] = []
        var told: [String: [String?]] = [:]
        for (index, column) in table.columns.enumerated() {
            let labels = table.labels(ofColumn: index)
            let rows = table.rows.indices.filter { table.rows[$0].labels[index] != nil }
            guard labels.count > 1, rows.count >= Self.examplesMin else {
                report.append(Self.skipped(column, labels: labels, count: rows.count))
                continue
            }
            var learner = Learner(column: column, index: index, labels: ordered(labels, column))
            learner.rows = rows
            crossValidate(&learner)
            weigh(&learner, told: &told)
            report.append(learner.report)
            learned.append(learner)
        }
        guard !learned.isEmpty else { throw ModelError(report.joined(separator: "; ")) }
        return (pack(learned, name: name), report)
    }

    private static func skipped(_ column: String, labels: [String], count: Int) -> String {
        if count < examplesMin {
            return "'\(column)' has \(count) examples, and needs \(examplesMin) to be learned"
        }
        let only = labels.first ?? ""
        return "all \(count) examples of '\(column)' are '\(only)': there is nothing to tell apart"
    }

    /// Codes in the order of the categories, others as they came.
    private func ordered(_ labels: [String], _ column: String) -> [String] {
        guard let known = Dimension.allCases.first(where: { $0.name == column }) else {
            return labels
        }
        return known.labels.filter { labels.contains($0) }
    }

    // MARK: - Cross-validation

    /// Scores each example by a model that was trained without it.
    private func crossValidate(_ learner: inout Learner) {
        let classes = classes(of: learner)
        let folds = Folds(classes: classes, texts: learner.rows.map { table.rows[$0].text })
        learner.scores = Array(repeating: [], count: learner.rows.count)
        for fold in 0..<Folds.count {
            let inside = learner.rows.indices.filter { folds.folds[$0] != fold }
            let outside = learner.rows.indices.filter { folds.folds[$0] == fold }
            guard !outside.isEmpty, !inside.isEmpty else { continue }
            let rarities = Rarities(inside.map { counts[learner.rows[$0]] }, bits: bits)
            let separation = Liblinear.separate(
                inside.map { rarities.vector(counts[learner.rows[$0]]) },
                classes: inside.map { classes[$0] },
                classCount: learner.labels.count,
                gramCount: 1 << bits
            )
            for example in outside {
                let vector = rarities.vector(counts[learner.rows[example]])
                learner.scores[example] = separation.scores(of: vector).map(Double.init)
            }
        }
    }

    private func classes(of learner: Learner) -> [Int] {
        learner.rows.map { row in
            table.rows[row].labels[learner.index].flatMap(learner.labels.firstIndex) ?? 0
        }
    }

    // MARK: - Weighing

    /// Finds how much the rules should weigh, and how sure the two together may be.
    private func weigh(_ learner: inout Learner, told: inout [String: [String?]]) {
        let classes = classes(of: learner)
        let points = points(for: learner, told: told)
        let weights = points == nil ? [0] : Self.ruleWeights
        var best: (weight: Double, totals: [[Double]], score: Double)?
        for weight in weights {
            let totals = learner.rows.indices.map { example in
                zip(learner.scores[example], points?[example] ?? learner.scores[example])
                    .map { $0 + weight * $1 }
            }
            let guesses = totals.map(Self.best)
            let score = Measures.macroF1(truth: classes, told: guesses)
            let accuracy = Measures.accuracy(truth: classes, told: guesses)
            if score + accuracy > (best.map(\.score) ?? -1) {
                best = (weight, totals, score + accuracy)
            }
        }
        guard let best else { return }
        let guesses = best.totals.map(Self.best)
        learner.ruleWeight = best.weight
        learner.score = Measures.macroF1(truth: classes, told: guesses)
        learner.accuracy = Measures.accuracy(truth: classes, told: guesses)
        learner.calibration = calibration(learner, best.totals, guesses, classes)
        var labels = [String?](repeating: nil, count: table.rows.count)
        for (example, row) in learner.rows.enumerated() {
            labels[row] = learner.labels[guesses[example]]
        }
        told[learner.column] = labels
    }

    /// What the rules give to the learner's labels, for each of its examples.
    private func points(for learner: Learner, told: [String: [String?]]) -> [[Double]]? {
        guard !votes.isEmpty,
            let known = Dimension.allCases.first(where: { $0.name == learner.column })
        else { return nil }
        let places = learner.labels.compactMap { known.labels.firstIndex(of: $0) }
        var points: [[Double]] = []
        for row in learner.rows {
            let all = votes[row].points(
                column: learner.column,
                kind: told["kind"]?[row],
                matter: told["matter"]?[row]
            )
            guard let all else { return nil }
            points.append(places.map { all[$0] })
        }
        return points
    }

    private static func best(_ totals: [Double]) -> Int {
        totals.indices.max { totals[$0] < totals[$1] } ?? 0
    }

    /// How often a guess with that lead over the next best is right; for urgency, how often a
    /// text with that score is urgent.
    private func calibration(
        _ learner: Learner,
        _ totals: [[Double]],
        _ guesses: [Int],
        _ classes: [Int]
    ) -> LinearModel.Calibration {
        var leads: [Double] = []
        var isRight: [Bool] = []
        let urgent =
            learner.column == Dimension.urgent.name ? learner.labels.firstIndex(of: "1") : nil
        for (example, total) in totals.enumerated() {
            if let urgent {
                leads.append(total[urgent])
                isRight.append(classes[example] == urgent)
            } else {
                let sorted = total.sorted(by: >)
                leads.append(sorted[0] - sorted[1])
                isRight.append(guesses[example] == classes[example])
            }
        }
        let right = isRight.count { $0 }
        guard right > 0, right < isRight.count else {
            // As if one more of each had been seen: nothing is ever quite sure.
            let odds = Double(right + 1) / Double(isRight.count - right + 1)
            return LinearModel.Calibration(slope: 0, offset: Self.logarithm(odds))
        }
        let (slope, offset) = Liblinear.chance(of: isRight, by: leads)
        return LinearModel.Calibration(slope: max(0, slope), offset: offset)
    }

    // MARK: - The model itself

    /// Trains each column anew on all of its examples.
    private func pack(_ learners: [Learner], name: String) -> LinearModel {
        let rarities = Rarities(counts, bits: bits)
        var learned = LinearModel.Learned(
            bits: bits,
            rarities: rarities.values,
            weights: [],
            biases: []
        )
        for learner in learners {
            let separation = Liblinear.separate(
                learner.rows.map { rarities.vector(counts[$0]) },
                classes: classes(of: learner),
                classCount: learner.labels.count,
                gramCount: 1 << bits
            )
            learned.weights += separation.weights
            learned.biases += separation.biases
        }
        return LinearModel(name: name, columns: learners.map(\.packed), learned: learned)
    }
}

/// One column while it is learned.
private struct Learner {
    let column: String
    /// Its place in the table.
    let index: Int
    let labels: [String]
    /// The rows that have a label of it.
    var rows: [Int] = []
    /// For each of these the score of each label, by a model that has not seen it.
    var scores: [[Double]] = []
    var ruleWeight = 0.0
    var score = 0.0
    var accuracy = 0.0
    var calibration = LinearModel.Calibration(slope: 0, offset: 0)

    init(column: String, index: Int, labels: [String]) {
        self.column = column
        self.index = index
        self.labels = labels
    }

    var report: String {
        func percent(_ value: Double) -> String { "\((value * 1000).rounded() / 10)%" }
        let with = ruleWeight > 0 ? ", with the rules" : ""
        return "\(column): macro-F1 \(percent(score)), right \(percent(accuracy)) of "
            + "\(rows.count) examples, \(labels.count) labels (\(Folds.count)-fold\(with))"
    }

    var packed: LinearModel.Column {
        LinearModel.Column(
            name: column,
            labels: labels,
            calibration: calibration,
            ruleWeight: ruleWeight,
            score: score,
            examples: rows.count
        )
    }
}
