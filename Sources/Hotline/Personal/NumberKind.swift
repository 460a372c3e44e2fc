/// Tells the numbers of persons from other numbers, by their digits.
enum NumberKind {
    /// A digit, also one of full width or a Chinese numeral as people dictate them (幺三八…).
    static func digit(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar {
        case "0"..."9": UInt8(scalar.value)
        case "０"..."９": UInt8(scalar.value - 0xFF10 + 48)
        case "〇", "零", "○": 48
        case "一", "壹", "幺": 49
        case "二", "贰": 50
        case "三", "叁": 51
        case "四", "肆": 52
        case "五", "伍": 53
        case "六", "陆": 54
        case "七", "柒": 55
        case "八", "捌": 56
        case "九", "玖": 57
        default: nil
        }
    }

    /// A digit of any width, and no numeral.
    static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 58 || scalar.value >= 0xFF10
    }

    /// The fewest digits that such a number has.
    private static let digitsMin = 7

    /// Whether a text has digits enough for a number, or a placeholder's bracket; most do not.
    static func mayStand(in text: String) -> Bool {
        var count = 0
        var last: UInt32 = 0
        for byte in text.utf8 {
            last = (last << 8 | UInt32(byte)) & 0xFFFFFF
            if (48...57).contains(byte) {
                count += 1
            } else if (0x80...0xBF).contains(byte), isNumeral(last) {
                count += 1
            } else if last == 0xE38094 {
                return true
            }
            if count >= digitsMin { return true }
        }
        return false
    }

    /// A full-width digit or a Chinese numeral, by its three bytes of UTF-8.
    private static func isNumeral(_ bytes: UInt32) -> Bool {
        switch bytes {
        case 0xEFBC90...0xEFBC99: true
        case 0xE38087, 0xE99BB6, 0xE2978B, 0xE4B880, 0xE5A3B9, 0xE5B9BA, 0xE4BA8C, 0xE8B4B0,
            0xE4B889, 0xE58F81, 0xE59B9B, 0xE88286, 0xE4BA94, 0xE4BC8D, 0xE585AD, 0xE99986,
            0xE4B883, 0xE69F92, 0xE585AB, 0xE68D8C, 0xE4B99D, 0xE78E96:
            true
        default: false
        }
    }

    static func name(of digits: [UInt8]) -> PersonalField.Name? {
        let isPlain = !digits.contains(UInt8(ascii: "X"))
        switch digits.count {
        case 18 where isBirthDate(digits[6..<14]) && !digits.dropLast().contains(88):
            return .idNumber
        // A disability certificate: the ID number, its category and grade, and what follows.
        case 20...22
        where isBirthDate(digits[6..<14]) && !digits[..<17].contains(88)
            && !digits[18...].contains(88):
            return .idNumber
        case 15 where isPlain && isOldIDNumber(digits):
            return .idNumber
        case 11 where isPlain && digits[0] == 49 && digits[1] >= 51:
            return .phone
        case 13 where isPlain && digits.starts(with: Array("861".utf8)) && digits[3] >= 51:
            return .phone
        case 10...12 where isPlain && digits[0] == 48 && digits[1] != 48:
            return .phone
        case 16...19 where isPlain && isBankCard(digits): return .bankCard
        default:
            return nil
        }
    }

    private static func isBirthDate(_ digits: ArraySlice<UInt8>) -> Bool {
        let century = digits.starts(with: Array("19".utf8)) || digits.starts(with: Array("20".utf8))
        let month = Array(digits).number(4..<6) ?? 0
        return century && (1...12).contains(month)
    }

    private static func isOldIDNumber(_ digits: [UInt8]) -> Bool {
        guard let month = digits.number(8..<10), let day = digits.number(10..<12) else {
            return false
        }
        return (1...12).contains(month) && (1...31).contains(day) && digits[0] != 48
    }

    /// A card of UnionPay, or of 16 digits of another scheme, whose check digit fits (Luhn).
    private static func isBankCard(_ digits: [UInt8]) -> Bool {
        let isUnionPay = digits.starts(with: Array("62".utf8))
        guard isUnionPay || (digits.count == 16 && (digits[0] == 52 || digits[0] == 53)) else {
            return false
        }
        let sum = digits.reversed().enumerated().reduce(0) { sum, item in
            let digit = Int(item.element) - 48
            let doubled = item.offset.isMultiple(of: 2) ? digit : digit * 2
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }
        return sum.isMultiple(of: 10)
    }

    /// A passport or a travel permit: `E12345678`, `EA1234567`, `H12345678`.
    static func isPassport(_ letters: [UInt8], _ digits: [UInt8]) -> Bool {
        guard let first = letters.first, !digits.contains(88) else { return false }
        let isKnown = "EGHMDSP".utf8.contains(first)
        return isKnown && letters.count + digits.count == 9
    }

    /// Whether digits may be those of a fixed phone without its area code; a day is none.
    static func isLandline(_ digits: [UInt8]) -> Bool {
        guard let first = digits.first, (50...56).contains(first) else { return false }
        return digits.count == 7 || !isBirthDate(digits[...])
    }
}
