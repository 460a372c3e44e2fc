package import Hotline

/// What a partner department is asked for, with the county manager's approval (数据共享申请).
package struct DataRequest: Hashable, Sendable {
    package var id: Int64
    /// The county or city whose roster it is for.
    package let division: DivisionCode
    package let source: String
    package let purpose: MatchPurpose
    package let isConditional: Bool
    package let proposedOn: Day
    package var state: RequestState = .proposed
    /// What must happen next, and by when.
    package var due: Day?
    package var isExtended = false

    package init(
        id: Int64 = 0,
        division: DivisionCode,
        source: String,
        purpose: MatchPurpose,
        isConditional: Bool,
        proposedOn: Day
    ) {
        self.id = id
        self.division = division
        self.source = source
        self.purpose = purpose
        self.isConditional = isConditional
        self.proposedOn = proposedOn
    }
}

/// Where a data request stands (申请状态).
package enum RequestState: String, CaseIterable, Sendable {
    /// The manager must approve of it first.
    case proposed
    /// The partner was asked and must answer.
    case asked
    /// The partner has agreed and must provide.
    case agreed
    /// A list has come.
    case provided
    /// A list had mistakes, which the partner must correct.
    case correcting
    /// The manager or the partner said no, or it is over.
    case refused, declined, ended

    package var name: String {
        switch self {
        case .proposed: "待审批"
        case .asked: "待对方答复"
        case .agreed: "待对方提供"
        case .provided: "已提供"
        case .correcting: "待对方更正"
        case .refused: "未批准"
        case .declined: "对方不同意"
        case .ended: "已终止"
        }
    }

    /// Whether a list may be taken in: the purpose was approved, and the partner has agreed.
    package var takesLists: Bool { self == .agreed || self == .provided || self == .correcting }
}

/// What may be done to a data request.
package enum RequestAction: String, CaseIterable, Sendable {
    /// 批准
    case approve
    /// 不批准
    case refuse
    /// 对方延期答复
    case extend
    /// 对方同意
    case agree
    /// 对方不同意
    case decline
    /// 要求更正
    case correct
    /// 终止
    case end

    /// Whether only a manager does it.
    package var isOfManager: Bool { self == .approve || self == .refuse }
}

/// A data request's state does not allow that.
package struct RequestRefusal: Error, Hashable, Sendable {
    package let state: RequestState
    package let allowed: [RequestAction]

    package var message: String {
        "申请现在是“\(state.name)”，不能这样办理。"
    }
}

extension DataRequest {
    package static func allowed(in state: RequestState) -> [RequestAction] {
        switch state {
        case .proposed: [.approve, .refuse]
        case .asked: [.agree, .decline, .extend, .end]
        case .agreed: [.end]
        case .provided: [.correct, .end]
        case .correcting: [.end]
        case .refused, .declined, .ended: []
        }
    }

    /// The request after an action.
    package func after(
        _ action: RequestAction,
        on day: Day,
        _ rules: MatchingRules,
        _ calendar: WorkCalendar
    ) throws(RequestRefusal) -> DataRequest {
        let allowed = Self.allowed(in: state).filter { $0 != .extend || !isExtended }
        guard allowed.contains(action) else { throw RequestRefusal(state: state, allowed: allowed) }
        func due(_ limit: ClockSetting<Term>, after day: Day) -> Day? {
            limit.value.lastDay(after: day, calendar: calendar)
        }
        var request = self
        let clocks = rules.clocks
        switch action {
        case .approve:
            request.state = .asked
            request.due = due(
                isConditional ? clocks.answerConditional : clocks.answerUnconditional,
                after: day
            )
        case .refuse: request.end(.refused)
        case .extend:
            request.isExtended = true
            request.due = due(clocks.answerExtension, after: request.due ?? day)
        case .agree:
            request.state = .agreed
            request.due = due(clocks.provide, after: day)
        case .decline: request.end(.declined)
        case .correct:
            request.state = .correcting
            request.due = due(clocks.correct, after: day)
        case .end: request.end(.ended)
        }
        return request
    }

    /// The request once a list has come; when the next one is to come, a duty says.
    package func providing() -> DataRequest {
        var request = self
        request.state = .provided
        request.due = nil
        return request
    }

    private mutating func end(_ state: RequestState) {
        self.state = state
        due = nil
    }
}
