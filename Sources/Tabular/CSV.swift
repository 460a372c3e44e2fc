internal import Foundation

/// Comma-separated values (RFC 4180), also with semicolons or tabs, as the first line tells.
struct CSV {
    private let bytes: FileBytes
    private let limits: TableLimits

    private let isHeader: Table.HeaderTest?

    init(_ bytes: FileBytes, limits: TableLimits, isHeader: Table.HeaderTest?) {
        self.bytes = bytes
        self.limits = limits
        self.isHeader = isHeader
    }

    func read(_ visit: (Table.Found, Double) throws -> Void) throws {
        var assembly = TableAssembly(limits: limits, isHeader: isHeader)
        var parser = CSVParser(limits: limits)
        while let chunk = try bytes.next() {
            guard chunk.isText else {
                let line = parser.line
                parser.skip(chunk.bytes)
                try visit(.bad(line: line, .noText), bytes.progress)
                continue
            }
            try parser.parse(chunk.bytes) { line, record in
                try assembly.take(line, record, bytes.progress, visit)
            }
        }
        try parser.end { line, record in
            try assembly.take(line, record, bytes.progress, visit)
        }
        try assembly.end()
    }
}

/// Makes rows of records: the first that is not blank is the header, or the first that is one by
/// the test of whoever reads.
struct TableAssembly {
    private let limits: TableLimits
    private let isHeader: Table.HeaderTest?
    private var header: TableHeader?
    /// What stands above the header, such as a title.
    private var above: [[String]] = []

    init(limits: TableLimits, isHeader: Table.HeaderTest?) {
        self.limits = limits
        self.isHeader = isHeader
    }

    mutating func take(
        _ line: Int,
        _ record: Result<[String], TableMistake>,
        _ progress: Double,
        _ visit: (Table.Found, Double) throws -> Void
    ) throws {
        let cells: [String]
        switch record {
        case .failure(let mistake):
            return try visit(.bad(line: line, mistake), progress)
        case .success(let record): cells = record
        }
        if cells.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { return }
        guard let header else {
            if let isHeader, !isHeader(cells), above.count < limits.linesAboveHeaderMax {
                above.append(cells)
                return
            }
            let first = TableHeader(line: line, names: cells, above: above)
            header = first
            return try visit(.header(first), progress)
        }
        let extra = cells.dropFirst(header.names.count)
        guard extra.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) else {
            let mistake = TableMistake.tooManyCells(columns: header.names.count)
            return try visit(.bad(line: line, mistake), progress)
        }
        try visit(.row(TableRow(line: line, header: header, cells: cells)), progress)
    }

    func end() throws {
        guard header != nil else { throw TableMistake.noHeader }
    }
}
