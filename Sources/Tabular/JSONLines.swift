internal import Foundation
internal import StrictJSON

/// One JSON object a line; its members are the cells.
struct JSONLines {
    private let bytes: FileBytes
    private let limits: TableLimits

    init(_ bytes: FileBytes, limits: TableLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    func read(_ visit: (Table.Found, Double) throws -> Void) throws {
        var line = 0
        while let chunk = try bytes.next() {
            for bytesOfLine in chunk.bytes.split(separator: 10, omittingEmptySubsequences: false) {
                line += 1
                if bytesOfLine.allSatisfy({ $0 <= 0x20 }) { continue }
                let found = chunk.isText ? row(bytesOfLine, line) : .bad(line: line, .noText)
                try visit(found, bytes.progress)
            }
            // What follows the last line feed of a chunk is the first line of the next.
            if chunk.bytes.last == 10 { line -= 1 }
        }
    }

    private func row(_ bytes: ArraySlice<UInt8>, _ line: Int) -> Table.Found {
        guard bytes.count <= limits.cellSizeMax * 2 else {
            return .bad(line: line, .cellTooLarge(max: limits.cellSizeMax))
        }
        guard let members = (try? JSON(Array(bytes)))?.members else {
            return .bad(line: line, .noObject)
        }
        var (names, cells): ([String], [String]) = ([], [])
        for member in members {
            switch member.value {
            case .string(let text): cells.append(text)
            case .integer(let number): cells.append(String(number))
            case .number(let number): cells.append(String(number))
            case .boolean(let flag): cells.append(flag ? "true" : "false")
            case .null: continue
            case .array, .object: return .bad(line: line, .noObject)
            }
            names.append(member.name)
        }
        let header = TableHeader(line: line, names: names)
        return .row(TableRow(line: line, header: header, cells: cells))
    }
}
