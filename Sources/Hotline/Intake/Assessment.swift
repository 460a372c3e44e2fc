/// Everything that the system thinks of a filing.
package struct Assessment: Sendable {
    package var emergency: Emergency?
    /// A proposal: a person confirms it.
    package var outOfScope: OutOfScope?
    package var classification: Classification
    /// The place that counts for this matter.
    package var place: Place?
    /// What to ask when the place is not known or two are possible.
    package var placeQuestion: String?
    package var placeCandidates: [Place]
    /// Units that are accused, by the field and by the text.
    package var accused: [UnitID]
    /// Who is accused besides, but is no unit that is known.
    package var accusedText: [String]
    /// Whether the accused are shut out of it.
    package var isFirewalled: Bool
    package var route: Route
    /// What the caller should be told besides, such as another door that stands open.
    package var notices: [String]

    package init(
        emergency: Emergency?,
        outOfScope: OutOfScope?,
        classification: Classification,
        place: Place?,
        placeQuestion: String?,
        placeCandidates: [Place],
        accused: [UnitID],
        accusedText: [String],
        isFirewalled: Bool,
        route: Route,
        notices: [String]
    ) {
        self.emergency = emergency
        self.outOfScope = outOfScope
        self.classification = classification
        self.place = place
        self.placeQuestion = placeQuestion
        self.placeCandidates = placeCandidates
        self.accused = accused
        self.accusedText = accusedText
        self.isFirewalled = isFirewalled
        self.route = route
        self.notices = notices
    }
}

/// A danger that others must be called for at once (紧急情况).
///
/// It never keeps a filing from being filed.
package struct Emergency: Hashable, Sendable {
    /// The words that said so.
    package let words: [String]
    /// Whom to ring, such as `110` and `120`.
    package let numbers: [String]
    /// What to tell the caller.
    package let advice: String

    package init(words: [String], numbers: [String], advice: String) {
        self.words = words
        self.numbers = numbers
        self.advice = advice
    }
}

/// A reason why the hotline may not take a demand (不予受理), and who may.
package struct OutOfScope: Hashable, Sendable {
    /// The code of the reason, such as `litigation`.
    package let code: String
    package let words: [String]
    /// The right channel, in Chinese.
    package let channel: String
    package let advice: String
    package let basis: String

    package init(code: String, words: [String], channel: String, advice: String, basis: String) {
        self.code = code
        self.words = words
        self.channel = channel
        self.advice = advice
        self.basis = basis
    }
}
