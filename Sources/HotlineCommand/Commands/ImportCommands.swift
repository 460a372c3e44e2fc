import ArgumentParser
internal import Foundation
internal import Hotline

/// The command `hotline divisions import FILE.csv`.
struct DivisionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "divisions",
        abstract: "Townships and villages.",
        subcommands: [Import.self]
    )

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Imports a list of villages, of townships, or of abolished ones and who took over."
        )

        @OptionGroup var options: DataOptions

        @Argument(help: "A CSV file, told by its columns: see routing-rules/divisions/README.md.")
        var file: String

        func run() throws {
            let text = try textFile(file)
            let header = text.prefix { !$0.isNewline }.split(separator: ",")
            let name =
                if header.contains("village") {
                    "villages.csv"
                } else if header.contains("successor") || header.contains("town_2023") {
                    "successors.csv"
                } else {
                    "townships.csv"
                }
            print(try options.perform(.importDivisions(RuleText(name: name, text: text))))
        }
    }
}

/// The command `hotline calendar import FILE`.
struct CalendarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar",
        abstract: "Holidays and make-up working days.",
        subcommands: [Import.self]
    )

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Imports a year and computes its provisional deadlines anew."
        )

        @OptionGroup var options: DataOptions

        @Argument(help: "A file of the form of routing-rules/calendar/2026.yaml.")
        var file: String

        @Flag(help: "Only list the deadlines that would move.")
        var dryRun = false

        func run() throws {
            let name = URL(filePath: file).lastPathComponent
            let text = RuleText(name: "calendar/\(name)", text: try textFile(file))
            print(try options.perform(.importCalendar(text, isDryRun: dryRun)))
        }
    }
}
