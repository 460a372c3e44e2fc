internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineStore
internal import HotlineTesting

/// Made-up demands of made-up people from every township of the rules.
struct Demands: Sendable {
    private let townships: [Division]
    private let letters: [String]
    private var random: SeededGenerator

    /// How much of a letter is taken at most, in characters.
    private static let letterLengthMax = 400

    /// Each demand ends with a letter of the TSV file, which stands in its last column.
    init(_ rules: RulesInForce, letters url: URL?, seed: UInt64) throws {
        townships = rules.divisions.all(at: .township).filter { !$0.isAbolished }
        random = SeededGenerator(seed: seed &+ 1)
        guard let url else {
            letters = [""]
            return
        }
        letters = try String(contentsOf: url, encoding: .utf8)
            .split(separator: "\n").dropFirst()
            .compactMap { $0.split(separator: "\t").last }
            .map { String($0.prefix(Self.letterLengthMax)) }
    }

    /// What somebody says, and where they live.
    struct Words: Sendable {
        let text: String
        let title: String
        let address: String
        let township: DivisionCode
        let caller: Caller
    }

    mutating func words() -> Words {
        let township = townships[Int.random(in: townships.indices, using: &random)]
        let subject = Self.subjects[Int.random(in: Self.subjects.indices, using: &random)]
        let letter = letters[Int.random(in: letters.indices, using: &random)]
        var caller = Caller()
        caller.isAnonymous = chance(8)
        if !caller.isAnonymous {
            caller.isConfidential = chance(4)
            caller.name = pick(Self.surnames) + pick(Self.givenNames)
            caller.phone = "13800" + digits(6)
            if chance(30) { caller.idNumber = idNumber(township.code) }
        }
        return Words(
            text: "我是\(township.name)的居民，\(subject.text)\(letter)",
            title: subject.title,
            address: township.fullName,
            township: township.code,
            caller: caller
        )
    }

    /// The next demand, as the desk of its county takes it in.
    mutating func next(by rulebook: Rulebook, on day: Day) -> (NewTicket, Actor) {
        let words = words()
        let county = words.township.county ?? words.township
        let desk = rulebook.units.desk(of: county)
        let actor = Actor(
            account: "operator-\(desk)",
            role: .operator,
            unit: desk,
            scope: county,
            chain: rulebook.units.chain(of: desk),
            isAtDesk: true
        )
        let filing = Filing(
            channel: .countyHotline,
            text: words.text,
            title: words.title,
            address: words.address,
            home: county,
            desk: desk,
            isAnonymous: words.caller.isAnonymous
        )
        var intake = Intake(
            filing: filing,
            assessment: rulebook.triage.assess(filing, on: day)
        )
        intake.isConfidential = words.caller.isConfidential
        let new = NewTicket(
            intake: intake,
            caller: words.caller,
            address: words.address,
            text: words.text,
            title: words.title
        )
        return (new, actor)
    }

    // MARK: The dice

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    private mutating func pick(_ texts: [String]) -> String {
        texts[Int.random(in: texts.indices, using: &random)]
    }

    private mutating func digits(_ count: Int) -> String {
        (0..<count).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
    }

    /// A number that nobody has, with its check letter (GB 11643): born before the numbers were.
    private mutating func idNumber(_ township: DivisionCode) -> String {
        let region = String(township.description.prefix(6))
        let born = "18\(Int.random(in: 10...99, using: &random))"
        let month = Int.random(in: 1...12, using: &random).twoDigits
        let day = Int.random(in: 1...28, using: &random).twoDigits
        let stem = region + born + month + day + digits(3)
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(stem.utf8, weights).reduce(0) { $0 + Int($1.0 - 48) * $1.1 }
        return stem + String(Array("10X98765432")[sum % 11])
    }

    private static let surnames = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈"]
    private static let givenNames = ["测甲", "测乙", "测丙", "测丁", "样一", "样二", "样三", "样四"]

    private struct Subject {
        let title: String
        let text: String
    }

    private static let subjects = [
        Subject(title: "咨询低保申请", text: "想咨询一下低保怎么申请，需要准备哪些材料。"),
        Subject(title: "低保金没有到账", text: "低保金这个月没有按时发放，请帮忙查一下什么时候发。"),
        Subject(title: "申请临时救助", text: "家里房子着火，生活困难，想申请临时救助。"),
        Subject(title: "孩子上学有困难", text: "孩子考上大学交不起学费，想问问有没有助学救助。"),
        Subject(title: "医疗救助报销", text: "得了大病住院花费很多，想问医疗救助怎么报销。"),
        Subject(title: "残疾人补贴", text: "二级肢体残疾，想问护理补贴和生活补贴怎么办理。"),
        Subject(title: "特困供养", text: "老人无儿无女没有收入，想申请特困人员供养。"),
        Subject(title: "流浪人员求助", text: "街上有一位流浪老人，天冷了没有住处，请派人救助。"),
        Subject(title: "举报优亲厚友", text: "举报有干部优亲厚友，把低保给了自己的亲戚。"),
        Subject(title: "窗口态度", text: "去办事窗口工作人员态度恶劣，推诿不办，要投诉。"),
        Subject(title: "低保被取消", text: "低保被取消了，没有书面通知，要求说明原因。"),
        Subject(title: "孤儿补助", text: "孙子父母都不在了，想问事实无人抚养儿童补助。"),
        Subject(title: "火化补贴", text: "家里老人去世，想咨询殡葬惠民补贴怎么领取。"),
        Subject(title: "供暖问题", text: "小区供暖温度不够，物业不管，请协调解决。"),
        Subject(title: "感谢工作人员", text: "表扬民政所的工作人员，热情耐心，帮我办好了手续。"),
    ]
}
