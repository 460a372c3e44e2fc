/// A figure that is no deadline of its own, where it comes from, and where and when it holds.
package struct ClockSetting<Value: Hashable & Sendable>: Hashable, Sendable {
    package let value: Value
    package let basis: String
    package let grade: Grade
    /// Where it is in force; nil for everywhere.
    package let division: DivisionCode?
    /// The first and the last day on which this system goes by it; nil for always.
    package let from: Day?
    package let until: Day?

    package init(
        value: Value,
        basis: String,
        grade: Grade,
        division: DivisionCode? = nil,
        from: Day? = nil,
        until: Day? = nil
    ) {
        self.value = value
        self.basis = basis
        self.grade = grade
        self.division = division
        self.from = from
        self.until = until
    }

    /// Whether it is what holds where nothing else is said.
    var isStandard: Bool { division == nil && from == nil && until == nil }

    fileprivate func holds(in county: DivisionCode?, on day: Day) -> Bool {
        let isHere = division.map { place in county.map(place.contains) ?? false } ?? true
        return isHere && (from.map { $0 <= day } ?? true) && (until.map { day <= $0 } ?? true)
    }

    /// The smaller the place, the sooner it is asked; what has a date goes before what has none.
    fileprivate var precedence: (Int, Int) {
        (division?.description.utf8.count ?? 0, from == nil && until == nil ? 0 : 1)
    }

    /// Whether both would hold at one place on one day, and neither goes first.
    func isAmbiguous(beside other: Self) -> Bool {
        precedence == other.precedence && division == other.division
            && (until.flatMap { end in other.from.map { $0 <= end } } ?? true)
            && (other.until.flatMap { end in from.map { $0 <= end } } ?? true)
    }
}

/// A setting with what counties and dates make of it.
package struct ClockSettingChoice<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What holds where nothing else is said.
    package let standard: ClockSetting<Value>
    /// What goes before it, the first first.
    package let others: [ClockSetting<Value>]

    init(standard: ClockSetting<Value>, others: [ClockSetting<Value>]) {
        self.standard = standard
        self.others = others.sorted { $0.precedence > $1.precedence }
    }

    /// The value for a county on a day.
    package func value(in county: DivisionCode?, on day: Day) -> Value {
        setting(in: county, on: day).value
    }

    /// The value with its basis and grade, for a county, a city or a province on a day.
    package func setting(in place: DivisionCode?, on day: Day) -> ClockSetting<Value> {
        others.first { $0.holds(in: place, on: day) } ?? standard
    }
}

/// A reason for which a ticket may wait (挂起事由).
package struct SuspensionReason: Hashable, Sendable {
    package let code: String
    /// As people read it, 材料补正.
    package let name: String

    package init(code: String, name: String) {
        self.code = code
        self.name = name
    }
}

/// What the rules say besides how long: how often, for which reasons, at most.
package struct ClockSettings: Hashable, Sendable {
    /// How often a deadline is extended at most (延期次数).
    package let extensionTimesMax: ClockSettingChoice<Int>
    /// How many working days each time.
    package let extensionDaysMax: ClockSettingChoice<Int>
    /// After how many vain attempts a caller counts as not reached.
    package let callBackAttemptsMax: ClockSettingChoice<Int>
    package let suspensionReasons: ClockSettingChoice<[SuspensionReason]>
    /// How many calendar days a ticket is suspended at most, all in all.
    package let suspensionDaysMax: ClockSettingChoice<Int>
    /// Which deadlines a suspension stops.
    package let suspensionStops: ClockSettingChoice<[ClockKind]>
    /// How many calendar days after its closing a ticket is reopened at most.
    package let reopenDaysMax: ClockSettingChoice<Int>
    /// With which rework a ticket is raised to the manager.
    package let reworksToRaise: ClockSettingChoice<Int>
    /// After how long the desk is told that nobody signed for an urgent ticket.
    package let unsignedUrgentMinutes: ClockSettingChoice<Int>
}

extension TicketStep {
    /// What a setting is for this ticket today.
    func setting<Value>(_ path: KeyPath<ClockSettings, ClockSettingChoice<Value>>) -> Value {
        rulebook.clocks.settings[keyPath: path].value(in: subject.county, on: now.day)
    }
}
