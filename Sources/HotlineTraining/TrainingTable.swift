package import Hotline

/// Texts with their labels (训练样本), from a table with tabs between its fields.
package struct TrainingTable: Sendable {
    package let columns: [String]
    package private(set) var rows: [Row] = []

    package struct Row: Sendable {
        /// The label of each column, nil where it has none that a person confirmed.
        package let labels: [String?]
        package let text: String

        package init(labels: [String?], text: String) {
            self.labels = labels
            self.text = text
        }
    }

    /// The column of a table that says only one thing.
    package static let usualColumn = "label"
    static let textColumn = "text"
    static let rowsMax = 1_000_000
    static let labelSizeMax = 120
    static let labelsMax = 1_000

    package init(columns: [String], rows: [Row]) {
        self.columns = columns
        self.rows = rows
    }

    /// Reads `label<TAB>text`, or the columns of a header, or `columns` in their order and then
    /// the text; empty lines are passed over.
    ///
    /// - Throws: ``RuleMistakes`` with every line that cannot be read, and why.
    package init(tsv: String, file: String, columns: [String]) throws(RuleMistakes) {
        self.columns = columns
        var reader = Reader(file: file, columns: columns)
        for (index, line) in tsv.split(
            omittingEmptySubsequences: false,
            whereSeparator: \.isNewline
        )
        .enumerated() {
            reader.read(line, number: index + 1)
        }
        rows = reader.rows
        reader.checkWhole()
        guard reader.mistakes.isEmpty else { throw RuleMistakes(mistakes: reader.mistakes) }
    }

    /// The labels of a column that examples have, in the order of their first one.
    package func labels(ofColumn index: Int) -> [String] {
        var seen: Set<String> = []
        return rows.compactMap { $0.labels[index] }.filter { seen.insert($0).inserted }
    }
}

/// Reads the lines, and notes what is wrong with them.
private struct Reader {
    let file: String
    let columns: [String]
    /// The labels that a column may have, where they are codes of this system.
    let allowed: [Set<String>?]
    var rows: [TrainingTable.Row] = []
    var mistakes: [RuleMistake] = []
    /// Which field each column and the text is; nil before the first line was read.
    private var places: (columns: [Int], text: Int, count: Int?)?

    private static let mistakesMax = 100

    init(file: String, columns: [String]) {
        self.file = file
        self.columns = columns
        allowed = columns.map { name in
            Dimension.allCases.first { $0.name == name }.map { Set($0.labels) }
        }
    }

    mutating func read(_ line: Substring, number: Int) {
        var line = line
        if number == 1, line.first == "\u{FEFF}" { line = line.dropFirst() }
        guard line.contains(where: { !$0.isWhitespace }) else { return }
        if places == nil, readHeader(line) { return }
        guard let places, mistakes.count < Self.mistakesMax else { return }
        let splits = places.count.map { $0 - 1 } ?? columns.count
        let fields = line.split(
            separator: "\t",
            maxSplits: splits,
            omittingEmptySubsequences: false
        )
        guard fields.count == splits + 1 else {
            let names = columns + [TrainingTable.textColumn]
            let expected = places.count.map { "\($0) fields" } ?? names.joined(separator: "<TAB>")
            return note("expected \(expected), not \(fields.count) fields", number)
        }
        let text = fields[places.text]
        guard text.contains(where: { !$0.isWhitespace }) else {
            return note("the text is empty", number)
        }
        guard rows.count < TrainingTable.rowsMax else {
            return note("more than \(TrainingTable.rowsMax) examples", number)
        }
        let labels = columns.indices.map { label(fields[places.columns[$0]], column: $0, number) }
        rows.append(TrainingTable.Row(labels: labels, text: String(text)))
    }

    /// A first line with the names of all columns says where they are; else they are in order.
    private mutating func readHeader(_ line: Substring) -> Bool {
        let names = line.split(separator: "\t", omittingEmptySubsequences: false).map {
            $0.trimmed()
        }
        let found = columns.compactMap { names.firstIndex(of: $0) }
        if let text = names.firstIndex(of: TrainingTable.textColumn), found.count == columns.count {
            places = (found, text, names.count)
            return true
        }
        places = (Array(columns.indices), columns.count, nil)
        return false
    }

    private mutating func label(_ field: Substring, column: Int, _ number: Int) -> String? {
        let label = field.trimmed()
        guard let codes = allowed[column] else {
            if label.isEmpty { note("the label is empty", number) }
            if label.utf8.count > TrainingTable.labelSizeMax {
                note("the label has more than \(TrainingTable.labelSizeMax) bytes", number)
            }
            return label
        }
        if label.isEmpty || codes.contains(label) { return label.isEmpty ? nil : label }
        note("'\(label.prefix(40))' is no \(columns[column]) of the categories", number)
        return nil
    }

    mutating func checkWhole() {
        guard mistakes.isEmpty else { return }
        guard !rows.isEmpty else { return note("there is no example", 1) }
        for (index, name) in columns.enumerated() {
            let labels = Set(rows.compactMap { $0.labels[index] })
            if labels.count > TrainingTable.labelsMax {
                note("\(labels.count) different labels in '\(name)': is the text first?", 1)
            }
        }
    }

    private mutating func note(_ message: String, _ line: Int) {
        mistakes.append(RuleMistake(file: file, line: line, column: 1, message: message))
    }
}

extension Substring {
    fileprivate func trimmed() -> String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
