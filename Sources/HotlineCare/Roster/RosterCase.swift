package import Hotline

/// What must be done to a household on the roster, step by step, each with its clock (办理事项).
package struct RosterCase: Hashable, Sendable {
    package var id: Int64
    package let household: Int64
    /// Whom it is about, where it is not the household as a whole.
    package let person: Int64?
    package let kind: CaseKind
    package let programme: Programme
    package let township: DivisionCode
    package let openedOn: Day
    /// When whatever it is about happened.
    package let happenedOn: Day
    /// What was done, in order.
    package var done: [StepDone] = []
    /// What comes next; nil once it is closed.
    package var step: CaseStep?
    package var stepDue: Day?
    /// When all of it must be done, where the law says so.
    package var due: Day?
    /// From when on what was decided holds.
    package var effectiveFrom: Day?
    /// What was decided that the household is given in a month, in fen.
    package var amount: Int?
    package var closedOn: Day?
    /// Whether it was given up: the household stays as it was.
    package var isWithdrawn = false

    package struct StepDone: Hashable, Sendable {
        package let step: CaseStep
        package let on: Day

        package init(step: CaseStep, on: Day) {
            self.step = step
            self.on = on
        }
    }

    package init(
        id: Int64 = 0,
        household: Int64,
        person: Int64?,
        kind: CaseKind,
        programme: Programme,
        township: DivisionCode,
        openedOn: Day,
        happenedOn: Day
    ) {
        self.id = id
        self.household = household
        self.person = person
        self.kind = kind
        self.programme = programme
        self.township = township
        self.openedOn = openedOn
        self.happenedOn = happenedOn
    }

    package var isOpen: Bool { closedOn == nil }
}

/// What a case is about (事项类型).
package enum CaseKind: String, CaseIterable, Sendable {
    /// 退出
    case exit
    /// 调减
    case reduce
    /// 死亡
    case death
    /// 未按规定报告的变化
    case unreported

    package var name: String {
        switch self {
        case .exit: "退出"
        case .reduce: "调减"
        case .death: "死亡核减"
        case .unreported: "未及时报告变化"
        }
    }
}

/// One step of a case (步骤).
package enum CaseStep: String, CaseIterable, Sendable {
    /// 听取意见
    case hear
    /// 公示
    case publish
    /// 作出决定
    case decide
    /// 书面告知并说明理由
    case notify
    /// 核实
    case verify
    /// 调整待遇
    case adjust
    /// 批评教育
    case educate

    package var name: String {
        switch self {
        case .hear: "听取意见"
        case .publish: "公示"
        case .decide: "作出决定"
        case .notify: "书面告知并说明理由"
        case .verify: "核实"
        case .adjust: "调整待遇"
        case .educate: "批评教育"
        }
    }

    /// What must be written down with it: what the person said, or the reasons that the notice
    /// gives.
    package var needsText: Bool {
        switch self {
        case .hear, .notify, .verify, .educate: true
        case .publish, .decide, .adjust: false
        }
    }

    /// Whether it is the county's; a township does the others.
    package var isOfCounty: Bool { self == .decide || self == .adjust }
}

/// Why something cannot be done to a household on the roster.
package enum RosterRefusal: Error, Hashable, Sendable {
    /// Another step comes first, and none can be skipped.
    case stepOutOfOrder(next: CaseStep)
    /// The step before must have lasted until then.
    case tooEarly(until: Day)
    case textMissing(CaseStep)
    case closed
    /// The household is not on the roster on that day.
    case notOnRoster
    /// Such a case is open already.
    case caseOpen(Int64)
    case notMember
    /// More than the rules allow.
    case beyondLimit(last: Day, basis: String)
    /// A change before the last one would change what was.
    case beforeLast(Day)
    case noAmount
    /// Less only after the household was heard.
    case lessWithoutHearing

    /// What to do about it, for whoever asked (Chinese).
    package var message: String {
        switch self {
        case .stepOutOfOrder(let next): "下一步应当是“\(next.name)”，不能跳过。"
        case .tooEarly(let until): "上一步期限未满，\(until)以后才能办理。"
        case .textMissing(let step): "请填写“\(step.name)”的内容。"
        case .closed: "这件事项已经办结。"
        case .notOnRoster: "这一户当日不在册。"
        case .caseOpen(let id): "这一户已有同类事项在办（\(id)号）。"
        case .notMember: "这个人当日不是这一户的成员。"
        case .beyondLimit(let last, let basis): "最晚到\(last)（\(basis)）。"
        case .beforeLast(let day): "生效日期不能早于最近一次变更（\(day)）；更正请注明“更正”。"
        case .noAmount: "请填写决定后的月保障金额。"
        case .lessWithoutHearing: "调减前须先听取意见，请办理“调减”事项（社会救助法第四十八条）。"
        }
    }
}
