internal import Foundation

/// The bytes of a text file in chunks of whole lines, in UTF-8 whatever the file is in.
final class FileBytes {
    enum Kind {
        case zip, jsonLines, csv
    }

    let kind: Kind
    private let source: FileHandle
    private let size: Int
    private let isUTF8: Bool
    private let lineSizeMax: Int
    private var pending: [UInt8] = []
    /// Lines of a chunk that could not be decoded as a whole, to be handed on one by one.
    private var single: ArraySlice<ArraySlice<UInt8>> = []
    private var readCount = 0

    private static let chunkSize = 1 << 18
    /// What a file begins with that Excel saved as CSV in UTF-8.
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let gb18030 = String.Encoding(rawValue: 0x8000_0632)

    init(_ file: URL, limits: TableLimits) throws {
        do {
            source = try FileHandle(forReadingFrom: file)
            lineSizeMax = limits.cellSizeMax * 2
            size = Int(try source.seekToEnd())
            isUTF8 = try Self.isUTF8(source)
            try source.seek(toOffset: 0)
            let head = Array(try source.read(upToCount: 4096) ?? Data())
            let start = head.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
            kind = Self.kind(of: head.dropFirst(start))
            try source.seek(toOffset: UInt64(start))
            readCount = start
        } catch {
            throw TableMistake.cannotRead(file.path)
        }
    }

    private static func kind(of head: ArraySlice<UInt8>) -> Kind {
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return .zip }
        return head.first { $0 > 0x20 } == UInt8(ascii: "{") ? .jsonLines : .csv
    }

    /// How much of the file has been read, 0 to 1.
    var progress: Double { size == 0 ? 1 : Double(readCount) / Double(size) }

    /// Some whole lines, or at the end what is left; nil after that.
    ///
    /// Line feeds are looked for in the bytes as they are, for in GB18030, too, such a byte is
    /// always a line feed.
    func next() throws -> (bytes: [UInt8], isText: Bool)? {
        if let line = single.popFirst() { return decoded(line + [10]) }
        while true {
            let chunk = try source.read(upToCount: Self.chunkSize) ?? Data()
            readCount += chunk.count
            pending.append(contentsOf: chunk)
            let isEnd = chunk.isEmpty
            if isEnd && pending.isEmpty { return nil }
            let cut = isEnd ? pending.count : (pending.lastIndex(of: 10) ?? -1) + 1
            // A line beyond all limits is handed on in pieces, to be refused for its size.
            guard cut > 0 || pending.count > lineSizeMax else { continue }
            let end = cut > 0 ? cut : pending.count
            let lines = Array(pending[..<end])
            pending.removeFirst(end)
            if isUTF8 { return (lines, true) }
            let whole = decoded(lines[...])
            if whole.isText { return whole }
            single = lines.split(separator: 10, omittingEmptySubsequences: false)[...]
            if lines.last == 10 { single.removeLast() }
            return try next()
        }
    }

    private func decoded(_ bytes: ArraySlice<UInt8>) -> (bytes: [UInt8], isText: Bool) {
        guard let text = String(data: Data(bytes), encoding: Self.gb18030) else {
            return (Array(bytes), false)
        }
        return (Array(text.utf8), true)
    }

    /// Whether the whole file is UTF-8; a first look alone would be misled by a long head in ASCII.
    private static func isUTF8(_ source: FileHandle) throws -> Bool {
        try source.seek(toOffset: 0)
        var rest: [UInt8] = []
        while true {
            let chunk = try source.read(upToCount: chunkSize) ?? Data()
            if chunk.isEmpty { break }
            rest.append(contentsOf: chunk)
            let end = wholeCharactersEnd(of: rest)
            guard String(validating: rest[..<end], as: UTF8.self) != nil else { return false }
            rest.removeFirst(end)
        }
        return rest.isEmpty
    }

    /// Where the last character ends that is whole, for one may go over the end of a chunk.
    private static func wholeCharactersEnd(of bytes: [UInt8]) -> Int {
        for back in 1...3 where bytes.count >= back {
            let byte = bytes[bytes.count - back]
            if byte < 0x80 { break }
            guard byte >= 0xC0 else { continue }
            let size = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
            return size > back ? bytes.count - back : bytes.count
        }
        return bytes.count
    }
}
