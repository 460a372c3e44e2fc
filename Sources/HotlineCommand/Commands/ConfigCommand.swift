import ArgumentParser
internal import Foundation
internal import HotlineAPI

/// The command `hotline config check`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "The settings of the server.",
        subcommands: [Check.self]
    )

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what 'serve' would be told, and where each setting comes from.",
            discussion:
                "Also reads all rules. Tells every mistake, and ends with 1 if there is one."
        )

        @Option(help: "The file of settings; by default the one that HOTLINE_CONFIG names.")
        var config: String?

        func run() throws {
            let environment = ProcessInfo.processInfo.environment
            let given = config.map { ["--config", $0] } ?? []
            let settings = try Settings(given: given, environment: environment)
            for made in settings.made {
                print("\(made.arguments.joined(separator: " "))  (\(made.origin))")
            }
            var mistakes = settings.mistakes
            mistakes += try rulesMistakes(settings)
            guard mistakes.isEmpty else { throw SettingMistakes(mistakes: mistakes) }
        }

        /// What is wrong with the rules that these settings name.
        private func rulesMistakes(_ settings: Settings) throws -> [String] {
            let folder = settings.made.first { $0.setting.name == "rules" }?.arguments.last
            do {
                _ = try RuleFolder(folder).load()
                return []
            } catch let error as CommandError {
                return [error.description]
            } catch {
                return "\(error)".split(separator: "\n").map(String.init)
            }
        }
    }
}
