import Foundation
import HTTPTypes
import Hotline
import HotlineDuties
import HotlineStore
import HotlineTesting
import MicroHTTP
import StrictJSON
import Testing

@testable import HotlineAPI

/// What is out of scope is not there: every route, every role (范围).
@Suite struct ScopeTests {
    /// Tickets that exist in two counties; of each, somebody sees nothing.
    private struct Filed {
        let own: String
        let foreign: String
        /// What a village of the other county owes.
        var duty = "999999999"
    }

    private static let strange: JSON = [
        "channel": "county-hotline", "text": "迎泽区的事，谁也不该知道。",
        "township": "140106001", "kind": "help", "matter": "dibao", "aspect": "apply",
        "urgent": false, "caller": ["name": "李四", "phone": "13900002222"],
    ]

    private func file(_ hotline: TestHotline) throws -> Filed {
        let own = try hotline.file(.operator, Story.help).json()
        let foreign = try hotline.file(.strangerDispatcher, Self.strange)
        #expect(foreign.status == 201, "\(foreign.text)")
        return Filed(
            own: try #require(own["number"]?.string),
            foreign: try #require(try foreign.json()["number"]?.string)
        )
    }

    /// Who sees nothing of the ticket in the other county.
    private static let strangers: [Person] = Person.allCases.filter { person in
        ![.strangerDispatcher, .cityDispatcher, .cityManager, .provinceManager].contains(person)
    }

    /// The same request for something that is there for others, and for what is not there.
    private struct Probe: CustomStringConvertible {
        let method: String
        let target: String
        let nothing: String
        let body: JSON?

        var description: String { "\(method) \(target)" }
    }

    /// The number of the token of the dispatcher in the other county.
    private static let foreignToken: String = {
        let index = Person.allCases.firstIndex(of: .strangerDispatcher) ?? 0
        return "\(index + 1)"
    }()

    /// A month of a village in the other county, with a visit and a finding, the first there are.
    private func fileVisit(_ hotline: TestHotline) throws -> String {
        let clerk = Clerk.farVillage
        let now = hotline.time.now
        let account = try clerk.account
        try hotline.store.add(account, token: clerk.token, at: now)
        try hotline.sweep()
        let actor = hotline.office.actorForTests(account)
        let period = try #require(DutyPeriod("2026-11"))
        let change = VisitChange(.illness, "住院")
        let visit = Visit(household: "张三", visitedOn: now.day, changes: [change])
        let duty = try hotline.store.duty(of: account.unit, kind: .visits, period: period)
        let owed = try #require(duty)
        try hotline.store.writer.write { ledger in
            _ = try ledger.add([visit], to: owed, by: actor, at: now)
        }
        return "\(owed.id)"
    }

    private func probes(_ endpoint: Endpoint, _ filed: Filed) -> [Probe] {
        let ids = [
            ("{number}", filed.foreign, "20261123900000"), ("{duty}", filed.duty, "999999998"),
            ("{visit}", "1", "999999998"), ("{finding}", "1", "999999998"),
            ("{unit}", "140106001", "140106999"),
            ("{unit}", "140106-desk", "149999-desk"), ("{call}", "foreign-call", "no-such-call"),
            ("{id}", Self.foreignToken, "999999"), ("{name}", "strangerDispatcher", "nobody"),
            ("{household}", "1", "999999"), ("{case}", "1", "999999"), ("{import}", "1", "999999"),
            ("{request}", "1", "999999"), ("{list}", "1", "999999"), ("{mark}", "1", "999999"),
        ]
        return ids.filter { endpoint.path.contains($0.0) }.flatMap { name, there, nowhere in
            bodies(endpoint).map { body in
                Probe(
                    method: endpoint.method.rawValue,
                    target: Self.fill(endpoint.path, name, there),
                    nothing: Self.fill(endpoint.path, name, nowhere),
                    body: body
                )
            }
        }
    }

