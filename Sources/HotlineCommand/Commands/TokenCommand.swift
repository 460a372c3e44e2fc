import ArgumentParser
internal import Hotline
internal import HotlineAPI
internal import HotlineStore

/// The command `hotline token …`.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "The tokens of programs.",
        subcommands: [Add.self, List.self, Revoke.self]
    )

    /// The command `hotline token add ACCOUNT --name NAME`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds a token to an account and prints it, once."
        )

        @OptionGroup var options: DataOptions

        @Argument(help: "The name of the account.")
        var account: String

        @Option(help: "What the token is for.")
        var name: String

        @Option(help: "How many days it is good for.")
        var days = TokenEntry.daysUsual

        @Option(help: "A division within the account's that the token is for.")
        var division: String?

        @Flag(help: "The token can only read.")
        var readOnly = false

        func validate() throws {
            guard (1...TokenEntry.nameLengthMax).contains(name.count) else {
                throw ValidationError("--name has 1 to \(TokenEntry.nameLengthMax) characters")
            }
            guard (1...TokenEntry.daysMax).contains(days) else {
                throw ValidationError("--days is from 1 to \(TokenEntry.daysMax)")
            }
            guard division.map({ DivisionCode($0) != nil }) ?? true else {
                throw ValidationError("--division is a code such as 140105 or 140105001")
            }
        }

        func run() throws {
            let asked = AccountOrder.TokenAsked(
                account: account,
                name: name,
                days: days,
                division: division.flatMap(DivisionCode.init),
                isReadOnly: readOnly
            )
            print(try options.perform(.account(.addToken(asked))))
        }
    }

    /// The command `hotline token list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all tokens.")

        @OptionGroup var options: DataOptions

        func run() throws {
            print(try options.perform(.account(.tokens)))
        }
    }

    /// The command `hotline token revoke NUMBER`.
    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a token worthless at once."
        )

        @OptionGroup var options: DataOptions

        @Argument(help: "The number of the token, as 'hotline token list' shows it.")
        var number: Int64

        func run() throws {
            print(try options.perform(.account(.revokeToken(number))))
        }
    }
}
