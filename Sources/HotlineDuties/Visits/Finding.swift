package import Hotline

/// What a township makes of a finding (核实结果).
package enum FindingState: String, CaseIterable, Sendable {
    /// 待核实
    case filed
    /// 属实
    case agreed
    /// 更正后属实
    case corrected
    /// 不属实
    case rejected

    /// Whether there is something for the county to dispose of.
    package var stands: Bool { self == .agreed || self == .corrected }
}

/// What a county does about a finding (处置).
package enum FindingDisposal: String, CaseIterable, Sendable {
    /// 转工单
    case ticket
    /// 调整台账
    case roster
    /// 不需处置
    case none
}

/// What can be done about a finding.
package enum FindingAction: String, CaseIterable, Sendable {
    case agree, correct, reject
    case openTicket, adjustRoster, dismiss

    /// Whether the township does it, rather than the county.
    package var isVerification: Bool {
        switch self {
        case .agree, .correct, .reject: true
        case .openTicket, .adjustRoster, .dismiss: false
        }
    }
}

/// One thing that a visit found changed (家访发现): filed by the village, verified by the
/// township, disposed of by the county.
package struct Finding: Hashable, Sendable {
    package let id: Int64
    package let visit: Int64
    /// The village's duty that it was handed in with.
    package private(set) var duty: Int64
    package private(set) var village: UnitID
    package let period: DutyPeriod
    package private(set) var topic: VisitTopic
    /// What the village wrote, and what others did since.
    package private(set) var texts: FindingTexts
    package private(set) var state: FindingState
    package private(set) var disposal: FindingDisposal?
    package private(set) var ticket: TicketNumber?
    /// The household on the roster that was changed, and the case that was opened for it.
    package private(set) var adjusted: RosterLink?
    package private(set) var verifiedAt: Instant?
    package private(set) var disposedAt: Instant?
    package private(set) var revision: Int

    package init(
        id: Int64,
        visit: Int64,
        duty: Int64,
        village: UnitID,
        period: DutyPeriod,
        topic: VisitTopic,
        texts: FindingTexts,
        state: FindingState = .filed,
        disposal: FindingDisposal? = nil,
        ticket: TicketNumber? = nil,
        adjusted: RosterLink? = nil,
        verifiedAt: Instant? = nil,
        disposedAt: Instant? = nil,
        revision: Int = 1
    ) {
        self.id = id
        self.visit = visit
        self.duty = duty
        self.village = village
        self.period = period
        self.topic = topic
        self.texts = texts
        self.state = state
        self.disposal = disposal
        self.ticket = ticket
        self.adjusted = adjusted
        self.verifiedAt = verifiedAt
        self.disposedAt = disposedAt
        self.revision = revision
    }
}

/// What became of the roster by a finding (台账办理).
package struct RosterLink: Hashable, Sendable {
    package let household: Int64
    /// The case whose steps come first; nil where the household was changed at once.
    package let caseID: Int64?

    package init(household: Int64, caseID: Int64?) {
        self.household = household
        self.caseID = caseID
    }
}

/// The texts of a finding, which are sealed together.
package struct FindingTexts: Hashable, Sendable {
    /// What the village found.
    package let found: String
    /// What the township says instead.
    package var corrected: String?
    /// Why the township or the county did as they did.
    package var reason: String?

    package init(found: String, corrected: String? = nil, reason: String? = nil) {
        self.found = found
        self.corrected = corrected
        self.reason = reason
    }

    /// What counts now.
    package var current: String { corrected ?? found }
}

/// What somebody wants done about a finding.
package enum FindingOrder: Hashable, Sendable {
    case agree
    case correct(topic: VisitTopic?, text: String)
    case reject(reason: String)
    /// The number of the ticket that was opened for it.
    case openTicket(TicketNumber)
    /// What was done to the roster for it.
    case adjustRoster(RosterLink, reason: String)
    case dismiss(reason: String)

    package var action: FindingAction {
        switch self {
        case .agree: .agree
        case .correct: .correct
        case .reject: .reject
        case .openTicket: .openTicket
        case .adjustRoster: .adjustRoster
        case .dismiss: .dismiss
        }
    }
}

extension Finding {
    /// The same in the month of whoever took over from its village.
    package func moved(to duty: Duty) -> Finding {
        var moved = self
        moved.duty = duty.id
        moved.village = duty.unit
        moved.revision += 1
        return moved
    }

    /// Whether it is still to be verified, or disposed of.
    package var isOpen: Bool { state == .filed || (state.stands && disposal == nil) }

    /// What its own state allows; whether it was handed in and reported is asked elsewhere.
    package var allowed: [FindingAction] {
        if disposal != nil { return [] }
        let verification = FindingAction.allCases.filter(\.isVerification)
        return state.stands ? FindingAction.allCases : verification
    }

    package mutating func perform(_ order: FindingOrder, at now: Instant) throws(Refusal) {
        guard allowed.contains(order.action) else {
            let why =
                disposal == nil
                ? "这项发现还没有核实属实，不能处置。" : "这项发现已经处置，不能再改动。"
            throw .againstRule(why)
        }
        switch order {
        case .agree:
            (state, verifiedAt) = (.agreed, now)
            (texts.corrected, texts.reason) = (nil, nil)
        case .correct(let topic, let text):
            (state, verifiedAt) = (.corrected, now)
            (texts.corrected, texts.reason) = (text, nil)
            self.topic = topic ?? self.topic
        case .reject(let reason):
            (state, verifiedAt) = (.rejected, now)
            (texts.corrected, texts.reason) = (nil, reason)
        case .openTicket(let number): dispose(.ticket, at: now, ticket: number)
        case .adjustRoster(let link, let reason):
            adjusted = link
            dispose(.roster, at: now, reason: reason)
        case .dismiss(let reason): dispose(.none, at: now, reason: reason)
        }
        revision += 1
    }

    private mutating func dispose(
        _ disposal: FindingDisposal,
        at now: Instant,
        ticket: TicketNumber? = nil,
        reason: String? = nil
    ) {
        self.disposal = disposal
        disposedAt = now
        self.ticket = ticket
        if let reason { texts.reason = reason }
    }
}
