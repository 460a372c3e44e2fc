import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI

/// The command `hotline rules …`.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Checks and explains the rules.",
        subcommands: [Check.self, Explain.self]
    )

    /// The command `hotline rules check DIR`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows every mistake in the rules, with file, line and column."
        )

        @Argument(help: "The folder of the rules.")
        var folder: String

        func run() throws {
            let rules: RulesInForce
            do {
                rules = try RuleFolder(folder).load()
            } catch let error as RuleMistakes {
                for mistake in error.mistakes { say("\(folder)/\(mistake)") }
                throw CommandError("\(error.mistakes.count) mistakes")
            }
            let failed = rules.rulebook.triage.failedExamples()
            for mistake in failed { say("\(folder)/\(mistake)") }
            guard failed.isEmpty else { throw CommandError("\(failed.count) examples fail") }
            let units = rules.rulebook.units.all.count
            let clocks = rules.rulebook.clocks.rules.count
            print("no mistakes: \(units) units, \(clocks) clock rules")
        }
    }

    /// The command `hotline rules explain --text … [--address …]`.
    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what would become of a call, and why."
        )

        @Option(help: "What the caller says.")
        var text: String

        @Option(help: "Where the caller says it is.")
        var address: String?

        @Option(help: "The division of the desk that takes the call.")
        var division = "140105"

        @Option(help: "The folder of the rules.")
        var rules: String?

        func run() throws {
            guard let home = DivisionCode(division) else {
                throw ValidationError("--division is a code such as 140105")
            }
            let rules = try RuleFolder(rules).load()
            let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
            print(rules.explanation(of: text, address: address, home: home, at: now))
        }
    }
}
