import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineStore
internal import Tabular

/// The command `hotline rules diff OLD NEW --on TICKETS`.
struct RulesDiff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Shows which past tickets other rules would send elsewhere.",
        discussion: """
            TICKETS is a table (CSV, XLSX, JSON lines) with a column text and, where they are \
            known, number, title, address, township, registeredTownship, kind, matter, aspect, \
            urgent, accused and division (of the desk). Instead, --data compares the tickets of a \
            data directory, also while a server has it.
            """
    )

    @Argument(help: "The folder of the rules as they are.")
    var old: String

    @Argument(help: "The folder of the rules as they would be.")
    var new: String

    @Option(help: "A table of past tickets.")
    var on: String?

    @Option(help: "A data directory, instead of a table.")
    var data: String?

    @Option(help: "The day whose rules count, such as 2026-12-01; by default today.")
    var day: String?

    @Option(help: "The division of the desk, where a table does not say.")
    var division = "14"

    @Option(help: "How many of the newest tickets of a data directory are compared.")
    var limit = 100_000

    func validate() throws {
        guard (on == nil) != (data == nil) else {
            throw ValidationError("name the tickets: --on FILE, or --data DIR")
        }
        guard day == nil || day.flatMap({ Day($0) }) != nil else {
            throw ValidationError("--day is a day such as 2026-12-01")
        }
        guard DivisionCode(division) != nil else {
            throw ValidationError("--division is a code such as 140105")
        }
        guard (1...10_000_000).contains(limit) else {
            throw ValidationError("--limit is from 1 to 10000000")
        }
    }

    func run() throws {
        let today = Instant(seconds: Int64(Date().timeIntervalSince1970)).day
        let day = day.flatMap { Day($0) } ?? today
        let rules = try [old, new].map { try RuleFolder($0).load().rulebook }
        var (count, moved) = (0, 0)
        func compare(_ number: String, _ filing: Filing) {
            let routes = rules.map { $0.triage.assess(filing, on: day).route }
            count += 1
            guard routes[0].unit != routes[1].unit else { return }
            moved += 1
            let units = zip(routes, rules).map { Self.name($0.unit, $1.units) }
            let ids = routes.map { $0.rule ?? "-" }
            print("\(number)\t\(units[0]) → \(units[1])\t\(ids[0]) → \(ids[1])")
        }
        if let data {
            let file = URL(filePath: data).appending(path: Store.fileName)
            for past in try PastFiling.newest(limit, in: file) {
                compare(past.number.description, past.filing)
            }
        } else if let on {
            try readTable(on, units: rules[0].units, compare)
        }
        print("\(moved) of \(count) tickets would go elsewhere")
    }

    private static func name(_ unit: UnitID?, _ units: UnitDirectory) -> String {
        guard let unit else { return "the desk" }
        return "\(unit) \(units[unit]?.name ?? "?")"
    }

    // MARK: A table

    private func readTable(
        _ path: String,
        units: UnitDirectory,
        _ compare: (String, Filing) -> Void
    ) throws {
        guard let home = DivisionCode(division) else { return }
        try Tabular.Table.read(URL(filePath: path)) { found, _ in
            switch found {
            case .header(let header):
                guard header.index(of: "text") != nil else {
                    throw CommandError("\(path):\(header.line): there is no column 'text'")
                }
            case .bad(let line, let mistake): say("\(path):\(line): \(mistake)")
            case .row(let row):
                guard let text = row["text"] else {
                    return say("\(path):\(row.line): there is no text")
                }
                let home = row["division"].flatMap { DivisionCode($0) } ?? home
                let filing = try Self.filing(
                    row,
                    text,
                    home: home,
                    desk: units.desk(of: home),
                    path
                )
                compare(row["number"] ?? "line \(row.line)", filing)
            }
        }
    }

    private static func filing(
        _ row: TableRow,
        _ text: String,
        home: DivisionCode,
        desk: UnitID,
        _ path: String
    ) throws -> Filing {
        func read<Value>(_ column: String, _ read: (String) -> Value?) throws -> Value? {
            guard let cell = row[column] else { return nil }
            guard let value = read(cell) else {
                throw CommandError("\(path):\(row.line): '\(cell)' is no \(column)")
            }
            return value
        }
        var filing = Filing(channel: .countyHotline, text: text, home: home, desk: desk)
        filing.title = row["title"]
        filing.address = row["address"]
        filing.township = try read("township") { DivisionCode($0) }
        filing.registeredTownship = try read("registeredTownship") { DivisionCode($0) }
        filing.kind = try read("kind") { Kind(rawValue: $0) }
        filing.matter = try read("matter") { Matter(rawValue: $0) }
        filing.aspect = try read("aspect") { Aspect(rawValue: $0) }
        filing.urgent = try read("urgent") { ["true": true, "false": false][$0] }
        filing.accused = row["accused"].map { $0.split(separator: ";").map(String.init) } ?? []
        return filing
    }
}
