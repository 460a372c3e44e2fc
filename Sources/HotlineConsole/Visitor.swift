package import Hotline

/// Who looks at a page, as far as pages need to know.
package struct Visitor: Sendable {
    package let account: String
    package let role: Role
    package let unit: UnitID
    package let unitName: String
    package let scope: DivisionCode
    package let scopeName: String
    /// The hotline desk (热线坐席) that has the care of what is filed here.
    package let desk: UnitID
    /// By which the pages count down working time.
    package let hours: OfficeHours
    /// What the pages' requests must carry, so that no other site can send them.
    package let csrf: String
    /// A password that somebody else has set opens nothing but the page that changes it.
    package let mustChangePassword: Bool

    package init(
        account: String,
        role: Role,
        unit: UnitID,
        unitName: String,
        scope: DivisionCode,
        scopeName: String,
        desk: UnitID,
        hours: OfficeHours,
        csrf: String,
        mustChangePassword: Bool
    ) {
        self.account = account
        self.role = role
        self.unit = unit
        self.unitName = unitName
        self.scope = scope
        self.scopeName = scopeName
        self.desk = desk
        self.hours = hours
        self.csrf = csrf
        self.mustChangePassword = mustChangePassword
    }
}

extension Role {
    /// What the role is called on a page.
    var chineseName: String {
        switch self {
        case .operator: "受理员"
        case .dispatcher: "派单员"
        case .handler: "经办人"
        case .manager: "管理者"
        case .auditor: "审计"
        case .administrator: "系统管理员"
        case .system: "系统接口"
        }
    }
}
