/// What a model says about kinds, matters, aspects and urgency (模型意见), apart from the rules.
struct ModelVoice: Sendable {
    let model: LinearModel
    /// For each dimension the column that tells it, if there is one.
    private let columns: [Part?]

    private struct Part: Sendable {
        let calibration: LinearModel.Calibration
        let ruleWeight: Double
        /// For each label, its place among the model's scores and among all outcomes.
        let places: [(score: Int, outcome: Int)]
    }

    /// What a label has that the model never saw: about what it gives to one that is far off.
    static let unseen = -1.25

    /// Takes a model's columns by their names; one with none of them has nothing to say.
    init?(_ model: LinearModel) {
        self.model = model
        columns = Dimension.allCases.map { dimension in
            guard let index = model.columns.firstIndex(where: { $0.name == dimension.name }) else {
                return nil
            }
            let column = model.columns[index]
            let range = model.range(ofColumn: index)
            let places = zip(range, column.labels).compactMap { score, label in
                dimension.outcome(of: label).map { (score, $0) }
            }
            return Part(
                calibration: column.calibration,
                ruleWeight: column.ruleWeight,
                places: places
            )
        }
        guard columns.contains(where: { $0 != nil }) else { return nil }
    }

    func speaks(of dimension: Dimension) -> Bool { columns[dimension.rawValue] != nil }

    func ruleWeight(_ dimension: Dimension) -> Double {
        columns[dimension.rawValue]?.ruleWeight ?? 1
    }

    func confidence(_ dimension: Dimension, lead: Double) -> Double {
        columns[dimension.rawValue]?.calibration.confidence(lead: lead) ?? 0
    }

    /// What it gives to each outcome.
    func outcomes(of hearing: LinearModel.Hearing) -> [Double] {
        let scores = model.scores(of: hearing)
        var values = [Double](repeating: Self.unseen, count: ScoreIndex.count)
        for column in columns {
            for place in column?.places ?? [] {
                values[place.outcome] = Double(scores[place.score])
            }
        }
        return values
    }

    /// The words that speak for each of some outcomes.
    func words(
        for outcomes: [(Dimension, Int)],
        of hearing: LinearModel.Hearing,
        in text: String
    ) -> [[String]] {
        let scores = outcomes.compactMap { dimension, outcome in
            columns[dimension.rawValue]?.places.first { $0.outcome == outcome }?.score
        }
        guard scores.count == outcomes.count else { return outcomes.map { _ in [] } }
        return model.words(for: scores, of: hearing, in: text)
    }
}

extension Dimension {
    /// What it is called, in columns and on the command line.
    package var name: String {
        switch self {
        case .kind: "kind"
        case .matter: "matter"
        case .aspect: "aspect"
        case .urgent: "urgent"
        }
    }

    /// The codes of its labels, as they stand in columns.
    package var labels: [String] {
        switch self {
        case .kind: Kind.allCases.map(\.rawValue)
        case .matter: Matter.allCases.map(\.rawValue)
        case .aspect: Aspect.allCases.map(\.rawValue)
        case .urgent: ["0", "1"]
        }
    }

    /// The place of a label among all outcomes; that something is not urgent has none.
    func outcome(of label: String) -> Int? {
        if self == .urgent { return label == "1" ? ScoreIndex.urgent : nil }
        return labels.firstIndex(of: label).map { outcomes.lowerBound + $0 }
    }
}
