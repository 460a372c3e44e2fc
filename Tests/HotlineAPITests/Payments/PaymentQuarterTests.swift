import Foundation
import Hotline
import HotlineDuties
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineAPI

/// The quarter of the same three counties as in ``QuarterTests``, against sums of its own (季度对账).
///
/// With `HOTLINE_FULL_QUARTER` set it has 30,000 recipients.
@Suite struct PaymentQuarterTests {
    private static let counties = ["140181", "140109", "140108"]
    private static let months = ["2026-07", "2026-08", "2026-09"]
    private static let isFull =
        ProcessInfo.processInfo.environment["HOTLINE_FULL_QUARTER"] != nil
    /// For how long an answer is waited for: a list of thousands takes its time without optimizing.
    private static let secondsMax = 120
    /// How many are paid in each county, by programme.
    private static let sizes: [(programme: String, annex: Int, count: Int)] =
        isFull
        ? [("urban-dibao", 1, 4_000), ("rural-dibao", 2, 5_000), ("scattered-tekun", 3, 1_000)]
        : [("urban-dibao", 1, 60), ("rural-dibao", 2, 40), ("scattered-tekun", 3, 20)]

    /// What a row of a table must say, added up digit by digit from the files themselves.
    private struct Sums: Equatable {
        var backTimes = 0
        var back: Int64 = 0
        var totalTimes = 0
        var total: Int64 = 0
    }

    private var sums: [String: Sums] = [:]

    /// What the roster of the first county has for each of 城市低保: all but every tenth, and for
    /// every third another amount than is paid.
    private var monthly: [String: Int64] = [:]

    @Test("every table equals the sum of the lines, to the cent, and all that is off is found")
    mutating func tables() throws {
        let hotline = try TestHotline(at: SimulatedTime("2026-09-23T09:00:00+08:00"))
        try addKeepers(hotline)
        try bringRoster(hotline)
        let rules = hotline.office.rulesInForce
        var random = SeededGenerator(seed: 20_260_923)
        for (place, county) in Self.counties.enumerated() {
            let towns = rules.divisions.children(of: try DivisionCode.of(county))
                .filter { !$0.isAbolished }.map(\.name)
            for (kind, size) in Self.sizes.enumerated() {
                for (order, month) in Self.months.enumerated() {
                    if size.annex == 3, order > 0 { continue }
                    let first = (place * 3 + kind) * 10_000
                    let rows = (0..<size.count).map { index in
                        row(first + index, month, towns, using: &random)
                    }
                    let key = "\(county) \(size.annex)"
                    let file = PaymentFile(rows: rows)
                    let batch = try pay(file, county, size.programme, month, hotline)
                    let hasRoster = place == 0 && kind == 0
                    check(batch, hasRoster ? expectedFindings(rows) : [:])
                    count(rows, as: key, isLast: order == Self.months.count - 1)
                }
            }
        }
        for annex in 1...3 {
            let path = "/api/v1/annexes/\(annex)?city=1401&month=2026-09"
            let started = ContinuousClock.now
            let table = try hotline.get(.cityManager, path).json()
            #expect(ContinuousClock.now - started < .seconds(1))
            check(table, annex)
        }
        #expect(try Audit.verify(hotline.file).findings == [])
    }

    private func row(
        _ index: Int,
        _ month: String,
        _ towns: [String],
        using random: inout SeededGenerator
    ) -> PaymentFile.Row {
        PaymentFile.Row(
            idNumber: PaymentFile.idNumber(index),
            persons: Int.random(in: 1...5, using: &random),
            fen: monthly[PaymentFile.idNumber(index)].flatMap { $0 % 3 == 0 ? nil : $0 }
                ?? Int64.random(in: 1...999_999, using: &random),
            account: String(Int.random(in: 1000...9999, using: &random)),
            paidOn: "\(month)-0\(Int.random(in: 1...9, using: &random))",
            isBack: Int.random(in: 0..<5, using: &random) == 0,
            township: towns[index % towns.count]
        )
    }

