import Foundation
import Hotline
import HotlineAPI
import HotlineCare
@testable import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// A roster, partners' lists, and what comes of the marks.
final class MatchingStory {
    let roster: RosterStory
    var hotline: TestHotline { roster.hotline }

    init() throws {
        roster = try RosterStory()
    }

    func propose(
        _ source: String,
        _ purpose: String,
        by person: Person = .bureau
    ) throws -> WireAnswer {
        try hotline.ask(
            person,
            "POST",
            "/api/v1/data-requests",
            body: ["source": .string(source), "purpose": .string(purpose), "reason": "定期数据核对"]
        )
    }

    func act(_ person: Person, request: Int64, _ action: String) throws -> WireAnswer {
        try hotline.ask(
            person,
            "POST",
            "/api/v1/data-requests/\(request)/actions",
            body: ["action": .string(action)]
        )
    }

    /// A request that the manager approved and the partner agreed to.
    func agreed(_ source: String, _ purpose: String) throws -> Int64 {
        let id = try #require(try propose(source, purpose).json()["request"]?.integer)
        #expect(try act(.manager, request: id, "approve").status == 200)
        #expect(try act(.bureau, request: id, "agree").status == 200)
        return id
    }

    func bring(
        _ csv: String,
        request: Int64,
        _ purpose: String,
        by person: Person = .bureau
    ) throws -> WireAnswer {
        let day = hotline.time.now.day
        return try hotline.ask(
            person,
            "POST",
            "/api/v1/data-requests/\(request)/lists?purpose=\(purpose)&day=\(day)",
            fields: [("Content-Type", "text/csv"), ("X-Provenance", "county%20exchange")],
            bytes: Array(csv.utf8)
        )
    }

    /// Asks for a list, has it agreed to and takes it in.
    @discardableResult
    func match(_ source: String, _ purpose: String, _ csv: String) throws -> JSON {
        let answer = try bring(csv, request: agreed(source, purpose), purpose)
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.json()
    }

    func marks(_ query: String = "", as person: Person = .bureau) throws -> [JSON] {
        var items: [JSON] = []
        var target: String? = "/api/v1/marks?limit=200&\(query)"
        while let now = target {
            let answer = try hotline.get(person, now)
            try #require(answer.status == 200, "\(answer.text)")
            let page = try answer.json()
            items += page["items"]?.array ?? []
            target = page["next"]?.string.map { "/api/v1/marks?limit=200&after=\($0)&\(query)" }
        }
        return items
    }

    func act(
        _ person: Person,
        mark: Int64,
        _ action: String,
        _ more: JSON = [:]
    ) throws -> WireAnswer {
        try hotline.ask(
            person,
            "POST",
            "/api/v1/marks/\(mark)/actions",
            body: ["action": .string(action)] + more
        )
    }
}

/// A list is asked for, approved, compared and thrown away; a mark leads to a visit and back.
@Suite struct MatchingStories {
    static let disabled = """
        姓名,身份证号,乡镇,残疾人证号
        南宫虚,\(RosterStory.number("14010519700101007")),坞城街道,\
        \(RosterStory.number("14010519700101007"))41
        欧阳虚构,\(RosterStory.head),坞城街道,\(RosterStory.head)41
        """

