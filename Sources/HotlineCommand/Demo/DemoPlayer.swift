internal import HTTPTypes
internal import Hotline
internal import HotlineAPI
internal import HotlineStore
internal import Logging
internal import MicroHTTP
internal import StrictJSON
internal import Synchronization

/// Plays stories to the hotline's own API, on a clock that is set from scene to scene.
///
/// Nothing gets into the demo but by what a client could have sent at that moment, and time does
/// its part in between: so the demo's journal is one that a county could have.
final class DemoPlayer {
    let office: Office
    let server: Server
    let clock: StoryClock
    let calendar: StoryCalendar
    private let fixtures: DemoFixtures
    private(set) var accounts: [DemoAccount] = []
    /// The tickets, by their stories.
    private(set) var numbers: [String: TicketNumber] = [:]
    /// The batch of payments that was entered last.
    var lastBatch: Int64 = 0

    /// What is asked of the hotline at one instant.
    private struct Scene {
        let at: Instant
        let play: Play

        enum Play {
            case call(StoryCall)
            case request(StoryRequest)
            case filing(Story)
            case step(Story, Int)
            case visits(StoryVisits, StoryVisits.Step)
            case payment(DemoPayments.Step)
        }
    }

    init(_ fixtures: DemoFixtures, in store: Store, by rules: RulesInForce, now: Instant) {
        let clock = StoryClock(now)
        self.clock = clock
        self.fixtures = fixtures
        calendar = StoryCalendar(now: now, calendar: rules.rulebook.calendar)
        office = Office(store: store, rules: rules, log: .hotline) { clock.now }
        server = Server(office: office)
    }

    /// Makes the accounts and plays everything up to now.
    func play() throws {
        let scenes = scenes()
        let begin = scenes.first?.at ?? calendar.now
        clock.now = begin
        try addAccounts(at: begin)
        try fixtures.rosters.forEach(keepRoster)
        for scene in scenes {
            clock.now = scene.at
            try office.sweep(at: scene.at)
            try play(scene)
        }
        clock.now = calendar.now
        try office.sweep(at: calendar.now)
    }

    private func addAccounts(at begin: Instant) throws {
        // One password for all: nothing in the demo is real, and each hash takes its time.
        let password = PasswordPolicy.fresh()
        guard let hash = PasswordHash(of: password) else {
            throw CommandError("there is not the memory to hash a password")
        }
        for account in fixtures.accounts {
            let token = Token.fresh()
            try office.store.add(account, token: token, at: begin)
            try office.store.writer.write { ledger in
                try ledger.setPassword(
                    hash,
                    of: account.name,
                    mustChange: false,
                    by: nil,
                    at: begin
                )
            }
            accounts.append(DemoAccount(account, password: password, token: token))
        }
    }

    /// All that happens, in the order in which it does.
    private func scenes() -> [Scene] {
        var scenes = fixtures.calls.map { Scene(at: calendar.before($0.at), play: .call($0)) }
        scenes += fixtures.requests.map {
            Scene(at: calendar.before($0.at), play: .request($0))
        }
        for story in fixtures.stories {
            var at = calendar.before(story.filed)
            scenes.append(Scene(at: at, play: .filing(story)))
            for (index, step) in story.steps.enumerated() {
                at = calendar.after(at, step.after)
                scenes.append(Scene(at: at, play: .step(story, index)))
            }
        }
        for visits in fixtures.visits {
            for step in StoryVisits.Step.allCases {
                guard let at = visits.instant(of: step, now: calendar.now) else { continue }
                scenes.append(Scene(at: at, play: .visits(visits, step)))
            }
        }
        let begin = scenes.map(\.at).min() ?? calendar.now
        scenes += DemoPayments(now: calendar.now, begin: begin).steps()
            .map { Scene(at: $0.at, play: .payment($0)) }
        // Sorting is stable: of one story's scenes at one instant the first stays first.
        return scenes.sorted { $0.at < $1.at }
    }

