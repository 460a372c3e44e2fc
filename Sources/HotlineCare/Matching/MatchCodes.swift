/// What a partner's list is asked for (用途).
package enum MatchPurpose: String, CaseIterable, Sendable {
    /// 主动发现：可能困难而不在册
    case discovery
    /// 动态核查：可能不再符合
    case review

    package var name: String { self == .discovery ? "主动发现" : "动态核查" }

    /// The marks that may come of it.
    package var mark: MarkKind { self == .discovery ? .entry : .exit }
}

/// What a mark says of somebody (风险提示).
package enum MarkKind: String, CaseIterable, Sendable {
    /// May be in need and gets nothing, or too little.
    case entry
    /// May no longer qualify.
    case exit

    package var name: String { self == .entry ? "疑似应保未保" : "疑似不再符合" }
}

/// How somebody was recognised in a list (匹配方式).
package enum MatchStrength: String, CaseIterable, Sendable {
    /// By ID number.
    case strong
    /// By name, township and birth date, which a person must confirm.
    case weak

    package var name: String { self == .strong ? "身份证号" : "姓名、乡镇、出生日期（待人工确认）" }
}

/// Where a mark stands (提示状态).
package enum MarkState: String, CaseIterable, Sendable {
    /// A person must say first whether it is the same one.
    case weak
    /// Fewer points than open a visit; more may come of other lists.
    case noted
    /// To be visited.
    case open
    /// The township visits.
    case visiting
    /// The township has said what it found.
    case returned
    case closed

    package var name: String {
        switch self {
        case .weak: "待确认同一人"
        case .noted: "仅记录"
        case .open: "待派走访"
        case .visiting: "走访中"
        case .returned: "走访已回"
        case .closed: "已办结"
        }
    }
}

/// What a visit found (核实结果).
package enum VisitResult: String, CaseIterable, Sendable {
    case confirmed, notConfirmed, unclear

    package var name: String {
        switch self {
        case .confirmed: "属实"
        case .notConfirmed: "不属实"
        case .unclear: "无法核实"
        }
    }
}

/// What the county does about it (分类处置, 国办发〔2023〕39号 三（四）).
package enum Disposal: String, CaseIterable, Sendable {
    /// 政策未落实的，督促落实
    case deliver
    /// 可能符合的，按需推送
    case push
    /// 情形复杂的，一事一议
    case special
    /// 可能不再符合的，核实后终止
    case terminate
    /// 不需处置
    case nothing

    package var name: String {
        switch self {
        case .deliver: "落实政策"
        case .push: "按需推送"
        case .special: "一事一议"
        case .terminate: "核实后终止"
        case .nothing: "不需处置"
        }
    }
}
