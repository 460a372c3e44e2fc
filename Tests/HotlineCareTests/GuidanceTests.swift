import Hotline
import HotlineTesting
import Testing

@testable import HotlineCare

/// The shipped cards (救助明白卡), read once for all tests.
let shippedCare = Result {
    try CareRules(
        Shipped.ruleTexts(),
        folding: TriageRules(files: Shipped.triageFiles()).folding
    )
}

@Suite struct GuidanceTests {
    private let guidance: Guidance
    private let today: Day

    init() throws {
        guidance = try shippedCare.get().guidance
        today = try #require(Day("2026-11-26"))
    }

    @Test(
        "what callers say finds the card that answers it",
        arguments: [
            ("请问低保怎么申请，要什么材料", Matter.dibao, Aspect.apply, "dibao"),
            ("一级残疾能不能单独申请", .dibao, .policy, "dibao-single"),
            ("这个月低保金没到账", .dibao, .payment, "dibao-payment"),
            ("我家低保被停了凭什么", .dibao, .change, "dibao-review"),
            ("老人无儿无女没人管", .tekun, .apply, "tekun"),
            ("家里着火了，断粮了，没饭吃", .temporary, .apply, "temporary"),
            ("住院费花了八万，报销以后还是付不起", .medicalAid, .policy, "medical"),
            ("父母坐牢了孩子没人抚养", .childWelfare, .policy, "child"),
            ("村干部亲戚都有低保，不公平，我要举报", .dibao, .integrity, "report"),
            ("户口不在这里能不能办", .dibao, .apply, "other-place"),
            ("低保金沒到賬", .dibao, .payment, "dibao-payment"),
        ]
    )
    func best(text: String, matter: Matter, aspect: Aspect, card: String) {
        let wish = Guidance.Wish(text: text, matter: matter, aspect: aspect, on: today)
        #expect(guidance.cards(for: wish).first?.id == card)
    }

    @Test("what no card is about finds none, and never more than fit on the screen")
    func none() {
        let road = Guidance.Wish(text: "村口的路坏了", matter: .other, aspect: Aspect.none, on: today)
        #expect(guidance.cards(for: road).isEmpty)
        let all = guidance.cards.flatMap(\.words).joined()
        let wish = Guidance.Wish(text: all, matter: .dibao, on: today)
        #expect(guidance.cards(for: wish).count == Guidance.shownMax)
    }

    @Test("every card has its basis, and one of an assistance is there for every rule of it")
    func complete() throws {
        let assistances = Set(try shippedCare.get().eligibility.rules.map(\.assistance))
        let told = Set(guidance.cards.compactMap(\.assistance))
        #expect(assistances.subtracting(told) == ["rescue"])
        for card in guidance.cards {
            #expect(card.isInForce(on: today) && !card.basis.isEmpty, "\(card.id)")
            #expect(!card.body.joined().contains("收入证明"), "\(card.id)")
        }
        #expect(guidance.numbers(in: nil).contains { $0.number == "12345" })
    }

    @Test("one searches by words that stand anywhere on a card")
    func search() throws {
        let found = guidance.cards(with: "残疾 补贴", in: nil, on: today)
        #expect(found.map(\.id).contains("disability"))
        #expect(guidance.cards(with: "绝对没有这样的词", in: nil, on: today).isEmpty)
    }

    // MARK: Files

    private static let front = """
        ---
        id: a
        edition: 2026-11-26
        title: 甲
        region: "1401"
        from: 2026-07-01
        to: 2026-12-31
        basis: 乙
        grade: B
        matters: [dibao]
        aspects: [apply]
        words: [丙]
        says: 丁
        who: 戊
        counter: 己
        bring: []
        time: 庚
        amounts:
          - {county: "140105", says: 每月辛元, basis: 壬, grade: B}
        ---
        正文
        """

    private func read(_ text: String, name: String = "guidance/a.md") throws -> Guidance {
        try Guidance(
            files: [RuleText(name: name, text: text)],
            assistances: ["dibao"],
            folding: .none
        )
    }

    @Test("a card holds in its region and its time, and amounts where they are known")
    func inForce() throws {
        let guidance = try read(Self.front)
        let (own, other) = (DivisionCode("140105"), DivisionCode("140205"))
        #expect(guidance.cards(in: own, on: today).count == 1)
        #expect(guidance.cards(in: other, on: today).isEmpty)
        #expect(guidance.cards(in: nil, on: today).isEmpty)
        #expect(guidance.card("a", on: try #require(Day("2027-01-01"))) == nil)
        #expect(guidance.card("a", on: try #require(Day("2026-06-30"))) == nil)
        let amounts = try #require(guidance.cards.first).amounts
        #expect(own.flatMap { amounts[$0] }?.says == "每月辛元")
        #expect(guidance.cards.first?.body == ["正文"])
    }

    @Test(
        "a card that cannot be right is refused where it is wrong",
        arguments: [
            ("id: a", "id: b", 2), ("from: 2026-07-01", "from: soon", 6),
            ("to: 2026-12-31", "to: 2026-01-01", 7), ("grade: B\nmatters", "grade: C\nmatters", 9),
            ("matters: [dibao]", "matters: [horse]", 10), ("says: 丁", "say: 丁", 13),
            ("\"140105\"", "\"1401\"", 19), ("title: 甲", "title: 甲\nassistance: x", 5),
            ("---\nid", "id", 1),
        ]
    )
    func wrong(what: String, by: String, line: Int) throws {
        let text = Self.front.replacing(what, with: by, maxReplacements: 1)
        let mistakes = #expect(throws: RuleMistakes.self) { try read(text) }
        #expect(mistakes?.mistakes.map(\.line).contains(line) == true, "\(mistakes as Any)")
    }

    @Test("two cards of one name are never in force on one day, but one may follow the other")
    func overlaps() throws {
        let later = Self.front.replacing(
            "from: 2026-07-01\nto: 2026-12-31",
            with: "from: 2027-01-01"
        )
        func both(_ second: String) throws -> Guidance {
            try Guidance(
                files: [
                    RuleText(name: "guidance/a.md", text: Self.front),
                    RuleText(name: "guidance/a-2027.md", text: second),
                ],
                assistances: nil,
                folding: .none
            )
        }
        #expect(try both(later).cards.count == 2)
        #expect(throws: RuleMistakes.self) { try both(Self.front) }
    }

    @Test("a number that cannot be rung is refused")
    func numbers() {
        let text = "numbers:\n  - {name: 甲, number: 请打12345, basis: 乙, grade: B}"
        #expect(throws: RuleMistakes.self) { try read(text, name: Guidance.numbersName) }
    }
}
