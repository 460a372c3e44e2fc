import ArgumentParser
internal import Foundation
internal import Hotline
internal import StrictJSON
internal import Tabular

/// The command `hotline import FILE`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Brings old tickets in, from CSV, XLSX or JSON lines.",
        discussion: """
            Each lives its life again at its own times. Run twice, nothing doubles; interrupted, \
            run it again. Rows that cannot be read go to a file with line and reason, and the \
            rest goes on.
            """
    )

    @OptionGroup var options: DataOptions

    @Argument(help: "The file: CSV (UTF-8 or GB18030), .xlsx, or JSON lines.")
    var file: String

    @Option(help: "How its columns are called; by default import.yaml of the rules.")
    var mapping: String?

    @Option(help: "Where rows go that cannot be read; by default FILE.bad.csv.")
    var bad: String?

    func run() throws {
        let folder = try RuleFolder(options.rules)
        let path = mapping ?? folder.url.appending(path: "import.yaml").path
        let text = RuleText(name: path, text: try textFile(path))
        var run = ImportRun(
            rules: try ImportRules(text),
            mapping: text,
            counter: try options.open(),
            badFile: URL(filePath: bad ?? file + ".bad.csv")
        )
        defer { run.end() }
        try Table.read(URL(filePath: file)) { found, progress in
            try run.take(found, progress)
        }
        try run.hand(on: 1)
        print(run.summary)
        guard run.badCount == 0 else {
            throw CommandError("\(run.badCount) rows could not be read: see \(run.badFile.path)")
        }
    }
}

/// One import under way.
struct ImportRun {
    let rules: ImportRules
    let mapping: RuleText
    let counter: OrderCounter
    let badFile: URL
    private(set) var badCount = 0
    private var (imported, known) = (0, 0)
    private var waiting: [ImportRow] = []
    /// How many bytes the cells of those have.
    private var waitingSize = 0
    private var places: [ImportColumn: Int]?
    private var badHandle: FileHandle?
    private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1

    /// How many rows are handed on at once, and how many bytes of them.
    private static let handedMax = (rows: 2_000, bytes: 16 << 20)

    init(rules: ImportRules, mapping: RuleText, counter: OrderCounter, badFile: URL) {
        self.rules = rules
        self.mapping = mapping
        self.counter = counter
        self.badFile = badFile
    }

    var summary: String { "imported \(imported), here already \(known), bad \(badCount)" }

    mutating func take(_ found: Table.Found, _ progress: Double) throws {
        switch found {
        case .header(let header): places = try places(in: header.names)
        case .bad(let line, let mistake): try note(line, mistake.description)
        case .row(let row):
            // Of JSON lines each has names of its own.
            let places = try self.places ?? places(in: row.header.names)
            let cells = row.texts(at: places)
            waiting.append(ImportRow(line: row.line, cells: cells))
            waitingSize += cells.values.reduce(0) { $0 + $1.utf8.count }
            let isMuch = waitingSize >= Self.handedMax.bytes
            if isMuch || waiting.count == Self.handedMax.rows { try hand(on: progress) }
        }
    }

    private func places(in header: [String]) throws -> [ImportColumn: Int] {
        let (places, missing) = rules.places(in: header)
        guard missing.isEmpty else {
            let columns = missing.map {
                "\($0) (\((rules.columns[$0] ?? []).joined(separator: "、")))"
            }
            throw CommandError("the file has no column for \(columns.joined(separator: ", "))")
        }
        return places
    }

    /// Hands on what waits, and says how far it is.
    mutating func hand(on progress: Double) throws {
        if !waiting.isEmpty {
            let order = AdministrationOrder.importRows(
                ImportOrder(rows: waiting, mapping: mapping)
            )
            let answer = try JSON(Array(try counter.perform(order).utf8))
            imported += Int(answer["imported"]?.integer ?? 0)
            known += Int(answer["known"]?.integer ?? 0)
            for bad in answer["bad"]?.array ?? [] {
                try note(Int(bad["line"]?.integer ?? 0), bad["reason"]?.string ?? "")
            }
            (waiting, waitingSize) = ([], 0)
        }
        if isTerminal { show(progress) }
    }

    private func show(_ progress: Double) {
        let width = 30
        let done = Int(progress * Double(width))
        let bar = String(repeating: "#", count: done) + String(repeating: ".", count: width - done)
        let line = "\r[\(bar)] \(Int(progress * 100))% \(imported + known + badCount) rows"
        try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
    }

    /// Adds a line to the file of bad rows: nothing of what stands in the row itself.
    private mutating func note(_ line: Int, _ reason: String) throws {
        badCount += 1
        if badHandle == nil {
            guard FileManager.default.createFile(atPath: badFile.path, contents: nil),
                let handle = try? FileHandle(forWritingTo: badFile)
            else { throw CommandError("cannot write \(badFile.path)") }
            badHandle = handle
            try handle.write(contentsOf: Data("line,reason\n".utf8))
        }
        let quoted = reason.replacing("\"", with: "\"\"")
        try badHandle?.write(contentsOf: Data("\(line),\"\(quoted)\"\n".utf8))
    }

    mutating func end() {
        if isTerminal { say("") }
        try? badHandle?.close()
        counter.close()
    }
}
