/// A code of the administrative divisions (行政区划代码).
///
/// 2 digits for a province, 4 for a city, 6 for a county, 9 for a township and 12 for a
/// village: `14`, `1401`, `140105`, `140105001`, `140105001001`. Whatever lies in a division
/// has a code that begins with its code.
package struct DivisionCode: Hashable, Comparable, Sendable, LosslessStringConvertible {
    package let description: String

    package init?(_ description: String) {
        let isDigits = description.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
        guard isDigits, Self.isLength(description.utf8.count) else { return nil }
        self.description = description
    }

    /// How many digits a province, a city, a county, a township and a village have.
    fileprivate static func isLength(_ count: Int) -> Bool {
        switch count {
        case 2, 4, 6, 9, 12: true
        default: false
        }
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
        var (count, digits) = (0, 0)
        for byte in description.utf8 {
            switch byte {
            case 48...57: if digits == count { digits += 1 }
            case 97...122: if digits == count { return nil }
            case UInt8(ascii: "-"): break
            default: return nil
            }
            count += 1
        }
        guard count <= 40, DivisionCode.isLength(digits) else { return nil }
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
    /// As the tables hold it: 14 to 18 digits.
    package let integer: Int64

    package init?(_ description: String) {
        let isDigits = description.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
        guard isDigits, let integer = Int64(description) else { return nil }
        self.init(integer: integer)
        guard description.utf8.first != 48 else { return nil }
    }

    package init?(integer: Int64) {
        guard (10_000_000_000_000..<1_000_000_000_000_000_000).contains(integer) else {
            return nil
        }
        self.integer = integer
    }

    package init(day: Day, count: Int) {
        precondition(count > 0, "a day's tickets are counted from 1")
        var scale: Int64 = 1_000_000
        while count >= scale { scale *= 10 }
        integer = (Int64(day.compact) ?? 0) * scale + Int64(count)
    }

    package var description: String { String(integer) }

    package static func < (lhs: TicketNumber, rhs: TicketNumber) -> Bool {
        lhs.integer < rhs.integer
    }
}
