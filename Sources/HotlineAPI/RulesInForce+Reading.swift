package import Hotline
internal import HotlineCare
internal import HotlineDuties

extension RulesInForce {
    /// Reads the rule files; what was imported is added, or goes before.
    ///
    /// A model, if there is one, is heard beside the rules.
    ///
    /// - Throws: ``RuleMistakes`` with everything that is wrong with all of them.
    package static func read(
        _ files: [RuleText],
        divisions: [RuleText],
        calendars: [RuleText],
        model: LinearModel? = nil
    ) throws(RuleMistakes) -> RulesInForce {
        var mistakes: [RuleMistake] = []
        func reading<Value>(_ read: () throws(RuleMistakes) -> Value) -> Value? {
            do throws(RuleMistakes) {
                return try read()
            } catch {
                mistakes += error.mistakes
                return nil
            }
        }
        let years = files.filter { $0.name.hasPrefix("calendar/") }
        let calendar = reading { () throws(RuleMistakes) in
            try WorkCalendar(files: years, imported: calendars)
        }
        let file = Self.file("clocks.yaml", among: files)
        let clocks = reading { () throws(RuleMistakes) in try ClockRules(file) }
        let retentionFile = Self.file(Retention.fileName, among: files)
        let retention = reading { () throws(RuleMistakes) in try Retention(retentionFile) }
        let imported = Set(divisions.map(\.name))
        let others = files.filter { !imported.contains(Self.lastPart(of: $0.name)) } + divisions
        let triage = reading { () throws(RuleMistakes) in try TriageRules(files: others) }
        let ratings = reading { () throws(RuleMistakes) in try RatingSettings(files: files) }
        let duties = reading { () throws(RuleMistakes) in try DutyRules(files: files) }
        let care = reading { () throws(RuleMistakes) in
            try CareRules(files, folding: triage?.folding ?? .none)
        }
        let payments = reading { () throws(RuleMistakes) in try PaymentRules(files: files) }
        let standards = reading { () throws(RuleMistakes) in try Standards(files: files) }
        if let clocks, let triage { mistakes += triage.mistakes(clocks: clocks) }
        if let duties { mistakes += duties.mistakes(payments, care) }
        guard let calendar, let clocks, let triage, let retention, let ratings, let duties,
            let care, let payments, let standards, mistakes.isEmpty
        else {
            throw RuleMistakes(mistakes: mistakes)
        }
        let rulebook = Rulebook(
            triage: Triage(rules: triage, model: model),
            units: triage.units,
            clocks: clocks,
            calendar: calendar
        )
        return RulesInForce(
            rulebook: rulebook,
            divisions: triage.divisions,
            categories: triage.categories,
            retention: retention,
            ratings: ratings,
            duties: duties,
            care: care,
            payments: payments,
            standards: standards,
            leftOut: triage.leftOut,
            texts: files
        )
    }

    /// A file by its name; an empty one if it is not there, so that what is missing is told.
    private static func file(_ name: String, among files: [RuleText]) -> RuleText {
        files.first { $0.name == name } ?? RuleText(name: name, text: "")
    }

    private static func lastPart(of name: String) -> String {
        String(name.split(separator: "/").last ?? "")
    }
}

extension DutyRules {
    /// What is wrong between duties and the other rules that speak of them.
    fileprivate func mistakes(_ payments: PaymentRules?, _ care: CareRules?) -> [RuleMistake] {
        let lists = care.map { mistakes(lists: $0.matching.sources.map(\.code)) } ?? []
        return lists + (payments?.mistakes(self) ?? [])
    }
}
