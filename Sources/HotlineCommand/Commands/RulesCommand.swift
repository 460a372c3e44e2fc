import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineCare

/// The command `hotline rules …`.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Checks and explains the rules.",
        subcommands: [Check.self, Test.self, RulesDiff.self, Explain.self, Reload.self]
    )

    /// The command `hotline rules check DIR`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows every mistake in the rules, with file, line and column."
        )

        @Argument(help: "The folder of the rules.")
        var folder: String

        func run() throws {
            let rules = try RulesCommand.load(folder)
            let failed = rules.failedExamples
            for mistake in failed { say("\(folder)/\(mistake)") }
            guard failed.isEmpty else { throw CommandError("\(failed.count) examples fail") }
            let units = rules.rulebook.units.all.count
            let clocks = rules.rulebook.clocks.rules.count
            let advice = rules.care.eligibility.rules.count
            let cards = rules.care.guidance.cards.count
            print(
                "no mistakes: \(units) units, \(clocks) clock rules, "
                    + "\(advice) rules of eligibility, \(cards) cards"
            )
        }
    }

    /// Reads rules, or says every mistake in them with its place.
    private static func load(_ folder: String) throws -> RulesInForce {
        do {
            return try RuleFolder(folder).load()
        } catch let error as RuleMistakes {
            for mistake in error.mistakes { say("\(folder)/\(mistake)") }
            throw CommandError("\(error.mistakes.count) mistakes")
        }
    }

    /// The command `hotline rules test DIR`.
    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decides the examples that stand beside the rules."
        )

        @Argument(help: "The folder of the rules.")
        var folder: String

        func run() throws {
            let rules = try RulesCommand.load(folder)
            let failed = rules.failedExamples
            for mistake in failed { say("\(folder)/\(mistake)") }
            let count = rules.exampleCount
            guard failed.isEmpty else {
                throw CommandError("\(failed.count) of \(count) examples fail")
            }
            print("\(count) examples pass")
        }
    }

    /// The command `hotline rules reload --data DIR`.
    struct Reload: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Has a server read its rules anew: all of them or, by a mistake, none."
        )

        @OptionGroup var options: DataOptions

        func run() throws {
            guard let answer = try ControlSocket.send(.reload, to: options.directory) else {
                throw CommandError("no server has \(options.data); rules are read at the start")
            }
            print(answer)
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

extension RulesInForce {
    /// The examples beside all rules that come out otherwise.
    fileprivate var failedExamples: [RuleMistake] {
        rulebook.triage.failedExamples() + care.eligibility.failedExamples()
    }

    fileprivate var exampleCount: Int {
        rulebook.triage.exampleCount + care.eligibility.exampleCount
    }
}