    private func play(_ scene: Scene) throws {
        switch scene.play {
        case .visits(let visits, let step): try play(step, of: visits)
        case .payment(let step): try play(step)
        case .call(let call):
            let body = try fill(call.body, at: scene.at, of: "a call")
            _ = try send(.post, "/api/v1/calls", body, by: call.by, of: "a call")
        case .request(let request): try play(request, at: scene.at)
        case .filing(let story):
            let body = try fill(story.body, at: scene.at, of: story.name)
            let answer = try send(.post, "/api/v1/tickets", body, by: story.by, of: story.name)
            numbers[story.name] = answer["number"]?.string.flatMap(TicketNumber.init)
        case .step(let story, let index):
            let step = story.steps[index]
            let action = step.order["action"]?.string ?? "?"
            let what = "\(story.file): \(story.name), step \(index + 1) (\(action))"
            guard scene.at <= calendar.now else {
                throw CommandError("\(what): lies in the future")
            }
            guard let number = numbers[story.name] else { throw CommandError("\(what): no ticket") }
            let body = try fill(step.order, at: scene.at, of: what)
            let path = "/api/v1/tickets/\(number)/actions"
            _ = try send(.post, path, body, by: step.by, of: what)
        }
    }

    /// Posts anything else: a body, or a list as it is.
    private func play(_ request: StoryRequest, at now: Instant) throws {
        let parts = request.path.replacing("<today>", with: now.day.description)
            .split(separator: "?", maxSplits: 1)
        let query = (parts.count == 2 ? parts[1] : "").split(separator: "&").map { item in
            let pair = item.split(separator: "=", maxSplits: 1)
            return QueryItem(name: String(pair[0]), value: pair.count == 2 ? String(pair[1]) : "")
        }
        let body = try fill(request.body ?? [:], at: now, of: request.path)
        // Those who are paid stand in every list of the roster.
        let payees = DemoPayments.rosterRows(isLater: true).joined(separator: "\n")
        let list = request.list?.replacing("<payees>", with: payees)
        let bytes = list.map { Array($0.utf8) } ?? body.bytes
        _ = try send(.post, String(parts[0]), query, bytes, by: request.by, of: request.path)
    }

    func fill(_ body: JSON, at now: Instant, of what: String) throws -> JSON {
        do {
            return try StoryWords(now: now, calendar: calendar, numbers: numbers).fill(body)
        } catch {
            throw CommandError("\(what): '\(error.word)' means nothing here")
        }
    }

    /// Sends what a client would, with whatever the ticket's tag is now.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSON,
        by name: String,
        of what: String
    ) throws -> JSON {
        try send(method, path, [], body.bytes, by: name, of: what)
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ query: [QueryItem],
        _ body: [UInt8],
        by name: String,
        of what: String
    ) throws -> JSON {
        guard let account = accounts.first(where: { $0.name == name }) else {
            throw CommandError("\(what): there is no account '\(name)'")
        }
        var fields: HTTPFields = [
            .authorization: "Bearer \(account.token)",
            .contentType: "application/json",
            .ifMatch: "*",
        ]
        if let provenance = HTTPField.Name("X-Provenance") {
            fields[provenance] = "%E5%85%B1%E4%BA%AB%E5%B9%B3%E5%8F%B0"
        }
        let response = server.answerAndWait(
            Request(method, path, query: query, fields: fields, body: body)
        )
        guard response.status.kind == .successful, let answer = try? JSON(response.body) else {
            let problem = String(decoding: response.body, as: UTF8.self)
            throw CommandError("\(what), at \(clock.now): \(response.status.code) \(problem)")
        }
        return answer
    }

    // MARK: Rosters

    /// For how many days a roster is made, beginning today.
    private static let rosterDays = 14

    private func keepRoster(_ roster: StoryRoster) throws {
        let today = calendar.now.day
        var shifts: [JSON] = []
        for offset in 0..<Self.rosterDays {
            for shift in roster.shifts where !shift.accounts.isEmpty {
                let starts = Instant(today.advanced(by: offset), secondOfDay: shift.from)
                shifts.append([
                    "account": .string(shift.accounts[offset % shift.accounts.count]),
                    "starts": .string(starts.description),
                    "ends": .string((starts + Int64(shift.hours * 3600)).description),
                ])
            }
        }
        let body: JSON = ["phone": .string(roster.phone), "shifts": .array(shifts)]
        let path = "/api/v1/units/\(roster.unit)/duty"
        _ = try send(.put, path, body, by: roster.by, of: "the roster of \(roster.unit)")
    }
}

/// A clock that shows what it is set to.
final class StoryClock: Sendable {
    private let time: Mutex<Instant>

    init(_ now: Instant) {
        time = Mutex(now)
    }

    var now: Instant {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}
