internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import MicroHTTP
internal import Spreadsheet
internal import StrictJSON

/// What leaves the roster: the list itself, and what is posted on the notice board (导出、公示).
struct RosterExportHandlers: Sendable {
    let office: Office

    /// How many households one file may have.
    private static let householdsMax = 200_000

    static let exportFields: [Shape.Field] = [
        .optional("on", .day),
        .optional("division", .division),
        .optional("programme", .code(Programme.ofRoster.map(\.rawValue))),
        .required("purpose", .text(lengthMax: TextLimit.title)),
        .optional("masked", .flag),
    ]

    private func filter(_ body: Body, _ exchange: Exchange) -> RosterFilter {
        var filter = RosterFilter(on: body.value("on", Day.self) ?? exchange.now.day)
        filter.division = body.value("division", DivisionCode.self)
        filter.programme = body.code("programme", Programme.self)
        return filter
    }

    /// Answers `POST /api/v1/roster/export`: the list as CSV, in the columns that an import reads.
    func export(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        try exchange.requireCounty()
        let body = try Body(exchange.request.body, Self.exportFields)
        let filter = filter(body, exchange)
        let isMasked = body.flag("masked") ?? true
        let rules = office.rulesInForce
        let json = RosterJSON(rules: rules)
        var rows: [[Sheet.Cell]] = []
        var count = 0
        try office.store.eachHousehold(filter, in: scope) { id, version, members in
            count += 1
            guard count <= Self.householdsMax else { throw Self.tooMany }
            for (member, details) in members {
                rows.append(Self.row(id, version, member, details, isMasked: isMasked, json))
            }
        }
        let field = "roster \(rows.count) rows\(isMasked ? " masked" : "")"
        try office.store.accessLog.commit(
            exchange.access(.export, field: field, purpose: body.text("purpose"))
        )
        let sheet = Sheet(name: "清单台账", columns: Self.columns, rows: rows)
        let name = "roster-\(filter.on).csv"
        return .now(.file(sheet.csv, type: "text/csv; charset=utf-8", name: name))
    }

    private static let tooMany = Problem(
        type: "too-many",
        status: 422,
        detail: "超过\(householdsMax)户，请按乡镇或类型分开导出。"
    )

    private static let columns = [
        "户编号", "姓名", "身份证号", "与户主关系", "救助类型", "类别", "乡镇", "村（社区）", "月保障金额",
        "纳入日期", "残疾人证号", "自理能力", "单人保", "核查周期", "联系电话", "近亲属备案",
    ]
    .map { Sheet.Column($0) }

    private static func row(
        _ household: Int64,
        _ version: HouseholdVersion,
        _ member: MemberVersion,
        _ details: PersonDetails,
        isMasked: Bool,
        _ json: RosterJSON
    ) -> [Sheet.Cell] {
        func shown(_ name: PersonalField.Name, _ value: String?) -> Sheet.Cell {
            guard let value else { return .empty }
            return .text(isMasked ? PersonalField(name, value).masked : value)
        }
        let village = version.village.map(json.name) ?? version.details.villageName
        return [
            .text("\(household)"), shown(.name, details.name),
            shown(.idNumber, details.idNumber.description), .text(member.relation.name),
            .text(version.programme.rosterName), version.variety.map { .text($0.name) } ?? .empty,
            .text(json.name(version.township)), village.map(Sheet.Cell.text) ?? .empty,
            member.relation == .head ? .text(yuan(version.amount)) : .empty,
            .text(member.validFrom.description), shown(.idNumber, details.certificate),
            version.selfCare.map { .text($0.chineseName) } ?? .empty,
            .text(version.isSingle ? "是" : "否"), .text(version.reviewPace.name),
            shown(.phone, details.phone), .text(version.isStaff ? "是" : "否"),
        ]
    }

    static func yuan(_ fen: Int) -> String { "\(fen / 100).\((fen % 100).twoDigits)" }

    // MARK: 公示

    static let publicationFields: [Shape.Field] = [
        .optional("on", .day),
        .required("division", .division),
        .required("programme", .code(Programme.ofRoster.map(\.rawValue))),
        .required("purpose", .text(lengthMax: TextLimit.title)),
    ]

    /// Answers `POST /api/v1/roster/publication`: name, number of members and amount, and nothing
    /// else (民发〔2021〕57号第二十四条).
    func publication(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        let body = try Body(exchange.request.body, Self.publicationFields)
        let filter = filter(body, exchange)
        try exchange.requireKeeper()
        guard let division = filter.division, scope.contains(division) else {
            throw Problem.badField("/division", "不在您的范围内。")
        }
        var items: [(name: String, members: Int, amount: Int)] = []
        try office.store.eachHousehold(filter, in: scope) { _, version, members in
            guard items.count < Self.householdsMax else { throw Self.tooMany }
            guard let head = members.first else { return }
            items.append((head.1.name, version.members, version.amount))
        }
        try office.store.accessLog.commit(
            exchange.access(
                .export,
                field: "publication \(items.count) rows",
                purpose: body.text("purpose")
            )
        )
        let title = title(filter, division)
        let shown = items
        return .now(
            .json { writer in
                writer.member("title", title)
                writer.member("basis", "民发〔2021〕57号第二十四条：只公布申请人姓名、家庭成员数量、保障金额")
                writer.name("items")
                writer.beginArray()
                for item in shown {
                    writer.beginObject()
                    writer.member("name", item.name)
                    writer.member("members", item.members)
                    writer.member("amount", item.amount)
                    writer.endObject()
                }
                writer.endArray()
                writer.member("text", Self.text(title, shown))
            }
        )
    }

    private func title(_ filter: RosterFilter, _ division: DivisionCode) -> String {
        let place = office.rulesInForce.divisions[division]?.name ?? division.description
        let (year, month, day) = filter.on.civil
        return "\(place)\(filter.programme?.rosterName ?? "")对象公示（\(year)年\(month)月\(day)日）"
    }

    private static func text(
        _ title: String,
        _ items: [(name: String, members: Int, amount: Int)]
    ) -> String {
        let lines = items.map { "\($0.name)　\($0.members)人　每月\(yuan($0.amount))元" }
        return ([title] + lines).joined(separator: "\n")
    }
}
