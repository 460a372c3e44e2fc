import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// What the desk decides (坐席).
@Suite struct DeskTests {
    @Test("a ticket is redirected; the first unit's clock does not count")
    func redirected() throws {
        let story = try Story(followedBy: [.township, .neighbour, .dispatcher])
        let number = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        let there: JSON = ["unit": .string(Units.neighbour), "reason": "户籍不在坞城街道"]
        try story.act(.dispatcher, on: number, "redirect", there, leads: .dispatched)
        let answers = try #require(try story.ticket(number)["clocks"]?.array)
            .filter { $0["kind"] == "answer" }
        #expect(answers.map { $0["status"]?.string } == ["cancelled", "running"])
        #expect(answers.map { $0["unit"]?.string } == [Units.township, Units.neighbour])
        try story.refuse(.dispatcher, on: number, "redirect", there, with: 409)
        let nowhere: JSON = ["unit": "140105999", "reason": "没有"]
        try story.refuse(.dispatcher, on: number, "redirect", nowhere, with: 422)
        let toDesk: JSON = ["unit": .string(Units.desk), "reason": "坐席不承办"]
        try story.refuse(.dispatcher, on: number, "redirect", toDesk, with: 409)
    }

    @Test("a desk gives work to its own division and above, not to another county")
    func reach() throws {
        let story = try Story(followedBy: [.dispatcher, .strangerDispatcher, .cityDispatcher])
        let number = try story.file()
        let abroad: JSON = ["unit": "140106-civil-affairs", "reason": "人在迎泽区"]
        try story.refuse(.dispatcher, on: number, "redirect", abroad, with: 409)
        try story.refuse(.dispatcher, on: number, "addCoHandler", abroad, with: 409)
        let up: JSON = ["unit": .string(Units.cityBureau), "reason": "须市局协助"]
        try story.act(.dispatcher, on: number, "addCoHandler", up, leads: .dispatched)
        try story.act(.cityDispatcher, on: number, "redirect", abroad, leads: .dispatched)
    }

    @Test("an internal note is for the desks, and a unit's own is for itself besides")
    func internalNotes() throws {
        let story = try Story(followedBy: [.township, .dispatcher])
        let number = try story.file()
        let words = ["坐席内部的话", "街道自己的话"]
        for (person, text) in zip([Person.dispatcher, .township], words) {
            let note: JSON = ["text": .string(text), "internal": true]
            try story.act(person, on: number, "note", note, leads: .dispatched)
        }
        func read(_ person: Person, _ path: String) throws -> [Bool] {
            let answer = try story.hotline.get(person, path)
            #expect(answer.status == 200)
            return words.map(answer.text.contains)
        }
        for path in ["/api/v1/tickets/\(number)/events", "/api/v1/changes?after=0&limit=200"] {
            #expect(try read(.operator, path) == [true, true])
            #expect(try read(.colleague, path) == [false, true])
        }
    }

    @Test("a question is answered on the spot and closed at once")
    func onTheSpot() throws {
        let story = try Story()
        let answer: JSON = ["onTheSpot": ["text": "低保由户籍地乡镇受理。"]]
        let number = try story.file(Story.question + answer, leads: .closed)
        let ticket = try story.ticket(number)
        #expect(ticket["outcome"] == "answeredOnTheSpot")
        #expect(ticket["clocks"] == [])
        #expect(try story.events(number).first?["text"] == "低保由户籍地乡镇受理。")
    }

    @Test("a ticket at the desk is answered from there; one that was sent out is not")
    func answeredByDesk() throws {
        let story = try Story()
        let number = try story.file(Story.help + ["matter": "other"], leads: .desk)
        let answer: JSON = ["outcome": "answeredOnTheSpot", "text": "已当场说明。"]
        try story.refuse(.operator, on: number, "close", answer, with: 403)
        try story.act(.dispatcher, on: number, "close", answer, leads: .closed)
        let other = try story.file()
        try story.refuse(.dispatcher, on: other, "close", answer, with: 409)
    }

    @Test("what the hotline may not take is proposed, and a person closes it with its reason")
    func notAccepted() throws {
        let story = try Story(followedBy: [.deskSystem, .dispatcher, .provinceManager])
        let text: JSON = ["text": "法院一审判决不公，我不服判决，要求改判。"]
        let demand: JSON = ["channel": "12345", "externalNumber": "SX1", "township": "140105001"]
        let number = try story.file(demand + text, by: .deskSystem, leads: .desk)
        #expect(try story.ticket(number)["proposal"] == "litigation")
        let noCode: JSON = ["outcome": "notAccepted", "text": "请向法院申诉。"]
        try story.refuse(.dispatcher, on: number, "close", noCode, with: 422)
        let wrongCode: JSON = ["code": "because"]
        try story.refuse(.dispatcher, on: number, "close", noCode + wrongCode, with: 422)
        let code: JSON = ["code": "litigation"]
        let closed = try story.act(
            .dispatcher,
            on: number,
            "close",
            noCode + code,
            leads: .closed
        )
        #expect(closed["outcome"] == "notAccepted")
        #expect(try story.events(number).last?.at("details/code") == "litigation")
    }

    @Test("a ticket is withdrawn at the caller's wish, wherever it is")
    func withdrawn() throws {
        let story = try Story()
        for action in [nil, "sign"] as [String?] {
            let number = try story.file()
            if let action { try story.act(.township, on: number, action, leads: .handling) }
            let wish: JSON = ["reason": "来电人要求撤销"]
            try story.act(.dispatcher, on: number, "withdraw", wish, leads: .closed)
            #expect(try story.ticket(number)["outcome"] == "withdrawn")
        }
    }

    @Test("a closed ticket is reopened within the window, and not after")
    func reopened() throws {
        let story = try Story()
        let number = try story.file()
        let wish: JSON = ["reason": "来电人要求撤销"]
        try story.act(.dispatcher, on: number, "withdraw", wish, leads: .closed)
        try story.skip(to: "2026-12-23T17:00:00+08:00", number, leads: .closed)
        try story.refuse(.township, on: number, "reopen", wish, with: 403)
        let again: JSON = ["reason": "来电人仍有诉求"]
        let ticket = try story.act(.dispatcher, on: number, "reopen", again, leads: .desk)
        #expect(ticket["outcome"]?.isNull == true)
        let unit: JSON = ["unit": .string(Units.township)]
        try story.act(.dispatcher, on: number, "dispatch", unit, leads: .dispatched)
        try story.act(.dispatcher, on: number, "withdraw", wish, leads: .closed)
        try story.skip(to: "2027-01-23T00:00:00+08:00", number, leads: .closed)
        let problem = try story.refuse(.dispatcher, on: number, "reopen", again, with: 409)
        #expect(problem["detail"]?.string?.contains("30天") == true)
    }
}
