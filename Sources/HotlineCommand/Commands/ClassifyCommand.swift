import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI

/// The command `hotline classify FILE [--model M] [--columns …]`.
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Says what each line of a file is about: label<TAB>confidence.",
        discussion: """
            With --columns, by the rules and, where one is named, the model: first the label of \
            each column, then the confidence of each.
            """
    )

    @Argument(help: "A text in each line; or a table with a header that has a column 'text'.")
    var file: String

    @Option(help: "The model.")
    var model: String?

    @Option(help: "Some of kind,matter,aspect,urgent, or of the model's columns.")
    var columns: String?

    @Option(help: "The folder of the rules; by default routing-rules, here or near the program.")
    var rules: String?

    func validate() throws {
        guard model != nil || columns != nil else {
            throw ValidationError("name a --model, or --columns for the rules to tell")
        }
        _ = try columns.map { try ColumnNames($0) }
    }

    func run() throws {
        let model = try model.map { try ModelFile.load(URL(filePath: $0)) }
        let names =
            try columns.map { try ColumnNames($0).names } ?? model?.columns.map(\.name) ?? []
        let tellers = try tellers(names, model)
        var lines = LineWriter()
        for text in TextLines(try textFile(file)).texts {
            let told = tellers(text)
            lines.write(told.map(\.label) + told.map { Self.digits($0.confidence) })
        }
        lines.flush()
    }

    private typealias Told = (label: String, confidence: Double)

    /// Rules and model together for the columns that rules speak about, or else the model alone.
    private func tellers(
        _ names: [String],
        _ model: LinearModel?
    ) throws -> (String) -> [Told] {
        let known = Dimension.allCases.map(\.name)
        if names.allSatisfy(known.contains) {
            var folder = try RuleFolder(rules)
            folder.modelFile = self.model.map { URL(filePath: $0) }
            let triage = try folder.load().rulebook.triage
            return { text in
                let classification = triage.classify(text)
                return names.map { classification.told($0) }
            }
        }
        let places = names.compactMap { name in model?.columns.firstIndex { $0.name == name } }
        guard let model, places.count == names.count else {
            let all = known + (model?.columns.map(\.name) ?? [])
            throw CommandError("--columns may name \(Set(all).sorted().joined(separator: ", "))")
        }
        return { text in
            let scores = model.scores(of: text)
            return places.map { model.best(in: scores, column: $0) }
        }
    }

    private static func digits(_ confidence: Double) -> String {
        let thousandths = Int((min(1, max(0, confidence)) * 1000).rounded())
        let digits = String(thousandths % 1000)
        return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
    }
}

extension Classification {
    fileprivate func told(_ column: String) -> (label: String, confidence: Double) {
        switch column {
        case Dimension.kind.name: (kind.value.rawValue, kind.confidence)
        case Dimension.matter.name: (matter.value.rawValue, matter.confidence)
        case Dimension.aspect.name: (aspect.value.rawValue, aspect.confidence)
        default: (urgent.value ? "1" : "0", urgent.confidence)
        }
    }
}

/// The texts of a file, one a line, an empty line too.
struct TextLines {
    let texts: [String]

    init(_ content: String) {
        var lines = content.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        if let first = lines.first, first.first == "\u{FEFF}" { lines[0] = first.dropFirst() }
        let header = lines.first?.split(separator: "\t", omittingEmptySubsequences: false) ?? []
        guard header.count > 1, let place = header.firstIndex(of: "text") else {
            texts = lines.map(String.init)
            return
        }
        texts = lines.dropFirst().map { line in
            let fields = line.split(
                separator: "\t",
                maxSplits: header.count - 1,
                omittingEmptySubsequences: false
            )
            return place < fields.count ? String(fields[place]) : ""
        }
    }
}

/// Collects lines of fields for standard output, and writes them in large pieces.
struct LineWriter {
    private var bytes: [UInt8] = []

    private static let pieceSize = 1 << 16

    mutating func write(_ fields: [String]) {
        bytes += Array(fields.joined(separator: "\t").utf8)
        bytes.append(UInt8(ascii: "\n"))
        if bytes.count > Self.pieceSize { flush() }
    }

    /// A reader that went away, such as `head`, is no failure.
    mutating func flush() {
        try? FileHandle.standardOutput.write(contentsOf: Data(bytes))
        bytes.removeAll(keepingCapacity: true)
    }
}