    @Test("no list is taken for a purpose that was not approved")
    func approval() throws {
        let story = try MatchingStory()
        #expect(try story.propose("death", "discovery").status == 422)
        #expect(try story.propose("spaceship", "review").status == 422)
        #expect(try story.propose("disability", "discovery", by: .township).status == 403)
        let id = try #require(
            try story.propose("disability", "discovery").json()["request"]?.integer
        )
        let early = try story.bring(Self.disabled, request: id, "discovery")
        #expect(early.status == 409, "\(early.text)")
        #expect(try story.act(.bureau, request: id, "approve").status == 403, "the manager's")
        #expect(try story.act(.manager, request: id, "approve").status == 200)
        #expect(try story.bring(Self.disabled, request: id, "discovery").status == 409)
        let agreed = try story.act(.bureau, request: id, "agree").json()
        #expect(agreed["takesLists"] == true && agreed["approvedBy"]?.string == "manager")
        let other = try story.bring(Self.disabled, request: id, "review")
        #expect(other.status == 409 && other.text.contains("主动发现"), "\(other.text)")
        #expect(
            try story.bring(Self.disabled, request: id, "discovery", by: .township).status == 404
        )
        #expect(try story.marks().isEmpty)
        #expect(try story.bring(Self.disabled, request: id, "discovery").status == 200)
        #expect(try story.marks().count == 2)
        try story.roster.check(nowhere: ["南宫虚"])
    }

    @Test("a mark opens a visit at the township, whose result comes back and counts for the rule")
    func visit() throws {
        let story = try MatchingStory()
        try story.roster.bring(RosterStory.csv(RosterStories.rows()), day: "2026-10-01")
        let done = try story.match("disability", "discovery", Self.disabled)
        #expect(done["rows"] == 2 && done["strong"] == 1 && done["visits"] == 1, "\(done)")
        let mark = try #require(try story.marks().first)
        #expect(mark["state"]?.string == "visiting" && mark["name"]?.string == "南**")
        #expect(mark.at("reasons/0/because")?.string?.contains("不在册") == true)
        let id = try #require(mark["mark"]?.integer)
        let number = try #require(mark["ticket"]?.string)
        let ticket = try story.hotline.get(.township, "/api/v1/tickets/\(number)").json()
        #expect(ticket["channel"]?.string == "match" && ticket["state"]?.string == "dispatched")
        #expect(ticket["unit"]?.string == Units.township)
        #expect(ticket["text"]?.string?.contains("南宫") == false)
        #expect(try story.marks(as: .township).count == 1)
        #expect(try story.marks(as: .neighbour).isEmpty)
        #expect(try story.act(.township, mark: id, "dispose").status == 403)
        #expect(try story.act(.township, mark: id, "report", ["result": "confirmed"]).status == 422)
        let found: JSON = ["result": "confirmed", "text": "南宫虚卧床，无人照料，收入低于标准。"]
        #expect(try story.act(.neighbour, mark: id, "report", found).status == 404)
        #expect(try story.act(.township, mark: id, "report", found).status == 200)
        let back = try story.marks("state=returned")
        #expect(back.count == 1 && back[0]["result"]?.string == "confirmed")
        #expect(try story.act(.bureau, mark: id, "dispose", ["disposal": "push"]).status == 200)
        let rules = try story.hotline.get(.bureau, "/api/v1/matching/rules").json()
        let rule = rules["rules"]?.array?.first { $0["rule"] == "severe-disability" }
        #expect(rule?["marks"] == 1 && rule?["confirmed"] == 1 && rule?["open"] == 0)
        try story.roster.check(nowhere: ["南宫虚", "卧床"])
    }

    @Test("who is recognised by name alone waits for a person to say that it is the same one")
    func weak() throws {
        let story = try MatchingStory()
        try story.roster.bring(RosterStory.csv(RosterStories.rows()), day: "2026-10-01")
        let list = """
            姓名,身份证号,乡镇,出生日期,死亡日期
            欧阳虚构,1101051949********,坞城街道,1949/12/31,2026-11-01
            欧阳虚构,,坞城街道,1950-12-31,2026-11-01
            欧阳虚构,,营盘街道,1949-12-31,2026-11-01
            欧阳虚构,,,,2026-11-01
            """
        let done = try story.match("death", "review", list)
        #expect(done["weak"] == 1 && done["strong"] == 0 && done["visits"] == 0, "\(done)")
        #expect(done["bad"] == 4)
        let marks = try story.marks()
        #expect(marks.count == 1 && marks[0]["state"]?.string == "weak")
        let id = try #require(marks[0]["mark"]?.integer)
        #expect(try story.act(.bureau, mark: id, "visit").status == 409)
        #expect(try story.act(.bureau, mark: id, "confirm").json()["state"]?.string == "open")
        let visiting = try story.act(.bureau, mark: id, "visit").json()
        #expect(visiting["ticket"]?.string != nil && visiting["household"] == 1)
        try story.roster.check()
    }

    @Test("nobody sees a mark of another county, and plain text is on record")
    func scope() throws {
        let story = try MatchingStory()
        try story.match("disability", "discovery", Self.disabled)
        let id = try #require(try story.marks().last?["mark"]?.integer)
        for person in [Person.strangerDispatcher, .operator, .insurance, .auditor, .townSystem] {
            #expect(try story.hotline.get(person, "/api/v1/marks/\(id)").status == 404, "\(person)")
        }
        let ask: JSON = ["field": "name", "purpose": "走访前核对"]
        let answer = try story.hotline.ask(.bureau, "POST", "/api/v1/marks/\(id)/unmask", body: ask)
        #expect(answer.status == 200, "\(answer.text)")
        let log = try story.hotline.get(.auditor, "/api/v1/access-log?action=unmask").text
        #expect(log.contains("走访前核对") && log.contains("mark \(id) name"))
    }
}

