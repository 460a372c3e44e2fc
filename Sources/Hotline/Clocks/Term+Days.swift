extension Term {
    /// The last day of the term when it begins on a day, which itself does not count.
    ///
    /// - Returns: Nil for a term that is not of days.
    package func lastDay(after start: Day, calendar: WorkCalendar) -> Day? {
        switch unit {
        case .workingDays: calendar.workingDay(number: calendar.workingNumber(start) + count)
        case .calendarDays, .months: start.advanced(by: calendarDays(after: start))
        case .minutes, .hours, .workingHours, .dailyHours: nil
        }
    }
}
