/// What a deadline is for (时限种类).
package enum ClockKind: String, CaseIterable, Sendable {
    /// 派单
    case dispatch
    /// 紧急响应
    case respond
    /// 退单期
    case `return`
    /// 办理答复
    case answer
    /// 延期审核
    case `extension`
    /// 回访
    case callback
    /// 催办
    case urge
    /// 协办
    case coHandler
    /// 督办
    case supervised
    /// 小额快救
    case relief
    /// 法定时限
    case statutory
    /// 来件时限: the due time that an order of another platform brought with it
    case external
}

/// How it stands with a deadline (时限状态).
package enum ClockStatus: String, CaseIterable, Sendable {
    /// 计时中
    case running
    /// 暂停计时
    case paused
    /// 按时
    case met
    /// 超时: also while it is still owed
    case missed
    /// 撤销: it no longer counts
    case cancelled
}

/// The colour that a deadline is shown in (黄牌、红牌).
package enum Card: String, Sendable {
    case green, yellow, red
}

/// How well the figure of a rule is evidenced (依据等级).
package enum Grade: String, CaseIterable, Sendable {
    /// The instrument was read in full.
    case a = "A"
    /// An excerpt or an official report with the figure in it was read.
    case b = "B"
    /// No source was found: a default of this system, for the place to decide.
    case unverified

    /// What must stand beside the figure wherever it is shown.
    package var caution: String? {
        self == .unverified ? "本系统默认，待当地核定" : nil
    }
}

/// What an applicant asks to be recognised for (申请项目).
package enum Programme: String, CaseIterable, Sendable {
    /// 最低生活保障
    case dibao
    /// 特困人员救助供养
    case tekun
    /// 最低生活保障边缘家庭
    case marginal
    /// 刚性支出困难家庭
    case rigid
    /// 临时救助
    case temporary
}

/// What makes the statutory term of an application another one (特殊情形).
package enum SpecialCircumstance: String, CaseIterable, Sendable {
    /// 委托乡镇(街道)确认
    case delegated
    /// 公示有异议
    case objection
    /// 人户分离
    case separated
    /// 异地申办
    case remote
    /// 调查难度大
    case difficult
}
