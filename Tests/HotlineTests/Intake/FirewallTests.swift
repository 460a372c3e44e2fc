import Hotline
import HotlineTesting
import Testing

/// An accusation never reaches whom it accuses.
@Suite struct FirewallTests {
    let triage: Triage
    let day = Day(number: 20_780)

    init() throws {
        triage = try Shipped.triageWithVillages.get()
    }

    @Test(
        "it goes to the one above",
        arguments: [
            ("举报坞城街道办事处给亲戚办低保", "140105001", "140105-civil-affairs"),
            ("举报北格镇政府骗取低保金", "140105100", "140105-civil-affairs"),
            ("投诉小店区民政局态度恶劣，低保不给办", "140105-civil-affairs", "1401-civil-affairs"),
            ("举报太原市民政局克扣低保金", "1401-civil-affairs", "14-civil-affairs"),
            ("举报坞城街道和小店区民政局，低保关系保", "140105-civil-affairs", "1401-civil-affairs"),
            ("举报北格镇双槐村村支书给亲戚吃低保", "140105100202", "140105100"),
        ]
    )
    func goesAbove(text: String, accused: String, unit: String) throws {
        let result = triage.assess(try Filing.sample(text, address: "小店区"), on: day)
        #expect(result.isFirewalled)
        #expect(result.accused.contains(try UnitID.of(accused)))
        #expect(result.route.unit?.description == unit)
        #expect(!triage.isShutOut(unit: result.route.desk, accused: result.accused))
    }

    @Test("the field names the accused by code or by name")
    func field() throws {
        var filing = try Filing.sample("举报他们给亲戚办低保", address: "小店区坞城街道")
        for entry in ["140105001", "坞城街道", "坞城街道办事处", "街道办"] {
            filing.accused = [entry]
            let result = triage.assess(filing, on: day)
            #expect(result.accused.map(\.description) == ["140105001"], "\(entry)")
            #expect(result.route.unit?.description == "140105-civil-affairs", "\(entry)")
        }
        filing.accused = ["张三", "140105-nothing"]
        let result = triage.assess(filing, on: day)
        #expect(result.accusedText == ["张三", "140105-nothing"])
        #expect(result.route.unit == nil)
    }

    @Test(
        "who is accused is asked where it is unclear",
        arguments: ["举报有人吃低保不该吃", "举报他们优亲厚友，低保都给了亲戚", "投诉办低保的人态度恶劣"]
    )
    func asks(text: String) throws {
        let result = triage.assess(try Filing.sample(text, address: "坞城街道"), on: day)
        #expect(result.isFirewalled)
        #expect(result.route.unit == nil)
        #expect(result.route.question == "被反映的是哪个单位？")
    }

    @Test("a unit that one only went to is not accused")
    func wentThere() throws {
        let text = "我向小店区民政局反映过，请民政局查一查：举报坞城街道办关系保，低保给亲戚"
        let result = triage.assess(try Filing.sample(text), on: day)
        #expect(result.accused.map(\.description) == ["140105001"])
    }

    @Test("the county's own desk does not decide about its bureau")
    func deskIsShutOut() throws {
        var filing = try Filing.sample("举报：低保有猫腻", address: "坞城街道")
        filing.accused = ["140105-civil-affairs"]
        let result = triage.assess(filing, on: day)
        #expect(result.route.desk.description == "1401-desk")
    }

    @Test("what may be an accusation is not sent on unasked")
    func mayAccuse() throws {
        let filing = try Filing.sample("申请低保，可是都被克扣了", address: "坞城街道")
        var result = triage.assess(filing, on: day)
        #expect(result.route.unit == nil)
        var known = filing
        known.kind = .help
        result = triage.assess(known, on: day)
        #expect(result.route.unit?.description == "140105001")
    }

    /// Whatever is said of whomever: no route leads to the accused, or below, or to their desk.
    @Test("no accusation reaches the accused", arguments: UInt64(0)..<20)
    func neverReaches(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let units = triage.units.all
        let texts = ["举报低保关系保", "投诉态度恶劣，低保不给办", "举报贪污特困供养金", "投诉暗箱操作"]
        for _ in 0..<50 {
            var filing = try Filing.sample(texts.randomElement(using: &random) ?? "")
            let count = Int.random(in: 1...3, using: &random)
            filing.accused = (0..<count).compactMap { _ in
                units.randomElement(using: &random)?.id.description
            }
            filing.township =
                triage.divisions.all(at: .township).randomElement(using: &random)?.code
            let result = triage.assess(filing, on: day)
            #expect(result.isFirewalled)
            let reached = result.route.candidates.map(\.unit) + result.route.coHandlers
            for unit in reached + (result.route.unit.map { [$0] } ?? []) {
                #expect(!triage.isShutOut(unit: unit, accused: result.accused))
            }
        }
    }
}
