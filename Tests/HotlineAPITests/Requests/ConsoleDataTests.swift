import Foundation
import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// What only the pages ask for: calls, and the rules in force.
@Suite struct ConsoleDataTests {
    @Test("a missed call is listed until somebody has dealt with it, and only at its desk")
    func missedCalls() throws {
        let hotline = try TestHotline()
        let ringing: JSON = [
            "call": "c-1", "phone": "13800000001", "ringing": "2026-11-23T09:00:00+08:00",
            "ended": "2026-11-23T09:01:00+08:00",
        ]
        #expect(try hotline.ask(.operator, "POST", "/api/v1/calls", body: ringing).status == 201)
        let missed = "/api/v1/calls?state=missed"
        let list = try hotline.get(.operator, missed).json()
        #expect(list.at("items/0/phone")?.string == "13800000001")
        #expect(try hotline.get(.township, missed).json()["items"]?.array?.isEmpty == true)
        #expect(try hotline.get(.township, "/api/v1/calls/c-1").status == 404)
        let done: JSON = ["call": "c-1", "summary": "已回拨。"]
        #expect(try hotline.ask(.operator, "POST", "/api/v1/calls", body: done).status == 201)
        #expect(try hotline.get(.operator, missed).json()["items"]?.array?.isEmpty == true)
        #expect(try hotline.get(.operator, "/api/v1/calls/c-1").json()["state"] == "missed")
    }

    @Test("the rules in force are told with their basis, to those who look after them")
    func rules() throws {
        let hotline = try TestHotline()
        let rules = try #require(
            try hotline.get(.manager, "/api/v1/rules").json()["items"]?.array
        )
        #expect(rules.count > 50)
        #expect(rules.allSatisfy { $0["basis"]?.string?.isEmpty == false })
        #expect(try hotline.get(.township, "/api/v1/rules").status == 403)
    }

    @Test("what the desk must say of an extension stands in its queue until it has said it")
    func extensionInTheDesksQueue() throws {
        let story = try Story()
        let number = try story.file()
        let more: JSON = ["days": 3, "reason": "入户调查"]
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.act(.township, on: number, "requestExtension", more, leads: .handling)
        let queue = "/api/v1/units/140105-desk/queue"
        let listed = try story.hotline.get(.dispatcher, queue).json().at("items/0/number")
        #expect(listed?.string == number)
        try story.act(.dispatcher, on: number, "approveExtension", leads: .handling)
        #expect(try story.hotline.get(.dispatcher, queue).json()["items"]?.array?.isEmpty == true)
    }
}
