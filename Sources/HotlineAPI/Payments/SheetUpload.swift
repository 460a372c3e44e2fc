internal import Foundation
internal import HotlineDuties
internal import MicroHTTP
internal import Synchronization
internal import Tabular

/// A table that somebody sends, kept in memory as it comes: nothing of it goes to disk unsealed.
final class SheetUpload: BodySink {
    /// What these paths are sent is a table.
    static let paths: Set<String> = [
        "/api/v1/payments", "/api/v1/payments/check",
    ]
    /// How large a table may be, in bytes: 30,000 payments have about 2 MB.
    static let sizeMax = 16 << 20

    private let bytes = Mutex<[UInt8]>([])

    func write(_ piece: [UInt8]) {
        bytes.withLock { bytes in
            // One byte too many is kept, to tell that it was too much.
            bytes += piece.prefix(max(0, Self.sizeMax + 1 - bytes.count))
        }
    }

    /// What came of a request's table; nil if it came as any other body.
    static func bytes(of request: Request) -> [UInt8]? {
        (request.upload as? SheetUpload)?.bytes.withLock { $0 }
    }

    /// The whole table of a request.
    ///
    /// - Throws: A ``Problem`` if it is too large, or not there.
    static func table(of request: Request) throws -> [UInt8] {
        let bytes = bytes(of: request) ?? request.body
        guard bytes.count <= sizeMax else {
            throw Problem(type: "too-large", status: 413, detail: "文件超过\(sizeMax >> 20)MB，请分开导入。")
        }
        guard !bytes.isEmpty else { throw Problem.malformed("请把文件作为请求体发送。") }
        return bytes
    }
}

extension PaymentReader {
    /// Reads a whole table.
    ///
    /// - Throws: A ``Problem`` that tells of everything that is wrong with it.
    mutating func read(_ bytes: [UInt8], rules: PaymentRules) throws {
        do {
            try Table.read(Data(bytes), limits: .sheet, isHeader: rules.isHeader) { found, _ in
                switch found {
                case .header(let header):
                    takeHeader(header.names, line: header.line, above: header.above)
                case .row(let row): takeRow(row.cells, line: row.line)
                case .bad(let line, let mistake):
                    note(SheetMistake(row: line, column: nil, mistake.message))
                }
            }
        } catch let mistake as TableMistake {
            note(SheetMistake(row: 0, column: nil, mistake.message))
        }
        finish()
        guard sheet.mistakes.isEmpty else { throw Problem(sheet) }
    }
}

extension TableLimits {
    /// What a table of payments may be: cells are short, columns few.
    fileprivate static var sheet: TableLimits {
        var limits = TableLimits()
        limits.cellSizeMax = 4096
        limits.columnCountMax = 100
        limits.unpackedSizeMax = 128 << 20
        return limits
    }
}

extension Problem {
    /// Everything that is wrong with a table, in the order of its rows.
    init(_ sheet: SheetReader) {
        let mistakes = sheet.mistakes.sorted {
            ($0.row, $0.column ?? 0) < ($1.row, $1.column ?? 0)
        }
        let rest = sheet.untold > 0 ? "，先列出前\(mistakes.count)处" : ""
        self.init(
            type: "bad-file",
            status: 422,
            detail: "文件有\(mistakes.count + sheet.untold)处问题\(rest)；没有导入任何一行。",
            errors: mistakes.map { mistake in
                let place = mistake.row > 0 ? "/\(mistake.row)/\(mistake.letters ?? "")" : ""
                return FieldMistake(pointer: place, message: mistake.description)
            }
        )
    }
}
