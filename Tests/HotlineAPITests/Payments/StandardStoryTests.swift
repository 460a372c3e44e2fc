import Foundation
import Hotline
import HotlineDuties
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineAPI

/// A standard is raised, and what is owed since is paid back (提标补发).
@Suite struct StandardStoryTests {
    private static let standards = """
        standards:
          - {division: "1401", programme: urban-dibao, from: 2025-01-01, yuan: "700",
             basis: 测试甲, grade: unverified}
          - {division: "1401", programme: urban-dibao, from: 2026-08-01, paidFrom: 2026-11,
             yuan: "720", basis: 测试乙, grade: unverified}
        """

    private func rules() throws -> RulesInForce {
        let files = try Shipped.ruleTexts().filter { $0.name != "standards.yaml" }
        let file = RuleText(name: "standards.yaml", text: Self.standards)
        return try RulesInForce.read(files + [file], divisions: [], calendars: [])
    }

    @Test func whoIsOwedWhatIsReckonedFromWhatWasPaid() throws {
        let hotline = try TestHotline.withKeepers(by: try rules())
        func pay(_ persons: [Int], _ month: String, back: [Int: Int64] = [:]) throws {
            var rows = persons.map {
                PaymentFile.Row(
                    idNumber: PaymentFile.idNumber($0),
                    persons: $0 + 1,
                    account: "\(1000 + $0)",
                    paidOn: "\(month)-09"
                )
            }
            for (person, fen) in back.sorted(by: { $0.key < $1.key }) {
                rows.append(
                    PaymentFile.Row(
                        idNumber: PaymentFile.idNumber(person),
                        persons: person + 1,
                        fen: fen,
                        account: "\(1000 + person)",
                        paidOn: "\(month)-09",
                        isBack: true
                    )
                )
            }
            try hotline.pay(PaymentFile(rows: rows), month: month)
        }
        try pay([0, 1, 2], "2026-07")
        try pay([0, 1], "2026-08")
        try pay([0, 1], "2026-09")
        try pay([0], "2026-10")
        // Person 0 has 3 months, person 1 two of two persons: 60 and 80 yuan.
        try pay([0, 1], "2026-11", back: [0: 6_000, 1: 3_000])
        let list = try hotline.ask(.cityClerk, "GET", "/standards?division=1401").json()
        let own = list["items"]?.array?.first { $0["county"] == "140105" }
        #expect(list["items"]?.array?.count == 10)
        #expect(own?.at("standard/amount") == 72_000)
        #expect(own?.at("standard/caution") == "本系统默认，待当地核定")
        let raise = own?.at("raises/0")
        #expect(raise?["rise"] == 2_000)
        #expect(raise?["persons"] == 2)
        #expect(raise?["owed"] == 14_000)
        #expect(raise?["paid"] == 9_000)
        #expect(raise?["settled"] == 1)
        let target = "/standards/owed?county=140105&programme=urban-dibao&from=2026-08-01"
        let owed = try hotline.ask(.clerk, "GET", target).json()
        #expect(owed["items"]?.array?.map { $0["owed"]?.integer } == [8_000, 6_000])
        let open = try hotline.ask(.clerk, "GET", target + "&unsettled=true").json()
        #expect(open["items"]?.array?.count == 1)
        #expect(open.at("items/0/paid") == 3_000)
        let page = try hotline.ask(.clerk, "GET", target + "&limit=1")
        #expect(try page.json()["next"]?.isNull == false)
        #expect(page["Link"] != nil)
    }

    @Test func theWayOfFundsHasWhatWasPaidOfItself() throws {
        let hotline = try TestHotline.withKeepers()
        func move(_ step: String, _ from: String?, _ to: String?, _ on: String) throws -> JSON {
            var body: JSON = [
                "programme": "urban-dibao", "month": "2026-11", "step": .string(step),
                "amount": 100_000, "on": .string(on), "note": "测试文号1号",
            ]
            if let from { body = body + ["from": .string(from)] }
            if let to { body = body + ["to": .string(to)] }
            let answer = try hotline.ask(.cityClerk, "POST", "/funds", body)
            try #require(answer.status == 201, "\(answer.text)")
            return try answer.json()
        }
        let (city, county) = ("1401-civil-affairs", "140105-civil-affairs")
        _ = try move("raised", nil, city, "2026-10-20")
        _ = try move("passedOn", city, county, "2026-10-25")
        let wrong = try move("passedOn", city, county, "2026-10-26")
        let id = wrong["id"]?.integer ?? 0
        let reason: JSON = ["reason": "重复记账"]
        let path = "/funds/\(id)/cancellation"
        #expect(try hotline.ask(.clerk, "POST", path, reason).status == 403)
        #expect(try hotline.ask(.otherClerk, "POST", path, reason).status == 404)
        #expect(try hotline.ask(.cityClerk, "POST", path, reason).status == 200)
        try hotline.pay(
            PaymentFile(rows: [
                .init(idNumber: PaymentFile.idNumber(1), paidOn: "2026-11-09"),
                .init(idNumber: PaymentFile.idNumber(2), paidOn: "2026-11-12"),
            ])
        )
        let way = try hotline.ask(.clerk, "GET", "/funds?division=140105").json()
        let movements = way["movements"]?.array ?? []
        #expect(movements.map { $0["step"]?.string } == ["passedOn", "passedOn", "paid", "paid"])
        #expect(movements.map { $0["cancelled"]?.boolean } == [false, true, false, false])
        #expect(movements.last?["reckoned"] == true)
        #expect(way["holds"]?.array?.map { $0["days"]?.integer } == [15, 18])
        let signs = try hotline.ask(.cityChief, "GET", "/fund-signs?division=140105").json()
        #expect(signs["items"]?.array?.map { $0["kind"]?.string } == ["holdUp"])
        #expect(signs.at("items/0/count") == 18)
        #expect(try Audit.verify(hotline.file).findings == [])
    }
}
