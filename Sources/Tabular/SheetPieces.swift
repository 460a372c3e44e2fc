internal import Foundation

/// A sheet's XML in pieces of whole rows, each a document by itself (分段).
///
/// The XML parser gives a document of more than 10 MB up, and a sheet of 30,000 rows has more.
struct SheetPieces: Sequence, IteratorProtocol {
    private let data: Data
    /// The root's tag, with the name spaces that rows use.
    private let head: Data
    private var position: Int?

    /// How large a piece is about, in bytes.
    static let sizeMax = 4 << 20
    /// How far into a sheet its root is looked for.
    private static let headSizeMax = 1 << 16

    private static let rowEnd = Data("</row>".utf8)
    private static let tableStart = Data("<sheetData>".utf8)
    private static let tableEnd = Data("</sheetData></worksheet>".utf8)

    init(_ data: Data) {
        self.data = data
        position = data.startIndex
        let start = data.prefix(Self.headSizeMax)
        let root = start.range(of: Data("<worksheet".utf8))
        let end = root.flatMap {
            start.range(of: Data(">".utf8), in: $0.upperBound..<start.endIndex)
        }
        head =
            if let root, let end {
                Data(data[root.lowerBound..<end.upperBound])
            } else {
                Data()
            }
    }

    mutating func next() -> Data? {
        guard let from = position else { return nil }
        let isFirst = from == data.startIndex
        // A sheet whose root has another name is left whole.
        let cut = head.isEmpty ? nil : cut(after: from)
        position = cut
        let piece = data[from..<(cut ?? data.endIndex)]
        let before = isFirst ? Data() : head + Self.tableStart
        return before + piece + (cut == nil ? Data() : Self.tableEnd)
    }

    /// Where a row ends that is far enough on; nil where the rest is one piece.
    private func cut(after from: Int) -> Int? {
        guard data.endIndex - from > Self.sizeMax else { return nil }
        let rest = (from + Self.sizeMax)..<data.endIndex
        guard let end = data.range(of: Self.rowEnd, in: rest)?.upperBound else { return nil }
        return end
    }
}
