/// What is looked for before anything else (受理规则): dangers that others must be called for,
/// and demands that the hotline may not take.
struct IntakeRules: Sendable {
    let emergencies: [EmergencyRule]
    let exclusions: [ExclusionRule]
}

/// Words that tell of a danger, and whom to ring.
struct EmergencyRule: Sendable {
    let condition: WordCondition
    let numbers: [String]
    let advice: String
}

/// Words that tell of a demand that somebody else must take (不予受理).
struct ExclusionRule: Sendable {
    let code: String
    let condition: WordCondition
    let channel: String
    let advice: String
    let basis: String
    /// The matters where it is taken all the same, and what the caller is told then.
    let accepted: Acceptance?

    struct Acceptance: Sendable {
        let matters: Set<Matter>
        let notice: String
    }
}

/// Any of some words, together with any of others, and none of yet others.
struct WordCondition: Sendable {
    let words: [Int]
    let with: [Int]
    let without: [Int]

    /// The words that are there, or none if the condition is not met.
    func matches(_ reading: Reading) -> [Int] {
        guard reading.hasAny(words) else { return [] }
        let found = words.filter { reading.has($0) }
        guard with.isEmpty || reading.hasAny(with), !reading.hasAny(without)
        else { return [] }
        return found
    }
}

extension IntakeRules {
    func emergency(in reading: Reading, lexicon: Lexicon) -> Emergency? {
        var words: [String] = []
        var numbers: [String] = []
        var advice: [String] = []
        for index in emergencies.indices where reading.hasAny(emergencies[index].condition.words) {
            let rule = emergencies[index]
            let found = rule.condition.matches(reading)
            guard !found.isEmpty else { continue }
            words += found.map { lexicon.words[$0] }
            numbers += rule.numbers.filter { !numbers.contains($0) }
            advice.append(rule.advice)
        }
        guard !words.isEmpty else { return nil }
        return Emergency(words: words, numbers: numbers, advice: advice.joined())
    }

    /// Why the hotline may not take it, or what to tell the caller where it does.
    func scope(
        of reading: Reading,
        matter: Matter,
        lexicon: Lexicon
    ) -> (outOfScope: OutOfScope?, notices: [String]) {
        var outOfScope: OutOfScope?
        var notices: [String] = []
        for index in exclusions.indices where reading.hasAny(exclusions[index].condition.words) {
            let rule = exclusions[index]
            let found = rule.condition.matches(reading)
            guard !found.isEmpty else { continue }
            if let accepted = rule.accepted, accepted.matters.contains(matter) {
                notices.append(accepted.notice)
                continue
            }
            let words = found.map { lexicon.words[$0] }
            if let other = outOfScope, other.words.count >= words.count { continue }
            outOfScope = OutOfScope(
                code: rule.code,
                words: words,
                channel: rule.channel,
                advice: rule.advice,
                basis: rule.basis
            )
        }
        return (outOfScope, notices)
    }
}
