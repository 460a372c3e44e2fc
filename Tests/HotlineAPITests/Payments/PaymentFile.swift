import Hotline
import HotlineDuties
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineAPI

/// A file of payments as a test makes it (测试发放表).
struct PaymentFile {
    struct Row {
        var name = "张三"
        var idNumber: String
        var persons = 1
        var fen: Int64 = 50_000
        var account = "0001"
        var paidOn = "2026-11-09"
        var isBack = false
        var township = "坞城街道"
    }

    var rows: [Row]
    var title: String?

    static let header = "发放对象,姓名,身份证号,人数,金额,账号末四位,发放日期,发放类别,乡镇"

    var text: String {
        var lines = title.map { [$0] } ?? []
        lines.append(Self.header)
        for row in rows {
            let amount = Fen(row.fen).description
            lines.append(
                """
                户,\(row.name),\(row.idNumber),\(row.persons),\(amount),\(row.account),\
                \(row.paidOn),\(row.isBack ? "补发" : "正常"),\(row.township)
                """
            )
        }
        return lines.joined(separator: "\n")
    }

    var bytes: [UInt8] { Array(text.utf8) }

    var total: Int64 { rows.reduce(0) { $0 + $1.fen } }

    /// The made-up number of a person, whose check fits.
    static func idNumber(_ index: Int) -> String {
        let (year, rest) = (1930 + index / 999 / 300 % 60, index / 999 % 300)
        let month = (rest / 25 + 1).twoDigits
        let order = String(index % 999 + 1001).suffix(3)
        let body = "140105\(year)\(month)\((rest % 25 + 1).twoDigits)\(order)"
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(body.utf8, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
        return body + String(Array("10X98765432")[sum % 11])
    }
}

/// The people who have to do with payments, besides those of all tests (资金经办).
enum Keeper: String, CaseIterable {
    /// Two of the civil affairs of 小店区, one of 迎泽区.
    case clerk, checker, otherClerk
    /// The city's civil affairs: one who keeps books, one who manages.
    case cityClerk, cityChief
    /// The manager of the county's own civil affairs.
    case chief

    var role: Role { self == .chief || self == .cityChief ? .manager : .handler }

    var unit: String {
        switch self {
        case .clerk, .checker, .chief: "140105-civil-affairs"
        case .otherClerk: "140106-civil-affairs"
        case .cityClerk, .cityChief: "1401-civil-affairs"
        }
    }

    var token: Token { Token(text: "token-of-\(rawValue)") }
}

extension TestHotline {
    /// A hotline with accounts at the civil affairs.
    static func withKeepers(
        at start: String = "2026-11-23T09:00:00+08:00",
        by rules: RulesInForce? = nil
    ) throws -> TestHotline {
        let hotline = try TestHotline(at: SimulatedTime(start), by: rules)
        for keeper in Keeper.allCases {
            let account = Account(
                name: keeper.rawValue,
                role: keeper.role,
                division: try DivisionCode.of(String(keeper.unit.prefix { $0 != "-" })),
                unit: try UnitID.of(keeper.unit)
            )
            try hotline.store.add(account, token: keeper.token, at: hotline.time.now)
        }
        return hotline
    }

    func ask(
        _ keeper: Keeper,
        _ method: String,
        _ target: String,
        _ body: JSON? = nil
    ) throws -> WireAnswer {
        try ask(keeper, method, target, bytes: body?.bytes, type: "application/json")
    }

    func ask(
        _ keeper: Keeper,
        _ method: String,
        _ target: String,
        bytes: [UInt8]?,
        type: String
    ) throws -> WireAnswer {
        let fields = [
            ("Authorization", "Bearer \(keeper.token.text)"), ("Content-Type", type),
        ]
        return try WireClient(port: port)
            .ask(method, "/api/v1\(target)", fields: fields, body: bytes)
    }

    func send(
        _ file: PaymentFile,
        _ keeper: Keeper = .clerk,
        county: String = "140105",
        programme: String = "urban-dibao",
        month: String = "2026-11",
        more: String = "",
        to path: String = "/payments"
    ) throws -> WireAnswer {
        let query = "county=\(county)&programme=\(programme)&month=\(month)\(more)"
        return try ask(
            keeper,
            "POST",
            "\(path)?\(query)",
            bytes: file.bytes,
            type: "text/csv"
        )
    }

    /// Brings households of one into the roster of 小店区, or of more where a row has the number
    /// of the household before; each is given 500 yuan a month.
    func bringRoster(_ rows: [String], day: String = "2026-11-01") throws {
        let header = "户编号,姓名,身份证号,与户主关系,救助类型,类别,乡镇,月保障金额,纳入日期,近亲属备案"
        let answer = try ask(
            .clerk,
            "POST",
            "/roster/imports?day=\(day)",
            bytes: Array(([header] + rows).joined(separator: "\n").utf8),
            type: "text/csv"
        )
        try #require(answer.status == 200 || answer.status == 201, "\(answer.text)")
        try #require(try answer.json()["bad"] == 0, "\(answer.text)")
    }

    /// Enters a file and has another confirm it; returns the number of the batch.
    @discardableResult
    func pay(
        _ file: PaymentFile,
        county: String = "140105",
        programme: String = "urban-dibao",
        month: String = "2026-11",
        reason: String? = "已核实"
    ) throws -> Int64 {
        let keeper: Keeper = county == "140105" ? .clerk : .otherClerk
        let entered = try send(file, keeper, county: county, programme: programme, month: month)
        try #require(entered.status == 201, "\(entered.text)")
        let id = try #require(try entered.json()["id"]?.integer)
        var body: JSON = ["total": .integer(file.total)]
        if let reason { body = body + ["reason": .string(reason)] }
        let confirmed = try ask(.checker, "POST", "/payments/\(id)/confirmation", body)
        try #require(confirmed.status == 200, "\(confirmed.text)")
        return id
    }
}
