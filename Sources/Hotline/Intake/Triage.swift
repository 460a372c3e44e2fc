/// Decides what a filing is about and whose it is (分诊): the steps from 受理 to 派单, in order.
package struct Triage: Sendable {
    package let units: UnitDirectory
    package let divisions: Divisions

    package init(rules: TriageRules) {
        units = rules.units
        divisions = rules.divisions
    }

    /// Everything that the rules say about a filing on the day it was received.
    package func assess(_ filing: Filing, on day: Day) -> Assessment {
        preconditionFailure("not written yet")
    }

    /// Why a unit may not get a matter, in Chinese; nil if it may.
    package func guardAgainst(unit: UnitID, matter: Matter) -> String? { nil }

    /// Whether a unit is accused or below one that is.
    package func isShutOut(unit: UnitID, accused: [UnitID]) -> Bool {
        units.isShutOut(unit: unit, accused: accused)
    }
}
