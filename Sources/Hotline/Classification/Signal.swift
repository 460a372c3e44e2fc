/// Words that speak for something, and how much.
struct Signal: Sendable {
    /// Any of them, by the lexicon.
    let words: [Int]
    /// Unless empty, one of these must stand in the text too.
    let with: [Int]
    /// None of these may.
    let without: [Int]
    let votes: [Vote]

    struct Vote: Sendable {
        let outcome: Int
        let weight: Double
    }
}

/// The keyword rules (关键词规则) of `classification.yaml`.
struct ClassificationRules: Sendable {
    let signals: [Signal]
    /// What each outcome has before a word was read.
    let priors: [Double]
    let thresholds: ClassificationThresholds
    /// What one thing that was found says about the aspect.
    let follows: [Follow]

    struct Follow: Sendable {
        let outcome: Int
        let votes: [Signal.Vote]
    }
}

/// From where on a score counts.
struct ClassificationThresholds: Sendable {
    /// How much must speak for it before a ticket is urgent.
    let urgent: Double
    /// The confidence below which a matter is for the desk to decide.
    let sureMatter: Double
    /// The same where a model is heard, whose confidence says how often it is right.
    let sureByModel: Double
    /// How sure a model must be before it calls urgent what the rules do not.
    let urgentByModel: Double
    /// What speaks for a report, as a share of the best kind, from which on one must ask.
    let suspectedAccusation: Double
    /// How many characters at the beginning count more, because people begin with what they
    /// want, and how many times as much.
    let openingCharacters: Int
    let openingTimes: Double
    /// How much of its weight a word adds each time it is said again.
    let again: Double
    let againMax: Int
}
