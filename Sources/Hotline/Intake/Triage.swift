/// Decides what a filing is about and whose it is (分诊): the steps from 受理 to 派单, in order.
package struct Triage: Sendable {
    package let divisions: Divisions
    package let units: UnitDirectory
    package let categories: Categories
    package let gazetteer: Gazetteer
    private let folding: TextFolding
    private let lexicon: Lexicon
    private let automaton: WordAutomaton
    let classifier: Classifier
    private let intake: IntakeRules
    private let finder: WhereaboutsFinder
    private let accusedFinder: AccusedFinder
    let dispatcher: Dispatcher

    /// What is learned is heard beside the rules; without a model these decide alone.
    package init(rules: TriageRules, model: LinearModel? = nil) {
        divisions = rules.divisions
        units = rules.units
        categories = rules.categories
        gazetteer = rules.gazetteer
        folding = rules.folding
        lexicon = rules.lexicon
        automaton = WordAutomaton(rules.lexicon.words)
        classifier = Classifier(
            rules: rules.classification,
            lexicon: rules.lexicon,
            model: model
        )
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
        var filing = filing
        filing.address = filing.address.map(folding.fold)
        filing.accused = filing.accused.map(folding.fold)
        let text = folding.fold(filing.title.map { "\($0)。\(filing.text)" } ?? filing.text)
        let reading = read(text)
        let emergency = intake.emergency(in: reading, lexicon: lexicon)
        let verdict = classifier.classify(reading, text: text)
        var classification = classification(filing, verdict, emergency)
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
        if route.isUrgent, !classification.urgent.value, classification.urgent.by != .person {
            classification.urgent = Decision(value: true, confidence: 0.9, by: .rule, because: [])
        }
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
        raise(&classification, by: emergency)
        return classification.overridden(
            kind: filing.kind,
            matter: filing.matter,
            aspect: filing.aspect,
            urgent: filing.urgent
        )
    }

    /// A danger is urgent, whatever else was thought of it.
    private func raise(_ classification: inout Classification, by emergency: Emergency?) {
        guard let emergency, !classification.urgent.value || classification.urgent.by == .model
        else { return }
        classification.urgent = Decision(
            value: true,
            confidence: 0.9,
            by: .rule,
            because: emergency.words,
            rule: model == nil ? nil : Opinion(value: true, confidence: 0.9),
            model: classification.urgent.model
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

// MARK: - For whoever trains a model, or only classifies

extension Triage {
    /// The model that is heard, by name and digest; nil where there is none.
    package var model: LinearModel? { classifier.voice?.model }

    /// What a text alone is about, wherever it may be.
    package func classify(_ text: String) -> Classification {
        let text = folding.fold(text)
        let reading = read(text)
        let verdict = classifier.classify(reading, text: text)
        var classification = verdict.classification
        raise(&classification, by: intake.emergency(in: reading, lexicon: lexicon))
        return classification
    }

    /// Where an address alone is.
    package func locate(_ address: String, hint: DivisionCode?) -> Location {
        gazetteer.locate(address, hint: hint)
    }

    /// What the rules say about a text, for a learner to weigh.
    package func votes(on text: String) -> RuleVotes {
        RuleVotes(classifier: classifier, scores: classifier.tally(read(folding.fold(text))))
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
