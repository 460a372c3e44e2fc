internal import Hotline

/// One page for people: where it is, what it is called, and who may open it.
struct Page: Sendable {
    /// Such as `/tickets/{number}`.
    let path: String
    let title: String
    /// Both the template and the script are called this.
    let name: String
    /// Empty for everybody, signed in or not.
    let roles: Set<Role>
    /// Whether it is for the public: it looks the same whoever opens it.
    var isPublic = false
    /// Whether it stands in the bar at the top.
    var isInBar = true
    /// The menu that it stands in where somebody has more pages than the bar has room for.
    var menu: Menu?
    /// Styles that it has besides those of all.
    var styles: [String] = []
    /// Whether of handlers only those at the civil affairs (民政局) may open it.
    var isForCivilAffairs = false

    /// What the bar puts under one word.
    enum Menu: String {
        case duties = "任务报送"
        case registers = "清单比对"
        case manuals = "政策说明"
    }

    /// Every page there is; the bar shows them in this order.
    static let all: [Page] = [
        Page(
            path: "/call",
            title: "来电受理",
            name: "call",
            roles: filers,
            styles: ["cards.css", "help.css"]
        ),
        Page(
            path: "/call/{id}",
            title: "来电受理",
            name: "call",
            roles: filers,
            isInBar: false,
            styles: ["cards.css", "help.css"]
        ),
        Page(path: "/desk", title: "坐席派单", name: "desk", roles: [.dispatcher, .manager]),
        Page(
            path: "/manage",
            title: "统计与督办",
            name: "manage",
            roles: [.manager],
            styles: ["manage.css"]
        ),
        Page(path: "/queue", title: "本单位待办", name: "queue", roles: [.handler]),
        Page(
            path: "/visits",
            title: "家访",
            name: "visits",
            roles: [.handler, .manager],
            menu: .duties,
            styles: ["duties.css"]
        ),
        Page(
            path: "/duties",
            title: "定期任务",
            name: "duties",
            roles: [.handler, .manager, .dispatcher],
            menu: .duties,
            styles: ["duties.css"]
        ),
        Page(
            path: "/payments",
            title: "资金发放",
            name: "payments",
            roles: [.handler, .manager],
            menu: .duties,
            styles: ["manage.css", "payments.css"],
            isForCivilAffairs: true
        ),
        Page(
            path: "/guidance",
            title: "明白卡",
            name: "guidance",
            roles: readers,
            menu: .manuals,
            styles: ["cards.css", "help.css"]
        ),
        Page(path: "/tickets", title: "查找工单", name: "tickets", roles: readers),
        Page(
            path: "/tickets/{number}",
            title: "工单",
            name: "ticket",
            roles: readers,
            isInBar: false
        ),
        Page(
            path: "/tickets/{number}/order",
            title: "工作单",
            name: "order",
            roles: readers,
            isInBar: false
        ),
        Page(
            path: "/tickets/{number}/receipt",
            title: "受理回执",
            name: "receipt",
            roles: readers,
            isInBar: false,
            styles: ["cards.css"]
        ),
        Page(
            path: "/roster",
            title: "清单台账",
            name: "roster",
            roles: registers,
            menu: .registers
        ),
        Page(
            path: "/roster/{household}",
            title: "在册户",
            name: "household",
            roles: registers,
            isInBar: false
        ),
        Page(
            path: "/matching",
            title: "数据比对",
            name: "matching",
            roles: registers,
            menu: .registers
        ),
        Page(path: "/journal", title: "审计", name: "journal", roles: [.auditor]),
        Page(path: "/admin", title: "系统管理", name: "admin", roles: [.administrator]),
        Page(
            path: "/manual",
            title: "使用说明",
            name: "manual",
            roles: everybodySignedIn,
            menu: .manuals
        ),
        Page(
            path: "/account",
            title: "我的账号",
            name: "account",
            roles: everybodySignedIn,
            isInBar: false
        ),
        Page(path: "/sign-in", title: "登录", name: "sign-in", roles: [], isInBar: false),
        Page(path: "/help", title: "求助指南", "help"),
        Page(path: "/help/eligibility", title: "我能申请什么", "help-eligibility"),
        Page(path: "/help/cards", title: "救助明白卡", "help-cards"),
        Page(path: "/help/cards/{card}", title: "救助明白卡", "help-card"),
        Page(path: "/help/progress", title: "查进度", "help-progress"),
        Page(path: "/help/sheet", title: "明白纸", "help-sheet"),
        Page(path: "/help/small", title: "便民卡", "help-small"),
        Page(path: "/help/board", title: "公示栏", "help-board"),
    ]

    private static let filers: Set<Role> = [.operator, .dispatcher, .handler, .manager]
    private static let readers: Set<Role> = [.operator, .dispatcher, .handler, .manager]
    private static let registers: Set<Role> = [.dispatcher, .handler, .manager]
    private static let everybodySignedIn = Set(Role.allCases)

    /// The page that somebody's day begins with: villages have their visits.
    static func home(of visitor: Visitor) -> String {
        switch visitor.role {
        case .handler where visitor.unit.division.level == .village: "/visits"
        case .operator: "/call"
        case .dispatcher: "/desk"
        case .manager: "/manage"
        case .handler: "/queue"
        case .auditor: "/journal"
        case .administrator: "/admin"
        case .system: "/manual"
        }
    }

    /// Whether it stands in the bar of somebody.
    func isInBar(of visitor: Visitor) -> Bool {
        isInBar && roles.contains(visitor.role) && isOfUnit(of: visitor)
    }

    /// Whether somebody's unit has anything to do with it.
    func isOfUnit(of visitor: Visitor) -> Bool {
        guard isForCivilAffairs, visitor.role == .handler else { return true }
        return visitor.unit == UnitKind.civilAffairs.id(in: visitor.unit.division)
    }

    /// Whether a path is this page's.
    func matches(_ segments: [Substring]) -> Bool {
        let parts = path.split(separator: "/")
        return parts.count == segments.count
            && zip(parts, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}

extension Page {
    /// A page for the public (公众网站).
    private init(path: String, title: String, _ name: String) {
        self.init(
            path: path,
            title: title,
            name: name,
            roles: [],
            isPublic: true,
            isInBar: false,
            styles: ["cards.css", "help.css"]
        )
    }
}
