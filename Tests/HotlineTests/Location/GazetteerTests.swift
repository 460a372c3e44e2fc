import HotlineTesting
import Testing

@testable import Hotline

@Suite struct GazetteerTests {
    let gazetteer: Gazetteer
    let withVillages: Gazetteer

    init() throws {
        gazetteer = try Shipped.triage.get().gazetteer
        withVillages = try Shipped.triageWithVillages.get().gazetteer
    }

    @Test(arguments: [
        ("山西省太原市小店区坞城街道", "140105001"),
        ("小店区坞城街道办事处", "140105001"),
        ("太原小店坞城街办", "140105001"),
        ("北格镇", "140105100"),
        ("泽州县大阳镇", "140525109"),
        ("晋城泽州大阳", "140525109"),
        ("大阳镇（泽州县）香山村", "140525109"),
        ("郊区李家庄乡", "140311202"),
        ("阳泉市城区下站街道", "140302002"),
        ("来电人住在临县三交镇某村，家里困难", "141124105"),
        ("上党区南宋乡", "140404107"),
    ])
    func finds(address: String, township: String) throws {
        guard case .place(let place, let because) = gazetteer.locate(address, hint: nil) else {
            Issue.record("\(address) is \(gazetteer.locate(address, hint: nil))")
            return
        }
        #expect(place.township == (try DivisionCode.of(township)))
        #expect(place.county == place.township?.county)
        #expect(because.allSatisfy(address.contains))
    }

    @Test(
        "two equals are asked about",
        arguments: ["鼓楼街道", "大阳镇", "城区", "小店区坞城街道和临县三交镇", "阳曲县坞城街道"]
    )
    func asks(address: String) {
        guard case .candidates(let places, let question) = gazetteer.locate(address, hint: nil)
        else {
            Issue.record("\(address) is \(gazetteer.locate(address, hint: nil))")
            return
        }
        #expect(places.count >= 2 || question.contains("是不是"))
        #expect(question.hasSuffix("？"))
    }

    @Test("home decides only where it alone does")
    func hints() throws {
        let fenxi = try DivisionCode.of("140107")
        let located = gazetteer.locate("鼓楼街道", hint: fenxi)
        guard case .place(let place, _) = located else {
            Issue.record("\(located)")
            return
        }
        #expect(place.county == fenxi)
        for hint in ["140105", "14"] {
            guard case .candidates = gazetteer.locate("鼓楼街道", hint: try DivisionCode.of(hint))
            else {
                Issue.record("home \(hint) decided")
                continue
            }
        }
    }

    @Test(
        "what lies elsewhere, or nowhere, is unknown",
        arguments: ["", "陕西省榆林市", "河北省石家庄市", "某某镇", "12号", "平阳路", "太原市", "🙂"]
    )
    func knowsNot(address: String) {
        #expect(gazetteer.locate(address, hint: nil) == .unknown)
    }

    @Test(
        "as people write: other characters, other digits, blanks, the county behind",
        arguments: [
            ("山西省臨汾市蒲縣蒲城鎮", "141033100"),
            ("小店區塢城街道", "140105001"),
            ("小店区 坞城街道", "140105001"),
            ("小店，坞城", "140105001"),
            ("河底镇（郊区）", "140311101"),
            ("郊区，河底镇", "140311101"),
            ("小店区坞城街道１２号院３单元", "140105001"),
        ]
    )
    func findsHoweverWritten(address: String, township: String) throws {
        let located = gazetteer.locate(address, hint: nil)
        guard case .place(let place, _) = located else {
            Issue.record("\(address) is \(located)")
            return
        }
        #expect(place.township == (try DivisionCode.of(township)))
    }

    @Test(
        "a township of another province is none of ours",
        arguments: ["河北省石家庄市柴家镇", "陕西省渭南市临渭区大阳镇", "河南省 洛阳市 马兰镇"]
    )
    func liesElsewhere(address: String) {
        #expect(gazetteer.locate(address, hint: nil) == .unknown)
    }

    @Test("who left another province is where they went")
    func cameFromElsewhere() throws {
        let survey = gazetteer.survey("我从河北省嫁到临县三交镇", hint: nil, isSentence: true)
        guard case .place(let place, _) = survey.location(of: nil) else {
            Issue.record("\(survey)")
            return
        }
        #expect(place.township == (try DivisionCode.of("141124105")))
    }

    /// Every name that there is, in every way in which it must be understood.
    @Test("every township is found by its full name, and by its own where that is the only one")
    func findsAll() throws {
        let townships = gazetteer.divisions.all(at: .township).filter { !$0.isAbolished }
        let sameName = Dictionary(grouping: townships, by: \.name)
        for township in townships {
            let county = try #require(township.parent.flatMap { gazetteer.divisions[$0] })
            for address in [township.fullName, "我是\(county.fullName)\(township.name)的"] {
                guard case .place(let place, _) = gazetteer.locate(address, hint: nil) else {
                    Issue.record("\(address) is not found")
                    continue
                }
                #expect(place.township == township.code, "\(address)")
            }
            switch gazetteer.locate(township.name, hint: nil) {
            case .place(let place, _):
                #expect(place.township == township.code, "\(township.fullName)")
                #expect(sameName[township.name]?.count == 1, "\(township.name) was guessed")
            case .candidates(let places, let question):
                #expect(places.count > 1, "\(township.name)")
                #expect(places.contains { $0.township == township.code })
                #expect(question.hasSuffix("？"))
            case .unknown: Issue.record("\(township.name) is unknown")
            }
        }
    }

    @Test("a street's or a village's name is no township's", arguments: ["小店区平阳路12号", "高平市马村西头"])
    func goesNoFurtherThanCounty(address: String) {
        guard case .place(let place, _) = gazetteer.locate(address, hint: nil) else {
            Issue.record("\(gazetteer.locate(address, hint: nil))")
            return
        }
        #expect(address.contains("平阳路") ? place.township == nil : place.county.level == .county)
    }

    @Test(arguments: [
        ("石碾沟村", "140122100"),
        ("石碾沟行政村", "140122100"),
        ("阳曲县柳树湾村", "140122100"),
        ("小店区双槐村", "140105100"),
        ("知新居委会", "140105001"),
        ("阳曲县柳林坡乡", "140122101"),
        ("小店区2道沟村", "140105100"),
        ("小店区贰道沟村委会", "140105100"),
        ("小店区二道沟行政村", "140105100"),
    ])
    func findsVillagesAndOldTownships(address: String, township: String) throws {
        let located = withVillages.locate(address, hint: nil)
        guard case .place(let place, _) = located else {
            Issue.record("\(address) is \(located)")
            return
        }
        #expect(place.township == (try DivisionCode.of(township)))
    }

    @Test("two villages of one name are asked about, the end of a longer name is not a village")
    func asksAboutVillages() {
        guard case .candidates(let places, _) = withVillages.locate("柳树湾村", hint: nil) else {
            Issue.record("柳树湾村 was not asked about")
            return
        }
        #expect(places.count == 2)
        #expect(withVillages.locate("大石碾沟村", hint: nil) == .unknown)
    }
}
