import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineStore
internal import HotlineTraining

/// The command `hotline train FILE.tsv --model M`, or `hotline train --data DIR`.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Learns a model from labelled texts, or from tickets that people classified.",
        discussion: """
            A model that is there already is replaced only by one that is better by \
            cross-validation.
            """
    )

    @Argument(help: "A file of lines label<TAB>text, or with the columns and then the text.")
    var file: String?

    @Option(help: "The model to write; by default the data directory's.")
    var model: String?

    @Option(help: "The columns: one name, or kind,matter,aspect,urgent or some of these.")
    var columns: String?

    @Option(help: "A data directory: learns from its closed tickets that a person classified.")
    var data: String?

    @Option(help: "The folder of the rules; by default routing-rules, here or near the program.")
    var rules: String?

    func validate() throws {
        guard (file == nil) != (data == nil) else {
            throw ValidationError("name either a file to learn from or --data")
        }
        guard file == nil || model != nil else {
            throw ValidationError("--model is the file to write")
        }
        guard data == nil || columns == nil else {
            throw ValidationError("tickets have columns of their own: leave --columns out")
        }
        _ = try columns.map { try ColumnNames($0) }
    }

    func run() throws {
        let table = try data.map { try Self.tickets(in: URL(filePath: $0)) } ?? readFile()
        let trainer = Trainer(table, votes: try votes(on: table))
        let source = file.map { URL(filePath: $0).deletingPathExtension().lastPathComponent }
        let (new, report) = try trainer.train(name: source ?? "tickets")
        for line in report { print(line) }
        let target = model.map { URL(filePath: $0) }
        let directory = data.map { URL(filePath: $0) }
        guard let target = target ?? directory?.appending(path: ModelFile.name) else {
            preconditionFailure("validated before")
        }
        if FileManager.default.fileExists(atPath: target.path) {
            let old = try ModelFile.load(target)
            guard try new.isBetter(than: old) else {
                print("kept \(old.id): \(new.summary) is not better than its \(old.summary)")
                return
            }
        }
        try ModelFile.save(new, to: target)
        print("wrote \(new.id) to \(target.relativePath)")
        guard let directory, target.deletingLastPathComponent().path == directory.path,
            let answer = try ControlSocket.send(.reload, to: directory)
        else { return }
        print("the server: \(answer)")
    }

    private func readFile() throws -> TrainingTable {
        guard let file else { preconditionFailure("validated before") }
        let names = try columns.map { try ColumnNames($0).names } ?? [TrainingTable.usualColumn]
        let text = try textFile(file)
        do throws(RuleMistakes) {
            return try TrainingTable(tsv: text, file: file, columns: names)
        } catch {
            for mistake in error.mistakes.prefix(Self.mistakesShown) { say("\(mistake)") }
            throw CommandError("\(error.mistakes.count) lines cannot be used; mend or remove them")
        }
    }

    private static let mistakesShown = 20

    /// Tickets of which a person said something; what a model decided unchecked teaches nothing.
    private static func tickets(in directory: URL) throws -> TrainingTable {
        let rows = try Store.confirmedTickets(in: directory).map { ticket in
            TrainingTable.Row(
                labels: [
                    ticket.kind?.rawValue, ticket.matter?.rawValue, ticket.aspect?.rawValue,
                    ticket.urgent.map { $0 ? "1" : "0" },
                ],
                text: ticket.text
            )
        }
        guard !rows.isEmpty else {
            throw CommandError(
                "no closed ticket was classified by a person: there is nothing to learn"
            )
        }
        return TrainingTable(columns: Dimension.allCases.map(\.name), rows: rows)
    }

    /// What the rules say, where the columns are those that rules speak about.
    private func votes(on table: TrainingTable) throws -> [RuleVotes] {
        let known = Dimension.allCases.map(\.name)
        guard table.columns.contains(where: known.contains) else { return [] }
        let triage = try RuleFolder(rules).load().rulebook.triage
        return table.rows.map { triage.votes(on: $0.text) }
    }
}

extension LinearModel {
    /// The mean score of the columns.
    fileprivate var score: Double {
        columns.reduce(0) { $0 + $1.score } / Double(columns.count)
    }

    fileprivate var summary: String { "\((score * 1000).rounded() / 10)%" }

    /// Whether its score by cross-validation is higher, over the columns that both tell.
    fileprivate func isBetter(than old: LinearModel) throws -> Bool {
        let names = columns.map(\.name)
        guard old.columns.allSatisfy({ names.contains($0.name) }) else {
            let missing = old.columns.map(\.name).filter { !names.contains($0) }
            throw CommandError(
                "the model there also tells \(missing.joined(separator: ", ")), which this one "
                    + "does not: write to another file, or remove it first"
            )
        }
        // A column more is worth more than a point.
        if columns.count > old.columns.count { return true }
        return score > old.score
    }
}

/// Names of columns, `kind,matter,aspect,urgent`.
struct ColumnNames {
    let names: [String]

    init(_ list: String) throws {
        names = list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard names.allSatisfy({ !$0.isEmpty && $0.utf8.count <= Self.nameSizeMax }),
            Set(names).count == names.count, names.count <= Self.countMax
        else { throw ValidationError("--columns are names with commas, such as kind,matter") }
    }

    private static let nameSizeMax = 40
    private static let countMax = 16
}
