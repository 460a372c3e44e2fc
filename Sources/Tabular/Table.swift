package import Foundation

/// Tables as people keep them: CSV, XLSX and JSON lines, row by row and in bounded memory.
///
/// Cells are text, as they stand in the file: whoever reads a table knows what they must be. A
/// row that cannot be read is told of and passed over; the rest goes on.
package enum Table {
    /// What is found, in the order of the file.
    package enum Found {
        /// The names of the columns; comes first, and not at all from JSON lines.
        case header(TableHeader)
        case row(TableRow)
        /// A row that cannot be read, and why.
        case bad(line: Int, TableMistake)
    }

    /// Whether a record has the names of the columns, where titles may stand above them.
    package typealias HeaderTest = ([String]) -> Bool

    /// Reads a file to its end, or until `visit` throws.
    ///
    /// The kind of file is told by what is in it, not by its name. Text may be UTF-8, with a byte
    /// order mark or without, or GB18030, as most offices' programs still write it.
    ///
    /// With `isHeader`, lines above the header are passed over; the header tells of them.
    /// `visit` is called with what is found and how much of the file is read, 0 to 1.
    ///
    /// - Throws: ``TableMistake`` if it is no such file at all, and what `visit` throws.
    package static func read(
        _ file: URL,
        limits: TableLimits = TableLimits(),
        isHeader: HeaderTest? = nil,
        _ visit: (Found, _ progress: Double) throws -> Void
    ) throws {
        let bytes = try FileBytes(file, limits: limits)
        switch bytes.kind {
        case .zip:
            try Workbook(ZipArchive(file), limits: limits, isHeader: isHeader).read(visit)
        case .jsonLines: try JSONLines(bytes, limits: limits).read(visit)
        case .csv: try CSV(bytes, limits: limits, isHeader: isHeader).read(visit)
        }
    }
}

/// How large what is read may be; what is larger is a mistake, and is not read.
package struct TableLimits: Sendable {
    /// A cell's size in bytes.
    package var cellSizeMax = 1 << 20
    package var columnCountMax = 512
    /// The sheet of a workbook, and its texts, each unpacked, in bytes.
    package var unpackedSizeMax = 512 << 20
    /// How many lines of titles and notes may stand above the header.
    package var linesAboveHeaderMax = 10

    package init() {}
}

/// The names of a table's columns.
package struct TableHeader: Sendable {
    package let line: Int
    package let names: [String]
    /// The lines above it, where it was looked for.
    package let above: [[String]]
    private let indices: [String: Int]

    init(line: Int, names: [String], above: [[String]] = []) {
        self.line = line
        self.above = above
        self.names = names.map(\.trimmed)
        indices = Dictionary(
            zip(self.names, self.names.indices).filter { !$0.0.isEmpty },
            uniquingKeysWith: { first, _ in first }
        )
    }

    package func index(of name: String) -> Int? { indices[name] }

    /// Names that stand over more than one column.
    package var repeated: [String] {
        var seen: Set<String> = []
        return names.filter { !$0.isEmpty && !seen.insert($0).inserted }
    }
}

/// One row: a text for each column.
package struct TableRow: Sendable {
    package let line: Int
    package let header: TableHeader
    package let cells: [String]

    /// The text in a column; nil where the column or the cell is not there, or blank.
    package subscript(name: String) -> String? {
        header.index(of: name).flatMap(text)
    }

    /// The texts of some columns, without those that are not there or blank.
    package func texts<Column: Hashable>(at places: [Column: Int]) -> [Column: String] {
        places.compactMapValues(text)
    }

    private func text(at index: Int) -> String? {
        guard index < cells.count else { return nil }
        let text = cells[index].trimmed
        return text.isEmpty ? nil : text
    }
}

extension String {
    /// The text without white space around it; most has none, which its ends say at once.
    fileprivate var trimmed: String {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return self }
        if Self.isPlain(first), Self.isPlain(last) { return self }
        return trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Whether a character is none that may be white space: a letter, a mark or 汉字.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x7E, 0x3001...0x9FFF, 0xFF01...0xFFEE: true
        default: false
        }
    }
}

/// Why a file or a row of it cannot be read.
package enum TableMistake: Error, Equatable, CustomStringConvertible {
    case cannotRead(String)
    case noHeader
    case noText
    case cutOff
    case quoteInsideCell
    case cellTooLarge(max: Int)
    case tooManyColumns(max: Int)
    case tooManyCells(columns: Int)
    case noWorkbook(String)
    case tooLarge(max: Int)
    case noObject

    package var description: String {
        switch self {
        case .cannotRead(let name): "cannot read \(name)"
        case .noHeader: "the file has no row with the names of its columns"
        case .noText: "neither UTF-8 nor GB18030"
        case .cutOff: "the file ends within this row: a quoted cell is not closed"
        case .quoteInsideCell: "a quotation mark within a cell that is not quoted"
        case .cellTooLarge(let max): "a cell has more than \(max) bytes"
        case .tooManyColumns(let max): "more than \(max) columns"
        case .tooManyCells(let columns): "more cells than the \(columns) columns of the header"
        case .noWorkbook(let why): "no workbook that can be read: \(why)"
        case .tooLarge(let max): "the workbook holds more than \(max >> 20) MB"
        case .noObject: "not a JSON object of texts and numbers"
        }
    }

    /// The same for those who work with the pages.
    package var message: String {
        switch self {
        case .cannotRead: "文件无法读取。"
        case .noHeader: "文件没有表头（列名）。"
        case .noText: "文字编码既不是UTF-8，也不是GB18030，请另存后重试。"
        case .cutOff: "文件在这一行中断：引号没有结束。"
        case .quoteInsideCell: "单元格中的引号没有成对。"
        case .cellTooLarge(let max): "单元格内容超过\(max >> 10)KB。"
        case .tooManyColumns(let max): "超过\(max)列。"
        case .tooManyCells(let columns): "单元格多于表头的\(columns)列。"
        case .noWorkbook: "不是可以读取的Excel工作簿（.xlsx），请另存为.xlsx后重试。"
        case .tooLarge(let max): "工作簿内容超过\(max >> 20)MB。"
        case .noObject: "这一行不是由文字和数字组成的JSON对象。"
        }
    }
}
