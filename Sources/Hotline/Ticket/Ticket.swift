/// A ticket (工单): everything about it that can change, but for its texts.
///
/// Texts and personal data are kept beside it by number, so that neither this value nor the
/// journal that it can be rebuilt from ever holds them.
package struct Ticket: Hashable, Sendable {
    package private(set) var number: TicketNumber
    @Boxed package private(set) var origin: Origin
    package var state: TicketState
    package var outcome: Outcome?
    /// The hotline desk in whose care the ticket is from filing to closing.
    package var desk: UnitID
    /// The unit that has it, or had it last (承办单位).
    package var unit: UnitID?
    /// Who in the unit has it (经办人), by account name.
    package var taker: String?

    @Boxed package var classification: Classification
    @Boxed package var route: Route
    @Boxed package var place: Place?
    /// The units that the caller accuses, whoever they belong to (被举报单位).
    package var accused: [UnitID]
    /// Whether it must be kept from those whom it accuses.
    package var isFirewalled: Bool
    /// Why the hotline might not take it (不予受理建议), until a person decides.
    package var proposal: String?

    /// How often it was sent back (退单次数).
    package var returns = 0
    /// The units that may not send it back again.
    package var barredFromReturn: [UnitID] = []
    /// How often the caller was not satisfied (重办次数).
    package var reworks = 0
    /// Whether the manager was asked to look at it (提级).
    package var isRaised = false
    package var isContacted = false
    package var suspension = Suspension()
    package var extensions = Extensions()
    /// What was applied for, once an application was started (救助申请).
    package var application: Application?
    package var supervision: SupervisionLevel?
    /// When the desk is told that nobody has signed for an urgent ticket; nil if it need not be.
    package var unsignedAt: Instant?
    /// Left out of the appraisal of units (剔除考核).
    package var isExcluded = false
    /// The ticket that this one was merged into (主单).
    package var lead: TicketNumber?
    package var answeredOutcome: Outcome?
    package var closedAt: Instant?
    /// The clock that the answer is judged by.
    package var governingClock: Int?

    package var clocks: [Clock] = []
    /// Whom to call back, by the number that they filed under.
    package var callBacks: [CallBack] = []
    package var coHandlers: [CoHandler] = []
    /// What the caller was told of, each once.
    package var told: [Told] = []
    /// How long each unit had it.
    package var tenures: [Tenure] = []
    /// Moves with state, holder, classification and deadlines: what the ETag shows.
    package var revision = 0

    /// What was settled when it was filed.
    package struct Origin: Hashable, Sendable {
        package let channel: Channel
        /// The number that another platform gave it, word for word.
        package let externalNumber: String?
        package let receivedAt: Instant
        package let filedAt: Instant
        /// The account that filed it, and the account's unit.
        package let filedBy: String
        package let filedUnit: UnitID
        package let isAnonymous: Bool
        package let isConfidential: Bool
        /// Where the person is registered (户籍地).
        package let registeredTownship: DivisionCode?

        package init(
            channel: Channel,
            externalNumber: String?,
            receivedAt: Instant,
            filedAt: Instant,
            filedBy: String,
            filedUnit: UnitID,
            isAnonymous: Bool,
            isConfidential: Bool,
            registeredTownship: DivisionCode?
        ) {
            self.channel = channel
            self.externalNumber = externalNumber
            self.receivedAt = receivedAt
            self.filedAt = filedAt
            self.filedBy = filedBy
            self.filedUnit = filedUnit
            self.isAnonymous = isAnonymous
            self.isConfidential = isConfidential
            self.registeredTownship = registeredTownship
        }
    }

    package init(
        number: TicketNumber,
        origin: Origin,
        state: TicketState,
        classification: Classification,
        route: Route
    ) {
        self.number = number
        self.origin = origin
        self.state = state
        self.classification = classification
        self.route = route
        desk = route.desk
        accused = []
        isFirewalled = false
    }

    /// The ticket that a filing becomes.
    init(number: TicketNumber, origin: Origin, assessment: Assessment) {
        self.init(
            number: number,
            origin: origin,
            state: .desk,
            classification: assessment.classification,
            route: assessment.route
        )
        place = assessment.place
        accused = assessment.accused
        isFirewalled = assessment.isFirewalled
        proposal = assessment.outOfScope?.code
    }
}

extension Ticket {
    /// Whether both were filed as the same.
    package func hasOrigin(of other: Ticket) -> Bool { _origin == other._origin }

    /// Whether what it is about, where, and whom it accuses are the same.
    package func hasSubject(of other: Ticket) -> Bool {
        hasClassification(of: other) && _route == other._route && _place == other._place
            && accused == other.accused && isFirewalled == other.isFirewalled
            && proposal == other.proposal
    }

    func hasClassification(of other: Ticket) -> Bool { _classification == other._classification }

