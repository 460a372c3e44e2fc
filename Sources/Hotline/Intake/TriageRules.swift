/// All that triage goes by, read from `routing-rules/`.
package struct TriageRules: Sendable {
    package let divisions: Divisions
    package let units: UnitDirectory
    package let categories: Categories
    package let gazetteer: Gazetteer

    /// Reads the rule files, told apart by the last part of their names.
    ///
    /// - Throws: ``RuleMistakes`` with everything that is wrong with all of them.
    package init(files: [RuleText]) throws(RuleMistakes) {
        divisions = Divisions([])
        units = UnitDirectory([])
        categories = Categories()
        gazetteer = Gazetteer(divisions: divisions)
    }
}
