@testable import HotlineAPI
@testable import HotlineStore
import Dispatch
import Hotline
import HotlineTesting
import StrictJSON
import Synchronization
import Testing

/// Invariant 7: the feed of changes has no gaps and no reordering (变更流).
@Suite struct FeedTests {
    private static let writers = 4
    private static let filingsEach = 20
    /// Each is filed and signed.
    private static let eventCount = writers * filingsEach * 2

    @Test("7: who reads on while others write is told of everything, once and in order")
    func concurrent() throws {
        let hotline = try TestHotline()
        let port = hotline.port
        let heard = Mutex<[Int: [Int64]]>([:])
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: Self.writers + 3) { index in
            let client = WireClient(port: port)
            do {
                if index < Self.writers {
                    try write(client)
                } else {
                    let limit = [1, 7, 200][index - Self.writers]
                    let sequences = try read(client, limit: limit)
                    heard.withLock { $0[index] = sequences }
                }
            } catch {
                failures.withLock { $0.append("\(error)") }
            }
        }
        #expect(failures.withLock { $0 } == [])
        let expected = Array(1...Int64(Self.eventCount))
        let all = heard.withLock { $0 }
        #expect(all.count == 3)
        for sequences in all.values { #expect(sequences == expected) }
        #expect(try Audit.verify(hotline.file).findings == [])
    }

    private func write(_ client: WireClient) throws {
        for _ in 1...Self.filingsEach {
            let filed = try client.post(.operator, "/api/v1/tickets", Story.help)
            let number = try #require(try filed.json()["number"]?.string)
            let target = "/api/v1/tickets/\(number)/actions"
            let signed = try client.post(.township, target, ["action": "sign"])
            try #require(signed.status == 200, "\(signed.text)")
        }
    }

    private func read(_ client: WireClient, limit: Int) throws -> [Int64] {
        var sequences: [Int64] = []
        var next: Int64 = 0
        while sequences.count < Self.eventCount {
            let target = "/api/v1/changes?after=\(next)&limit=\(limit)&wait=5"
            let answer = try client.get(.provinceManager, target)
            try #require(answer.status == 200, "\(answer.text)")
            let changes = try answer.json()
            let items = changes["items"]?.array ?? []
            try #require(!items.isEmpty, "five seconds without a change")
            sequences += items.compactMap { $0["sequence"]?.integer }
            next = try #require(changes["next"]?.integer)
        }
        return sequences
    }

    @Test("7: what is read late says the same as what was read at once")
    func lateReaders() throws {
        let story = try Story(followedBy: [.township])
        let number = try story.file()
        let there: JSON = ["unit": .string(Units.neighbour), "reason": "户籍在营盘"]
        try story.act(.dispatcher, on: number, "redirect", there, leads: .dispatched)
        let back: JSON = ["unit": .string(Units.township), "reason": "户籍在坞城"]
        try story.act(.dispatcher, on: number, "redirect", back, leads: .dispatched)
        let kinds = try [Person.township, .neighbour].map { person in
            let answer = try story.hotline.get(person, "/api/v1/changes?after=0")
            return (try answer.json()["items"]?.array ?? []).map { $0["gone"] != nil }
        }
        #expect(kinds == [[false, true, false], [false, true]])
    }
}

extension WireClient {
    func get(_ person: Person, _ target: String) throws -> WireAnswer {
        try ask("GET", target, fields: [("Authorization", "Bearer \(person.token.text)")])
    }

    /// Sends a body, with whatever tag the ticket has.
    func post(
        _ person: Person,
        _ target: String,
        _ body: JSON,
        key: String? = nil
    ) throws -> WireAnswer {
        var fields = [
            ("Authorization", "Bearer \(person.token.text)"),
            ("Content-Type", "application/json"), ("If-Match", "*"),
        ]
        if let key { fields.append(("Idempotency-Key", key)) }
        return try ask("POST", target, fields: fields, body: body.bytes)
    }
}
