import Hotline
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineAPI

/// What callers are told, and that it is on the ticket (告知).
@Suite struct GuidanceTests {
    private static let question =
        Story.help + [
            "kind": "consult", "aspect": "policy",
            "text": "请问一级残疾证能不能单独申请低保？户口在坞城街道。",
        ]

    @Test("the card that answers what is said comes first, while it is typed")
    func preview() throws {
        let hotline = try TestHotline()
        let answer = try hotline.ask(
            .operator,
            "POST",
            "/api/v1/tickets/preview",
            body: Self.question
        )
        let cards = try #require(try answer.json()["cards"]?.array)
        #expect(cards.first?["card"] == "dibao-single")
        #expect((1...3).contains(cards.count))
        for name in ["who", "counter", "time", "basis"] {
            #expect(cards.first?[name]?.string?.isEmpty == false)
        }
        // Nothing is known of the county's amounts, and nothing is made up.
        #expect(cards.first?["amount"]?.isNull == true)
    }

    @Test("what was told while filing and later stands on the ticket, with its edition, once")
    func told() throws {
        let story = try Story()
        let number = try story.file(Self.question + ["told": ["dibao", "dibao-single"]])
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.act(.township, on: number, "tell", ["card": "medical"], leads: .handling)
        try story.act(.operator, on: number, "tell", ["card": "dibao"], leads: .handling)
        let told = try #require(try story.ticket(number)["told"]?.array)
        #expect(told.compactMap { $0["card"]?.string } == ["dibao", "dibao-single", "medical"])
        #expect(told.allSatisfy { $0["edition"]?.string == "2026-11-26" })
        let events = try story.hotline.get(.dispatcher, "/api/v1/tickets/\(number)/events").json()
        let items = try #require(events["items"]?.array)
        #expect(items.first?.at("details/told") == "dibao 2026-11-26, dibao-single 2026-11-26")
        #expect(items.last?.at("details/card") == "dibao")
        #expect(items.last?.at("details/edition") == "2026-11-26")
    }

    @Test("a card that is not there is told to nobody, and the mistake is named")
    func unknown() throws {
        let story = try Story()
        let filed = try story.hotline.file(.operator, Self.question + ["told": ["dibao", "x"]])
        #expect(filed.status == 422)
        #expect(try filed.json().at("errors/0/pointer") == "/told/1")
        let number = try story.file(Self.question)
        let answer = try story.hotline.act(.operator, on: number, "tell", ["card": "x"])
        #expect(answer.status == 422)
        #expect(try answer.json().at("errors/0/pointer") == "/card")
    }

    @Test("what was told when the caller was answered on the spot is kept too")
    func onTheSpot() throws {
        let story = try Story()
        let more: JSON = ["told": ["dibao"], "onTheSpot": ["text": "已说明条件和材料。"]]
        let number = try story.file(Self.question + more, leads: .closed)
        #expect(try story.ticket(number).at("told/0/card") == "dibao")
    }

    @Test("managers see what is asked where without a card, and which cards led to more")
    func gaps() throws {
        let story = try Story()
        try story.file(Self.question)
        let told = try story.file(Self.question + ["told": ["dibao"]])
        try story.act(.operator, on: told, "urge", leads: .dispatched)
        try story.file(
            Self.question + [
                "told": ["medical"], "caller": ["name": "王五", "phone": "13800002222"],
                "township": "140105002",
            ]
        )
        let hotline = story.hotline
        let now = hotline.time.now.description
        let calls: [JSON] = [
            ["call": "1", "ringing": .string(now), "answered": .string(now), "summary": "问路"],
            ["call": "2", "ringing": .string(now), "answered": .string(now)],
            ["call": "3", "ringing": .string(now), "ended": .string(now)],
        ]
        for call in calls {
            #expect(try hotline.ask(.operator, "POST", "/api/v1/calls", body: call).status == 201)
        }
        let gaps = try hotline.get(.manager, "/api/v1/guidance/gaps").json()
        let desk = try #require(gaps.at("calls/0"))
        #expect(desk["unit"] == "140105-desk" && desk["calls"] == 3 && desk["untold"] == 2)
        #expect(desk["unsaid"] == 1 && desk["missed"] == 1 && desk["open"] == 1)
        let asked = try #require(gaps["asked"]?.array)
        #expect(asked.first?["division"] == "140105001")
        #expect(asked.first?["tickets"] == 2 && asked.first?["untold"] == 1)
        #expect(asked.last?["tickets"] == 1 && asked.last?["untold"] == 0)
        let cards = try #require(gaps["cards"]?.array)
        #expect(cards.first?["card"] == "dibao" && cards.first?["again"] == 1)
        #expect(cards.last?["card"] == "medical" && cards.last?["again"] == 0)
        let path = "/api/v1/guidance/gaps"
        #expect(try hotline.get(.operator, path).status == 403)
        #expect(try hotline.get(.manager, "\(path)?division=140106").status == 404)
        #expect(try hotline.get(.manager, "\(path)?from=2026-01-01&to=2026-11-01").status == 400)
        let empty = try hotline.get(.manager, "\(path)?division=140105003").json()
        #expect(empty["asked"]?.array?.isEmpty == true)
    }

    @Test("what accuses a unit is in no number that it sees")
    func firewall() throws {
        let story = try Story(followedBy: [])
        let before = try story.hotline.get(.manager, "/api/v1/guidance/gaps").text
        let report: JSON = [
            "channel": "county-hotline", "text": "举报小店区民政局有人骗保。", "kind": "report",
            "matter": "dibao", "aspect": "integrity", "township": "140105001",
            "accused": ["140105-desk"],
        ]
        #expect(try story.hotline.file(.cityDispatcher, report).status == 201)
        #expect(try story.hotline.get(.manager, "/api/v1/guidance/gaps").text == before)
    }
}
