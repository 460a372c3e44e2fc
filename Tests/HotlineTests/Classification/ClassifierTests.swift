import Hotline
import HotlineTesting
import Testing

@Suite struct ClassifierTests {
    let triage: Triage
    let day = Day(number: 20_780)

    init() throws {
        triage = try Shipped.triage.get()
    }

    @Test(arguments: [
        ("请问申请低保需要什么材料", Kind.consult, Matter.dibao, Aspect.policy),
        ("我家没有收入，恳请帮我申请低保", .help, .dibao, .apply),
        ("残疾人两项补贴三个月没有到账，投诉", .complaint, .disability, .payment),
        ("举报有人骗保，开着小车吃低保", .report, .dibao, .integrity),
        ("建议完善养老服务", .suggestion, .elderCare, .none),
        ("感谢信：点赞救助站的同志", .praise, .vagrant, .none),
        ("低保边缘家庭怎么认定", .consult, .marginal, .policy),
        ("养老保险怎么补缴", .consult, .insurance, .policy),
        ("小区供暖不热，物业不管", .complaint, .other, .none),
    ])
    func says(text: String, kind: Kind, matter: Matter, aspect: Aspect) throws {
        let result = triage.assess(try Filing.sample(text), on: day).classification
        #expect(result.kind.value == kind)
        #expect(result.matter.value == matter)
        #expect(result.aspect.value == aspect)
        #expect(text.contains(try #require(result.matter.because.first)))
        #expect(result.matter.by == .rule)
    }

    @Test("a word within a longer one is not heard")
    func longerWordsPrevail() throws {
        let filing = try Filing.sample("低保边缘")
        let matter = triage.assess(filing, on: day).classification.matter
        #expect(matter.value == .marginal)
        #expect(matter.because == ["低保边缘"])
    }

    @Test(
        "danger to life or bare subsistence is urgent",
        arguments: ["家里断炊两天了", "老人没地方住，睡大街", "病危了没钱治病", "他说不想活了"]
    )
    func isUrgent(text: String) throws {
        let urgent = triage.assess(try Filing.sample(text), on: day).classification.urgent
        #expect(urgent.value)
        #expect(!urgent.because.isEmpty)
    }

    @Test("what is not urgent is not", arguments: ["低保标准是多少", "高龄津贴怎么申请", "你好"])
    func isNotUrgent(text: String) throws {
        #expect(!triage.assess(try Filing.sample(text), on: day).classification.urgent.value)
    }

    @Test("without a word to go by nothing is claimed", arguments: ["", "你好", "12345", "🙂", "\n"])
    func claimsNothing(text: String) throws {
        let result = triage.assess(try Filing.sample(text), on: day)
        #expect(result.classification.matter.value == .other)
        #expect(result.classification.matter.by == .none)
        #expect(result.classification.matter.confidence == 0)
        #expect(result.route.unit == nil)
    }

    @Test("what a person says counts, and the system's view is kept beside it")
    func personOverrides() throws {
        var filing = try Filing.sample("请问低保怎么申请")
        filing.matter = .tekun
        filing.urgent = true
        let result = triage.assess(filing, on: day).classification
        #expect(result.matter == Decision(value: .tekun, confidence: 1, by: .person, because: []))
        #expect(result.suggestedMatter?.value == .dibao)
        #expect(result.urgent.value)
        #expect(result.suggestedUrgent?.value == false)
        #expect(result.suggestedKind == nil)
    }

    @Test(
        "a text of the greatest length is read in a moment",
        arguments: [
            "低保没发，不想活了，", "坞城街道鼓楼街道", "举报镇政府民政局", "低", "\u{1F642}",
        ]
    )
    func longText(part: String) throws {
        let text = String(repeating: part, count: 100_000 / part.count)
        let filing = try Filing.sample(text, address: String(text.prefix(2_000)))
        let start = ContinuousClock.now
        _ = triage.assess(filing, on: day)
        #expect(ContinuousClock.now - start < .seconds(10))
    }
}
