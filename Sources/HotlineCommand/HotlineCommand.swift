import ArgumentParser
internal import HotlineStore

/// The command line.
@main
struct HotlineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hotline",
        abstract: "求助有门：社会救助热线",
        subcommands: [
            Serve.self, Demo.self, AccountCommand.self, TokenCommand.self, RulesCommand.self,
            DivisionsCommand.self, CalendarCommand.self, ImportCommand.self, RosterCommand.self,
            MatchingCommand.self, SearchCommand.self,
            ClocksCommand.self, TrainCommand.self, ClassifyCommand.self, LocateCommand.self,
            AuditCommand.self, CheckCommand.self, BackupCommand.self, RestoreCommand.self,
            KeysCommand.self, PurgeCommand.self, ConfigCommand.self,
        ]
    )

    /// An error thrown out of main would look like a crash: it is said in a line instead.
    ///
    /// Exit 0 when done, 1 when it could not, 2 for wrong use.
    static func main() {
        SQLiteSettings.apply()
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            var command = try parseAsRoot(try Settings.complete(arguments))
            try command.run()
        } catch {
            exit(with: error)
        }
    }

    private static func exit(with error: any Error) -> Never {
        let code = exitCode(for: error)
        if code == .success {
            print(fullMessage(for: error))
            exit(withError: nil)
        }
        let isUsage = code == .validationFailure
        say(isUsage ? fullMessage(for: error) : "hotline: \(error)")
        exit(withError: ExitCode(isUsage ? 2 : 1))
    }
}
