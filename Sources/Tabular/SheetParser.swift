internal import Foundation
internal import FoundationXML

/// The rows of a sheet, each cell as the text that Excel shows of it.
final class SheetParser: NSObject, XMLParserDelegate {
    typealias Take = (Int, Result<[String], TableMistake>, _ progress: Double) throws -> Void

    private let texts: [String]
    private let dates: DateStyles
    private let limits: TableLimits
    private var take: Take?
    private var failure: (any Error)?

    private var line = 0
    private var cells: [String] = []
    private var column = 0
    private var type = ""
    private var style = 0
    private var value = ""
    private var isValue = false
    private var mistake: TableMistake?
    /// How many rows the sheet says that it has, to tell how far it is.
    private var lineCount = 0

    init(texts: [String], dates: DateStyles, limits: TableLimits) {
        self.texts = texts
        self.dates = dates
        self.limits = limits
    }

    func parse(_ data: Data, _ take: Take) throws {
        try withoutActuallyEscaping(take) { take in
            self.take = take
            defer { self.take = nil }
            do {
                for piece in SheetPieces(data) { try XMLScan.parse(piece, with: self) }
            } catch {
                throw failure ?? error
            }
        }
    }

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        switch name {
        case "dimension": lineCount = Self.lastLine(of: attributes["ref"] ?? "")
        case "row":
            line = attributes["r"].flatMap(Int.init) ?? line + 1
            (cells, column, mistake) = ([], 0, nil)
        case "c":
            column = attributes["r"].map(Self.column) ?? column + 1
            (type, value) = (attributes["t"] ?? "n", "")
            style = attributes["s"].flatMap(Int.init) ?? 0
        case "v", "t": isValue = true
        default: break
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        guard isValue else { return }
        if value.utf8.count + string.utf8.count <= limits.cellSizeMax {
            value += string
        } else {
            mistake = mistake ?? .cellTooLarge(max: limits.cellSizeMax)
        }
    }

    func parser(
        _ parser: XMLParser,
        didEndElement name: String,
        namespaceURI: String?,
        qualifiedName: String?
    ) {
        switch name {
        case "v", "t": isValue = false
        case "c": endCell()
        case "row": endRow(parser)
        default: break
        }
    }

    private func endCell() {
        guard column <= limits.columnCountMax else {
            mistake = mistake ?? .tooManyColumns(max: limits.columnCountMax)
            return
        }
        while cells.count < column - 1 { cells.append("") }
        cells.append(text)
    }

    private func endRow(_ parser: XMLParser) {
        let progress = lineCount > 0 ? min(1, Double(line) / Double(lineCount)) : 0
        do {
            try take?(line, mistake.map(Result.failure) ?? .success(cells), progress)
        } catch {
            failure = error
            parser.abortParsing()
        }
    }

    private var text: String {
        switch type {
        case "s": Int(value).flatMap { texts.indices.contains($0) ? texts[$0] : nil } ?? ""
        case "b": value == "1" ? "TRUE" : "FALSE"
        case "n": number
        default: value
        }
    }

    /// A number as a date where it is one, and else with the 15 digits that Excel knows of it.
    private var number: String {
        guard let number = Double(value) else { return value }
        return dates.text(number, style: style) ?? String(format: "%.15g", number)
    }

    /// The column of a cell such as `AB12`, from 1.
    private static func column(_ reference: String) -> Int {
        reference.utf8.prefix { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
            .prefix(4)
            .reduce(0) { $0 * 26 + Int($1 - UInt8(ascii: "A")) + 1 }
    }

    private static func lastLine(of range: String) -> Int {
        let last = range.split(separator: ":").last ?? ""
        return Int(last.drop { !$0.isNumber }) ?? 0
    }
}