/// A county in which nobody is real: whatever was planted is found, and nothing else.
@Suite struct PlantedCountyTests {
    /// How many people it has: more where somebody wants to wait for them.
    private static let persons =
        ProcessInfo.processInfo.environment["HOTLINE_COUNTY"].flatMap { Int($0) } ?? 3000

    @Test("every planted case is found, and no mark is without its reason")
    func planted() throws {
        let story = try MatchingStory()
        let names = try TestHotline.rules.get().divisions
            .children(of: #require(DivisionCode("140105"))).map(\.name)
        let county = MadeUpCounty(persons: Self.persons, townships: names)
        for part in parts(of: county.rosterCSV) {
            let listed = try story.roster.bring(Array(part.utf8), day: "2026-11-01")
            #expect(listed.status == 200, "\(listed.text.prefix(2000))")
            #expect(try listed.json()["bad"] == 0, "\(listed.text.prefix(2000))")
        }
        try story.match("disability", "discovery", county.disabilityCSV)
        try story.match("medical", "discovery", county.medicalCSV)
        try story.match("death", "review", county.deathCSV)
        try story.match("vehicle", "review", county.vehicleCSV)
        let found = try Found(story)
        let truths = county.truths
        #expect(
            found.entry == truths.missed.union(truths.entitledAlone).union(truths.disabledAndIll)
        )
        #expect(found.exit == truths.died.union(truths.cars))
        #expect(found.weak.count == truths.diedWithSlip.count)
        #expect(found.isExplained)
        #expect(found.entry.isDisjoint(with: truths.quiet))
        let someName = county.residents.first { $0.household != nil }?.name ?? ""
        let someNumber = truths.missed.first ?? ""
        try story.roster.check(nowhere: [someName, someNumber])
    }

    /// A list in parts that a client need not wait long for, none of which parts a household.
    private func parts(of list: String) -> [String] {
        let lines = list.split(separator: "\r\n")
        var parts: [[Substring]] = [[]]
        var household: Substring?
        for line in lines.dropFirst() {
            let next = line.prefix { $0 != "," }
            if parts[parts.count - 1].count >= 2000, next != household { parts.append([]) }
            household = next
            parts[parts.count - 1].append(line)
        }
        return parts.map { ([lines[0]] + $0).joined(separator: "\r\n") }
    }

    /// The marks as the store has them, with whom they are about.
    private struct Found {
        var entry: Set<String> = []
        var exit: Set<String> = []
        var weak: [Int64] = []
        var isExplained = true

        init(_ story: MatchingStory) throws {
            let actor = try story.hotline.office.actorOfTests(.bureau)
            var after: String?
            repeat {
                let page = try story.hotline.store.marks(
                    .init(),
                    limit: 200,
                    after: after,
                    for: actor
                )
                after = page.next
                for view in page.items {
                    isExplained = isExplained && !view.mark.reasons.isEmpty
                    let rules = try TestHotline.rules.get().matching
                    let score = rules.score(view.mark.reasons.filter { rules.rule($0) != nil })
                    #expect(score.points == view.mark.points && score.reasons == view.mark.reasons)
                    if view.mark.strength == .weak { weak.append(view.mark.id) }
                    guard let number = view.identity?.idNumber?.description else { continue }
                    guard view.mark.points >= rules.openAt.value else { continue }
                    if view.mark.kind == .entry {
                        entry.insert(number)
                    } else {
                        exit.insert(number)
                    }
                }
            } while after != nil
        }
    }
}

extension Office {
    /// Who somebody is, as the server has it.
    fileprivate func actorOfTests(_ person: Person) throws -> Actor {
        Actor(
            account: person.rawValue,
            role: person.role,
            unit: try #require(UnitID(person.unit)),
            scope: try #require(DivisionCode(person.division)),
            chain: [],
            isAtDesk: false
        )
    }
}
