/// All that a text says about places.
struct Survey: Sendable {
    /// A place that a text names beyond doubt.
    struct Claim: Sendable {
        let place: Place
        /// The village, if that is known too.
        var village: DivisionCode?
        /// What the text says the place is to the person.
        let role: PlaceThatCounts?
        /// The words.
        let because: [String]
        /// The bytes that the words stand at.
        let range: Range<Int>
    }

    /// A name that may mean several places.
    struct Doubt: Sendable {
        let name: String
        let candidates: [Place]
        let question: String
    }

    /// A division that a text names, settled or not, and the bytes that its name stands at.
    struct Naming: Sendable {
        let division: DivisionCode
        let range: Range<Int>
    }

    var claims: [Claim] = []
    var doubts: [Doubt] = []
    /// Every name whose meaning is beyond doubt, also of cities and of what a claim rests on.
    var namings: [Naming] = []

    /// The one place of that role, or of any where the text tells no roles apart.
    func location(of role: PlaceThatCounts?) -> Location {
        let inRole = inRole(role)
        let claims = smallest(inRole.isEmpty ? self.claims : inRole)
        let places = claims.reduce(into: [Place]()) { places, claim in
            if !places.contains(claim.place) { places.append(claim.place) }
        }
        if let place = places.first, places.count == 1, doubts.isEmpty || !inRole.isEmpty {
            return .place(place, because: claims.first?.because ?? [])
        }
        if places.isEmpty, let doubt = doubts.first {
            return .candidates(doubt.candidates, question: doubt.question)
        }
        guard !places.isEmpty else { return .unknown }
        let all = places + doubts.flatMap(\.candidates)
        let names = all.prefix(Self.namesMax).map(\.name).joined(separator: "、")
        return .candidates(all, question: "提到了不止一处：\(names)。请问以哪一处为准？")
    }

    /// The claims that the text gives that role; where somebody lives is also where they are.
    private func inRole(_ role: PlaceThatCounts?) -> [Claim] {
        switch role {
        case .registered: claims.filter { $0.role == .registered }
        case .residence, .incident:
            claims.contains { $0.role != nil } ? claims.filter { $0.role != .registered } : []
        case nil: []
        }
    }

    private static let namesMax = 8

    /// The claims without those that only say less than another.
    private func smallest(_ claims: [Claim]) -> [Claim] {
        claims.filter { claim in
            !claims.contains { other in
                other.place != claim.place
                    && claim.place.division.contains(other.place.division)
            }
        }
    }
}
