/// A day of the civil calendar (日).
package struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package let number: Int

    package init(number: Int) {
        self.number = number
    }

    package static func < (lhs: Day, rhs: Day) -> Bool {
        lhs.number < rhs.number
    }

    package func advanced(by count: Int) -> Day {
        Day(number: number + count)
    }
}

extension Day {
    /// The day of that year, month and day of the month.
    ///
    /// - Returns: nil if the calendar has no such day, or the year is not within 1900 to 2999.
    package init?(_ year: Int, _ month: Int, _ day: Int) {
        guard (1900...2999).contains(year), (1...12).contains(month),
            (1...Self.length(ofMonth: month, year: year)).contains(day)
        else { return nil }
        // Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(number: era * 146_097 + dayOfEra - 719_468)
    }

    /// How many days a month has, 28 to 31.
    package static func length(ofMonth month: Int, year: Int) -> Int {
        let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeapYear ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Year, month 1 to 12, and day of the month.
    package var civil: (year: Int, month: Int, day: Int) {
        // civil_from_days of the same paper.
        let shifted = number + 719_468
        let era = shifted.flooredQuotient(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch + (monthFromMarch < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    package var year: Int { civil.year }

    /// 1 for Monday to 7 for Sunday.
    package var weekday: Int {
        // 1970-01-01 was a Thursday.
        let sinceMonday = (number + 3) - (number + 3).flooredQuotient(by: 7) * 7
        return sinceMonday + 1
    }

    package var isWeekend: Bool { weekday >= 6 }
}

extension Day: LosslessStringConvertible {
    /// Reads `yyyy-MM-dd`.
    package init?(_ description: String) {
        self.init(Array(description.utf8)[...])
    }

    init?(_ bytes: ArraySlice<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = bytes.number(0..<4), let month = bytes.number(5..<7),
            let day = bytes.number(8..<10)
        else { return nil }
        self.init(year, month, day)
    }

    package var description: String {
        String(decoding: digits(parting: true), as: UTF8.self)
    }

    /// Year, month and day in digits, with or without hyphens; the year has four.
    func digits(parting: Bool) -> [UInt8] {
        let (year, month, day) = civil
        var text: [UInt8] = []
        text.reserveCapacity(25)
        text.append(twoDigitsOf: year / 100)
        text.append(twoDigitsOf: year)
        if parting { text.append(UInt8(ascii: "-")) }
        text.append(twoDigitsOf: month)
        if parting { text.append(UInt8(ascii: "-")) }
        text.append(twoDigitsOf: day)
        return text
    }

    /// The digits alone, `20261123`, as ticket numbers begin.
    package var compact: String {
        String(decoding: digits(parting: false), as: UTF8.self)
    }
}
