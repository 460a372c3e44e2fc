internal import Foundation

extension Sheet {
    /// The table as CSV (RFC 4180), in UTF-8 with a mark that tells Excel so.
    ///
    /// No cell is taken for a formula by the program that opens it: what begins like one is
    /// preceded by an apostrophe.
    package var csv: [UInt8] {
        var text = "\u{FEFF}"
        for line in heading { text += Self.field(line) + "\r\n" }
        text += columns.map { Self.field($0.title) }.joined(separator: ",") + "\r\n"
        for row in rows { text += row.map(Self.field).joined(separator: ",") + "\r\n" }
        for line in notes { text += Self.field(line) + "\r\n" }
        return Array(text.utf8)
    }

    private static func field(_ cell: Cell) -> String {
        switch cell {
        case .empty: ""
        case .text(let text): field(text)
        case .number(let number):
            number == number.rounded() && abs(number) < 1e15
                ? String(Int64(number)) : String(number)
        case .share(let share): String(format: "%.2f%%", share * 100)
        }
    }

    private static let formulaStarts: Set<Character> = ["=", "+", "-", "@", "\t", "\r", "\n"]

    private static func field(_ text: String) -> String {
        var text = text
        let start = text.drop { $0 == " " }.first
        if let start, formulaStarts.contains(start) { text = "'" + text }
        let needsQuotes = text.unicodeScalars.contains {
            $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r"
        }
        guard needsQuotes else { return text }
        return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }
}
