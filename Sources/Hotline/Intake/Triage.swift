/// Decides what a filing is about and whose it is (分诊): the steps from 受理 to 派单, in order.
package struct Triage: Sendable {
    package let divisions: Divisions
    package let units: UnitDirectory
    package let categories: Categories
    package let gazetteer: Gazetteer
    private let lexicon: Lexicon
    private let automaton: WordAutomaton
    let classifier: Classifier
    private let intake: IntakeRules
    private let finder: WhereaboutsFinder
    private let accusedFinder: AccusedFinder
    let dispatcher: Dispatcher

    package init(rules: TriageRules) {
        divisions = rules.divisions
        units = rules.units
        categories = rules.categories
        gazetteer = rules.gazetteer
        lexicon = rules.lexicon
        automaton = WordAutomaton(rules.lexicon.words)
        classifier = Classifier(rules: rules.classification, lexicon: rules.lexicon)
        intake = rules.intake
        finder = WhereaboutsFinder(gazetteer: rules.gazetteer)
        accusedFinder = rules.accusedFinder
        dispatcher = Dispatcher(
            units: rules.units,
            divisions: rules.divisions,
            categories: rules.categories,
            directory: rules.directory
        )
    }

    /// Everything that the rules say about a filing, by the directory in force on a day.
    package func assess(_ filing: Filing, on day: Day) -> Assessment {
        let text = filing.title.map { "\($0)。\(filing.text)" } ?? filing.text
        let reading = read(text)
        let emergency = intake.emergency(in: reading, lexicon: lexicon)
        let verdict = classifier.classify(reading)
        let classification = classification(filing, verdict, emergency)
        let matter = classification.matter.value
        let (outOfScope, notices) = intake.scope(of: reading, matter: matter, lexicon: lexicon)
        let whereabouts = finder.find(filing, text: text, counts: categories[matter].place)
        let accused = accused(filing, text, reading, whereabouts, classification)
        let route = dispatcher.route(
            Dispatcher.Case(
                filing: filing,
                reading: reading,
                verdict: verdict,
                classification: classification,
                outOfScope: outOfScope,
                whereabouts: whereabouts,
                accused: accused.units,
                day: day
            )
        )
        return Assessment(
            emergency: emergency,
            outOfScope: outOfScope,
            classification: classification,
            place: whereabouts.place,
            placeQuestion: whereabouts.question,
            placeCandidates: whereabouts.candidates,
            accused: accused.units,
            accusedText: accused.text,
            isFirewalled: classification.isAccusation,
            route: route,
            notices: notices
        )
    }

    func read(_ text: String) -> Reading {
        Reading(text, by: automaton, of: lexicon)
    }

    /// What the words say, what a danger adds, and over both what a person said.
    private func classification(
        _ filing: Filing,
        _ verdict: Verdict,
        _ emergency: Emergency?
    ) -> Classification {
        var classification = verdict.classification
        if let emergency, !classification.urgent.value {
            classification.urgent = Decision(
                value: true,
                confidence: 0.9,
                by: .rule,
                because: emergency.words
            )
        }
        return classification.overridden(
            kind: filing.kind,
            matter: filing.matter,
            aspect: filing.aspect,
            urgent: filing.urgent
        )
    }

    /// Whom the field names and, in an accusation, the text.
    private func accused(
        _ filing: Filing,
        _ text: String,
        _ reading: Reading,
        _ whereabouts: Whereabouts,
        _ classification: Classification
    ) -> Accused {
        var accused = Accused()
        for entry in filing.accused {
            accusedFinder.read(
                entry,
                place: whereabouts.place,
                automaton: automaton,
                into: &accused
            )
        }
        guard classification.isAccusation else { return accused }
        let survey = finder.gazetteer.survey(text, hint: filing.home, isSentence: true)
        accusedFinder.find(
            in: reading,
            survey: survey,
            place: whereabouts.place,
            into: &accused
        )
        return accused
    }
}

// MARK: - What a dispatcher asks before acting by hand

extension Triage {
    /// Why a unit may not get a matter, in Chinese; nil if it may.
    package func guardAgainst(unit: UnitID, matter: Matter) -> String? {
        guard let kind = units[unit]?.kind, kind.isDivision,
            categories[matter].level == .department
        else { return nil }
        let name = categories.name(matter)
        return "“\(name)”应由职能部门办理，不得分派给乡镇（街道）（国办函〔2025〕66号）"
    }

    /// The codes of the reasons for which a demand may not be taken (不予受理原因).
    package var reasonsNotToAccept: [String] { intake.exclusions.map(\.code) }

    package func isReasonNotToAccept(_ code: String) -> Bool {
        intake.exclusions.contains { $0.code == code }
    }

    /// Whether a unit is accused or below one that is, so that it must not learn of it.
    package func isShutOut(unit: UnitID, accused: [UnitID]) -> Bool {
        units.isShutOut(unit: unit, accused: accused)
    }
}