    /// A household of one for each who is paid, but for every tenth.
    private mutating func bringRoster(_ hotline: TestHotline) throws {
        var lines = ["姓名,身份证号,救助类型,类别,乡镇,月保障金额,纳入日期"]
        for index in 0..<Self.sizes[0].count where index % 10 != 0 {
            let (id, fen) = (PaymentFile.idNumber(index), Int64(40_000 + index))
            monthly[id] = fen
            lines.append("张三,\(id),低保,城市,东曲街道,\(Fen(fen)),2025-01-01")
        }
        let fields = [
            ("Authorization", "Bearer \(Self.token("clerk-140181").text)"),
            ("Content-Type", "text/csv"),
        ]
        let brought = try WireClient(port: hotline.port, secondsMax: Self.secondsMax).ask(
            "POST",
            "/api/v1/roster/imports?day=2026-09-23",
            fields: fields,
            body: Array(lines.joined(separator: "\n").utf8)
        )
        try #require(try brought.json()["entered"]?.integer == Int64(monthly.count))
    }

    /// What is off, found by going through the file line by line.
    private func expectedFindings(_ rows: [PaymentFile.Row]) -> [String: Int64] {
        let regular = rows.filter { !$0.isBack }
        let paid = Set(regular.map(\.idNumber))
        let known = regular.filter { monthly[$0.idNumber] != nil }
        let counts = [
            "unknown": regular.count - known.count,
            "leftOut": monthly.keys.count { !paid.contains($0) },
            "offRoster": known.count { monthly[$0.idNumber] != $0.fen },
        ]
        return counts.filter { $0.value > 0 }.mapValues(Int64.init)
    }

    private func check(_ batch: JSON, _ expected: [String: Int64]) {
        var found: [String: Int64] = [:]
        for finding in batch["findings"]?.array ?? [] {
            found[finding["kind"]?.string ?? ""] = finding["count"]?.integer
        }
        #expect(found == expected, "\(batch["id"] ?? .null)")
    }

    private mutating func count(_ rows: [PaymentFile.Row], as key: String, isLast: Bool) {
        var mine = sums[key] ?? Sums()
        for row in rows {
            mine.totalTimes += row.persons
            mine.total += row.fen
            guard isLast, row.isBack else { continue }
            mine.backTimes += row.persons
            mine.back += row.fen
        }
        sums[key] = mine
    }

    private func check(_ table: JSON, _ annex: Int) {
        var all = Sums()
        for row in table["rows"]?.array ?? [] {
            let county = row["county"]?.string ?? ""
            let found = Self.sums(of: row)
            #expect(found == sums["\(county) \(annex)"] ?? Sums(), "\(county) \(annex)")
            all.backTimes += found.backTimes
            all.back += found.back
            all.totalTimes += found.totalTimes
            all.total += found.total
        }
        #expect(all.total > 0)
        #expect(table["total"].map(Self.sums) == all)
    }

    private static func sums(of json: JSON) -> Sums {
        func number(_ name: String) -> Int64 { json[name]?.integer ?? -1 }
        return Sums(
            backTimes: Int(number("backTimes")),
            back: number("back"),
            totalTimes: Int(number("totalTimes")),
            total: number("total")
        )
    }

    // MARK: Who does it

    private static func token(_ name: String) -> Token { Token(text: "token-of-\(name)") }

    private func addKeepers(_ hotline: TestHotline) throws {
        for county in Self.counties {
            for name in ["clerk-\(county)", "checker-\(county)"] {
                let account = Account(
                    name: name,
                    role: .handler,
                    division: try DivisionCode.of(county),
                    unit: try UnitID.of("\(county)-civil-affairs")
                )
                let now = hotline.time.now
                try hotline.store.add(account, token: Self.token(name), at: now)
            }
        }
    }

    private func pay(
        _ file: PaymentFile,
        _ county: String,
        _ programme: String,
        _ month: String,
        _ hotline: TestHotline
    ) throws -> JSON {
        func ask(_ name: String, _ target: String, _ body: [UInt8]) throws -> WireAnswer {
            let fields = [
                ("Authorization", "Bearer \(Self.token(name).text)"),
                ("Content-Type", "application/json"),
            ]
            return try WireClient(port: hotline.port, secondsMax: Self.secondsMax)
                .ask("POST", "/api/v1\(target)", fields: fields, body: body)
        }
        let query = "county=\(county)&programme=\(programme)&month=\(month)"
        let entered = try ask("clerk-\(county)", "/payments?\(query)", file.bytes)
        try #require(entered.status == 201, "\(entered.text)")
        let id = try #require(try entered.json()["id"]?.integer)
        let body: JSON = ["total": .integer(file.total), "reason": "核实"]
        let target = "/payments/\(id)/confirmation"
        let confirmed = try ask("checker-\(county)", target, body.bytes)
        try #require(confirmed.status == 200, "\(confirmed.text)")
        return try entered.json()
    }
}