    private static func fill(_ path: String, _ name: String, _ value: String) -> String {
        path.replacing(name, with: value).replacing("{kind}", with: "answer")
            .replacing("{attachment}", with: "1").replacing("{id}", with: "1")
            .replacing("{household}", with: "1")
    }

    /// A household, a case, a request, a list and a mark of the county that is foreign.
    private func bringForeign(_ hotline: TestHotline, _ number: Int) throws {
        func post(_ path: String, _ bytes: [UInt8]) throws {
            let fields = [("Content-Type", "application/json"), ("X-Provenance", "x")]
            let target = "/api/v1/" + path
            let answer = try hotline.ask(
                .cityManager,
                "POST",
                target,
                fields: fields,
                bytes: bytes
            )
            #expect(answer.status < 300, "\(path): \(answer.text)")
        }
        func ask(_ path: String, _ body: JSON) throws { try post(path, body.bytes) }
        let id = RosterStory.number("1401061970010100\(number)")
        let row = "\(number),慕容虚,\(id),户主,低保,农村,140106001,900,2025-03-01,,"
        let day = hotline.time.now.day
        try post("roster/imports?day=\(day)", RosterStory.csv([row]))
        try ask(
            "roster/households/\(number)/actions",
            ["action": "openCase", "kind": "exit", "happenedOn": "2026-11-01"]
        )
        try ask("data-requests", ["source": "death", "purpose": "review", "reason": "x"])
        for action in ["approve", "agree"] {
            try ask("data-requests/\(number)/actions", ["action": .string(action)])
        }
        let list = "姓名,身份证号\r\n慕容虚,\(id)\r\n"
        try post("data-requests/\(number)/lists?purpose=review&day=\(day)", Array(list.utf8))
    }

    /// Bodies that are as they should be, so that nothing else is what is refused.
    private func bodies(_ endpoint: Endpoint) -> [JSON?] {
        switch endpoint.body {
        case .none, .file, .list: return [nil]
        case .action:
            return [
                ["action": "note", "text": "x"], ["action": "urge"], ["action": "sign"],
                ["action": "dispatch", "unit": "140105001"], ["action": "tell", "card": "dibao"],
            ]
        case .choice(let choices):
            return choices.map { Self.sample($0.shape) }
        case .fields(let fields):
            let required = fields.filter(\.isRequired).map { field in
                JSON.Member(field.name, Self.sample(field.shape))
            }
            return [.object(required)]
        }
    }

    private static func sample(_ shape: Shape) -> JSON {
        switch shape {
        case .code(let codes): .string(codes.first ?? "")
        case .unit: "140105001"
        case .division: "140105"
        case .ticketNumber: "20261123000001"
        case .instant: "2026-11-23T09:40:00+08:00"
        case .day: "2026-11-23"
        case .period: "2026-11"
        case .month: "2026-11"
        case .integer(let range): .integer(range.lowerBound)
        case .flag: true
        case .list: []
        case .object(let fields):
            .object(
                fields.filter(\.isRequired).map { JSON.Member($0.name, sample($0.shape)) }
            )
        default: "x"
        }
    }

    @Test("what is out of scope is answered as what does not exist, byte by byte")
    func identifiers() throws {
        let hotline = try TestHotline(
            at: SimulatedTime("2026-11-10T09:00:00+08:00"),
            by: DutyHotline.rules.get()
        )
        var filed = try file(hotline)
        filed.duty = try fileVisit(hotline)
        let call: JSON = ["call": "foreign-call", "phone": "13900002222"]
        _ = try hotline.ask(.strangerDispatcher, "POST", "/api/v1/calls", body: call)
        try bringForeign(hotline, 1)
        var count = 0
        for endpoint in Endpoints.all(of: hotline.office) {
            for probe in probes(endpoint, filed) {
                for person in Self.strangers {
                    let fields = [("If-Match", "*")]
                    func ask(_ target: String) throws -> WireAnswer {
                        try hotline.ask(
                            person,
                            probe.method,
                            target,
                            fields: fields,
                            body: probe.body
                        )
                    }
                    let (there, nothing) = (try ask(probe.target), try ask(probe.nothing))
                    #expect(there.status == nothing.status, "\(person): \(probe)")
                    #expect(there.status >= 400, "\(person): \(probe)")
                    #expect(there.body == nothing.body, "\(person): \(probe): \(there.text)")
                    for name in ["ETag", "Location", "Cache-Control", "Content-Type", "Link"] {
                        #expect(there[name] == nothing[name], "\(person): \(probe): \(name)")
                    }
                    count += 1
                }
            }
        }
        #expect(count > 200, "a walk that walks nowhere proves nothing")
    }

