import Dispatch
import Foundation
import Hotline
import HotlineStore
import HotlineTesting
import StrictJSON
import Synchronization
import Testing

/// Requests that wait for something to change (长轮询).
@Suite struct PollTests {
    private static let queue = "/api/v1/units/140105001/queue"

    @Test("a queue that has not changed is not sent again")
    func notModified() throws {
        let hotline = try TestHotline()
        _ = try hotline.file(.operator, Story.help)
        let first = try hotline.get(.township, Self.queue)
        let tag = try #require(first["ETag"])
        let again = try hotline.ask(.township, "GET", Self.queue, fields: [("If-None-Match", tag)])
        #expect(again.status == 304)
        #expect(again["ETag"] == tag)
        #expect(again.body.isEmpty)
        _ = try hotline.file(.operator, Story.help + ["township": "140105002"])
        let elsewhere = try ask(hotline, tag: tag)
        #expect(elsewhere.status == 304, "what happens elsewhere does not move it")
        _ = try hotline.act(.township, on: "20261123000001", "sign")
        let changed = try ask(hotline, tag: tag)
        #expect(changed.status == 200)
        #expect(changed["ETag"] != tag)
    }

    @Test("what leaves a queue moves its tag, and what time does too")
    func moves() throws {
        let hotline = try TestHotline()
        _ = try hotline.file(.operator, Story.help)
        var tag = try #require(try hotline.get(.township, Self.queue)["ETag"])
        try hotline.skip(to: "2026-11-24T18:00:00+08:00")
        let signed = try ask(hotline, tag: tag)
        #expect(signed.status == 200)
        #expect(try signed.json().at("items/0/state") == "handling")
        tag = try #require(signed["ETag"])
        let there: JSON = ["unit": .string(Units.neighbour), "reason": "户籍在营盘"]
        _ = try hotline.act(.dispatcher, on: "20261123000001", "redirect", there)
        let empty = try ask(hotline, tag: tag)
        #expect(try empty.json()["items"] == [])
    }

    private func ask(_ hotline: TestHotline, tag: String) throws -> WireAnswer {
        try hotline.ask(.township, "GET", Self.queue, fields: [("If-None-Match", tag)])
    }

    @Test("who waits for a queue is woken by its change, and not by others")
    func wakesQueue() throws {
        let hotline = try TestHotline()
        let tag = try #require(try hotline.get(.township, Self.queue)["ETag"])
        let token = "Bearer \(Person.township.token.text)"
        let waiting = Waiting(hotline) { client in
            let fields = [("Authorization", token), ("If-None-Match", tag)]
            return try client.ask("GET", "\(Self.queue)?wait=9", fields: fields)
        }
        _ = try hotline.file(.operator, Story.help + ["township": "140105002"])
        #expect(waiting.answer == nil)
        _ = try hotline.file(.operator, Story.help)
        let answer = try waiting.finish()
        #expect(answer.status == 200)
        #expect(try answer.json().at("items/0/number") == "20261123000002")
    }

    @Test("who waits for changes is woken by the first in scope; others are passed over")
    func wakesChanges() throws {
        let hotline = try TestHotline()
        let waiting = Waiting(hotline) { client in
            try client.get(.neighbour, "/api/v1/changes?after=0&wait=9")
        }
        _ = try hotline.file(.operator, Story.help)
        #expect(waiting.answer == nil)
        _ = try hotline.file(.operator, Story.help + ["township": "140105002"])
        let changes = try waiting.finish().json()
        #expect(changes["next"] == 2)
        #expect(changes["items"]?.array?.map { $0["sequence"] } == [2])
    }

    @Test("who has waited long enough is told that nothing has changed")
    func timesOut() throws {
        let hotline = try TestHotline()
        let tag = try #require(try hotline.get(.township, Self.queue)["ETag"])
        let fields = [("If-None-Match", tag)]
        let queue = try hotline.ask(.township, "GET", "\(Self.queue)?wait=1", fields: fields)
        #expect(queue.status == 304)
        let changes = try hotline.get(.township, "/api/v1/changes?after=0&wait=1")
        #expect(try changes.json() == ["items": [], "next": 0])
    }

    @Test("a server that stops answers those who wait")
    func stops() throws {
        let hotline = try TestHotline()
        let waiting = Waiting(hotline) { client in
            try client.get(.township, "/api/v1/changes?after=0&wait=60")
        }
        hotline.endPolls()
        #expect(try waiting.finish().status == 200)
    }
}

/// A request of another client that waits for its answer.
private final class Waiting: Sendable {
    private let done = DispatchGroup()
    private let result = Mutex<Result<WireAnswer, any Error>?>(nil)

    /// Returns once the server has the request waiting.
    init(
        _ hotline: TestHotline,
        _ ask: @escaping @Sendable (WireClient) throws -> WireAnswer
    ) {
        let port = hotline.port
        // A thread of its own: those of the system's pool are all taken where tests wait.
        done.enter()
        Thread.detachNewThread { [self] in
            let answer = Result { try ask(WireClient(port: port)) }
            result.withLock { $0 = answer }
            done.leave()
        }
        hotline.waitForWaiter()
    }

    /// The answer, if it has come already.
    var answer: WireAnswer? { result.withLock { try? $0?.get() } }

    func finish() throws -> WireAnswer {
        done.wait()
        return try #require(result.withLock { $0 }).get()
    }
}
