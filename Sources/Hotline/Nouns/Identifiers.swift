/// A code of the administrative divisions (行政区划代码).
///
/// 2 digits for a province, 4 for a city, 6 for a county, 9 for a township and 12 for a
/// village: `14`, `1401`, `140105`, `140105001`, `140105001001`. Whatever lies in a division
/// has a code that begins with its code.
package struct DivisionCode: Hashable, Comparable, Sendable, LosslessStringConvertible {
    package let description: String

    package init?(_ description: String) {
        let isDigits = description.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
        guard isDigits, [2, 4, 6, 9, 12].contains(description.utf8.count) else { return nil }
        self.description = description
    }

    package static func < (lhs: DivisionCode, rhs: DivisionCode) -> Bool {
        lhs.description < rhs.description
    }

    /// Whether `other` is this division or lies in it.
    package func contains(_ other: DivisionCode) -> Bool {
        other.description.utf8.starts(with: description.utf8)
    }

    /// The division one level up; nil for a province.
    package var parent: DivisionCode? {
        switch description.utf8.count {
        case 4: prefix(2)
        case 6: prefix(4)
        case 9: prefix(6)
        case 12: prefix(9)
        default: nil
        }
    }

    /// The county that it is or lies in; nil for a city or a province.
    package var county: DivisionCode? { prefix(6) }

    /// The township that it is or lies in.
    package var township: DivisionCode? { prefix(9) }

    private func prefix(_ length: Int) -> DivisionCode? {
        guard description.utf8.count >= length else { return nil }
        return DivisionCode(String(description.prefix(length)))
    }
}

/// The code of a unit (单位): its division, and what it is there.
///
/// A township is its own unit, `140105001`; the others add a word: `140105-civil-affairs`,
/// `1401-desk`. So what lies in a division is told by the code alone.
package struct UnitID: Hashable, Comparable, Sendable, LosslessStringConvertible {
    package let description: String

    package init?(_ description: String) {
        let bytes = description.utf8
        let isPlain = bytes.allSatisfy {
            ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 122) || $0 == UInt8(ascii: "-")
        }
        guard isPlain, bytes.count <= 40,
            DivisionCode(String(description.prefix { $0 != "-" })) != nil
        else { return nil }
        self.description = description
    }

    package static func < (lhs: UnitID, rhs: UnitID) -> Bool {
        lhs.description < rhs.description
    }

    /// The division that the unit serves.
    package var division: DivisionCode {
        guard let code = DivisionCode(String(description.prefix { $0 != "-" })) else {
            preconditionFailure("a unit's code begins with its division")
        }
        return code
    }

    package func lies(in division: DivisionCode) -> Bool {
        description.utf8.starts(with: division.description.utf8)
    }
}

/// The number that a caller quotes to ask about a ticket (工单编号), such as `20261123000017`.
///
/// Eight digits for the day of receipt, then at least six that count that day's tickets
/// from 1 without gaps. At most 18 in all, so that it is also a number of 64 bits.
package struct TicketNumber: Hashable, Comparable, Sendable, LosslessStringConvertible {
    package let description: String

    package init?(_ description: String) {
        let isDigits = description.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
        guard isDigits, (14...18).contains(description.utf8.count), description.first != "0"
        else { return nil }
        self.description = description
    }

    package init(day: Day, count: Int) {
        precondition(count > 0, "a day's tickets are counted from 1")
        let digits = String(count)
        let zeros = String(repeating: "0", count: max(0, 6 - digits.utf8.count))
        self.description = day.compact + zeros + digits
    }

    package static func < (lhs: TicketNumber, rhs: TicketNumber) -> Bool {
        (lhs.description.utf8.count, lhs.description)
            < (rhs.description.utf8.count, rhs.description)
    }
}
