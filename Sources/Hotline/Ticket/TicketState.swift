/// Where a ticket is (状态).
///
/// How it ended is its ``Outcome``.
package enum TicketState: String, CaseIterable, Sendable {
    /// The hotline desk decides where it goes (待派单).
    case desk
    /// Sent to a unit that has not signed for it (待签收).
    case dispatched
    /// Sent back, and the desk rules on that (退单待审).
    case returning
    /// Signed for, and being worked on (办理中).
    case handling
    /// Waiting for something that the rules allow to wait for (挂起).
    case suspended
    /// Answered, and the caller is to be called back (待回访).
    case answered
    /// Nothing more is owed (已办结).
    case closed

    package var isOpen: Bool { self != .closed }

    /// Whether the desk holds it, and not the unit.
    package var isWithDesk: Bool {
        switch self {
        case .desk, .returning, .answered: true
        case .dispatched, .handling, .suspended, .closed: false
        }
    }

    /// Whether the unit holds it.
    package var isWithUnit: Bool { isOpen && !isWithDesk }
}

/// How a ticket ended (办理结果).
package enum Outcome: String, CaseIterable, Sendable {
    /// 已解决
    case resolved
    /// 已解释说明
    case explained
    /// 直接答复
    case answeredOnTheSpot
    /// 不予受理
    case notAccepted
    /// 并单
    case merged
    /// 撤销
    case withdrawn
    /// 最终答复
    case finalAnswer
}
