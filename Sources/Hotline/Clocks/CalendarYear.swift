import Yams

/// One edition of the holidays and make-up working days of a year (放假调休安排).
package struct CalendarYear: Hashable, Sendable {
    /// A day off, and what for.
    package struct Holiday: Hashable, Sendable {
        package let day: Day
        package let name: String
    }

    package let year: Int
    /// Rises when the State Council changes a year that it had arranged; 0 before it has.
    package let edition: Int
    /// The arrangement is not published: only the statutory days are known.
    package let isProvisional: Bool
    /// The notices that it follows.
    package let basis: String
    package let holidays: [Holiday]
    package let makeUpDays: [Day]

    package init(
        year: Int,
        edition: Int,
        isProvisional: Bool,
        basis: String,
        holidays: [Holiday],
        makeUpDays: [Day]
    ) {
        self.year = year
        self.edition = edition
        self.isProvisional = isProvisional
        self.basis = basis
        self.holidays = holidays
        self.makeUpDays = makeUpDays
    }

    /// What the Regulation on National Holidays gives everybody (全国年节及纪念日放假办法).
    static let statutoryNames = ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]

    static let yearMin = 1990
    static let yearMax = 2100
    static let editionMax = 99
}

// MARK: - YAML

extension CalendarYear {
    private static let keys: Set = [
        "year", "edition", "provisional", "basis", "holidays", "makeUpDays",
    ]

    /// The year that a file is about, whatever else is wrong with it.
    static func told(by file: RuleText) -> Int? {
        let reader = RuleReader(file: file.name)
        return reader.compose(file.text)?.mapping?["year"].flatMap {
            reader.number($0, in: yearMin...yearMax)
        }
    }

    /// Reads a file of `routing-rules/calendar`.
    ///
    /// - Returns: nil after a mistake; mistakes are with the reader.
    init?(_ file: RuleText, _ reader: RuleReader) {
        guard let root = reader.compose(file.text),
            let mapping = reader.mapping(root, required: Self.keys)
        else { return nil }
        let year = mapping["year"].flatMap { reader.number($0, in: Self.yearMin...Self.yearMax) }
        let edition = mapping["edition"].flatMap { reader.number($0, in: 0...Self.editionMax) }
        let isProvisional = mapping["provisional"].flatMap(reader.flag)
        let basis = mapping["basis"].flatMap(reader.text)
        var days = DaysOnce(reader: reader, year: year)
        let holidays = mapping["holidays"].map { days.holidays($0) } ?? []
        let makeUpDays = mapping["makeUpDays"].map { days.makeUpDays($0) } ?? []
        guard let year, let edition, let isProvisional, let basis else { return nil }
        if isProvisional != (edition == 0) {
            reader.note("edition 0 and provisional belong together", at: mapping["edition"]?.mark)
        }
        days.noteMissing(at: mapping["holidays"]?.mark ?? root.mark)
        guard reader.mistakes.isEmpty else { return nil }
        self.init(
            year: year,
            edition: edition,
            isProvisional: isProvisional,
            basis: basis,
            holidays: holidays.sorted { $0.day < $1.day },
            makeUpDays: makeUpDays.sorted()
        )
    }
}

/// Reads the days of a year and notes those that stand in it twice or cannot stand in it.
private struct DaysOnce {
    let reader: RuleReader
    let year: Int?
    private var seen: Set<Day> = []
    private var names: Set<String> = []

    init(reader: RuleReader, year: Int?) {
        self.reader = reader
        self.year = year
    }

    mutating func holidays(_ list: Node) -> [CalendarYear.Holiday] {
        var holidays: [CalendarYear.Holiday] = []
        for node in reader.sequence(list) {
            guard let mapping = reader.mapping(node, required: ["name", "from", "through"])
            else { continue }
            let name = mapping["name"].flatMap(reader.text)
            if let name { names.formUnion(name.split(separator: "、").map(String.init)) }
            guard let name, let from = mapping["from"], let through = mapping["through"],
                let first = reader.day(from), let last = reader.day(through)
            else { continue }
            guard first <= last, last.number - first.number < 31 else {
                reader.note("a holiday ends after it begins, within a month", at: through.mark)
                continue
            }
            for number in first.number...last.number {
                let day = Day(number: number)
                take(day, at: from.mark)
                holidays.append(.init(day: day, name: name))
            }
        }
        return holidays
    }

    mutating func makeUpDays(_ list: Node) -> [Day] {
        var days: [Day] = []
        for node in reader.sequence(list) {
            guard let day = reader.day(node) else { continue }
            take(day, at: node.mark)
            if !day.isWeekend {
                reader.note("\(day) is a working day anyway, no make-up day", at: node.mark)
            }
            days.append(day)
        }
        return days
    }

    private mutating func take(_ day: Day, at mark: Mark?) {
        if let year, day.year != year {
            reader.note("\(day) is not in \(year)", at: mark)
        }
        if !seen.insert(day).inserted {
            reader.note("\(day) stands here twice", at: mark)
        }
    }

    /// A year that lacks one of the statutory holidays has a gap.
    func noteMissing(at mark: Mark?) {
        for name in CalendarYear.statutoryNames where !names.contains(name) {
            reader.note("no day off for \(name)", at: mark)
        }
    }
}
