package import Hotline

/// The rules by which people are advised: who may be entitled, and what callers are told.
package struct CareRules: Sendable {
    package let eligibility: Eligibility
    package let guidance: Guidance
    package let roster: RosterRules
    package let matching: MatchingRules

    /// Reads them among all rule files.
    ///
    /// - Throws: ``RuleMistakes`` with everything that is wrong with all of them.
    package init(_ files: [RuleText], folding: TextFolding) throws(RuleMistakes) {
        var mistakes: [RuleMistake] = []
        let file =
            files.first { $0.name == Eligibility.fileName }
            ?? RuleText(name: Eligibility.fileName, text: "")
        var eligibility: Eligibility?
        do throws(RuleMistakes) {
            eligibility = try Eligibility(file)
        } catch {
            mistakes += error.mistakes
        }
        var guidance: Guidance?
        do throws(RuleMistakes) {
            // Which assistances there are is not known where the rules of eligibility are wrong.
            let assistances = eligibility.map { Set($0.rules.map(\.assistance)) }
            guidance = try Guidance(files: files, assistances: assistances, folding: folding)
        } catch {
            mistakes += error.mistakes
        }
        var roster: RosterRules?
        do throws(RuleMistakes) {
            roster = try RosterRules(files: files)
        } catch {
            mistakes += error.mistakes
        }
        var matching: MatchingRules?
        do throws(RuleMistakes) {
            matching = try MatchingRules(files: files)
        } catch {
            mistakes += error.mistakes
        }
        guard let eligibility, let guidance, let roster, let matching else {
            throw RuleMistakes(mistakes: mistakes)
        }
        self.eligibility = eligibility
        self.roster = roster
        self.matching = matching
        self.guidance = guidance.ordered(by: eligibility.rules.map(\.assistance))
    }
}
