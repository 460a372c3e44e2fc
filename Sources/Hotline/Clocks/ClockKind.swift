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

extension ClockKind {
    /// As people read it.
    package var chinese: String {
        switch self {
        case .dispatch: "派单"
        case .respond: "紧急响应"
        case .return: "退单期"
        case .answer: "办理答复"
        case .extension: "延期审核"
        case .callback: "回访"
        case .urge: "催办回复"
        case .coHandler: "协办"
        case .supervised: "督办"
        case .relief: "小额快救"
        case .statutory: "法定时限"
        case .external: "来件时限"
        }
    }
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
