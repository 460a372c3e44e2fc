package import Hotline

/// How often something is owed (周期).
package enum DutyFrequency: String, CaseIterable, Sendable {
    case month, quarter, halfYear, year

    /// How many months one period has.
    package var months: Int {
        switch self {
        case .month: 1
        case .quarter: 3
        case .halfYear: 6
        case .year: 12
        }
    }

    package var name: String {
        switch self {
        case .month: "每月"
        case .quarter: "每季度"
        case .halfYear: "每半年"
        case .year: "每年"
        }
    }
}

/// The month, quarter, half-year or year that a duty is for (所属期), such as `2026-11`,
/// `2026-Q4`, `2026-H2`, `2026`.
package struct DutyPeriod: Hashable, Sendable {
    package let frequency: DutyFrequency
    /// Months since the year 0, of the first month.
    private let firstMonth: Int

    private init(_ frequency: DutyFrequency, firstMonth: Int) {
        self.frequency = frequency
        self.firstMonth = firstMonth
    }

    /// The period that a day lies in.
    package init(_ frequency: DutyFrequency, containing day: Day) {
        let (year, month, _) = day.civil
        let months = year * 12 + month - 1
        self.init(frequency, firstMonth: months - months % frequency.months)
    }

    package var year: Int { firstMonth / 12 }

    /// The period after this one.
    package var next: DutyPeriod {
        DutyPeriod(frequency, firstMonth: firstMonth + frequency.months)
    }

    /// The day of that number in a month of the period, the first of which is month 1; the last
    /// day of the month where it has no such day.
    package func day(_ number: Int, inMonth month: Int) -> Day {
        let months = firstMonth + month - 1
        let (year, index) = (months / 12, months % 12 + 1)
        let length = Day.length(ofMonth: index, year: year)
        guard let day = Day(year, index, min(number, length)) else {
            preconditionFailure("a period lies within the years that days have")
        }
        return day
    }

    package var firstDay: Day { day(1, inMonth: 1) }
    package var lastDay: Day { day(31, inMonth: frequency.months) }
}

extension DutyPeriod: LosslessStringConvertible {
    package init?(_ description: String) {
        let parts = description.split(separator: "-", omittingEmptySubsequences: false)
        guard let year = parts.first.flatMap({ Self.number($0, digits: 4) }),
            (1900...2999).contains(year)
        else { return nil }
        let first = year * 12
        switch parts.count {
        case 1: self.init(.year, firstMonth: first)
        case 2 where parts[1].first == "Q" || parts[1].first == "H":
            let frequency: DutyFrequency = parts[1].first == "Q" ? .quarter : .halfYear
            guard let part = Self.number(parts[1].dropFirst(), digits: 1),
                (1...12 / frequency.months).contains(part)
            else { return nil }
            self.init(frequency, firstMonth: first + (part - 1) * frequency.months)
        case 2:
            guard let month = Self.number(parts[1], digits: 2), (1...12).contains(month) else {
                return nil
            }
            self.init(.month, firstMonth: first + month - 1)
        default: return nil
        }
    }

    private static func number(_ text: Substring, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    package var description: String {
        switch frequency {
        case .month: "\(year)-\((firstMonth % 12 + 1).twoDigits)"
        case .quarter: "\(year)-Q\(firstMonth % 12 / 3 + 1)"
        case .halfYear: "\(year)-H\(firstMonth % 12 / 6 + 1)"
        case .year: "\(year)"
        }
    }

    /// As people read it, `2026年11月`.
    package var name: String {
        switch frequency {
        case .month: "\(year)年\(firstMonth % 12 + 1)月"
        case .quarter: "\(year)年第\(firstMonth % 12 / 3 + 1)季度"
        case .halfYear: "\(year)年\(firstMonth % 12 < 6 ? "上" : "下")半年"
        case .year: "\(year)年"
        }
    }
}
