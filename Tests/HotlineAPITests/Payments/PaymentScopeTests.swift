import HTTPTypes
import Hotline
import HotlineDuties
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineAPI

/// Nobody hears of payments who has nothing to do with them; the unit concerned hears of no sign.
@Suite struct PaymentScopeTests {
    private static func shared() -> PaymentFile {
        PaymentFile(rows: (0..<5).map { .init(idNumber: PaymentFile.idNumber($0)) })
    }

    /// Every route about payments that reads, with the query that it needs.
    private static let reads = [
        "/payments", "/payments/1", "/payments/1/lines", "/payments/1/findings",
        "/payment-recipients?county=140105&programme=urban-dibao&month=2026-11",
        "/annexes/1?city=1401&month=2026-11", "/annexes/1?city=1401&month=2026-11&format=xlsx",
        "/annexes/1/versions?city=1401&month=2026-11", "/funds?division=140105",
        "/fund-signs?division=140105", "/standards?division=140105",
        "/standards/owed?county=140105&programme=urban-dibao&from=2026-07-01",
        "/payment-complaints?county=140105",
    ]

    @Test("who sees no registers, or those of another place, is told of nothing")
    func reading() throws {
        let hotline = try TestHotline.withKeepers()
        let before = try hotline.get(.township, "/api/v1/payments").text
        try hotline.pay(Self.shared())
        let strangers: [Person] = [
            .operator, .township, .neighbour, .insurance, .strangerDispatcher, .auditor,
            .administrator, .townSystem, .deskSystem,
        ]
        for person in strangers {
            for target in Self.reads {
                let answer = try hotline.get(person, "/api/v1\(target)")
                if person == .strangerDispatcher, target.hasPrefix("/annexes/1?") {
                    // The draft of the city has a row of the own county.
                    #expect(!answer.text.contains("140105"))
                } else if target == "/payments" {
                    #expect(answer.text == before, "\(person)")
                } else {
                    #expect(answer.status == 404, "\(person) \(target): \(answer.text)")
                }
            }
        }
        for target in Self.reads {
            let answer = try hotline.ask(.otherClerk, "GET", target)
            let isOwnCity = target.hasPrefix("/annexes/1?")
            let isList = target == "/payments"
            let expected = isList || isOwnCity ? 200 : 404
            #expect(answer.status == expected, "\(target): \(answer.text)")
            #expect(!answer.text.contains("140105"), "\(target)")
        }
        for target in Self.reads where !target.contains("owed") {
            let answer = try hotline.ask(.cityClerk, "GET", target)
            #expect(answer.status == 200, "\(target): \(answer.text)")
        }
    }

    @Test("only who keeps the county's books writes in them")
    func writing() throws {
        let hotline = try TestHotline.withKeepers()
        let id = try hotline.pay(Self.shared())
        let movement: JSON = [
            "programme": "urban-dibao", "month": "2026-11", "step": "passedOn",
            "from": "1401-civil-affairs", "to": "140105-civil-affairs", "amount": 100,
            "on": "2026-11-01",
        ]
        let writes: [(String, JSON)] = [
            ("/payments/\(id)/confirmation", ["total": 1]),
            ("/payments/\(id)/withdrawal", ["reason": "x"]),
            ("/annexes/1/rows", ["county": "140105", "month": "2026-11"]),
            ("/annexes/1/hand-ins", ["city": "1401", "month": "2026-11", "filler": "甲"]),
            ("/funds", movement), ("/funds/1/cancellation", ["reason": "x"]),
            ("/fund-signs/release", ["division": "140105", "sign": "x"]),
        ]
        for person in Person.allCases where person != .bureau {
            for (path, body) in writes {
                let answer = try hotline.ask(person, "POST", "/api/v1\(path)", body: body)
                #expect([403, 404].contains(answer.status), "\(person) \(path): \(answer.text)")
            }
            let query = "county=140105&programme=urban-dibao&month=2026-11"
            for path in ["/payments", "/payments/check"] {
                let answer = try hotline.ask(
                    person,
                    "POST",
                    "/api/v1\(path)?\(query)",
                    fields: [("Content-Type", "text/csv")],
                    bytes: Self.shared().bytes
                )
                #expect([403, 404].contains(answer.status), "\(person) \(path): \(answer.text)")
            }
        }
        #expect(try hotline.ask(.otherClerk, "POST", "/funds", movement).status == 403)
        #expect(try hotline.ask(.cityClerk, "POST", "/funds", movement).status == 201)
    }

