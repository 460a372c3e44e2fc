/// A figure that is no deadline of its own, and where it comes from.
package struct ClockSetting<Value: Hashable & Sendable>: Hashable, Sendable {
    package let value: Value
    package let basis: String
    package let grade: Grade

    package init(value: Value, basis: String, grade: Grade) {
        self.value = value
        self.basis = basis
        self.grade = grade
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
    package let extensionTimesMax: ClockSetting<Int>
    /// How many working days each time.
    package let extensionDaysMax: ClockSetting<Int>
    /// After how many vain attempts a caller counts as not reached.
    package let callBackAttemptsMax: ClockSetting<Int>
    package let suspensionReasons: ClockSetting<[SuspensionReason]>
    /// How many calendar days a ticket is suspended at most, all in all.
    package let suspensionDaysMax: ClockSetting<Int>
    /// Which deadlines a suspension stops.
    package let suspensionStops: ClockSetting<[ClockKind]>
    /// How many calendar days after its closing a ticket is reopened at most.
    package let reopenDaysMax: ClockSetting<Int>
    /// With which rework a ticket is raised to the manager.
    package let reworksToRaise: ClockSetting<Int>
    /// After how long the desk is told that nobody signed for an urgent ticket.
    package let unsignedUrgentMinutes: ClockSetting<Int>
    /// After how long a notice that nobody acknowledged is raised further.
    package let noticeRaiseMinutes: ClockSetting<Int>
}
