/// All that the hotline is told to go by, read and checked as one (规则).
///
/// A class, because each step of each ticket holds it, and it has hundreds of parts to hold.
package final class Rulebook: Sendable {
    package let triage: Triage
    package let units: UnitDirectory
    package let clocks: ClockRules
    package let calendar: WorkCalendar

    package init(
        triage: Triage,
        units: UnitDirectory,
        clocks: ClockRules,
        calendar: WorkCalendar
    ) {
        self.triage = triage
        self.units = units
        self.clocks = clocks
        self.calendar = calendar
    }
}
