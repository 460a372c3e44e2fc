internal import Hotline
internal import StrictJSON

/// A made-up demand, from its filing to where it stands when the demo is made (故事).
///
/// Its bodies are those of the API, word for word, but for the words in `<…>` that
/// ``StoryWords`` fills in.
struct Story: Sendable {
    /// By which other stories and mistakes speak of it.
    let name: String
    let filed: StoryTime
    /// The account that files it.
    let by: String
    let body: JSON
    let steps: [Step]
    let end: End
    /// The file it stands in.
    let file: String

    /// One thing that is then done to the ticket.
    struct Step: Sendable {
        /// How long after the filing or the step before.
        let after: StoryTime
        let by: String
        let order: JSON
    }

    /// How the ticket stands when the demo is made; a test holds the stories to it.
    struct End: Hashable, Sendable {
        let state: TicketState
        let outcome: Outcome?
    }
}

/// A call that did not become a ticket, or that nobody took (漏接).
struct StoryCall: Sendable {
    let at: StoryTime
    let by: String
    let body: JSON
}

/// Anything else that is posted: a body, or a list as it is.
struct StoryRequest: Sendable {
    let at: StoryTime
    let by: String
    let path: String
    let body: JSON?
    let list: String?
}

/// Who is on duty at a unit, day by day (值班表).
struct StoryRoster: Sendable {
    let unit: UnitID
    /// The account that keeps the roster.
    let by: String
    let phone: String
    let shifts: [Shift]

    /// A shift of every day; the accounts take it in turn.
    struct Shift: Sendable {
        let accounts: [String]
        let from: Int
        let hours: Int
    }
}
