import ArgumentParser
internal import Hotline
internal import HotlineAPI
internal import HotlineStore

/// The command `hotline account …`.
struct AccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Accounts and their tokens.",
        subcommands: [Add.self]
    )

    /// The command `hotline account add NAME --role ROLE --division CODE [--unit CODE] --token`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds an account and prints its token, once."
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

        @Flag(help: "Print a token for programs.")
        var token = false

        func validate() throws {
            guard (1...Account.nameLengthMax).contains(name.count),
                name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
            else { throw ValidationError("a name has 1 to \(Account.nameLengthMax) characters") }
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
            let account = NewAccount(name: name, role: role, division: division, unit: unit)
            print(try options.perform(.addAccount(account, token: .fresh())))
        }
    }
}
