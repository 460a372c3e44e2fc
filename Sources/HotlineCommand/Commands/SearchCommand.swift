import ArgumentParser

/// The command `hotline search rebuild`.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "The full-text index.",
        subcommands: [Rebuild.self]
    )

    struct Rebuild: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Has the full-text index made anew from the journal.",
            discussion: """
                A server goes on while it is made; `indexedTo` says how far it is. Where none \
                runs, it is made when one starts.
                """
        )

        @OptionGroup var options: DataOptions

        func run() throws {
            print(try options.perform(.rebuildIndex))
        }
    }
}
