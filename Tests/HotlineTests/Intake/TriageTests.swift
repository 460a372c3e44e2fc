import Hotline
import HotlineTesting
import Testing

@Suite struct TriageTests {
    let triage: Triage
    let day = Day(number: 20_780)

    init() throws {
        triage = try Shipped.triageWithVillages.get()
    }

    private func assess(_ text: String, address: String? = nil) throws -> Assessment {
        triage.assess(try Filing.sample(text, address: address), on: day)
    }

    @Test(
        "the matter decides who, and the place whose",
        arguments: [
            ("请问低保怎么申请", "小店区坞城街道", "140105001", "dibao"),
            (
                "住院花了十几万，申请医疗救助", "坞城街道", "140105-medical-insurance",
                "medical-aid-apply"
            ),
            ("残疾证到期了怎么换", "阳曲县黄寨镇", "140122-disabled-federation", "disability-certificate"),
            ("路边有个流浪乞讨的老人", "迎泽区柳巷街道", "140106-rescue-station", "vagrant"),
            ("养老院伙食很差，投诉", "北格镇", "140105-civil-affairs", "elder-institution"),
            ("新农合报销比例是多少", "榆次区", "140702-medical-insurance", "insurance-medical"),
            ("老板拖欠工资", "平城区", "140213-human-resources", "employment"),
        ]
    )
    func routes(text: String, address: String, unit: String, rule: String) throws {
        let result = try assess(text, address: address)
        #expect(result.route.unit?.description == unit)
        #expect(result.route.rule == rule)
        #expect(result.route.basis != nil)
        #expect(result.route.candidates.isEmpty)
        #expect(result.placeQuestion == nil)
    }

    @Test("a complaint that money is late goes to whoever must answer it")
    func latePayment() throws {
        let result = try assess("投诉，低保金三个月没到账，迟迟不发", address: "坞城街道")
        #expect(result.classification.kind.value == .complaint)
        #expect(!result.isFirewalled)
        #expect(result.route.unit?.description == "140105001")
    }

    // MARK: - Which place counts

    @Test("for 低保 it is where one is registered, for 临时救助 where it happens")
    func placeThatCounts() throws {
        let text = "户籍在临县三交镇，现在住在小店区坞城街道，想申请"
        #expect(try assess(text + "低保").route.unit?.description == "141124105")
        #expect(try assess(text + "临时救助").route.unit?.description == "140105001")

        var filing = try Filing.sample("请问低保怎么申请", address: "坞城街道")
        filing.registeredTownship = try DivisionCode.of("141124105")
        #expect(triage.assess(filing, on: day).route.unit?.description == "141124105")
        filing.text = "申请临时救助"
        #expect(triage.assess(filing, on: day).route.unit?.description == "140105001")
    }

    @Test("where the place that counts was not said, another serves and says so")
    func fallsBack() throws {
        let result = try assess("请问低保怎么申请", address: "坞城街道")
        #expect(result.route.because.contains("未说户籍地"))
        var filing = try Filing.sample("申请临时救助")
        filing.registeredTownship = try DivisionCode.of("141124105")
        let other = triage.assess(filing, on: day)
        #expect(other.route.unit?.description == "141124105")
        #expect(other.route.because.contains("未说急难发生地，暂按户籍地"))
    }

    @Test("a code outweighs the address, the address outweighs the text")
    func codesOutweigh() throws {
        var filing = try Filing.sample("我在北格镇，申请临时救助", address: "坞城街道")
        #expect(triage.assess(filing, on: day).place?.township?.description == "140105001")
        filing.township = try DivisionCode.of("140122100")
        #expect(triage.assess(filing, on: day).place?.township?.description == "140122100")
    }

    @Test("an address that stops at the county is helped by the text")
    func addressAndText() throws {
        let result = try assess("我是北格镇的，低保怎么申请", address: "小店区")
        #expect(result.route.unit?.description == "140105100")
    }

    // MARK: - The desk decides

    @Test(
        "unsure goes to the desk, with a question",
        arguments: [
            ("请问低保怎么申请", ""), ("请问低保怎么申请", "鼓楼街道"), ("请问低保怎么申请", "小店区"),
            ("小区停水三天了", "坞城街道"), ("法院判决不公，低保也没有", "坞城街道"),
            ("申请低保，听说村里有人走后门", "坞城街道"),
        ]
    )
    func goesToDesk(text: String, address: String) throws {
        let result = try assess(text, address: address)
        #expect(result.route.unit == nil)
        #expect(result.route.desk.description == "140105-desk")
        #expect(!result.route.because.isEmpty)
    }

    @Test("two possible places are two candidates")
    func candidates() throws {
        let result = try assess("请问低保怎么申请", address: "鼓楼街道")
        #expect(result.route.candidates.map(\.unit.description) == ["140107003", "141082001"])
        #expect(result.placeCandidates.count == 2)
        #expect(result.route.question == result.placeQuestion)
        #expect(result.place == nil)
    }

    // MARK: - Intake

    @Test(
        "danger is told at once and never keeps a filing from its unit",
        arguments: [
            ("断炊三天，不想活了，求临时救助", ["110", "120"]),
            ("老人昏迷不醒，求临时救助", ["120"]),
            ("家里煤气中毒，求临时救助", ["119", "120"]),
        ]
    )
    func emergencies(text: String, numbers: [String]) throws {
        let result = try assess(text, address: "坞城街道")
        let emergency = try #require(result.emergency)
        #expect(emergency.numbers == numbers)
        #expect(emergency.words.allSatisfy(text.contains))
        #expect(result.classification.urgent.value)
        #expect(result.route.unit != nil)
    }

    @Test(arguments: [
        ("一审判决不公", "litigation"), ("不服仲裁裁决", "arbitration"),
        ("举报局长受贿买官卖官", "discipline"), ("不服行政复议决定", "reconsideration"),
        ("信访复查意见不合理", "petition"), ("申请政府信息公开", "disclosure"),
        ("家里被盗了", "police"), ("肇事逃逸没人管", "traffic"),
    ])
    func outOfScope(text: String, code: String) throws {
        let result = try assess(text, address: "坞城街道")
        #expect(result.outOfScope?.code == code)
        #expect(result.outOfScope?.channel.isEmpty == false)
        #expect(result.route.unit == nil)
    }

    @Test("misuse of assistance by officials is taken, and 12388 is named besides")
    func misuseIsTaken() throws {
        let result = try assess("举报坞城街道办贪污低保金", address: "坞城街道")
        #expect(result.outOfScope == nil)
        #expect(result.notices.contains { $0.contains("12388") })
        #expect(result.route.unit?.description == "140105-civil-affairs")
    }

    // MARK: - By hand

    @Test("a department's matter may not go down to a township (国办函〔2025〕66号)")
    func townshipGuard() throws {
        let township = try UnitID.of("140105001")
        for matter in Matter.allCases {
            let isGuarded = triage.categories[matter].level == .department
            #expect((triage.guardAgainst(unit: township, matter: matter) != nil) == isGuarded)
            let bureau = try UnitID.of("140105-civil-affairs")
            #expect(triage.guardAgainst(unit: bureau, matter: matter) == nil)
        }
        #expect(triage.guardAgainst(unit: township, matter: .funeral)?.contains("殡葬") == true)
        #expect(triage.guardAgainst(unit: township, matter: .dibao) == nil)
    }
}
