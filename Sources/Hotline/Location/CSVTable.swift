/// A table of comma-separated values (RFC 4180) whose first row names the columns.
struct CSVTable {
    let file: String
    private(set) var rows: [Row] = []
    private(set) var mistakes: [RuleMistake] = []
    /// Whether there is a header with all the columns.
    private(set) var hasColumns = false
    private var columns: [String: Int] = [:]

    struct Row {
        let line: Int
        let fields: [String]
    }

    /// Reads the table; a column of `required` that is missing is a mistake.
    init(_ file: RuleText, required: [String]) {
        self.file = file.name
        var lines = Self.rows(of: file.text)[...]
        guard let header = lines.popFirst() else {
            note("the file is empty", line: 1)
            return
        }
        for (index, name) in header.fields.enumerated() { columns[name] = index }
        for name in required where columns[name] == nil {
            note("the column '\(name)' is missing", line: header.line)
        }
        guard mistakes.isEmpty else { return }
        hasColumns = true
        for row in lines {
            if row.fields.count == header.fields.count {
                rows.append(row)
            } else {
                let counts = "\(header.fields.count) fields, not \(row.fields.count)"
                note("expected \(counts)", line: row.line)
            }
        }
    }

    func has(_ column: String) -> Bool { columns[column] != nil }

    /// The field of a column that the table has, or else an empty text.
    func field(_ column: String, of row: Row) -> String {
        columns[column].map { row.fields[$0] } ?? ""
    }

    mutating func note(_ message: String, line: Int, column: Int = 1) {
        mistakes.append(
            RuleMistake(file: file, line: line, column: column, message: message)
        )
    }

    /// The rows that are not blank; a quoted field may hold commas, quotes and line ends.
    private static func rows(of text: String) -> [Row] {
        var rows: [Row] = []
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var line = 1
        var start = 1

        func endField() {
            fields.append(String(decoding: field, as: UTF8.self))
            field.removeAll(keepingCapacity: true)
        }
        func endRow() {
            endField()
            if fields != [""] { rows.append(Row(line: start, fields: fields)) }
            fields.removeAll(keepingCapacity: true)
        }

        var bytes = Array(text.utf8)[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted: endField()
            case UInt8(ascii: "\r") where !isQuoted: break
            case UInt8(ascii: "\n") where !isQuoted:
                endRow()
                start = line + 1
            default: field.append(byte)
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
        }
        if !field.isEmpty || !fields.isEmpty { endRow() }
        return rows
    }
}
