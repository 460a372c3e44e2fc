import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineStore

/// The command `hotline locate FILE`.
struct LocateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "locate",
        abstract: "Says where each line of a file is: county code<TAB>township<TAB>candidates.",
        discussion: """
            Where several places are equally possible, county and township are empty, and the \
            candidates are listed as code and name with | between them.
            """
    )

    @Argument(help: "An address in each line.")
    var file: String

    @Option(help: "A data directory, for the villages that it has imported.")
    var data: String?

    @Option(help: "The folder of the rules; by default routing-rules, here or near the program.")
    var rules: String?

    @Option(help: "Where whoever asks sits, such as 140105: counts only where it alone decides.")
    var division: String?

    func validate() throws {
        guard division.map({ DivisionCode($0) != nil }) ?? true else {
            throw ValidationError("--division is a code such as 14, 1401 or 140105")
        }
    }

    func run() throws {
        let lists = try data.map { try Store.divisionLists(in: URL(filePath: $0)) } ?? []
        let triage = try RuleFolder(rules).load(divisions: lists).rulebook.triage
        let hint = division.flatMap(DivisionCode.init)
        var lines = LineWriter()
        for address in TextLines(try textFile(file)).texts {
            lines.write(fields(triage.locate(address, hint: hint), triage.divisions))
        }
        lines.flush()
    }

    private func fields(_ location: Location, _ divisions: Divisions) -> [String] {
        switch location {
        case .place(let place, _):
            let township = place.township.flatMap { divisions[$0]?.name }
            return [place.county.description, township ?? "", ""]
        case .candidates(let places, _):
            return ["", "", places.map { "\($0.division) \($0.name)" }.joined(separator: "|")]
        case .unknown: return ["", "", ""]
        }
    }
}
