/// The place that counts for a ticket (属地), and how it was found.
struct Whereabouts: Sendable {
    var place: Place?
    var question: String?
    var candidates: [Place] = []
    /// How it was found, in Chinese; what counts but was not said is said here.
    var because = ""
    /// What the text itself says about places.
    var survey = Survey()
}

/// Finds the place that counts for a matter.
struct WhereaboutsFinder: Sendable {
    let gazetteer: Gazetteer

    private var divisions: Divisions { gazetteer.divisions }

    /// Codes outweigh the address, which outweighs the text.
    func find(_ filing: Filing, text: String, counts: PlaceThatCounts) -> Whereabouts {
        if let place = given(filing, counts: counts) { return place }
        var here = look(filing, text: text, counts: counts)
        if here.place == nil, here.candidates.isEmpty,
            let place = filing.registeredTownship.flatMap(divisions.place)
        {
            here.place = place
            here.question = nil
            here.because = "未说\(counts.name)，暂按户籍地\(place.name)"
        }
        return here
    }

    private func given(_ filing: Filing, counts: PlaceThatCounts) -> Whereabouts? {
        if counts == .registered, let place = filing.registeredTownship.flatMap(divisions.place) {
            return Whereabouts(place: place, because: "户籍地\(place.name)")
        }
        guard let place = filing.township.flatMap(divisions.place) else { return nil }
        let because =
            counts == .registered
            ? "未说户籍地，暂按所在地\(place.name)" : "所在地\(place.name)"
        return Whereabouts(place: place, because: because)
    }

    private func look(_ filing: Filing, text: String, counts: PlaceThatCounts) -> Whereabouts {
        if let address = filing.address, !address.isEmpty {
            let survey = gazetteer.survey(address, hint: filing.home, isSentence: false)
            let here = whereabouts(survey, counts: counts)
            if here.place?.township != nil || !here.candidates.isEmpty { return here }
            // The address stops at the county: perhaps the text goes on.
            let hint = here.place?.county ?? filing.home
            let rest = whereabouts(
                gazetteer.survey(text, hint: hint, isSentence: true),
                counts: counts
            )
            guard let county = here.place?.county else { return rest }
            return rest.place?.county == county && rest.place?.township != nil ? rest : here
        }
        let survey = gazetteer.survey(text, hint: filing.home, isSentence: true)
        return whereabouts(survey, counts: counts)
    }

    private func whereabouts(_ survey: Survey, counts: PlaceThatCounts) -> Whereabouts {
        switch survey.location(of: counts) {
        case .place(let place, let words):
            let said = words.map { "“\($0)”" }.joined()
            let isSaid = survey.claims.contains { $0.place == place && $0.role == counts }
            let role = isSaid || counts != .registered ? "" : "未说户籍地，暂按地址"
            return Whereabouts(
                place: place,
                because: "\(role)\(said)即\(place.name)",
                survey: survey
            )
        case .candidates(let places, let question):
            return Whereabouts(question: question, candidates: places, survey: survey)
        case .unknown:
            return Whereabouts(question: Self.unknownQuestion, survey: survey)
        }
    }

    private static let unknownQuestion = "在哪个县（市、区）、哪个乡镇（街道）？"
}
