/// Cuts bytes into records and cells, over the ends of chunks.
struct CSVParser {
    typealias Take = (_ line: Int, Result<[String], TableMistake>) throws -> Void

    private enum State {
        case start, plain, quoted, quoteInQuoted
    }

    /// The line that is read, from 1.
    private(set) var line = 1
    private let limits: TableLimits
    private var state = State.start
    private var cell: [UInt8] = []
    private var record: [String] = []
    private var recordLine = 1
    private var mistake: TableMistake?
    private var separator: UInt8?
    /// Whether anything of a record has come since the last ended.
    private var isWithinRecord = false

    private static let (quote, lineFeed, carriageReturn) = (
        UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")
    )

    init(limits: TableLimits) {
        self.limits = limits
    }

    /// Reads on; `take` is given each record that ends.
    mutating func parse(_ bytes: [UInt8], _ take: Take) throws {
        if separator == nil { separator = Self.separator(of: bytes) }
        for byte in bytes {
            if state == .quoted {
                readQuoted(byte)
            } else if byte == Self.lineFeed {
                line += 1
                try endRecord(take)
            } else {
                readUnquoted(byte)
            }
        }
    }

    /// What was begun and never ended is a record too, or cut off.
    mutating func end(_ take: Take) throws {
        if state == .quoted { mistake = mistake ?? .cutOff }
        if isWithinRecord { try endRecord(take) }
    }

    /// Passes over lines that cannot be read.
    mutating func skip(_ bytes: [UInt8]) {
        line += bytes.count { $0 == Self.lineFeed }
        startRecord()
    }

    private mutating func readQuoted(_ byte: UInt8) {
        switch byte {
        case Self.quote: state = .quoteInQuoted
        case Self.lineFeed:
            line += 1
            append(byte)
        default: append(byte)
        }
    }

    private mutating func readUnquoted(_ byte: UInt8) {
        isWithinRecord = true
        switch (state, byte) {
        case (_, separator): endCell()
        case (.start, Self.quote): state = .quoted
        case (.quoteInQuoted, Self.quote):
            append(byte)
            state = .quoted
        case (.plain, Self.quote): mistake = mistake ?? .quoteInsideCell
        case (.quoteInQuoted, Self.carriageReturn): break
        case (.quoteInQuoted, _): mistake = mistake ?? .quoteInsideCell
        default:
            state = .plain
            append(byte)
        }
    }

    private mutating func append(_ byte: UInt8) {
        if cell.count < limits.cellSizeMax {
            cell.append(byte)
        } else {
            mistake = mistake ?? .cellTooLarge(max: limits.cellSizeMax)
        }
    }

    private mutating func endCell() {
        if record.count < limits.columnCountMax {
            record.append(String(decoding: cell, as: UTF8.self))
        } else {
            mistake = mistake ?? .tooManyColumns(max: limits.columnCountMax)
        }
        cell.removeAll(keepingCapacity: true)
        state = .start
    }

    private mutating func endRecord(_ take: Take) throws {
        if state == .plain, cell.last == Self.carriageReturn { cell.removeLast() }
        endCell()
        let (number, result) = (recordLine, mistake.map(Result.failure) ?? .success(record))
        startRecord()
        try take(number, result)
    }

    private mutating func startRecord() {
        cell.removeAll(keepingCapacity: true)
        record.removeAll(keepingCapacity: true)
        (state, mistake, isWithinRecord, recordLine) = (.start, nil, false, line)
    }

    /// What stands most often in the first line, outside of quotation marks.
    private static func separator(of bytes: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes {
            if byte == quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == lineFeed { break }
            counts[byte, default: 0] += 1
        }
        let comma = UInt8(ascii: ",")
        let others = [UInt8(ascii: "\t"), UInt8(ascii: ";")]
        return others.first { counts[$0, default: 0] > counts[comma, default: 0] } ?? comma
    }
}
