/// An amount of money in fen (分): a whole number, so that sums are true to the cent.
package struct Fen: Hashable, Comparable, Sendable {
    package let count: Int64

    package init(_ count: Int64) {
        self.count = count
    }

    package static func < (lhs: Fen, rhs: Fen) -> Bool { lhs.count < rhs.count }
    package static func + (lhs: Fen, rhs: Fen) -> Fen { Fen(lhs.count + rhs.count) }
    package static func - (lhs: Fen, rhs: Fen) -> Fen { Fen(lhs.count - rhs.count) }
}

extension Fen: CustomStringConvertible {
    /// In yuan with both digits, such as `1234.50`.
    package var description: String {
        let size = count.magnitude
        let rest = size % 100
        return "\(count < 0 ? "-" : "")\(size / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
