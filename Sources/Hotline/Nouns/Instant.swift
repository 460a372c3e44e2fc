/// A moment, to the second (时刻).
///
/// Everything that the law counts in is a second or longer, and a whole number is compared,
/// stored and hashed without surprises. The hotline lives in Asia/Shanghai, which has had no
/// daylight saving since 1991, so its civil time is UTC+8 whatever the machine's zone.
package struct Instant: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    package let seconds: Int64

    package init(seconds: Int64) {
        self.seconds = seconds
    }

    package static let secondsEastOfUTC: Int64 = 8 * 3600

    package static func < (lhs: Instant, rhs: Instant) -> Bool {
        lhs.seconds < rhs.seconds
    }

    package static func + (lhs: Instant, seconds: Int64) -> Instant {
        Instant(seconds: lhs.seconds + seconds)
    }

    package static func - (lhs: Instant, rhs: Instant) -> Int64 {
        lhs.seconds - rhs.seconds
    }
}

extension Instant {
    /// The moment `secondOfDay` seconds into a day.
    package init(_ day: Day, secondOfDay: Int = 0) {
        self.init(
            seconds: Int64(day.number) * 86400 + Int64(secondOfDay) - Self.secondsEastOfUTC
        )
    }

    /// The day that it is at the hotline.
    package var day: Day {
        Day(number: Int((seconds + Self.secondsEastOfUTC).flooredQuotient(by: 86400)))
    }

    /// Seconds since midnight at the hotline, 0 to 86,399.
    package var secondOfDay: Int {
        Int(seconds + Self.secondsEastOfUTC - Int64(day.number) * 86400)
    }
}

extension FixedWidthInteger {
    /// The quotient rounded towards negative infinity, for a positive divisor.
    package func flooredQuotient(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

// MARK: - RFC 3339

extension Instant: LosslessStringConvertible {
    /// Reads an RFC 3339 date and time with an offset, such as `2026-11-23T09:40:00+08:00`.
    ///
    /// A fraction of a second is read and dropped.
    package init?(_ description: String) {
        let bytes = Array(description.utf8)
        guard bytes.count >= 20, bytes.count <= 40, bytes[10] == UInt8(ascii: "T"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let day = Day(bytes[0..<10]),
            let hour = bytes.number(11..<13), hour < 24,
            let minute = bytes.number(14..<16), minute < 60,
            let second = bytes.number(17..<19), second < 60
        else { return nil }
        var end = 19
        if bytes[end] == UInt8(ascii: ".") {
            end += 1
            let digits = bytes[end...].prefix { $0 >= 48 && $0 <= 57 }.count
            guard digits > 0, end + digits < bytes.count else { return nil }
            end += digits
        }
        guard let offset = Self.offset(bytes[end...]) else { return nil }
        let local = Int64(day.number) * 86400 + Int64(hour * 3600 + minute * 60 + second)
        self.init(seconds: local - offset)
    }

    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int64? {
        if bytes.elementsEqual([UInt8(ascii: "Z")]) { return 0 }
        let start = bytes.startIndex
        guard bytes.count == 6, bytes[start + 3] == UInt8(ascii: ":"),
            let hours = Array(bytes).number(1..<3), hours < 24,
            let minutes = Array(bytes).number(4..<6), minutes < 60
        else { return nil }
        let size = Int64(hours * 3600 + minutes * 60)
        switch bytes[start] {
        case UInt8(ascii: "+"): return size
        case UInt8(ascii: "-"): return -size
        default: return nil
        }
    }

    /// The moment in the hotline's time, such as `2026-11-23T09:40:00+08:00`.
    package var description: String {
        let second = secondOfDay
        var text = day.digits(parting: true)
        text.reserveCapacity(25)
        text.append(UInt8(ascii: "T"))
        text.append(twoDigitsOf: second / 3600)
        text.append(UInt8(ascii: ":"))
        text.append(twoDigitsOf: second / 60 % 60)
        text.append(UInt8(ascii: ":"))
        text.append(twoDigitsOf: second % 60)
        text.append(contentsOf: "+08:00".utf8)
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    mutating func append(twoDigitsOf number: Int) {
        append(UInt8(48 + number / 10 % 10))
        append(UInt8(48 + number % 10))
    }
}

extension Int {
    /// The last two digits, `07` for 7.
    package var twoDigits: String {
        let digits = [UInt8(48 + self / 10 % 10), UInt8(48 + self % 10)]
        return String(decoding: digits, as: UTF8.self)
    }
}

extension Array where Element == UInt8 {
    /// The decimal number in a range of digits, nil if anything else stands there.
    func number(_ range: Range<Int>) -> Int? {
        var number = 0
        for byte in self[range] {
            guard byte >= 48, byte <= 57 else { return nil }
            number = number * 10 + Int(byte - 48)
        }
        return number
    }
}