    @Test("a sign is hidden from the unit that it is about until a manager above releases it")
    func signs() throws {
        let hotline = try TestHotline.withKeepers()
        let before = try hotline.ask(.chief, "GET", "/fund-signs?division=140105").text
        try hotline.pay(Self.shared())
        let batch = try hotline.ask(.clerk, "GET", "/payments/1")
        #expect(!batch.text.contains("sharedAccount"))
        let findings = try hotline.ask(.clerk, "GET", "/payments/1/findings")
        #expect(!findings.text.contains("sharedAccount"))
        let path = "/fund-signs?division=140105"
        let insiders: [Keeper] = [.clerk, .checker, .chief]
        for keeper in insiders {
            #expect(try hotline.ask(keeper, "GET", path).text == before, "\(keeper)")
        }
        // The county's desk works below the county's civil affairs.
        for person in [Person.manager, .dispatcher] {
            #expect(try hotline.get(person, "/api/v1\(path)").text == before, "\(person)")
        }
        #expect(try hotline.ask(.cityClerk, "GET", path).text == before, "no manager")
        let signs = try hotline.ask(.cityChief, "GET", path).json()
        #expect(signs["items"]?.array?.count == 1)
        #expect(signs.at("items/0/kind") == "divert")
        #expect(signs.at("items/0/caution") == "本系统默认，待当地核定")
        let sign = try #require(signs.at("items/0/sign")?.string)
        let body: JSON = ["division": "140105", "sign": .string(sign)]
        #expect(try hotline.ask(.chief, "POST", "/fund-signs/release", body).status == 404)
        let released = try hotline.ask(.cityChief, "POST", "/fund-signs/release", body)
        #expect(released.status == 200, "\(released.text)")
        #expect(try hotline.ask(.cityChief, "POST", "/fund-signs/release", body).status == 409)
        for keeper in insiders {
            let items = try hotline.ask(keeper, "GET", path).json()["items"]?.array
            #expect(items?.count == 1, "\(keeper)")
        }
        #expect(try Audit.verify(hotline.file).findings == [])
    }

    @Test("a city's own signs are hidden from its own managers")
    func cityHolds() throws {
        let hotline = try TestHotline.withKeepers()
        let movement: JSON = [
            "programme": "urban-dibao", "month": "2026-09", "step": "raised",
            "to": "1401-civil-affairs", "amount": 100, "on": "2026-09-01",
        ]
        let raised = try hotline.ask(.cityClerk, "POST", "/funds", movement)
        #expect(raised.status == 201, "\(raised.text)")
        let path = "/fund-signs?division=1401"
        #expect(try hotline.ask(.cityChief, "GET", path).json()["items"] == [])
        let seen = try hotline.get(.provinceManager, "/api/v1\(path)").json()
        #expect(seen.at("items/0/kind") == "withhold")
        #expect(seen.at("items/0/count") == 83)
        let way = try hotline.ask(.cityClerk, "GET", "/funds?division=1401").json()
        #expect(way.at("holds/0/days") == 83, "a number of days is no sign")
    }

    @Test("what a question must say and does not, is told")
    func required() throws {
        let hotline = try TestHotline.withKeepers()
        for endpoint in Endpoints.payments(hotline.office)
        where endpoint.parameters.contains(where: \.isRequired) {
            let path = String(endpoint.path.dropFirst("/api/v1".count))
                .replacing("{annex}", with: "1")
            let answer = try hotline.ask(
                .clerk,
                endpoint.method.rawValue,
                path,
                bytes: endpoint.method == .post ? Self.shared().bytes : nil,
                type: "text/csv"
            )
            #expect(answer.status == 400, "\(path): \(answer.text)")
            #expect(answer.text.contains("缺少参数"), "\(path)")
        }
    }
}
