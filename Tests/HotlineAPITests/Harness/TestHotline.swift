import Foundation
import Hotline
import HotlineAPI
@testable import HotlineStore
import HotlineTesting
import Logging
import MicroHTTP
import StrictJSON
import Testing

/// A whole hotline for one test: a store on disk, a server on a port, and a time of its own.
final class TestHotline {
    let directory: TemporaryDirectory
    let time: SimulatedTime
    let store: Store
    let office: Office
    let server: Server
    let daemon: Daemon
    private var clients: [Person: WireClient] = [:]

    /// The shipped rules, read once for all tests.
    static let rules = Result { () throws -> RulesInForce in
        try RulesInForce.read(Shipped.ruleTexts(), divisions: [], calendars: [])
    }

    /// Opens the directory that another hotline left, or a new one.
    init(
        in directory: TemporaryDirectory? = nil,
        at time: SimulatedTime? = nil,
        by rules: RulesInForce? = nil
    ) throws {
        let time = time ?? SimulatedTime()
        self.time = time
        self.directory = try directory ?? TemporaryDirectory()
        store = try Store(directory: self.directory.url)
        let rules = try rules ?? Self.rules.get()
        office = Office(store: store, rules: rules, log: .silent) { time.now }
        for person in Person.allCases where try store.account(named: person.rawValue) == nil {
            try store.add(person.account, token: person.token, at: time.now)
        }
        let server = Server(office: office)
        self.server = server
        var limits = Limits()
        limits.threadCount = 2
        limits.uploads = server.uploads
        limits.idleSecondsMax = 3600  // A test on a busy machine may pause for long.
        daemon = try Daemon(
            listening: .tcp(host: "127.0.0.1", port: 0),
            limits: limits,
            refusal: Server.response(to:),
            handler: server.answer
        )
    }

    /// Goes on to a moment, and has everything recorded that was due by then.
    func skip(to moment: String) throws {
        time.skip(to: try #require(Instant(moment)))
        try sweep()
    }

    /// Has everything recorded that is due by now.
    func sweep() throws {
        try office.sweep(at: time.now)
    }

    /// Lets go of the directory, so that another can be opened there.
    func close() throws {
        try store.close()
    }

    /// Answers all who wait, as a server that is told to stop does.
    func endPolls() {
        office.endPolls()
    }

    var port: UInt16 { daemon.port }

    /// The database of this hotline.
    var file: URL { directory.url.appending(path: Store.fileName) }

    /// The number of the last event there is.
    var head: Int64 { store.changes.sequence }

    // MARK: Requests

    /// How long an answer may take: lists of thousands take a while on a machine that is busy.
    private static let secondsMax = 60

    /// Sends a request in somebody's name.
    func ask(
        _ person: Person,
        _ method: String,
        _ target: String,
        fields: [(String, String)] = [],
        body: JSON? = nil
    ) throws -> WireAnswer {
        try ask(person, method, target, fields: fields, bytes: body?.bytes)
    }

    func ask(
        _ person: Person,
        _ method: String,
        _ target: String,
        fields: [(String, String)] = [],
        bytes: [UInt8]?
    ) throws -> WireAnswer {
        let client = clients[person] ?? WireClient(port: daemon.port, secondsMax: Self.secondsMax)
        clients[person] = client
        var fields = fields + [("Authorization", "Bearer \(person.token.text)")]
        if bytes != nil, !fields.contains(where: { $0.0 == "Content-Type" }) {
            fields.append(("Content-Type", "application/json"))
        }
        return try client.ask(method, target, fields: fields, body: bytes)
    }

    func get(_ person: Person, _ target: String) throws -> WireAnswer {
        try ask(person, "GET", target)
    }

    func file(
        _ person: Person,
        _ body: JSON,
        fields: [(String, String)] = []
    ) throws -> WireAnswer {
        try ask(person, "POST", "/api/v1/tickets", fields: fields, body: body)
    }

    /// Does something to a ticket, having just looked at it.
    func act(
        _ person: Person,
        on number: String,
        _ action: String,
        _ more: JSON = [:],
        fields: [(String, String)]? = nil
    ) throws -> WireAnswer {
        let tag = try fields == nil ? self.tag(of: number) : nil
        return try ask(
            person,
            "POST",
            "/api/v1/tickets/\(number)/actions",
            fields: fields ?? tag.map { [("If-Match", $0)] } ?? [],
            body: ["action": .string(action)] + more
        )
    }

    /// The tag that the ticket has now.
    func tag(of number: String) throws -> String? {
        try get(.provinceManager, "/api/v1/tickets/\(number)")["ETag"]
    }
}

extension Logger {
    /// Says nothing: a test looks at answers.
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

extension JSON {
    /// The members of two objects; those of the second go before those of the first.
    static func + (first: JSON, second: JSON) -> JSON {
        let later = second.members ?? []
        let kept = (first.members ?? []).filter { member in
            !later.contains { $0.name == member.name }
        }
        return .object(kept + later)
    }

    /// What stands at a path of names, such as `holder/unit`.
    func at(_ path: String) -> JSON? {
        path.split(separator: "/").reduce(JSON?.some(self)) { value, name in
            if let index = Int(name) { return value?.array?.dropFirst(index).first }
            return value?[String(name)]
        }
    }
}

extension TestHotline {
    /// Has every text indexed that was filed so far.
    func indexAll() throws {
        while try store.indexNext(limit: 1000) > 0 {}
    }
}

extension TestHotline {
    /// Returns when a request waits for a change; gives up after some seconds.
    func waitForWaiter() { waitForWaiters(1) }

    /// Returns when so many requests wait.
    func waitForWaiters(_ count: Int) {
        let deadline = ContinuousClock.now + .seconds(5)
        while store.changes.waiterCount < count {
            if ContinuousClock.now > deadline {
                Issue.record("nobody waits")
                return
            }
            sched_yield()
        }
    }
}
