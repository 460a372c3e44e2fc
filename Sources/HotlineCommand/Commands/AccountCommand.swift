import ArgumentParser
internal import Hotline
internal import HotlineAPI
internal import HotlineStore

/// The command `hotline account …`.
struct AccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Accounts and their passwords.",
        subcommands: [Add.self, List.self, Disable.self, Enable.self, Reset.self]
    )

    /// The command `hotline account add NAME --role ROLE --division CODE [--unit CODE] [--token]`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds an account and prints its first password or token, once."
        )

        @OptionGroup var options: DataOptions

        @Argument(help: "The name of the account.")
        var name: String

        @Option(help: "operator, dispatcher, handler, manager, auditor, administrator or system.")
        var role: String

        @Option(help: "The division that the account is for, such as 140105.")
        var division: String

        @Option(help: "Its unit; by default the township itself, or the desk of the division.")
        var unit: String?

        @Flag(help: "Print a token for programs instead of a first password.")
        var token = false

        func validate() throws {
            guard Account.isName(name) else {
                throw ValidationError(
                    "a name has 1 to \(Account.nameLengthMax) letters, digits and ._@-"
                )
            }
            guard Role(rawValue: role) != nil else {
                let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--role is one of \(roles)")
            }
            guard DivisionCode(division) != nil else {
                throw ValidationError("--division is a code such as 14, 1401, 140105 or 140105001")
            }
            guard unit.map({ UnitID($0) != nil }) ?? true else {
                throw ValidationError("--unit is a unit's code, such as 140105-desk")
            }
        }

        func run() throws {
            guard let role = Role(rawValue: role), let division = DivisionCode(division) else {
                preconditionFailure("validated before")
            }
            let unit = unit.flatMap(UnitID.init)
            let asked = Account.Asked(name: name, role: role, division: division, unit: unit)
            print(try options.perform(.account(.add(asked, withToken: token))))
        }
    }

    /// The command `hotline account list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all accounts.")

        @OptionGroup var options: DataOptions

        func run() throws {
            print(try options.perform(.account(.list)))
        }
    }

    /// The command `hotline account disable NAME`.
    struct Disable: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shuts an account out at once, with its sessions and tokens."
        )

        @OptionGroup var options: DataOptions

        @Argument(help: "The name of the account.")
        var name: String

        func run() throws {
            print(try options.perform(.account(.setDisabled(true, name))))
        }
    }

    /// The command `hotline account enable NAME`.
    struct Enable: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets an account in again.")

        @OptionGroup var options: DataOptions

        @Argument(help: "The name of the account.")
        var name: String

        func run() throws {
            print(try options.perform(.account(.setDisabled(false, name))))
        }
    }

    /// The command `hotline account reset NAME`.
    struct Reset: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives an account a new first password and prints it, once."
        )

        @OptionGroup var options: DataOptions

        @Argument(help: "The name of the account.")
        var name: String

        func run() throws {
            print(try options.perform(.account(.resetPassword(name))))
        }
    }
}
