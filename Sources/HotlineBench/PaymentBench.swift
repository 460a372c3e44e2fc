import ArgumentParser
internal import Foundation
internal import HTTPTypes
internal import Hotline
internal import HotlineAPI
internal import HotlineDuties
internal import HotlineStore
internal import HotlineTesting
internal import Logging
internal import MicroHTTP
internal import StrictJSON

/// Measures how long a month of payments takes to come in, compared with a roster of as many
/// households, and a table of a year to come out.
struct PaymentBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payments",
        abstract: "Enters and confirms months of payments, and asks for the annex of the last."
    )

    @Option(help: "How many are paid each month.")
    var people = 30_000

    @Option(help: "How many months are entered.")
    var months = 3

    @Option(help: "How often the annex is asked for.")
    var times = 20

    @Option(help: "A payment file to enter instead, as CSV or XLSX.")
    var file: String?

    private static let peopleMax = 60_000

    func validate() throws {
        guard (1...Self.peopleMax).contains(people), (1...11).contains(months), times > 0 else {
            throw ValidationError("--people is from 1 to \(Self.peopleMax), --months from 1 to 11")
        }
    }

    func run() throws {
        let directory = try TemporaryDirectory()
        let store = try Store(directory: directory.url)
        let rules = try RulesInForce.read(Shipped.ruleTexts(), divisions: [], calendars: [])
        let now = SimulatedTime("2026-11-23T09:00:00+08:00").now
        let log = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let server = Server(office: Office(store: store, rules: rules, log: log) { now })
        for (name, unit) in [
            ("clerk", "140105-civil-affairs"), ("checker", "140105-civil-affairs"),
            ("city", "1401-civil-affairs"),
        ] {
            guard let id = UnitID(unit) else { continue }
            let account = Account(name: name, role: .handler, division: id.division, unit: id)
            try store.add(account, token: Token(text: "token-of-\(name)"), at: now)
        }
        if file == nil { try bringRoster(server, at: now) }
        for month in 1...months {
            let body = try file.map { Array(try Data(contentsOf: URL(filePath: $0))) }
            try enter(body ?? self.body(month), "2026-\(month.twoDigits)", server)
        }
        let month = QueryItem(name: "month", value: "2026-\(months.twoDigits)")
        let city = QueryItem(name: "city", value: "1401")
        try measure("annex", server, "/api/v1/annexes/1", [city, month], as: "city")
        let due = [month] + Self.batch.filter { $0.name != "month" }
        try measure("recipients", server, "/api/v1/payment-recipients", due, as: "clerk")
        let started = ContinuousClock.now
        let findings = try Audit.verify(directory.url.appending(path: Store.fileName)).findings
        print("audit: \((ContinuousClock.now - started) / .seconds(1)) s, \(findings.count) found")
    }

    private static let batch = [
        QueryItem(name: "county", value: "140105"),
        QueryItem(name: "programme", value: "urban-dibao"),
    ]

    private func measure(
        _ what: String,
        _ server: Server,
        _ path: String,
        _ query: [QueryItem],
        as account: String
    ) throws {
        let seconds = try (0..<times).map { _ in
            let started = ContinuousClock.now
            _ = try ask(server, .get, path, query, account, [])
            return (ContinuousClock.now - started) / .milliseconds(1)
        }
        .sorted()
        print("\(what): median \(seconds[times / 2]) ms, worst \(seconds[times - 1]) ms")
    }

    /// A household for each who is paid.
    private func bringRoster(_ server: Server, at now: Instant) throws {
        var lines = ["姓名,身份证号,救助类型,类别,乡镇,月保障金额,纳入日期"]
        for index in 0..<people {
            lines.append(
                "赵某某,\(Self.idNumber(index)),低保,城市,坞城街道,\(Fen(Self.fen(index))),2025-01-01"
            )
        }
        let day = QueryItem(name: "day", value: now.day.description)
        let started = ContinuousClock.now
        let body = Array(lines.joined(separator: "\n").utf8)
        let done = try ask(server, .post, "/api/v1/roster/imports", [day], "clerk", body)
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        print("roster: \(done["entered"]?.integer ?? 0) households entered in \(seconds) s")
    }

    private static func fen(_ index: Int) -> Int64 { 30_000 + Int64(index % 7_919) * 7 }

    private func enter(_ body: [UInt8], _ month: String, _ server: Server) throws {
        let query = Self.batch + [QueryItem(name: "month", value: month)]
        let started = ContinuousClock.now
        let batch = try ask(server, .post, "/api/v1/payments", query, "clerk", body)
        let entered = ContinuousClock.now
        let total = batch["amount"]?.integer ?? 0
        let confirmation: JSON = ["total": .integer(total), "reason": "核实"]
        let id = batch["id"]?.integer ?? 0
        let path = "/api/v1/payments/\(id)/confirmation"
        _ = try ask(server, .post, path, [], "checker", confirmation.bytes)
        let lines = batch["lines"]?.integer ?? 0
        let findings = (batch["findings"]?.array ?? []).compactMap { $0["count"]?.integer }
        let (first, second) = (entered - started, ContinuousClock.now - entered)
        print(
            "\(month): \(lines) lines entered in \(first / .seconds(1)) s "
                + "with \(findings.reduce(0, +)) findings, confirmed in \(second / .seconds(1)) s"
        )
    }

    private func ask(
        _ server: Server,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ query: [QueryItem],
        _ account: String,
        _ body: [UInt8]
    ) throws -> JSON {
        var request = Request(
            method,
            path,
            fields: [
                .authorization: "Bearer token-of-\(account)", .contentType: "application/json",
            ],
            body: body
        )
        request.query = query
        let response = server.answerAndWait(request)
        guard response.status.kind == .successful else {
            throw ValidationError(String(decoding: response.body.prefix(2000), as: UTF8.self))
        }
        return try JSON(response.body)
    }

    private func body(_ month: Int) -> [UInt8] {
        var lines = ["发放对象,户主姓名,身份证号,人数,金额,账号末四位,发放日期,发放类别"]
        for index in 0..<people {
            // Every hundredth is paid another amount than the roster has.
            let fen = Self.fen(index) + (index % 100 == 0 ? Int64(month) : 0)
            lines.append(
                "户,赵某某,\(Self.idNumber(index)),\(index % 4 + 1),\(Fen(fen)),"
                    + "\(String(index % 10_000 + 10_000).suffix(4)),2026-\(month.twoDigits)-09,正常"
            )
        }
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// A made-up number whose check fits.
    private static func idNumber(_ index: Int) -> String {
        let day = index / 999
        let order = String(index % 999 + 1001).suffix(3)
        let body =
            "140105190\(day / 28 % 9 + 1)\((day / 252 % 12 + 1).twoDigits)"
            + "\((day % 28 + 1).twoDigits)\(order)"
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(body.utf8, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
        return body + String(Array("10X98765432")[sum % 11])
    }
}
