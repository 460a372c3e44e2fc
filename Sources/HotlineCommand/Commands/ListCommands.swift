import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineCare
internal import StrictJSON

/// What the imports of lists have in common.
struct ListOptions: ParsableArguments {
    @OptionGroup var data: DataOptions

    @Argument(
        help: "The list: CSV (UTF-8 or GB18030) or .xlsx; the server must be able to read it."
    )
    var file: String

    @Option(help: "Whose account it is done in: one that keeps the registers of a county.")
    var account: String

    @Option(help: "The day that the list says how things are on; by default today.")
    var day: String?

    @Option(help: "Where it is said which rows are wrong; by default FILE.bad.csv.")
    var bad: String?

    /// Has the list taken in and says what came of it, in these counts.
    func take(_ target: ListOrder.Target, _ counts: [String]) throws {
        let day = try day.map { text in
            guard let day = Day(text) else { throw ValidationError("\(text) is no day") }
            return day
        }
        let path = URL(filePath: file).standardizedFileURL.path
        let order = ListOrder(file: path, account: account, day: day, target: target)
        let answer = try JSON(Array(try data.perform(.takeList(order)).utf8))
        print(counts.map { "\($0) \(answer[$0]?.integer ?? 0)" }.joined(separator: ", "))
        let mistakes = answer["mistakes"]?.array ?? []
        guard !mistakes.isEmpty else { return }
        try write(mistakes)
    }

    private func write(_ mistakes: [JSON]) throws {
        let lines = mistakes.map { mistake in
            let message = (mistake["message"]?.string ?? "").replacing("\"", with: "\"\"")
            let column = mistake["column"]?.string ?? ""
            return "\(mistake["line"]?.integer ?? 0),\(column),\"\(message)\"\n"
        }
        let place = bad ?? file + ".bad.csv"
        let text = "line,column,reason\n" + lines.joined()
        do {
            try Data(text.utf8).write(to: URL(filePath: place))
        } catch {
            throw CommandError("cannot write \(place)")
        }
        throw CommandError("\(mistakes.count) mistakes in rows: see \(place); the rest is in")
    }
}

/// The command `hotline roster import FILE`.
struct RosterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster",
        abstract: "The roster of who is entitled (清单台账).",
        subcommands: [Import.self]
    )

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a list into the roster that is too large for the page."
        )

        @OptionGroup var options: ListOptions

        @Flag(help: "Only say what would be changed.")
        var dryRun = false

        func run() throws {
            try options.take(
                .roster(isTrial: dryRun),
                ["import", "rows", "entered", "changed", "unchanged", "missing", "bad"]
            )
        }
    }
}

/// The command `hotline matching import FILE`.
struct MatchingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matching",
        abstract: "Partners' lists to compare the roster with (数据比对).",
        subcommands: [Import.self]
    )

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compares a list with the roster that is too large for the page.",
            discussion: """
                Only for a data request that the manager approved and the partner agreed to, and \
                for its purpose.
                """
        )

        @OptionGroup var options: ListOptions

        @Option(help: "The number of the data request.")
        var request: Int64

        @Option(help: "What the list is for: discovery or review.")
        var purpose: String

        @Option(help: "Who gave the list, when and how.")
        var provenance: String

        func run() throws {
            guard let purpose = MatchPurpose(rawValue: purpose) else {
                throw ValidationError("the purpose is discovery or review")
            }
            try options.take(
                .matching(request: request, purpose: purpose, provenance: provenance),
                ["list", "rows", "bad", "strong", "weak", "marks", "visits"]
            )
        }
    }
}
