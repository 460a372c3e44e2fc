/// How long a deadline leaves (期限), such as `5 workingDays` or `0.5 dailyHours`.
package struct Term: Hashable, Sendable {
    package enum Unit: String, CaseIterable, Sendable {
        /// 分钟, by the clock
        case minutes
        /// 小时, by the clock
        case hours
        /// 工作小时, within office hours
        case workingHours
        /// 工作日
        case workingDays
        /// 日, 天
        case calendarDays
        /// 月
        case months
        /// As long as one working day's hours, but run by the clock (每日工作时间).
        case dailyHours
    }

    package let unit: Unit
    /// In hundredths, because hours may be split.
    private let hundredths: Int
    /// As it is written, which is asked for with every deadline that is stored.
    package let description: String

    static let countMax = 100_000

    /// - Returns: nil unless the count is 1 or more.
    package init?(_ count: Int, _ unit: Unit) {
        guard (1...Self.countMax).contains(count) else { return nil }
        self.init(hundredths: count * 100, unit)
    }

    private init(hundredths: Int, _ unit: Unit) {
        self.hundredths = hundredths
        self.unit = unit
        description = "\(Self.countText(hundredths)) \(unit.rawValue)"
    }

    /// How many whole units.
    package var count: Int { hundredths / 100 }

    /// How long it is where the clock on the wall or office hours are what counts; nil for
    /// terms of days and months.
    func seconds(_ hours: OfficeHours) -> Int64? {
        switch unit {
        case .minutes: Int64(hundredths) * 60 / 100
        case .hours, .workingHours: Int64(hundredths) * 3600 / 100
        case .dailyHours: Int64(hundredths) * Int64(hours.dailySeconds) / 100
        case .workingDays, .calendarDays, .months: nil
        }
    }

    /// Whether it is counted in whole days, of which the first does not count.
    package var isOfDays: Bool {
        switch unit {
        case .workingDays, .calendarDays, .months: true
        case .minutes, .hours, .workingHours, .dailyHours: false
        }
    }

    /// As an order to a unit says it, `5个工作日`.
    package var chinese: String {
        switch unit {
        case .minutes: "\(countText)分钟"
        case .hours: "\(countText)小时"
        case .workingHours: "\(countText)个工作小时"
        case .workingDays: "\(countText)个工作日"
        case .calendarDays: "\(countText)日"
        case .months: "\(countText)个月"
        case .dailyHours: "\(countText)个工作日的工时"
        }
    }

    private var countText: String { Self.countText(hundredths) }

    private static func countText(_ hundredths: Int) -> String {
        let (count, rest) = (hundredths / 100, hundredths % 100)
        if rest == 0 { return "\(count)" }
        return rest % 10 == 0 ? "\(count).\(rest / 10)" : "\(count).\(rest.twoDigits)"
    }
}

extension Term: LosslessStringConvertible {
    package init?(_ description: String) {
        let words = description.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, let unit = Unit(rawValue: String(words[1])),
            let hundredths = Self.hundredths(words[0])
        else { return nil }
        self.init(hundredths: hundredths, unit)
        // Only hours may be split, and one number is written in one way.
        let isSplittable = !isOfDays && unit != .minutes
        guard isSplittable || hundredths % 100 == 0, self.description == description else {
            return nil
        }
    }

    private static func hundredths(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = Int(parts[0]), (0...countMax).contains(whole) else {
            return nil
        }
        let digits = parts.count == 2 ? String(parts[1]) : "0"
        guard (1...2).contains(digits.utf8.count), let rest = Int(digits), rest >= 0 else {
            return nil
        }
        let total = whole * 100 + (digits.utf8.count == 1 ? rest * 10 : rest)
        return total > 0 ? total : nil
    }
}
