import ArgumentParser
internal import HotlineStore

/// Measures the hotline and makes what it is measured with; it is not installed.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "HotlineBench",
        abstract: "Makes databases and loads to measure the hotline with.",
        subcommands: [
            OldTickets.self, TriageBench.self, SearchBench.self, DuplicatesBench.self,
            Sweep.self, Prepare.self, LiveLoad.self, PollLoad.self, Micro.self,
            MeasureStatistics.self, PaymentBench.self, MatchPrepare.self, MatchBench.self,
        ]
    )

    /// As the hotline itself begins.
    static func main() {
        SQLiteSettings.apply()
        main(nil)
    }
}