    /// The same ticket under its number, which it gets last when it is filed.
    package func numbered(_ number: TicketNumber) -> Ticket {
        var ticket = self
        ticket.number = number
        ticket.callBacks = callBacks.map { callBack in
            guard callBack.caller == self.number else { return callBack }
            return CallBack(
                caller: number,
                attempts: callBack.attempts,
                result: callBack.result
            )
        }
        return ticket
    }

    /// Who must act next; nil once it is closed.
    package var holder: UnitID? {
        if state.isWithDesk { return desk }
        return state.isWithUnit ? unit : nil
    }

    package var kind: Kind { classification.kind.value }
    package var matter: Matter { classification.matter.value }
    package var aspect: Aspect { classification.aspect.value }
    package var isUrgent: Bool { classification.urgent.value }

    /// The nearest instant that something is owed by: what queues are sorted by.
    package var due: Instant? {
        clocks.filter { $0.isOpen && $0.status != .paused }.map(\.due).min()
            ?? clocks.filter(\.isOpen).map(\.due).min()
    }

    /// Whether a unit that was asked to help has yet to report, and was not let off.
    package func owesReport(_ helper: CoHandler) -> Bool {
        let clock = clocks.first { $0.id == helper.clock }
        // Where another took over, the clock is that one's.
        let isOwn = clock.map { $0.unit == helper.unit } ?? true
        return state.isOpen && !helper.hasReported && clock?.isOpen != false && isOwn
    }

    /// The other tickets that it names: its lead, and whose callers it has to call back.
    package var linked: [TicketNumber] {
        callBacks.map(\.caller).filter { $0 != number } + (lead.map { [$0] } ?? [])
    }

    /// The next instant at which time itself changes the ticket.
    package var attentionAt: Instant? {
        (clocks.compactMap(\.attentionAt) + [suspension.wakesAt, unsignedAt].compactMap(\.self))
            .min()
    }
}

/// Waiting for something that the rules allow to wait for (挂起).
package struct Suspension: Hashable, Sendable {
    /// The reason's code, while the ticket is suspended.
    package var reason: String?
    package var since: Instant?
    /// When it goes on by itself (唤醒日).
    package var wakesAt: Instant?
    /// Calendar days spent suspended so far, over all times.
    package var daysUsed = 0

    package init() {}
}

/// More time asked for and granted (延期).
package struct Extensions: Hashable, Sendable {
    package var granted = 0
    /// Working days asked for, until the desk decides.
    package var daysAsked: Int?

    package init() {}
}

/// An application for assistance that grew out of a demand (救助申请).
package struct Application: Hashable, Sendable {
    package let programme: Programme
    /// The day from which the law counts (受理日).
    package let acceptedOn: Day
    package var special: SpecialCircumstance?

    package init(programme: Programme, acceptedOn: Day, special: SpecialCircumstance?) {
        self.programme = programme
        self.acceptedOn = acceptedOn
        self.special = special
    }
}

/// Who supervises (督办级别).
package enum SupervisionLevel: String, CaseIterable, Sendable {
    /// 县级督办
    case county
    /// 市级督办
    case city
    /// 省级督办
    case province
}

/// Calling one caller back (回访).
package struct CallBack: Hashable, Sendable {
    /// The number that this caller filed under.
    package let caller: TicketNumber
    /// How often the caller was not reached.
    package var attempts = 0
    package var result: Result?

    package init(caller: TicketNumber, attempts: Int = 0, result: Result? = nil) {
        self.caller = caller
        self.attempts = attempts
        self.result = result
    }

    package enum Result: String, CaseIterable, Sendable {
        /// 满意
        case yes
        /// 基本满意
        case basically
        /// 不满意
        case no
        /// 多次未接通
        case unreached
    }
}

/// A guidance card that the caller was told of, as it was then (告知).
package struct Told: Hashable, Sendable {
    package let card: String
    package let edition: Day
    package let at: Instant

    package init(card: String, edition: Day, at: Instant) {
        self.card = card
        self.edition = edition
        self.at = at
    }
}

extension Ticket {
    /// Notes that the caller was told of a card; what was told before was told then.
    mutating func tell(_ card: String, _ edition: Day, at now: Instant) {
        guard !told.contains(where: { $0.card == card && $0.edition == edition }) else { return }
        told.append(Told(card: card, edition: edition, at: now))
        told.sort { ($0.card, $0.edition) < ($1.card, $1.edition) }
    }
}

/// A second unit with a report of its own to make (协办).
package struct CoHandler: Hashable, Sendable {
    package let unit: UnitID
    package var hasReported: Bool
    /// Its clock among the ticket's.
    package let clock: Int?

    package init(unit: UnitID, hasReported: Bool = false, clock: Int?) {
        self.unit = unit
        self.hasReported = hasReported
        self.clock = clock
    }
}
