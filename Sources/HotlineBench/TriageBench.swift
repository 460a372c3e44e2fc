import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineTesting

/// Measures how long it takes to find what one call is about, where, and whose it is.
struct TriageBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "triage",
        abstract: "Classifies, locates and routes calls, one after the other, on one core."
    )

    @Option(help: "How many calls.")
    var calls = 20_000

    @Option(help: "A TSV file whose last column is a letter, for texts of real length.")
    var letters: String?

    @Option(help: "The model to classify with.")
    var model: String?

    @Option(help: "A list of villages to import.")
    var villages: String?

    @Option(help: "Makes the same calls for the same number.")
    var seed: UInt64 = 1

    func validate() throws {
        guard (1...10_000_000).contains(calls) else {
            throw ValidationError("--calls is from 1 to 10000000")
        }
    }

    func run() throws {
        let model = try model.map { path in
            try LinearModel(bytes: Array(Data(contentsOf: URL(filePath: path))))
        }
        let lists = try villages.map { path in
            [
                RuleText(
                    name: "villages.csv",
                    text: try String(contentsOfFile: path, encoding: .utf8)
                )
            ]
        }
        let rules = try RulesInForce.read(
            Shipped.ruleTexts(),
            divisions: lists ?? [],
            calendars: [],
            model: model
        )
        let filings = try filings(rules)
        let triage = rules.rulebook.triage
        let today = Instant(seconds: Int64(Date().timeIntervalSince1970)).day
        for filing in filings.prefix(Self.warmUp) { _ = triage.assess(filing, on: today) }
        var times: [Double] = []
        times.reserveCapacity(filings.count)
        var routed = 0
        for filing in filings {
            let start = ContinuousClock.now
            let assessment = triage.assess(filing, on: today)
            times.append(Self.microseconds(ContinuousClock.now - start))
            routed += assessment.route.unit == nil ? 0 : 1
        }
        report(times, filings, routed: routed, model: model)
    }

    private static let warmUp = 2_000

    private func filings(_ rules: RulesInForce) throws -> [Filing] {
        var demands = try Demands(rules, letters: letters.map { URL(filePath: $0) }, seed: seed)
        return (0..<calls).map { _ in
            let words = demands.words()
            let county = words.township.county ?? words.township
            return Filing(
                channel: .countyHotline,
                text: words.text,
                title: words.title,
                address: words.address,
                home: county,
                desk: rules.rulebook.units.desk(of: county)
            )
        }
    }

    private func report(
        _ times: [Double],
        _ filings: [Filing],
        routed: Int,
        model: LinearModel?
    ) {
        let sorted = times.sorted()
        func percentile(_ share: Double) -> Double {
            let place = Int(Double(sorted.count - 1) * share)
            return (sorted[place] * 10).rounded() / 10
        }
        let characters = filings.reduce(0) { $0 + $1.text.count } / max(1, filings.count)
        print("calls\t\(filings.count)\tof \(characters) characters on average")
        print("model\t\(model?.id ?? "none")")
        print("routed\t\(routed)")
        print("median\t\(percentile(0.5)) µs")
        print("p99\t\(percentile(0.99)) µs")
        print("slowest\t\(percentile(1)) µs")
    }

    private static func microseconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) * 1e6 + Double(duration.components.attoseconds) / 1e12
    }
}
