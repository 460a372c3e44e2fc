private import Yams

/// How the three rates are reckoned (三率: 响应率、解决率、满意率), in per cent.
package struct RatingSettings: Hashable, Sendable {
    package let responseWeight: ClockSetting<Int>
    package let resolutionWeight: ClockSetting<Int>
    package let satisfactionWeight: ClockSetting<Int>
    /// How much 基本满意 counts as satisfied.
    package let basically: ClockSetting<Int>

    static let fileName = "statistics.yaml"

    /// What must stand beside the figures where one of them was decided by nobody yet.
    package var caution: String? {
        [responseWeight, resolutionWeight, satisfactionWeight, basically]
            .compactMap(\.grade.caution).first
    }

    /// Reads the file among the others.
    ///
    /// - Throws: ``RuleMistakes`` with everything that is wrong with it.
    package init(files: [RuleText]) throws(RuleMistakes) {
        let file =
            files.first { $0.name == Self.fileName || $0.name.hasSuffix("/" + Self.fileName) }
        let reader = RuleReader(file: file?.name ?? Self.fileName)
        if file == nil { reader.note("the file is missing", at: nil) }
        let root = file.flatMap { reader.compose($0.text) }
        let mapping = root.flatMap { reader.mapping($0, required: ["ratings"]) }
        let ratings = mapping?["ratings"].flatMap { RatingSettings($0, reader) }
        guard let ratings, reader.mistakes.isEmpty else {
            throw RuleMistakes(mistakes: reader.mistakes)
        }
        self = ratings
    }

    private init?(_ node: Node, _ reader: RuleReader) {
        let keys = ["responseWeight", "resolutionWeight", "satisfactionWeight", "basically"]
        guard let mapping = reader.mapping(node, required: Set(keys)) else { return nil }
        let settings = keys.compactMap { key in
            mapping[key].flatMap { reader.setting($0) { reader.number($0, in: 0...100) } }
        }
        guard settings.count == keys.count else { return nil }
        responseWeight = settings[0]
        resolutionWeight = settings[1]
        satisfactionWeight = settings[2]
        basically = settings[3]
        let sum = settings.prefix(3).reduce(0) { $0 + $1.value }
        if sum != 100 { reader.note("the weights make \(sum), not 100", at: node.mark) }
    }
}
