import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// How demands come in (受理).
@Suite struct FilingTests {
    @Test("what another platform sends twice is one ticket")
    func externalNumber() throws {
        let story = try Story()
        let order: JSON = ["channel": "12345", "externalNumber": "SX2026112300017"]
        let number = try story.file(Story.help + order, by: .deskSystem)
        let again = try story.hotline.file(.deskSystem, Story.help + order)
        #expect(again.status == 409)
        #expect(try again.json()["number"]?.string == number)
        let elsewhere: JSON = ["channel": "city-hotline"]
        try story.file(Story.help + order + elsewhere, by: .deskSystem)
        let next = try story.file()
        #expect(next == "20261123000003", "a filing that fails takes no number")
    }

    @Test("numbers count the tickets of a day without gaps, from 1 each day")
    func numbers() throws {
        let story = try Story()
        #expect(try story.file() == "20261123000001")
        #expect(try story.file() == "20261123000002")
        try story.hotline.skip(to: "2026-11-24T00:00:00+08:00")
        #expect(try story.file() == "20261124000001")
        let received: JSON = ["receivedAt": "2026-11-23T23:59:59+08:00"]
        #expect(try story.file(Story.help + received, by: .deskSystem) == "20261123000003")
    }

    @Test("nobody is called back who gave no name, or only praised; the answer closes")
    func nobodyToCall() throws {
        let story = try Story()
        let anonymous: JSON = ["caller": ["anonymous": true]]
        for demand in [Story.help + anonymous, Story.help + ["kind": "praise"]] {
            let answer = try story.hotline.file(.operator, demand)
            let state = try #require(try answer.json()["state"]?.string)
            let number = try #require(try answer.json()["number"]?.string)
            if state == "desk" {
                let unit: JSON = ["unit": .string(Units.township)]
                _ = try story.hotline.act(.dispatcher, on: number, "dispatch", unit)
            }
            try story.act(.township, on: number, "sign", leads: .handling)
            let text: JSON = ["text": "已办理。", "outcome": "resolved"]
            let closed = try story.act(.township, on: number, "answer", text, leads: .closed)
            #expect(closed["outcome"] == "resolved")
        }
    }

    @Test("a caller who asked for confidence is unknown to the unit, and masked to the desk")
    func confidential() throws {
        let story = try Story()
        let caller: JSON = [
            "caller": ["name": "张三丰", "phone": "13800001111", "confidential": true]
        ]
        let number = try story.file(Story.help + caller)
        let seen = try story.ticket(number, as: .township)
        #expect(seen.at("caller/name")?.isNull == true)
        #expect(seen.at("caller/phone")?.isNull == true)
        let desk = try story.ticket(number, as: .dispatcher)
        #expect(desk.at("caller/name") == "张**")
        #expect(desk.at("caller/phone") == "138****1111")
    }

    @Test("a unit that guesses a number does not learn by it who asked for confidence")
    func guessedNumber() throws {
        let story = try Story(followedBy: [])
        let caller: JSON = ["caller": ["phone": "13800001111", "confidential": true]]
        let number = try story.file(Story.help + caller)
        let guess: JSON = ["caller": ["phone": "13800001111"]]
        func found(_ person: Person, _ target: String, _ body: JSON) throws -> JSON {
            try story.hotline.ask(person, "POST", "/api/v1/tickets\(target)", body: body).json()
        }
        for person in [Person.township, .townSystem] {
            #expect(try found(person, "/search", guess)["items"] == [])
            #expect(try found(person, "/preview", Story.help + guess)["similar"] == [])
        }
        let seen = try found(.dispatcher, "/search", guess)
        #expect(seen.at("items/0/number")?.string == number)
        let filed = try found(.townSystem, "?similar=true", Story.help + guess)
        #expect(filed["similar"] == [])
    }

    @Test("what walks in at a township's window is its own to see, whoever gets it")
    func window() throws {
        let story = try Story(followedBy: [.township, .bureau, .insurance, .dispatcher])
        let walkIn: JSON = ["channel": "window", "matter": "medical-aid"]
        let number = try story.file(Story.help + walkIn, by: .township)
        #expect(try story.ticket(number).at("holder/unit")?.string == Units.insurance)
        try story.refuse(.township, on: number, "sign", with: 403)
        try story.act(.insurance, on: number, "sign", leads: .handling)
        try story.act(.township, on: number, "note", ["text": "本人来窗口催问。"], leads: .handling)
    }

    @Test("a program does what the unit or desk that its token names may do")
    func programs() throws {
        let story = try Story(followedBy: [.townSystem, .deskSystem, .provinceManager])
        let number = try story.file(by: .deskSystem)
        try story.refuse(.deskSystem, on: number, "sign", with: 403)
        try story.act(.townSystem, on: number, "sign", leads: .handling)
        let text: JSON = ["text": "已办理。", "outcome": "resolved"]
        try story.act(.townSystem, on: number, "answer", text, leads: .answered)
        let yes: JSON = ["reached": true, "satisfied": "basically"]
        try story.refuse(.townSystem, on: number, "callBack", yes, with: 403)
        try story.act(.deskSystem, on: number, "callBack", yes, leads: .closed)
    }
}
