/// Working days with a number each, so that the tenth from here is a look-up.
///
/// Before the first year and after the last one, Monday to Friday are reckoned without a table.
final class CountedDays: Sendable {
    private let first: Int
    private let firstYear: Int
    /// The number of each day, and the day of each number, less that of the day before `first`.
    private let numbers: [Int32]
    private let workingDays: [Int32]
    private let labels: [String?]
    private let provisional: [Bool]
    let names: [Day: String]

    private static let nobody = "none"

    init(_ years: [CalendarYear]) {
        let firstYear = years.first?.year ?? 1970
        let lastYear = years.last?.year ?? 1969
        let first = Self.newYear(firstYear)
        var isWorking = (first..<Self.newYear(lastYear + 1)).map { !Day(number: $0).isWeekend }
        var names: [Day: String] = [:]
        for year in years {
            for holiday in year.holidays {
                isWorking[holiday.day.number - first] = false
                names[holiday.day] = holiday.name
            }
            for day in year.makeUpDays {
                isWorking[day.number - first] = true
                names[day] = "调休上班"
            }
        }
        var numbers: [Int32] = []
        var workingDays: [Int32] = []
        for (index, isWorking) in isWorking.enumerated() {
            if isWorking { workingDays.append(Int32(index)) }
            numbers.append(Int32(workingDays.count))
        }
        self.first = first
        self.firstYear = firstYear
        self.numbers = numbers
        self.workingDays = workingDays
        self.names = names
        let byYear = Dictionary(years.map { ($0.year, $0) }) { $1 }
        let all = lastYear < firstYear ? [] : Array(firstYear...lastYear)
        labels = all.map { year in byYear[year].map { "\(year):\($0.edition)" } }
        provisional = all.map { byYear[$0]?.isProvisional ?? true }
    }

    private static func newYear(_ year: Int) -> Int {
        guard let day = Day(year, 1, 1) else { preconditionFailure("a year of the calendar") }
        return day.number
    }
}

// MARK: - Years

extension CountedDays {
    func label(year: Int) -> String {
        let index = year - firstYear
        guard labels.indices.contains(index), let label = labels[index] else {
            return "\(year):\(Self.nobody)"
        }
        return label
    }

    func isProvisional(year: Int) -> Bool {
        let index = year - firstYear
        return provisional.indices.contains(index) ? provisional[index] : true
    }
}

// MARK: - Numbers

extension CountedDays {
    func isWorking(_ day: Day) -> Bool {
        number(day) != number(day.advanced(by: -1))
    }

    func number(_ day: Day) -> Int {
        let index = day.number - first
        if index < 0 { return Self.weekdays(through: day.number) }
        let before = Self.weekdays(through: first - 1)
        if index < numbers.count { return before + Int(numbers[index]) }
        let last = first + numbers.count - 1
        return before + workingDays.count
            + Self.weekdays(through: day.number) - Self.weekdays(through: last)
    }

    func day(number: Int) -> Day {
        let before = Self.weekdays(through: first - 1)
        let index = number - before - 1
        if index < 0 { return Self.weekday(number: number) }
        if index < workingDays.count { return Day(number: first + Int(workingDays[index])) }
        let last = Self.weekdays(through: first + numbers.count - 1)
        return Self.weekday(number: last + index + 1 - workingDays.count)
    }

    /// How many of Monday to Friday there were from the week of 1970-01-01 to that day.
    private static func weekdays(through number: Int) -> Int {
        // 1970-01-01 was a Thursday.
        let week = (number + 3).flooredQuotient(by: 7)
        return week * 5 + min(number + 3 - week * 7 + 1, 5)
    }

    private static func weekday(number: Int) -> Day {
        let week = (number - 1).flooredQuotient(by: 5)
        return Day(number: week * 7 + (number - 1 - week * 5) - 3)
    }
}
