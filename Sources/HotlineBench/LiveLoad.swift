import ArgumentParser
internal import Foundation
internal import HotlineTesting
internal import StrictJSON
internal import Synchronization

/// Lives of tickets over HTTP, at given rates: file, sign, answer, read the queue.
struct LiveLoad: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lives",
        abstract: "Has a running server take tickets through a life, so many a second."
    )

    @Option(help: "The server's port.")
    var port: UInt16

    @Option(help: "The folder that `prepare` wrote to.")
    var from: String

    @Option(help: "Lives a second, one phase after another, such as 20,300,20; 0 rests.")
    var rates = "1000000"

    @Option(help: "How long each phase lasts, in seconds.")
    var seconds = 5.0

    @Option(help: "How many connections, each on a thread of its own.")
    var connections = 32

    func run() throws {
        let phases = rates.split(separator: ",").compactMap { Double($0) }
        let bodies = try String(contentsOfFile: "\(from)/bodies.jsonl", encoding: .utf8)
            .split(separator: "\n").map { Array($0.utf8) }
        let tokens = try JSON(Array(Data(contentsOf: URL(filePath: "\(from)/tokens.json"))))
        let work = LiveWork(port: port, bodies: bodies, tokens: tokens)
        for rate in phases {
            let result = work.run(rate: rate, seconds: seconds, connections: connections)
            print(String(decoding: result.json.bytes, as: UTF8.self))
        }
    }
}

/// What the threads of a load share: whose turn it is, and how it went.
final class LiveWork: Sendable {
    private let port: UInt16
    private let bodies: [[UInt8]]
    private let tokens: JSON
    private let state = Mutex(State())

    private struct State {
        var next = 0
        var result = LoadResult()
    }

    init(port: UInt16, bodies: [[UInt8]], tokens: JSON) {
        self.port = port
        self.bodies = bodies
        self.tokens = tokens
    }

    func run(rate: Double, seconds: Double, connections: Int) -> LoadResult {
        state.withLock { $0 = State() }
        let started = ContinuousClock.now
        let count = max(0, Int(rate * seconds))
        let group = DispatchGroup()
        for _ in 0..<(count == 0 ? 0 : connections) {
            let thread = Thread { [self] in
                live(rate: rate, count: count, from: started, seconds: seconds)
                group.leave()
            }
            group.enter()
            thread.start()
        }
        if count == 0 { Thread.sleep(forTimeInterval: seconds) }
        group.wait()
        return state.withLock { state in
            state.result.rate = rate
            state.result.seconds = (ContinuousClock.now - started).inSeconds
            return state.result
        }
    }

    /// Takes one life after another, each at its time; what comes late counts as late.
    private func live(
        rate: Double,
        count: Int,
        from started: ContinuousClock.Instant,
        seconds: Double
    ) {
        let client = WireClient(port: port)
        while let turn = takeTurn(count) {
            let due = started + .seconds(Double(turn) / rate)
            let early = (due - ContinuousClock.now).inSeconds
            if early > 0 { Thread.sleep(forTimeInterval: early) }
            // Beyond what can be done, as many are done as there is time for.
            if (ContinuousClock.now - started).inSeconds > seconds + 2 { return }
            let begun = max(due, ContinuousClock.now - .seconds(2))
            do {
                try live(bodies[turn % bodies.count], client)
                note { $0.took.append((ContinuousClock.now - begun).inSeconds) }
            } catch {
                note { $0.failed += 1 }
                client.hangUp()
            }
        }
    }

    private func takeTurn(_ count: Int) -> Int? {
        state.withLock { state in
            guard state.next < count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    private func note(_ change: (inout LoadResult) -> Void) {
        state.withLock { change(&$0.result) }
    }

    /// Where the desk's token stands among the others: it is the first.
    private var desk: String { tokens.members?.first?.value.string ?? "" }

    private func live(_ body: [UInt8], _ client: WireClient) throws {
        let filed = try ask("POST", "/api/v1/tickets", desk, body, client)
        guard filed.status == 201 else { return }
        let ticket = try filed.json()
        note { $0.filed += 1 }
        guard let number = ticket["number"]?.string,
            let holder = ticket["holder"]?["unit"]?.string,
            let token = tokens[holder]?.string, holder.contains("desk") == false
        else { return }
        let actions = "/api/v1/tickets/\(number)/actions"
        let answer = #"{"action":"answer","text":"已办理。","outcome":"resolved"}"#
        for order in [#"{"action":"sign"}"#, answer] {
            _ = try ask("POST", actions, token, Array(order.utf8), client)
        }
        _ = try ask("GET", "/api/v1/units/\(holder)/queue", token, nil, client)
        note { $0.lived += 1 }
    }

    private func ask(
        _ method: String,
        _ path: String,
        _ token: String,
        _ body: [UInt8]?,
        _ client: WireClient
    ) throws -> WireAnswer {
        let fields = [
            ("Authorization", "Bearer \(token)"), ("Content-Type", "application/json"),
            ("If-Match", "*"),
        ]
        let begun = ContinuousClock.now
        let answer = try client.ask(method, path, fields: fields, body: body)
        note { result in
            result.statuses[answer.status, default: 0] += 1
            result.requests.append((ContinuousClock.now - begun).inSeconds)
        }
        return answer
    }
}

/// How a phase went.
struct LoadResult: Sendable {
    var rate = 0.0
    var seconds = 0.0
    var filed = 0
    /// How many were taken to the end.
    var lived = 0
    var failed = 0
    var statuses: [Int: Int] = [:]
    /// How long each life took from when it was due, in seconds.
    var took: [Double] = []
    /// How long each request took.
    var requests: [Double] = []

    var json: JSON {
        func milliseconds(_ values: [Double], _ share: Double) -> JSON {
            guard !values.isEmpty else { return .null }
            let sorted = values.sorted()
            let index = min(sorted.count - 1, Int(Double(sorted.count) * share))
            return .number((sorted[index] * 100_000).rounded() / 100)
        }
        let statuses = self.statuses.sorted { $0.key < $1.key }
            .map { JSON.Member(String($0.key), .integer(Int64($0.value))) }
        return [
            "asked": .number(rate), "seconds": .number((seconds * 100).rounded() / 100),
            "filed": .integer(Int64(filed)), "lived": .integer(Int64(lived)),
            "failed": .integer(Int64(failed)), "statuses": .object(statuses),
            "lifeP50": milliseconds(took, 0.5), "lifeP99": milliseconds(took, 0.99),
            "requestP50": milliseconds(requests, 0.5),
            "requestP99": milliseconds(requests, 0.99),
        ]
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
