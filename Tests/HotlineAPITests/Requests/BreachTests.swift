import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// The list of what was missed or is about to be (超时清单).
@Suite struct BreachTests {
    /// Two units, each with one ticket that is late and one that is about to be.
    private func hotline() throws -> TestHotline {
        let hotline = try TestHotline()
        for township in [Units.township, Units.neighbour] {
            let here: JSON = ["township": .string(township)]
            _ = try hotline.file(.operator, Story.question + here)
            _ = try hotline.file(.operator, Story.help + here)
        }
        try hotline.skip(to: "2026-11-30T10:00:00+08:00")
        return hotline
    }

    private func page(
        _ hotline: TestHotline,
        _ person: Person,
        _ query: String = ""
    ) throws -> [String] {
        let answer = try hotline.get(person, "/api/v1/breaches?limit=200\(query)")
        try #require(answer.status == 200, "\(answer.text)")
        return (try answer.json()["items"]?.array ?? []).compactMap { item in
            let unit = item.at("owedBy/unit")?.string ?? ""
            return "\(unit) \(item.at("clock/card")?.string ?? "")"
        }
    }

    @Test("what is about to be missed stands before what was, the latest due first")
    func order() throws {
        let hotline = try hotline()
        let all = try page(hotline, .manager)
        #expect(
            all == [
                "140105002 yellow", "140105001 yellow", "140105002 red", "140105001 red",
            ]
        )
        #expect(try page(hotline, .manager, "&open=true") == all)
        #expect(try page(hotline, .manager, "&open=false").isEmpty)
        #expect(try page(hotline, .manager, "&clock=answer").count == 4)
        #expect(try page(hotline, .manager, "&clock=callback").isEmpty)
        #expect(try page(hotline, .manager, "&to=2026-11-26").count == 2)
        #expect(try page(hotline, .manager, "&from=2026-11-27").count == 2)
    }

    @Test("each sees what is owed in its scope, and a unit what it owes itself")
    func scope() throws {
        let hotline = try hotline()
        #expect(try page(hotline, .township) == ["140105001 yellow", "140105001 red"])
        #expect(try page(hotline, .cityManager).count == 4)
        #expect(try page(hotline, .provinceManager, "&division=140105002").count == 2)
        #expect(try page(hotline, .provinceManager, "&division=140106").isEmpty)
        #expect(try page(hotline, .strangerDispatcher).isEmpty)
        #expect(try page(hotline, .manager, "&division=14").count == 4)
        #expect(try hotline.get(.auditor, "/api/v1/breaches").status == 403)
    }

    @Test("pages follow each other without a gap, by any index")
    func pages() throws {
        let hotline = try hotline()
        for (person, more) in [
            (Person.manager, ""), (.provinceManager, ""), (.manager, "&open=true"),
        ] {
            var seen: [String] = []
            var after = ""
            for _ in 0..<10 {
                let target = "/api/v1/breaches?limit=1\(more)\(after)"
                let answer = try hotline.get(person, target).json()
                seen += (answer["items"]?.array ?? []).compactMap { $0["ticket"]?.string }
                guard let next = answer["next"]?.string else { break }
                after = "&after=\(next)"
            }
            #expect(seen.count == 4)
            #expect(Set(seen).count == 4)
        }
    }
}
