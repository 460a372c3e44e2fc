import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// Invariant 6 over the whole surface: for the accused, the hotline with the report and the
/// hotline without it are the same (举报隔离).
///
/// Every endpoint of `/openapi.json` is asked, so that a new one is tried as it comes.
@Suite struct FirewallSurfaceTests {
    private static let secret = "截留救灾面粉"
    private static let report = "20261123000003"

    /// What a place in a path stands for; where nothing is said, the report.
    private static let places = [
        "number": report, "unit": Units.township, "kind": "answer", "attachment": "1",
        "code": "140105", "year": "2026", "name": "backlog", "id": "1", "account": "township",
        "duty": "1", "notice": "1", "session": "1", "file": "1",
    ]
    /// What is asked for, one thing at a time.
    private static let questions = [
        "q": "%E6%88%AA%E7%95%99", "kind": "report", "matter": "dibao", "state": "dispatched",
        "from": "2026-11-23", "to": "2026-11-23", "division": "140105", "after": "0",
        "unit": Units.township, "clock": "answer", "open": "true", "by": "matter", "limit": "200",
        "format": "csv", "least": "2", "days": "31",
    ]
    private static let search = "/api/v1/tickets/search"
    /// What is sent; where nothing is said, an empty object.
    private static let bodies: [String: JSON] = [
        "/api/v1/tickets/preview": said, search: ["q": .string(secret)],
        "/api/v1/tickets/{number}/actions": ["action": "note", "text": "？"],
    ]
    /// Numbers are counted over all desks; what all may read counts all.
    private static let apart: Set = ["post /api/v1/tickets", "get /metrics", "post /api/v1/calls"]

    private static let said: JSON = [
        "channel": "county-hotline", "text": .string("举报有人\(secret)，请查处。"),
        "township": "140105001", "caller": ["phone": "13899990000"],
    ]

    /// A hotline with two ordinary tickets and, perhaps, a report that has lived a little.
    private func hotline(accused: String?, by filer: Person = .operator) throws -> TestHotline {
        let hotline = try TestHotline()
        for _ in 1...2 { #expect(try hotline.file(.operator, Story.help).status == 201) }
        if let accused {
            let more: JSON = [
                "kind": "report", "aspect": "integrity", "matter": "dibao", "urgent": true,
                "accused": [.string(accused)],
            ]
            let answer = try hotline.file(filer, Self.said + more)
            #expect(try answer.json()["number"]?.string == Self.report)
            let file: JSON = ["name": "证据.png", "type": "image/png", "content": "iVBORw0KGgo="]
            let note: JSON = ["text": .string(Self.secret)]
            let told: JSON = ["card": "report"]
            let deeds = [("attach", file), ("note", note), ("urge", [:]), ("tell", told)]
            for (action, fields) in deeds {
                let person: Person = filer == .operator ? .dispatcher : filer
                #expect(try hotline.act(person, on: Self.report, action, fields).status == 200)
            }
        }
        try hotline.skip(to: "2026-11-23T16:00:00+08:00")
        try hotline.indexAll()
        return hotline
    }

    @Test("a report on a township is nowhere for the township and its own system")
    func township() throws {
        let with = try hotline(accused: Units.township)
        let without = try hotline(accused: nil)
        for person in [Person.township, .townSystem] { try compare(with, without, person) }
    }

    @Test("a report on the bureau is nowhere for the county's desk and all below the bureau")
    func bureau() throws {
        let with = try hotline(accused: Units.bureau, by: .cityDispatcher)
        let without = try hotline(accused: nil)
        for person in [Person.bureau, .manager, .deskSystem, .auditor, .township] {
            try compare(with, without, person)
        }
        let merge: JSON = ["into": .string(Self.report)]
        let refused = try [with, without].map { hotline in
            try hotline.act(.dispatcher, on: "20261123000001", "merge", merge).status
        }
        #expect(refused == [422, 422])
    }

    /// Asks both hotlines for everything there is.
    private func compare(
        _ with: TestHotline,
        _ without: TestHotline,
        _ person: Person
    ) throws {
        let document = try with.get(person, "/openapi.json").json()
        let paths = try #require(document["paths"]?.members)
        #expect(paths.count > 15)
        for path in paths {
            for method in path.value.members ?? []
            where !Self.apart.contains("\(method.name) \(path.name)") {
                let target = target(path.name)
                for query in queries(method.value) {
                    let body = method.name == "get" ? nil : Self.bodies[path.name] ?? [:]
                    func answer(_ hotline: TestHotline) throws -> WireAnswer {
                        let method = method.name.uppercased()
                        return try hotline.ask(person, method, target + query, body: body)
                    }
                    let (here, there) = (try answer(with), try answer(without))
                    let asked: Comment = "\(person) \(method.name) \(target)\(query)"
                    #expect(here.status == there.status, asked)
                    #expect(!here.text.contains(Self.secret), asked)
                    if plain(here) != plain(there) { Issue.record(asked) }
                }
            }
        }
    }

    private func target(_ path: String) -> String {
        let parts = path.split(separator: "/").map { part -> String in
            guard part.hasPrefix("{") else { return String(part) }
            let name = String(part.dropFirst().dropLast())
            return Self.places[name] ?? Self.report
        }
        return "/" + parts.joined(separator: "/")
    }

    /// Nothing, and each thing that can be asked for.
    private func queries(_ operation: JSON) -> [String] {
        let names = (operation["parameters"]?.array ?? [])
            .filter { $0["in"] == "query" }.compactMap { $0["name"]?.string }
        let required =
            names.contains("after")
            && operation.at("parameters")?.array?.contains {
                $0["name"] == "after" && $0["required"] == true
            } == true
        let always = required ? "after=0" : ""
        let asked = names.compactMap { name in Self.questions[name].map { "\(name)=\($0)" } }
        return ([""] + asked).map { one in
            let parts = Set([always, one]).filter { !$0.isEmpty }.sorted()
            return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
        }
    }

    /// The body without what counts over all: how far the journals are, and which request it was.
    private func plain(_ answer: WireAnswer) -> JSON {
        (try? answer.json()).map(plain) ?? .string(answer.text)
    }

    private func plain(_ json: JSON) -> JSON {
        if let members = json.members {
            let kept = members.filter { !Self.counted.contains($0.name) }
            return .object(kept.map { JSON.Member($0.name, plain($0.value)) })
        }
        return json.array.map { .array($0.map(plain)) } ?? json
    }

    private static let counted: Set = ["next", "indexedTo", "asOf", "sequence", "request"]
}
