import Hotline
import HotlineCare
import HotlineTesting
import Testing

/// What partners' lists say of people, and how it is scored.
@Suite struct MatchingTests {
    private let rules: MatchingRules
    private let today: Day
    private let calendar: WorkCalendar

    init() throws {
        let texts = try Shipped.ruleTexts()
        rules = try MatchingRules(files: texts)
        calendar = try WorkCalendar(files: texts.filter { $0.name.hasPrefix("calendar/") })
        today = try #require(Day("2026-09-18"))
    }

    private func hit(_ programme: Programme) throws -> RosterHit {
        RosterHit(
            person: 1,
            household: 1,
            programme: programme,
            township: try #require(DivisionCode("140105001")),
            isAlone: true
        )
    }

    private func reasons(
        _ source: String,
        _ purpose: MatchPurpose,
        _ facts: ListFacts = ListFacts(),
        _ hit: RosterHit? = nil
    ) -> [String] {
        MatchEngine(rules, source: source, purpose: purpose, on: today).reasons(facts, hit)
    }

    @Test("a disability says something by its category and grade, and by who has it")
    func disability() throws {
        var facts = ListFacts()
        facts.disability = Disability(category: .mental, grade: 3)
        #expect(
            reasons("disability", .discovery, facts) == ["mental-disability", "mild-disability"]
        )
        #expect(reasons("disability", .discovery, facts, try hit(.dibao)) == [])
        let alone = reasons("disability", .discovery, facts, try hit(.marginal))
        #expect(alone == ["single-from-marginal"])
        facts.disability = Disability(category: .physical, grade: 3)
        #expect(reasons("disability", .discovery, facts, try hit(.marginal)) == [])
        #expect(reasons("disability", .discovery) == [])
    }

    @Test("a list says nothing for a purpose that it has not")
    func purposes() throws {
        #expect(reasons("death", .discovery, ListFacts(), try hit(.dibao)) == [])
        #expect(reasons("death", .review, ListFacts(), try hit(.dibao)) == ["died"])
        #expect(reasons("death", .review) == [], "who is not on the roster is nobody's mark")
    }

    @Test("thresholds ship empty, and the rules that need them are silent until they are set")
    func thresholds() throws {
        #expect(rules.thresholds.values.allSatisfy { $0.value == nil && $0.grade == .unverified })
        var facts = ListFacts()
        facts.value = 999_999_999
        #expect(reasons("vehicle", .review, facts, try hit(.dibao)) == ["has-vehicle"])
        let files = try Shipped.ruleTexts().map { file in
            file.name == MatchingRules.fileName
                ? RuleText(
                    name: file.name,
                    text: file.text.replacing(
                        "名下机动车数\n    value:",
                        with: "名下机动车数\n    value: 1"
                    )
                ) : file
        }
        let set = try MatchingRules(files: files)
        let engine = MatchEngine(set, source: "vehicle", purpose: .review, on: today)
        #expect(engine.reasons(facts, try hit(.dibao)) == ["has-vehicle", "many-vehicles"])
        facts.value = 1
        #expect(engine.reasons(facts, try hit(.dibao)) == ["has-vehicle"])
    }

    @Test("reasons add up once each, and combinations add theirs")
    func scores() throws {
        let (points, all) = rules.score(["mild-disability", "on-medical-list", "mild-disability"])
        #expect(all == ["mild-disability", "on-medical-list", "disabled-and-ill"])
        #expect(points == 70)
        #expect(rules.score([]).points == 0)
        let list: Int64 = 1
        var mark = RiskMark(
            kind: .entry,
            county: try #require(DivisionCode("140105")),
            township: nil,
            strength: .strong,
            reasons: ["mild-disability"],
            points: 20,
            list: list,
            madeOn: today
        )
        #expect(RiskMark.state(.strong, points: 20, rules) == .noted)
        mark.add(["on-medical-list"], list: 2, rules)
        #expect(mark.state == .open && mark.points == 70 && mark.lists == [1, 2])
        let before = mark
        mark.add(["on-medical-list"], list: 2, rules)
        #expect(mark == before, "the same list twice says nothing new")
    }

    @Test("a weak match waits for a person, whatever its points")
    func weak() {
        #expect(RiskMark.state(.weak, points: 100, rules) == .weak)
    }

    @Test("what rules say is checked: unknown sources, thresholds, mixed combinations")
    func mistakes() throws {
        let shipped = try Shipped.ruleTexts()
        let changes = [
            ("source: vehicle", "source: aeroplane"), ("over: vehicleCount", "over: height"),
            ("rules: [has-vehicle, has-business]", "rules: [has-vehicle, unemployed]"),
            ("any:1, any:2]\n    points: 60", "any:9]\n    points: 60"),
            ("id: died", "id: cremated"), ("value: 1 workingDays", "value: soon"),
        ]
        for (old, new) in changes {
            let files = shipped.map { file in
                RuleText(name: file.name, text: file.text.replacing(old, with: new))
            }
            #expect(throws: RuleMistakes.self, "\(new)") { try MatchingRules(files: files) }
        }
    }

    // MARK: Data requests

    @Test("no list is taken before the manager has approved and the partner has agreed")
    func requests() throws {
        let division = try #require(DivisionCode("140105"))
        let new = DataRequest(
            division: division,
            source: "medical",
            purpose: .discovery,
            isConditional: true,
            proposedOn: today
        )
        #expect(!new.state.takesLists)
        #expect(throws: RequestRefusal.self) { try new.after(.agree, on: today, rules, calendar) }
        let asked = try new.after(.approve, on: today, rules, calendar)
        #expect(asked.due == Day("2026-10-09") && !asked.state.takesLists)
        let longer = try asked.after(.extend, on: today, rules, calendar)
        #expect(longer.due == Day("2026-10-22"))
        #expect(throws: RequestRefusal.self) {
            try longer.after(.extend, on: today, rules, calendar)
        }
        let agreed = try longer.after(.agree, on: today, rules, calendar)
        #expect(agreed.state.takesLists && agreed.due == Day("2026-10-22"))
        let provided = agreed.providing()
        #expect(provided.due == nil)
        let ended = try provided.after(.end, on: today, rules, calendar)
        #expect(!ended.state.takesLists && ended.due == nil)
    }

    // MARK: Codes

    @Test("the table finds every code that was put in, and no other")
    func codes() {
        var dice = SeededGenerator(seed: 4)
        var known: [LookupCode: Int32] = [:]
        var table = CodeTable(capacity: 5000)
        for value in Int32(0)..<5000 {
            // Few low halves, so that many share a slot.
            let code = LookupCode(
                high: UInt64.random(in: 0...UInt64.max, using: &dice),
                low: UInt64.random(in: 0...900, using: &dice)
            )
            if known[code] == nil { known[code] = value }
            table.insert(code, value)
        }
        #expect(table.count == known.count)
        for (code, value) in known {
            #expect(table[code] == value)
            #expect(table[LookupCode(high: ~code.high, low: code.low)] == nil)
            #expect(LookupCode(code.bytes) == code)
        }
    }
}
