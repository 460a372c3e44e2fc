import ArgumentParser
internal import Hotline
internal import HotlineAPI

/// The command `hotline keys …`.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "The master keys of personal data.",
        subcommands: [Rotate.self]
    )

    /// The command `hotline keys rotate`.
    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a new master key and wraps all keys anew, also while it is served.",
            discussion: """
                The journal and what is encrypted stay as they are. Keep a copy of the new key \
                file elsewhere: older copies of it do not open what comes now.
                """
        )

        @OptionGroup var options: DataOptions

        @Flag(
            name: .customLong("forget"),
            help: "Forget the former master keys: backups of before can never be read again."
        )
        var forgets = false

        func run() throws {
            print(try options.perform(.vault(.rotateKeys(forgettingFormer: forgets))))
        }
    }
}

/// The command `hotline purge`.
struct PurgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: "Destroys what is past its time by routing-rules/retention.yaml.",
        discussion: "Backups hold it still: keep them no longer than that, or rotate the keys."
    )

    @OptionGroup var options: DataOptions

    @Flag(help: "Only count what would be destroyed.")
    var dryRun = false

    func run() throws {
        print(try options.perform(.vault(.purge(isDryRun: dryRun))))
    }
}
