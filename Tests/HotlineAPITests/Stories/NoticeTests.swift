import Hotline
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineStore

/// Nobody has to look at a screen to be told (提醒).
@Suite struct NoticeTests {
    static let urgent: JSON = Story.help + ["urgent": true]

    @Test("an urgent ticket tells the unit at once, and after 15 minutes the desk")
    func unsigned() throws {
        let story = try Story()
        let number = try story.file(Self.urgent)
        let first = try #require(try notices(story, .township).first)
        #expect(first["occasion"] == "urgent")
        #expect(first["ticket"]?.string == number)
        #expect(first["at"] == "2026-11-23T09:00:00+08:00")
        #expect(try notices(story, .dispatcher).isEmpty)
        try story.skip(to: "2026-11-23T09:20:00+08:00", number, leads: .dispatched)
        // Nobody in the unit acknowledged the first within its five minutes.
        let desk = try notices(story, .dispatcher)
        #expect(desk.map { $0["occasion"]?.string } == ["urgent", "unsigned"])
        #expect(
            desk.map { $0["at"]?.string?.suffix(14).prefix(8) } == ["09:05:00", "09:15:00"]
        )
        try story.act(.township, on: number, "sign", leads: .handling)
        #expect(try notices(story, .dispatcher, open: true).isEmpty)
        #expect(try notices(story, .township, open: true).isEmpty)
    }

    @Test("cards tell the unit, and a red one raises the ticket to the manager")
    func cards() throws {
        let story = try Story()
        let number = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.skip(to: "2026-12-02T09:00:00+08:00", number, leads: .handling)
        let told = try notices(story, .township)
        #expect(told.map { $0["occasion"]?.string } == ["yellow", "red"])
        #expect(
            told.map { $0["at"]?.string } == [
                "2026-11-27T17:30:00+08:00", "2026-11-30T17:30:00+08:00",
            ]
        )
        #expect(told.map { $0.at("clock/kind")?.string } == ["answer", "answer"])
        #expect(try story.ticket(number)["raised"] == true)
        let manager = try notices(story, .manager)
        #expect(manager.map { $0["occasion"]?.string } == ["raised"])
        #expect(manager.first?["onDuty"]?.array?.contains("manager") == true)
        // Four working hours after the card: 8:30 to 12:00, and half an hour of the afternoon.
        let desk = try notices(story, .dispatcher)
        #expect(desk.map { $0["at"]?.string } == ["2026-12-01T14:30:00+08:00"])
        #expect(desk.first?["raisedFrom"] == told.last?["id"])
    }

    @Test("what was acknowledged is raised no further, and that shows")
    func acknowledged() throws {
        let story = try Story()
        let number = try story.file(Self.urgent)
        let id = try #require(try notices(story, .township).first?["id"]?.integer)
        let path = "/api/v1/notices/\(id)/acknowledgement"
        #expect(try story.hotline.ask(.dispatcher, "POST", path).status == 404)
        #expect(try story.hotline.ask(.neighbour, "POST", path).status == 404)
        #expect(try story.hotline.ask(.auditor, "POST", path).status == 403)
        let answer = try story.hotline.ask(.colleague, "POST", path)
        #expect(answer.status == 200)
        #expect(try answer.json()["acknowledgedBy"] == "colleague")
        #expect(try story.hotline.ask(.township, "POST", path).json()["open"] == false)
        try story.skip(to: "2026-11-23T09:14:59+08:00", number, leads: .dispatched)
        #expect(try notices(story, .dispatcher).isEmpty)
    }

    @Test("a ladder is climbed at its true instants, however long the server was down")
    func downtime() throws {
        let story = try Story()
        let number = try story.file(Self.urgent)
        let unit = try notices(story, .township)
        try story.skip(to: "2026-11-25T08:00:00+08:00", number, leads: .handling)
        let desk = try notices(story, .dispatcher).filter { $0["occasion"] == "urgent" }
        #expect(unit.count == 1)
        #expect(desk.map { $0["at"]?.string } == ["2026-11-23T09:05:00+08:00"])
        // The return window signed for it, and the desk need not ring any more.
        #expect(desk.first?["settledAt"] == "2026-11-24T17:30:00+08:00")
        let raised = try notices(story, .manager).filter { $0["occasion"] == "unsigned" }
        #expect(raised.map { $0["at"]?.string } == ["2026-11-23T09:30:00+08:00"])
    }

    @Test("who is on duty is named")
    func duty() throws {
        let story = try Story()
        let shift: JSON = [
            "account": "colleague", "starts": "2026-11-23T08:00:00+08:00",
            "ends": "2026-11-23T18:00:00+08:00",
        ]
        let roster: JSON = ["shifts": [shift]]
        let path = "/api/v1/units/\(Units.township)/duty"
        #expect(try story.hotline.ask(.township, "PUT", path, body: roster).status == 200)
        try story.file(Self.urgent)
        let notice = try notices(story, .colleague).first
        #expect(notice?["onDuty"] == ["colleague"])
        #expect(notice?["mine"] == true)
        #expect(try notices(story, .township).first?["mine"] == false)
    }

    @Test("the accused is told nothing of a ticket that turns out to accuse it")
    func firewall() throws {
        let story = try Story()
        let number = try story.file(Self.urgent)
        #expect(try notices(story, .township).count == 1)
        let complaint: JSON = [
            "kind": "report", "accused": [.string(Units.township)], "reason": "来电人说明",
        ]
        try story.act(.dispatcher, on: number, "reclassify", complaint, leads: .desk)
        try story.skip(to: "2026-11-23T10:00:00+08:00", number, leads: .desk)
        #expect(try notices(story, .township).isEmpty)
        #expect(try notices(story, .dispatcher).allSatisfy { $0["recipient"] == "desk" })
    }

    @Test("who waits for notices is told as soon as there is one, and of no others")
    func waits() throws {
        let story = try Story()
        try story.file()
        let answer = try story.hotline.get(.township, "/api/v1/notices?after=0&wait=0").json()
        let next = try #require(answer["next"]?.integer)
        let waiting = WireClient(port: story.hotline.port)
        let head = """
            GET /api/v1/notices?after=\(next)&wait=30 HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer \(Person.township.token.text)\r
            \r

            """
        try waiting.send(Array(head.utf8))
        story.hotline.waitForWaiter()
        let number = try story.file(Self.urgent)
        let items = try waiting.read().json()["items"]?.array
        #expect(items?.map { $0["ticket"]?.string } == [number])
    }

    private func notices(
        _ story: Story,
        _ person: Person,
        open: Bool = false
    ) throws -> [JSON] {
        let target = "/api/v1/notices?limit=200\(open ? "&open=true" : "")"
        let answer = try story.hotline.get(person, target)
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.json()["items"]?.array ?? []
    }
}
