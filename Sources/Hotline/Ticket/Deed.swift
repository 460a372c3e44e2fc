/// One thing that was done to a ticket: what becomes one event of its journal.
package struct Deed: Sendable {
    package let name: Name
    /// The true instant, which for what time did may lie before the instant it is noted at.
    package let at: Instant
    /// Nil where time did it.
    package let by: Actor?
    package let from: TicketState?
    package var to: TicketState
    package var reason: String?
    /// An answer, a report or a note.
    package var text: String?
    /// Whether the text is not for the unit that has the ticket (内部备注).
    package var isInternal = false
    /// What else the journal must know of it, none of it personal.
    package var details: [Detail] = []

    package init(_ name: Name, at: Instant, by: Actor?, from: TicketState?, to: TicketState) {
        self.name = name
        self.at = at
        self.by = by
        self.from = from
        self.to = to
    }

    package struct Detail: Hashable, Sendable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package enum Name: Hashable, Sendable, CustomStringConvertible {
        /// 受理
        case file
        case action(TicketAction)
        /// A clock turned yellow (黄牌).
        case turnYellow
        /// A clock was missed (红牌).
        case miss
        /// Nobody has signed for an urgent ticket in time (未签收提醒).
        case remind
        /// The return window closed on a ticket that was signed for already.
        case closeWindow
        /// Another ticket was merged into this one.
        case join
        /// A merged ticket was taken out again.
        case part
        /// A unit took over from one that was abolished (承接).
        case succeed
        /// A provisional deadline was computed anew for a published calendar.
        case recompute

        package var description: String {
            switch self {
            case .file: "file"
            case .action(let action): action.rawValue
            case .turnYellow: "turnYellow"
            case .miss: "miss"
            case .remind: "remind"
            case .closeWindow: "closeWindow"
            case .join: "join"
            case .part: "part"
            case .succeed: "succeed"
            case .recompute: "recompute"
            }
        }
    }
}

/// Why something that was asked for is not done.
///
/// Nothing has changed then.
package enum Refusal: Error, Hashable, Sendable {
    /// Not there, or not for this account: the two must look the same.
    case notThere
    /// The account's role, or whose ticket it is, does not allow this.
    case notPermitted(TicketAction)
    /// The state does not allow this.
    case wrongState(TicketState, TicketAction)
    /// A rule does not allow this; the sentence is for the person who asked (Chinese).
    case againstRule(String)
    /// A field holds what cannot be; the sentence is for the person who asked (Chinese).
    case badField(pointer: String, message: String)
    /// The ticket has moved on since it was looked at.
    case stale
}
