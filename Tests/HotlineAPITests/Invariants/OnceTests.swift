import Dispatch
import Hotline
import HotlineTesting
import StrictJSON
import Synchronization
import Testing

/// Invariant 8: the same filing sent twice is one ticket (幂等).
@Suite struct OnceTests {
    private static let key = [("Idempotency-Key", "call-4711")]

    @Test("8: the same key and body give the first answer again, also after a restart")
    func again() throws {
        let hotline = try TestHotline()
        let first = try hotline.file(.operator, Story.help, fields: Self.key)
        #expect(first.status == 201)
        _ = try hotline.act(.township, on: "20261123000001", "sign")
        try expectSame(first, try hotline.file(.operator, Story.help, fields: Self.key))
        try hotline.close()
        let reopened = try TestHotline(in: hotline.directory, at: hotline.time)
        try expectSame(first, try reopened.file(.operator, Story.help, fields: Self.key))
        #expect(try count(reopened) == 1)
    }

    private func expectSame(_ first: WireAnswer, _ second: WireAnswer) throws {
        #expect(second.status == first.status)
        #expect(second.body == first.body)
        for name in ["ETag", "Location", "Content-Type"] {
            #expect(second[name] == first[name], "\(name)")
        }
        #expect(second["X-Request-Id"] != first["X-Request-Id"])
    }

    private func count(_ hotline: TestHotline) throws -> Int? {
        try hotline.get(.provinceManager, "/api/v1/tickets").json()["items"]?.array?.count
    }

    @Test("8: the key stands for one request of one account")
    func reused() throws {
        let hotline = try TestHotline()
        _ = try hotline.file(.operator, Story.help, fields: Self.key)
        let other = try hotline.file(.operator, Story.question, fields: Self.key)
        #expect(other.status == 422)
        let target = "/api/v1/tickets/20261123000001/actions"
        let note: JSON = ["action": "note", "text": "同一个键"]
        let action = try hotline.ask(.operator, "POST", target, fields: Self.key, body: note)
        #expect(action.status == 422)
        #expect(try hotline.file(.dispatcher, Story.help, fields: Self.key).status == 201)
        #expect(try count(hotline) == 2)
    }

    @Test("8: a filing that is refused leaves the key free")
    func refused() throws {
        let hotline = try TestHotline()
        let empty: JSON = ["text": " "]
        #expect(try hotline.file(.operator, Story.help + empty, fields: Self.key).status == 422)
        #expect(try hotline.file(.operator, Story.help, fields: Self.key).status == 201)
        for key in ["", "has space", String(repeating: "k", count: 129)] {
            let fields = [("Idempotency-Key", key)]
            #expect(try hotline.file(.operator, Story.help, fields: fields).status == 400)
        }
    }

    @Test("8: what can no longer be asked for was answered all the same")
    func pastDue() throws {
        let hotline = try TestHotline()
        let due: JSON = ["externalDue": "2026-11-23T10:00:00+08:00"]
        let first = try hotline.file(.deskSystem, Story.help + due, fields: Self.key)
        #expect(first.status == 201)
        try hotline.skip(to: "2026-11-23T11:00:00+08:00")
        try expectSame(first, try hotline.file(.deskSystem, Story.help + due, fields: Self.key))
    }

    @Test("8: an action is done once, though its tag is an old one by then")
    func action() throws {
        let hotline = try TestHotline()
        let filed = try hotline.file(.operator, Story.help)
        let number = try #require(try filed.json()["number"]?.string)
        let fields = Self.key + [("If-Match", try #require(filed["ETag"]))]
        let first = try hotline.act(.township, on: number, "sign", fields: fields)
        #expect(first.status == 200)
        let head = hotline.head
        try expectSame(first, try hotline.act(.township, on: number, "sign", fields: fields))
        #expect(hotline.head == head)
    }

    @Test("8: sent by eight at once, it is one ticket with one answer")
    func atOnce() throws {
        let hotline = try TestHotline()
        let port = hotline.port
        let answers = Mutex<[[UInt8]]>([])
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            let client = WireClient(port: port)
            let answer = try? client.post(.operator, "/api/v1/tickets", Story.help, key: "k")
            answers.withLock { $0.append(answer?.body ?? []) }
        }
        let bodies = answers.withLock { $0 }
        #expect(Set(bodies).count == 1)
        #expect(try JSON(bodies[0])["number"] == "20261123000001")
        #expect(try count(hotline) == 1)
    }
}
