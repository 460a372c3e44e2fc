private import CQrencode

/// A picture that a telephone reads an address from (二维码).
package struct QRCode: Hashable, Sendable {
    /// How many squares it has on a side.
    package let width: Int
    /// Which of them are dark, row by row.
    package let isDark: [Bool]

    /// How long a text may be, in bytes: what still prints well on a small card.
    package static let sizeMax = 300
    /// What must be left white around it, in squares.
    private static let margin = 4

    /// - Returns: Nil for a text that is empty, too long or has a zero byte in it.
    package init?(_ text: String) {
        let size = text.utf8.count
        guard size > 0, size <= Self.sizeMax, !text.utf8.contains(0) else { return nil }
        guard let code = unsafe QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { unsafe QRcode_free(code) }
        let width = Int(unsafe code.pointee.width)
        guard let data = unsafe code.pointee.data else { return nil }
        self.width = width
        // The lowest bit says whether a square is dark.
        isDark = unsafe UnsafeBufferPointer(start: data, count: width * width).map { $0 & 1 == 1 }
    }

    package subscript(row: Int, column: Int) -> Bool { isDark[row * width + column] }

    /// As a picture of squares that print sharply at any size.
    package var svg: String {
        let side = width + 2 * Self.margin
        var path = ""
        for row in 0..<width {
            for column in 0..<width where self[row, column] {
                path += "M\(column + Self.margin),\(row + Self.margin)h1v1h-1z"
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" \
            shape-rendering="crispEdges"><path fill="#fff" d="M0,0h\(side)v\(side)h-\(side)z"/>\
            <path d="\(path)"/></svg>
            """
    }
}
