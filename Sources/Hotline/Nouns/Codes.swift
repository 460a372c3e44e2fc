/// What sort of demand a ticket is (诉求类型).
package enum Kind: String, CaseIterable, Sendable {
    /// 咨询
    case consult
    /// 求助
    case help
    /// 投诉
    case complaint
    /// 举报
    case report
    /// 建议
    case suggestion
    /// 表扬
    case praise
}

/// What a ticket is about (事项).
///
/// The Chinese names stand in `routing-rules/categories.yaml`.
package enum Matter: String, CaseIterable, Sendable {
    case dibao, tekun, temporary, marginal
    case medicalAid = "medical-aid"
    case disability
    case childWelfare = "child-welfare"
    case elderCare = "elder-care"
    case vagrant, funeral, marriage, veterans
    case disasterRelief = "disaster-relief"
    case charity, grassroots
    case ruralRevitalization = "rural-revitalization"
    case housingAid = "housing-aid"
    case educationAid = "education-aid"
    case insurance, employment, other
}

/// Which step or side of the matter (环节).
package enum Aspect: String, CaseIterable, Sendable {
    /// 问政策
    case policy
    /// 申请
    case apply
    /// 资金发放
    case payment
    /// 动态调整
    case change
    /// 违规违纪
    case integrity
    /// 态度作风
    case conduct
    /// 机构服务
    case service
    /// 其他
    case none
}

/// How a demand reached the hotline (来源).
package enum Channel: String, CaseIterable, Sendable {
    /// 12345 政务服务便民热线
    case mayor = "12345"
    /// 县社会救助服务热线
    case countyHotline = "county-hotline"
    case cityHotline = "city-hotline"
    case provinceHotline = "province-hotline"
    /// 窗口
    case window
    /// 来信
    case letter
    /// 走访
    case visit
    /// 数据比对
    case match
}

/// What an account may do (角色).
package enum Role: String, CaseIterable, Sendable {
    /// 受理员
    case `operator`
    /// 派单员
    case dispatcher
    /// 承办单位经办人
    case handler
    /// 管理者
    case manager
    /// 审计
    case auditor
    /// 系统管理员
    case administrator
    /// 系统接口
    case system
}
