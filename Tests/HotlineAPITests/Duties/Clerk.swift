import Hotline
import HotlineAPI
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// Somebody of a unit who works with duties: villages, townships and bureaus (经办人).
struct Clerk: Hashable {
    let name: String
    let unit: String
    var role = Role.handler

    var division: String { String(unit.prefix { $0 != "-" }) }
    var token: Token { Token(text: "token-of-\(name)") }

    var account: Account {
        get throws {
            try Account(
                name: name,
                role: role,
                division: .of(division),
                unit: .of(unit)
            )
        }
    }

    static let village = Clerk(name: "village", unit: "140105001001")
    static let otherVillage = Clerk(name: "other-village", unit: "140105001002")
    static let farVillage = Clerk(name: "far-village", unit: "140106001001")
    static let township = Clerk(name: "duty-township", unit: "140105001")
    static let otherTownship = Clerk(name: "duty-neighbour", unit: "140105002")
    static let county = Clerk(name: "duty-county", unit: "140105-civil-affairs")
    static let otherCounty = Clerk(name: "duty-other-county", unit: "140106-civil-affairs")
    static let city = Clerk(name: "duty-city", unit: "1401-civil-affairs")
    static let labour = Clerk(name: "duty-labour", unit: "140105-human-resources")
    static let manager = Clerk(
        name: "duty-manager",
        unit: "140105-civil-affairs",
        role: .manager
    )
    static let auditor = Clerk(
        name: "duty-auditor",
        unit: "140105-civil-affairs",
        role: .auditor
    )
    static let `operator` = Clerk(name: "duty-operator", unit: "140105-desk", role: .operator)

    static let all = [
        village, otherVillage, farVillage, township, otherTownship, county, otherCounty, city,
        labour, manager, auditor, `operator`,
    ]
}

/// A hotline whose villages have accounts too.
final class DutyHotline {
    let hotline: TestHotline
    private var clients: [Clerk: WireClient] = [:]

    /// Made-up villages in real townships.
    private static let villages = """
        code,village,town,county,city
        140105001001,知新社区居委会,坞城街道,小店区,太原市
        140105001002,双槐社区居委会,坞城街道,小店区,太原市
        140105002001,石碾社区居委会,营盘街道,小店区,太原市
        140106001001,柳湾社区居委会,柳巷街道,迎泽区,太原市
        """

    static let rules = Result { () throws -> RulesInForce in
        try RulesInForce.read(
            Shipped.ruleTexts(),
            divisions: [RuleText(name: "villages.csv", text: villages)],
            calendars: []
        )
    }

    init(at start: String = "2026-11-01T09:00:00+08:00") throws {
        let rules = try Self.rules.get()
        #expect(rules.leftOut.isEmpty, "\(rules.leftOut)")
        hotline = try TestHotline(at: SimulatedTime(start), by: rules)
        for clerk in Clerk.all {
            try hotline.store.add(clerk.account, token: clerk.token, at: hotline.time.now)
        }
        try hotline.sweep()
    }

    func ask(
        _ clerk: Clerk,
        _ method: String,
        _ target: String,
        fields: [(String, String)] = [],
        body: JSON? = nil
    ) throws -> WireAnswer {
        let client = clients[clerk] ?? WireClient(port: hotline.port)
        clients[clerk] = client
        var fields = fields + [("Authorization", "Bearer \(clerk.token.text)")]
        if body != nil { fields.append(("Content-Type", "application/json")) }
        return try client.ask(method, target, fields: fields, body: body?.bytes)
    }

    /// The items of a list, all pages of it.
    func list(_ clerk: Clerk, _ target: String) throws -> [JSON] {
        var items: [JSON] = []
        var next: String? = target
        while let page = next {
            let answer = try ask(clerk, "GET", page)
            try #require(answer.status == 200, "\(page): \(answer.text)")
            let json = try answer.json()
            items += json["items"]?.array ?? []
            let joint = target.contains("?") ? "&" : "?"
            next = json["next"]?.string.map { "\(target)\(joint)after=\($0)" }
        }
        return items
    }

    /// The one duty of a unit by a rule for a period.
    func duty(
        _ clerk: Clerk,
        _ rule: String,
        of unit: String,
        _ period: String
    ) throws -> JSON {
        let target = "/api/v1/duties?unit=\(unit)&rule=\(rule)&period=\(period)"
        let found = try list(clerk, target)
        try #require(found.count == 1, "\(found.count) of \(rule) \(unit) \(period)")
        return found[0]
    }

    /// Does something about a finding, whatever became of it since.
    func act(_ clerk: Clerk, onFinding finding: Int64, _ body: JSON) throws -> WireAnswer {
        let target = "/api/v1/findings/\(finding)/actions"
        return try ask(clerk, "POST", target, fields: [("If-Match", "*")], body: body)
    }

    /// The rules of these tests, with one unit that another took over from.
    static func rules(_ former: String, by heir: String) throws -> RulesInForce {
        try RulesInForce.read(
            Shipped.ruleTexts(abolishing: former, for: heir),
            divisions: [RuleText(name: "villages.csv", text: villages)],
            calendars: []
        )
    }

    /// Does something to a duty, having just looked at it.
    func act(
        _ clerk: Clerk,
        on duty: JSON,
        _ action: String,
        _ more: JSON = [:]
    ) throws -> WireAnswer {
        let id = try #require(duty["id"]?.integer)
        let seen = try ask(clerk, "GET", "/api/v1/duties/\(id)")
        return try ask(
            clerk,
            "POST",
            "/api/v1/duties/\(id)/actions",
            fields: [("If-Match", seen["ETag"] ?? "*")],
            body: ["action": .string(action)] + more
        )
    }
}
