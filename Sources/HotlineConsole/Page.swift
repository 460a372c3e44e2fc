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
    /// Whether it stands in the bar at the top.
    var isInBar = true
    /// Scripts of others that it needs besides its own.
    var libraries: [String] = []

    /// Every page there is; the bar shows them in this order.
    static let all: [Page] = [
        Page(path: "/call", title: "来电受理", name: "call", roles: filers),
        Page(path: "/call/{id}", title: "来电受理", name: "call", roles: filers, isInBar: false),
        Page(path: "/desk", title: "坐席派单", name: "desk", roles: [.dispatcher, .manager]),
        Page(path: "/queue", title: "本单位待办", name: "queue", roles: [.handler]),
        Page(path: "/sign-in", title: "登录", name: "sign-in", roles: [], isInBar: false),
    ]

    private static let filers: Set<Role> = [.operator, .dispatcher, .handler, .manager]

    /// The page that a role's day begins with.
    static func home(of role: Role) -> String {
        switch role {
        case .operator: "/call"
        case .dispatcher, .manager: "/desk"
        case .handler: "/queue"
        case .auditor: "/journal"
        case .administrator: "/admin"
        case .system: "/manual"
        }
    }

    /// Whether a path is this page's.
    func matches(_ segments: [Substring]) -> Bool {
        let parts = path.split(separator: "/")
        return parts.count == segments.count
            && zip(parts, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
