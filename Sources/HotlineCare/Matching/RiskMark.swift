package import Hotline

/// That somebody may be in need, or may no longer qualify, and why (风险提示).
package struct RiskMark: Hashable, Sendable {
    package var id: Int64
    package let kind: MarkKind
    /// Who it is on the roster; nil for who is not on it.
    package var person: Int64?
    package var household: Int64?
    /// Where to visit; nil where the list does not say.
    package var township: DivisionCode?
    package let county: DivisionCode
    package let strength: MatchStrength
    package var state: MarkState
    /// The rules and combinations that say so, each once.
    package var reasons: [String]
    package var points: Int
    /// The lists that say so.
    package var lists: [Int64]
    package let madeOn: Day
    package var ticket: TicketNumber?
    package var result: VisitResult?
    package var disposal: Disposal?
    package var closedOn: Day?

    package init(
        id: Int64 = 0,
        kind: MarkKind,
        county: DivisionCode,
        township: DivisionCode?,
        strength: MatchStrength,
        reasons: [String],
        points: Int,
        list: Int64,
        madeOn: Day
    ) {
        self.id = id
        self.kind = kind
        self.county = county
        self.township = township
        self.strength = strength
        self.reasons = reasons
        self.points = points
        self.madeOn = madeOn
        lists = [list]
        state = .noted
    }
}

/// What may be done to a mark.
package enum MarkAction: String, CaseIterable, Sendable {
    /// 确认是同一人
    case confirm
    /// 不是同一人
    case reject
    /// 派走访
    case visit
    /// 回报走访结果
    case report
    /// 分类处置
    case dispose
    /// 不走访而关闭
    case dismiss
}

/// A mark's state does not allow that.
package struct MarkRefusal: Error, Hashable, Sendable {
    package let state: MarkState
    package var message: String { "这条提示现在是“\(state.name)”，不能这样办理。" }
}

extension RiskMark {
    /// The state that its points give a mark.
    package static func state(
        _ strength: MatchStrength,
        points: Int,
        _ rules: MatchingRules
    ) -> MarkState {
        if strength == .weak { return .weak }
        return points >= rules.openAt.value ? .open : .noted
    }

    /// Adds what another list says of the same person.
    package mutating func add(_ new: [String], list: Int64, _ rules: MatchingRules) {
        (points, reasons) = rules.score(reasons + new)
        if !lists.contains(list) { lists.append(list) }
        if state == .noted { state = Self.state(strength, points: points, rules) }
    }

    package static func allowed(in state: MarkState) -> [MarkAction] {
        switch state {
        case .weak: [.confirm, .reject]
        case .noted, .open: [.visit, .dismiss]
        case .visiting: [.report]
        case .returned: [.dispose]
        case .closed: []
        }
    }

    package func require(_ action: MarkAction) throws(MarkRefusal) {
        guard Self.allowed(in: state).contains(action) else { throw MarkRefusal(state: state) }
    }

    package mutating func close(_ disposal: Disposal?, on day: Day) {
        state = .closed
        self.disposal = disposal
        closedOn = day
    }
}
