/// Which days are working days (工作日), by the arrangements of the State Council.
///
/// It knows every edition of a year and goes by the newest. A deadline keeps the editions that
/// it was reckoned with, see ``pinned(to:)``. A year without data has its weekdays and is
/// provisional.
package struct WorkCalendar: Sendable {
    /// The edition of each year that counts, by year.
    package let years: [CalendarYear]
    /// All that are known, by year and edition.
    private let editions: [CalendarYear]
    private let days: CountedDays

    /// Reads files of `routing-rules/calendar`, one edition of one year each.
    ///
    /// An edition that was imported goes before the same one in the files, which may have come
    /// later, with a newer program.
    ///
    /// - Throws: everything that is wrong with them.
    package init(files: [RuleText], imported: [RuleText] = []) throws(RuleMistakes) {
        var editions: [CalendarYear] = []
        var told: [(year: Int, file: RuleText)] = []
        var readers: [RuleReader] = []
        for (index, file) in (imported + files).enumerated() {
            let reader = RuleReader(file: file.name)
            readers.append(reader)
            if let year = CalendarYear.told(by: file) { told.append((year, file)) }
            guard let year = CalendarYear(file, reader) else { continue }
            let twin = editions.firstIndex { $0.year == year.year && $0.edition == year.edition }
            if let twin, twin < imported.count, index >= imported.count { continue }
            if twin != nil {
                reader.note("edition \(year.edition) of \(year.year) is there twice", at: nil)
            }
            editions.append(year)
        }
        let mistakes = readers.flatMap(\.mistakes) + Self.gaps(in: told)
        guard mistakes.isEmpty else { throw RuleMistakes(mistakes: mistakes) }
        self.init(editions: editions)
    }

    /// Years that are missing between others would silently have no holidays.
    private static func gaps(in years: [(year: Int, file: RuleText)]) -> [RuleMistake] {
        let sorted = years.sorted { $0.year < $1.year }
        return zip(sorted, sorted.dropFirst()).compactMap { before, after in
            guard after.year > before.year + 1 else { return nil }
            let message = "after \(before.year) comes \(after.year), a gap"
            return RuleMistake(file: after.file.name, line: 1, column: 1, message: message)
        }
    }

    private init(editions: [CalendarYear]) {
        let sorted = editions.sorted { ($0.year, $0.edition) < ($1.year, $1.edition) }
        let newest = Dictionary(grouping: sorted, by: \.year).compactMap { $0.value.last }
        self.init(editions: sorted, years: newest.sorted { $0.year < $1.year })
    }

    private init(editions: [CalendarYear], years: [CalendarYear]) {
        self.editions = editions
        self.years = years
        days = CountedDays(years)
    }

    /// With another year, or a newer edition of one, as `hotline calendar import` reads it.
    ///
    /// What was there already is no mistake and changes nothing.
    package func replacing(year file: RuleText) throws(RuleMistakes) -> WorkCalendar {
        let reader = RuleReader(file: file.name)
        guard let year = CalendarYear(file, reader) else {
            throw RuleMistakes(mistakes: reader.mistakes)
        }
        if editions.contains(year) { return self }
        if let newest = years.first(where: { $0.year == year.year }),
            newest.edition >= year.edition
        {
            reader.note("edition \(newest.edition) of \(year.year) is there: raise it", at: nil)
        }
        if let first = years.first, let last = years.last,
            !(first.year - 1...last.year + 1).contains(year.year)
        {
            reader.note("\(year.year) leaves a gap after \(first.year) to \(last.year)", at: nil)
        }
        guard reader.mistakes.isEmpty else { throw RuleMistakes(mistakes: reader.mistakes) }
        return WorkCalendar(editions: editions + [year])
    }
}

// MARK: - Days

extension WorkCalendar {
    package func isWorking(_ day: Day) -> Bool {
        days.isWorking(day)
    }

    /// Whether the arrangement of that day's year is yet to be published.
    package func isProvisional(_ day: Day) -> Bool {
        days.isProvisional(year: day.year)
    }

    /// What the arrangement calls the day, `元旦` or `调休上班`; nil for an ordinary one.
    package func name(of day: Day) -> String? {
        days.names[day]
    }

