/// What somebody must be told of, without having to look at a screen (提醒事由).
package enum NoticeOccasion: String, CaseIterable, Sendable {
    /// 紧急件到达
    case urgent
    /// 紧急件未签收
    case unsigned
    /// 黄牌
    case yellow
    /// 红牌
    case red
    /// 提级
    case raised
    /// 催办
    case urged
    /// 督办
    case supervised

    /// As people read it.
    package var chinese: String {
        switch self {
        case .urgent: "紧急件，请立即签收"
        case .unsigned: "紧急件尚未签收，请拨打值班电话"
        case .yellow: "即将超时"
        case .red: "已超时"
        case .raised: "已提级，请管理者处理"
        case .urged: "来电人催办，请回复"
        case .supervised: "已列入督办"
        }
    }

    /// Whether a card is what it tells of, and so may raise the ticket.
    var isCard: Bool { self == .yellow || self == .red }
}

/// Who is told (提醒对象): whoever is on duty there.
package enum NoticeRecipient: String, CaseIterable, Sendable {
    /// 承办单位
    case unit
    /// 热线坐席
    case desk
    /// 管理者
    case manager
}

/// Who is told of what, and who next if nobody acknowledges it in time (提醒规则).
package struct NoticeRule: Hashable, Sendable {
    package let id: String
    package let occasion: NoticeOccasion
    /// For which deadlines; nil for all, or where it tells of none.
    package let clocks: [ClockKind]?
    package let tell: NoticeRecipient
    /// Who is told next, one after the other.
    package let then: [NoticeRecipient]
    /// How long one has to acknowledge it before the next is told.
    package let acknowledge: Term
    /// Whether the card raises the ticket to the manager (提级).
    package let raises: Bool
    package let division: DivisionCode?
    package let from: Day
    package let until: Day?
    package let basis: String
    package let grade: Grade

    func isFor(
        _ cause: NoticeCause,
        kind: ClockKind?,
        in county: DivisionCode?,
        on day: Day
    ) -> Bool {
        guard occasion == cause.occasion, from <= day, until.map({ day <= $0 }) ?? true else {
            return false
        }
        let isHere = division.map { place in county.map(place.contains) ?? false } ?? true
        return isHere && (clocks.map { list in kind.map(list.contains) ?? false } ?? true)
    }

    var precedence: (Int, Int) {
        (division?.description.utf8.count ?? 0, clocks == nil ? 0 : 1)
    }

    /// Whether something could be told by both, and neither goes first.
    func isAmbiguous(beside other: NoticeRule) -> Bool {
        let isShared =
            switch (clocks, other.clocks) {
            case (let mine?, let theirs?): mine.contains(where: theirs.contains)
            default: true
            }
        return occasion == other.occasion && division == other.division
            && precedence == other.precedence && isShared
            && (until.map { other.from <= $0 } ?? true)
            && (other.until.map { from <= $0 } ?? true)
    }
}

/// What happened to a ticket that somebody must be told of.
package struct NoticeCause: Hashable, Sendable {
    package let occasion: NoticeOccasion
    /// The ticket's clock that it is about.
    package let clock: Int?

    package init(_ occasion: NoticeOccasion, clock: Int? = nil) {
        self.occasion = occasion
        self.clock = clock
    }
}

/// Somebody is told of something (提醒).
package struct Notice: Hashable, Sendable {
    package let cause: NoticeCause
    package let rule: String
    package let to: NoticeRecipient
    /// The unit, or the desk whose dispatchers or managers are told.
    package let unit: UnitID
    package let at: Instant
    /// When the next is told, unless it is acknowledged before; nil if there is none.
    package let raiseAt: Instant?
    /// Who is told next.
    package let then: [NoticeRecipient]
    package let acknowledge: Term

    /// The one that follows it where nobody has acknowledged it by then.
    package func raised(desk: UnitID, rulebook: Rulebook) -> Notice? {
        guard let raiseAt else { return nil }
        return Notice(
            cause,
            rule: rule,
            to: then.first,
            then: Array(then.dropFirst()),
            unit: desk,
            acknowledge: acknowledge,
            at: raiseAt,
            rulebook: rulebook
        )
    }

    /// As it was stored.
    package init(
        cause: NoticeCause,
        rule: String,
        to: NoticeRecipient,
        unit: UnitID,
        at: Instant,
        raiseAt: Instant?,
        then: [NoticeRecipient],
        acknowledge: Term
    ) {
        self.cause = cause
        self.rule = rule
        self.to = to
        self.unit = unit
        self.at = at
        self.raiseAt = raiseAt
        self.then = then
        self.acknowledge = acknowledge
    }

    private init?(
        _ cause: NoticeCause,
        rule: String,
        to recipient: NoticeRecipient?,
        then: [NoticeRecipient],
        unit: UnitID,
        acknowledge: Term,
        at: Instant,
        rulebook: Rulebook
    ) {
        guard let recipient else { return nil }
        // A desk that owes something itself is told as the desk that it is.
        let isDesk = rulebook.units[unit]?.kind == .desk
        let to = recipient == .unit && isDesk ? .desk : recipient
        let next = then.filter { $0 != to }
        let hours = rulebook.units.hours(of: unit)
        self.init(
            cause: cause,
            rule: rule,
            to: to,
            unit: unit,
            at: at,
            raiseAt: next.isEmpty
                ? nil
                : acknowledge.due(from: at, rollsOver: false, hours, rulebook.calendar),
            then: next,
            acknowledge: acknowledge
        )
    }

    /// What a rule makes of a cause; nil where there is nobody to tell.
    init?(
        _ cause: NoticeCause,
        by rule: NoticeRule,
        on ticket: Ticket,
        at: Instant,
        rulebook: Rulebook
    ) {
        let clock = ticket.clocks.first { $0.id == cause.clock }
        let unit =
            rule.tell == .unit ? clock?.unit ?? ticket.unit ?? ticket.desk : ticket.desk
        self.init(
            cause,
            rule: rule.id,
            to: rule.tell,
            then: rule.then,
            unit: unit,
            acknowledge: rule.acknowledge,
            at: at,
            rulebook: rulebook
        )
    }
}

extension Ticket {
    /// Whether what somebody was told of is over: nobody need be told further.
    package func isOver(_ cause: NoticeCause) -> Bool {
        guard state.isOpen else { return true }
        switch cause.occasion {
        case .urgent, .unsigned:
            return !isUrgent || (state != .desk && state != .dispatched)
        case .yellow, .red, .urged:
            return clocks.first { $0.id == cause.clock }?.isOpen != true
        case .raised: return false
        case .supervised: return supervision == nil
        }
    }

    /// Whether somebody may have been told of something that goes on.
    package var mayHaveNotices: Bool {
        isUrgent || isRaised || supervision != nil
            || clocks.contains {
                $0.isOpen && ($0.isYellow || $0.missedAt != nil || $0.kind == .urge)
            }
    }
}
