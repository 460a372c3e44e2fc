import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// Invariant 10: nobody acts on a ticket that changed under their eyes (并发控制).
@Suite struct TagTests {
    @Test("10: who saw an older ticket is told so, and nothing is done")
    func stale() throws {
        let hotline = try TestHotline()
        let filed = try hotline.file(.operator, Story.help)
        let number = try #require(try filed.json()["number"]?.string)
        let seen = [("If-Match", try #require(filed["ETag"]))]
        let there: JSON = ["unit": .string(Units.neighbour), "reason": "户籍在营盘"]
        let done = try hotline.act(.dispatcher, on: number, "redirect", there, fields: seen)
        #expect(done.status == 200)
        let head = hotline.head
        let wish: JSON = ["reason": "来电人要求"]
        let late = try hotline.act(.manager, on: number, "withdraw", wish, fields: seen)
        #expect(late.status == 412)
        #expect(hotline.head == head)
        let now = [("If-Match", try #require(done["ETag"]))]
        #expect(try hotline.act(.manager, on: number, "withdraw", wish, fields: now).status == 200)
    }

    @Test("a tag that was never given out is of nothing that was seen", arguments: ["r+0", "r00"])
    func forged(tag: String) throws {
        let hotline = try TestHotline()
        let filed = try hotline.file(.operator, Story.help)
        let number = try #require(try filed.json()["number"]?.string)
        let current = try #require(filed["ETag"])
        let forged = current.replacing("r", with: tag.dropLast())
        let fields = [("If-Match", forged)]
        #expect(try hotline.act(.township, on: number, "sign", fields: fields).status == 412)
    }

    @Test("10: what time has done by then counts, though nobody has looked")
    func staleByTime() throws {
        let hotline = try TestHotline()
        let filed = try hotline.file(.operator, Story.help)
        let number = try #require(try filed.json()["number"]?.string)
        let seen = [("If-Match", try #require(filed["ETag"]))]
        hotline.time.skip(to: try #require(Instant("2026-11-24T18:00:00+08:00")))
        #expect(try hotline.act(.township, on: number, "sign", fields: seen).status == 412)
    }

    @Test("10: every action needs a tag, but for note, attach, urge and tell")
    func missing() throws {
        let hotline = try TestHotline()
        let stage = try Stage()
        let filed = try hotline.file(.operator, Story.help)
        let number = try #require(try filed.json()["number"]?.string)
        for action in TicketAction.allCases {
            let isFree = [.note, .attach, .urge, .tell].contains(action)
            let person: Person =
                switch action.authority {
                case .desk, .unitOrDesk, .viewer: .dispatcher
                case .manager: .manager
                case .unit, .coHandler: .township
                }
            let body = stage.body(of: action, in: .dispatched)
            let answer = try hotline.act(person, on: number, action.rawValue, body, fields: [])
            #expect(answer.status == (isFree ? 200 : 428), "\(action): \(answer.text)")
        }
        for tag in ["\"r99\"", "r1", "\"x\"", "W/\"r1\"", "\"r-1\""] {
            let fields = [("If-Match", tag)]
            #expect(try hotline.act(.township, on: number, "sign", fields: fields).status == 412)
        }
    }

    @Test("10: the tag stands still for note, attach, urge and tell")
    func still() throws {
        let hotline = try TestHotline()
        let stage = try Stage()
        let filed = try hotline.file(.operator, Story.help)
        let number = try #require(try filed.json()["number"]?.string)
        for action in [TicketAction.note, .attach, .urge, .tell] {
            let body = stage.body(of: action, in: .dispatched)
            let answer = try hotline.act(.township, on: number, action.rawValue, body, fields: [])
            #expect(answer["ETag"] == filed["ETag"], "\(action)")
        }
    }
}