    /// What a list says apart from how far the whole journal is, which is told to everybody.
    private static func plain(_ answer: WireAnswer, _ endpoint: Endpoint) -> String {
        var text = answer.text
        text = text.replacing(#/"indexedTo":\d+/#, with: "")
        if endpoint.path.hasSuffix("/changes") { text = text.replacing(#/"next":\d+/#, with: "") }
        return text
    }

    @Test("what is out of scope is in no list, no count and no figure")
    func lists() throws {
        let hotline = try TestHotline()
        _ = try hotline.file(.operator, Story.help)
        try hotline.indexAll()
        let lists = Endpoints.all(of: hotline.office).filter { endpoint in
            // What the process counts is not about tickets, and who reads the access log is
            // in it.
            guard endpoint.method == .get, !endpoint.path.contains("{") else { return false }
            return !["/metrics", "/readyz", "/openapi.json", "/api/v1/access-log"].contains(
                endpoint.path
            )
        }
        #expect(lists.count >= 8)
        func all() throws -> [String: String] {
            var said: [String: String] = [:]
            for endpoint in lists {
                let required = endpoint.parameters.filter(\.isRequired).map { parameter in
                    let value = Self.sample(parameter.shape)
                    let text = value.string ?? value.integer.map { "\($0)" } ?? "true"
                    return "\(parameter.name)=\(text)"
                }
                let query = required.isEmpty ? "" : "?" + required.joined(separator: "&")
                for person in Self.strangers {
                    let answer = try hotline.get(person, endpoint.path + query)
                    said["\(person) \(endpoint.path)"] = Self.plain(answer, endpoint)
                }
            }
            for person in Self.strangers where person.role != .auditor {
                let words: JSON = ["q": "谁也不该"]
                let phone: JSON = ["caller": ["phone": "13900002222"]]
                for body in [words, phone] {
                    let path = "/api/v1/tickets/search"
                    let answer = try hotline.ask(person, "POST", path, body: body)
                    let text = answer.text.replacing(#/"indexedTo":\d+/#, with: "")
                    said["\(person) search \(body)"] = text
                }
            }
            return said
        }
        let before = try all()
        for _ in 1...3 { _ = try hotline.file(.strangerDispatcher, Self.strange) }
        for number in 1...2 { try bringForeign(hotline, number) }
        try hotline.indexAll()
        let after = try all()
        for (key, said) in before {
            #expect(after[key] == said, "\(key)")
        }
    }

    @Test("a preview shows no caller's tickets from elsewhere, and a merge names none")
    func others() throws {
        let hotline = try TestHotline()
        let filed = try file(hotline)
        let caller: JSON = ["caller": ["phone": "13900002222"]]
        let preview = try hotline.ask(
            .operator,
            "POST",
            "/api/v1/tickets/preview",
            body: Story.help + caller
        )
        #expect(try preview.json()["similar"] == [])
        let there = try hotline.act(
            .dispatcher,
            on: filed.own,
            "merge",
            [
                "into": .string(filed.foreign)
            ]
        )
        let nothing = try hotline.act(
            .dispatcher,
            on: filed.own,
            "merge",
            [
                "into": "20261123900000"
            ]
        )
        #expect(there.status == nothing.status)
        let said = there.text.replacing(filed.foreign, with: "20261123900000")
        #expect(said == nothing.text)
    }
}