    /// The notice that arranges the day's year.
    package func basis(of day: Day) -> String {
        let year = day.year
        return years.first { $0.year == year }?.basis ?? "该年放假安排未公布，暂按周一至周五为工作日"
    }

    /// Whether the day is a working day, and why.
    package func dayNote(_ day: Day) -> (working: Bool, why: String) {
        let isWorking = isWorking(day)
        let why = name(of: day) ?? (isWorking ? "工作日" : "周末")
        return (isWorking, isProvisional(day) ? "\(why)(该年调休未公布，暂按法定节假日)" : why)
    }
}

// MARK: - Versions

extension WorkCalendar {
    /// The editions of the years that a span of days touches, such as `2026:1,2027:0`.
    package func version(from: Day, through: Day) -> String {
        let first = from.year
        let last = through.year
        var version = days.label(year: first)
        guard first < last else { return version }
        for year in first + 1...last { version += "," + days.label(year: year) }
        return version
    }

    /// Whether a version names the editions that count now.
    package func isNewest(_ version: String) -> Bool {
        version.split(separator: ",").allSatisfy { label in
            label.split(separator: ":").first.flatMap { Int($0) }
                .map { days.label(year: $0) == label } ?? false
        }
    }

    /// Whether any of those years is yet to be arranged.
    package func isProvisional(from: Day, through: Day) -> Bool {
        let first = from.year
        return (first...max(first, through.year)).contains { days.isProvisional(year: $0) }
    }

    /// The calendar as it was for whoever noted that version.
    ///
    /// Years that the version does not name go by their newest edition.
    package func pinned(to version: String) -> WorkCalendar {
        let named = version.split(separator: ",").filter { label in
            label.split(separator: ":").first.flatMap { Int($0) }
                .map { days.label(year: $0) != label } ?? false
        }
        if named.isEmpty { return self }
        var chosen = Dictionary(years.map { ($0.year, $0) }) { $1 }
        for label in named {
            let parts = label.split(separator: ":")
            guard parts.count == 2, let year = Int(parts[0]) else { continue }
            chosen[year] =
                if let edition = Int(parts[1]) {
                    editions.first { $0.year == year && $0.edition == edition } ?? chosen[year]
                } else {
                    nil
                }
        }
        return WorkCalendar(editions: editions, years: chosen.values.sorted { $0.year < $1.year })
    }
}

// MARK: - Counting

extension WorkCalendar {
    /// Numbers the working days one by one.
    ///
    /// A day that is none has the number of the last before it.
    func workingNumber(_ day: Day) -> Int {
        days.number(day)
    }

    func workingDay(number: Int) -> Day {
        days.day(number: number)
    }

    /// How many working days follow `from`, up to and with `through`.
    package func workingDays(after from: Day, through: Day) -> Int {
        days.number(through) - days.number(from)
    }

    /// The day itself if it is a working day, else the next one that is.
    package func nextWorkingDay(from day: Day) -> Day {
        isWorking(day) ? day : workingDay(number: workingNumber(day) + 1)
    }

    /// How much office time lies between two instants.
    package func workingSeconds(from: Instant, to: Instant, hours: OfficeHours) -> Int64 {
        workingSecond(to, hours) - workingSecond(from, hours)
    }

    /// Numbers the seconds of office time, as ``workingNumber(_:)`` does the days.
    func workingSecond(_ instant: Instant, _ hours: OfficeHours) -> Int64 {
        let day = instant.day
        let number = Int64(days.number(day))
        let daily = Int64(hours.dailySeconds)
        guard isWorking(day) else { return number * daily }
        return (number - 1) * daily + Int64(hours.elapsed(at: instant.secondOfDay))
    }

    /// The first instant at which that much office time is over.
    func instant(workingSecond: Int64, _ hours: OfficeHours) -> Instant {
        let daily = Int64(hours.dailySeconds)
        let before = (workingSecond - 1).flooredQuotient(by: daily)
        let day = workingDay(number: Int(before) + 1)
        let rest = Int(workingSecond - before * daily)
        return Instant(day, secondOfDay: hours.secondOfDay(elapsed: rest))
    }
}
