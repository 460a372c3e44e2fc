import Hotline
import HotlineAPI
import HotlineDuties
import HotlineStore
import HotlineTesting
import Testing

/// A quarter of one city: 3 counties, 40 townships, 600 villages, and a server that is down at
/// times (一个季度).
@Suite struct QuarterTests {
    /// A duty as the reckoning on the side expects it.
    private struct Expected {
        let due: Instant
        var handedIn: Instant?
        var isMissed = false
    }

    private struct Key: Hashable {
        let rule: String
        let unit: String
        let period: String
    }

    private static let start = "2026-08-31T18:00:00+08:00"
    private static let days = 95
    private static let counties = ["140181", "140109", "140108"]

    /// Fifteen made-up villages in each of 40 real townships.
    private static func rules() throws -> RulesInForce {
        let table = try Shipped.text("routing-rules/divisions/townships.csv")
        let counts = ["140181": 13, "140109": 14, "140108": 13]
        var taken: [String: Int] = [:]
        var lines = ["code,village,town,county,city"]
        for line in table.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",").map(String.init)
            guard let limit = counts[cells[2]], taken[cells[2], default: 0] < limit else {
                continue
            }
            taken[cells[2], default: 0] += 1
            for number in 1...15 {
                let place = "\(cells[1]),\(cells[3]),\(cells[4])"
                lines.append("\(cells[0])\(200 + number),第\(number)村村委会,\(place)")
            }
        }
        return try RulesInForce.read(
            Shipped.ruleTexts(),
            divisions: [
                RuleText(name: "villages.csv", text: lines.joined(separator: "\n"))
            ],
            calendars: []
        )
    }

    /// Every month that a village or township owes something for, by hand.
    private func expectation(_ units: UnitDirectory) throws -> [Key: Expected] {
        var expected: [Key: Expected] = [:]
        let months = [("2026-09", 20, 30), ("2026-10", 20, 31), ("2026-11", 20, 30)]
        for unit in units.all where Self.counties.contains(where: unit.id.description.hasPrefix) {
            for (month, middle, last) in months {
                let (rule, day) =
                    switch unit.kind {
                    case .village: ("visits", middle)
                    case .township: ("visit-report", last)
                    default: ("", 0)
                    }
                guard day > 0 else { continue }
                let due = try #require(Instant("\(month)-\(day)T17:30:00+08:00"))
                let key = Key(rule: rule, unit: unit.id.description, period: month)
                expected[key] = Expected(due: due)
            }
        }
        return expected
    }

    private func account(_ unit: String, _ role: Role = .handler) throws -> Account {
        let unit = try UnitID.of(unit)
        return Account(name: "of \(unit)", role: role, division: unit.division, unit: unit)
    }

    @Test("every duty is made once, and those that were missed are exact")
    func quarter() throws {
        var random = SeededGenerator(seed: 8)
        let rules = try Self.rules()
        #expect(rules.rulebook.units.all.count { $0.kind == .village } == 600)
        let hotline = try TestHotline(at: SimulatedTime(Self.start), by: rules)
        for county in Self.counties {
            let account = try account("\(county)-civil-affairs")
            let now = hotline.time.now
            try hotline.store.writer.write { try $0.add(account, by: nil, at: now) }
        }
        hotline.store.noteAccountChange()
        var expected = try expectation(rules.rulebook.units)
        let keys = expected.keys.sorted { ($0.unit, $0.period) < ($1.unit, $1.period) }
        try hotline.sweep()
        var day = hotline.time.now.day
        for _ in 0..<Self.days {
            // Some nights the server is down until some days later.
            let downDays = Int.random(in: 0..<12, using: &random) == 0 ? 4 : 0
            day = day.advanced(by: Int.random(in: 1...3, using: &random) + downDays)
            guard day.number < 20_791 else { break }
            hotline.time.skip(
                to: Instant(day, secondOfDay: Int.random(in: 60_000..<66_000, using: &random))
            )
            try handIn(&expected, keys, hotline, &random)
            try hotline.sweep()
        }
        try compare(expected, hotline)
        #expect(try Audit.verify(hotline.file).findings == [])
    }

    /// Has some units hand in something that they owe.
    private func handIn(
        _ expected: inout [Key: Expected],
        _ keys: [Key],
        _ hotline: TestHotline,
        _ random: inout SeededGenerator
    ) throws {
        // What is there to be handed in is there only once it was made.
        try hotline.sweep()
        let now = hotline.time.now
        var chosen: [(key: Key, actor: Actor)] = []
        for key in keys {
            guard let known = expected[key], known.handedIn == nil,
                known.due.day.advanced(by: -15) <= now.day,
                Int.random(in: 0..<7, using: &random) == 0
            else { continue }
            expected[key]?.handedIn = now
            chosen.append((key, hotline.office.actorForTests(try account(key.unit))))
        }
        try hotline.store.writer.write { [chosen] ledger in
            for (key, actor) in chosen {
                let period = try #require(DutyPeriod(key.period))
                let duty = try ledger.duty(
                    of: actor.unit,
                    rule: key.rule,
                    period: period,
                    at: now
                )
                let id = try #require(duty?.id, "\(key) is not there at \(now)")
                if key.rule == "visits", let duty {
                    let visit = Visit(household: "张三", visitedOn: now.day)
                    _ = try ledger.add([visit], to: duty, by: actor, at: now)
                }
                _ = try ledger.perform(.handIn, on: id, seenAt: nil, by: actor, at: now)
            }
        }
    }

    /// Other tests' people work in other counties, whose townships owe their reports too.
    private static func isLookedAt(_ duty: Duty) -> Bool {
        counties.contains { duty.unit.description.hasPrefix($0) }
    }

    private func compare(_ expected: [Key: Expected], _ hotline: TestHotline) throws {
        let viewer = hotline.office.actorForTests(try account("1401-civil-affairs"))
        var filter = DutyFilter()
        var found: [Key: Duty] = [:]
        for rule in ["visits", "visit-report"] {
            filter.rule = rule
            var after: String?
            repeat {
                let page = try hotline.store.duties(
                    filter,
                    limit: 200,
                    after: after,
                    for: viewer
                )
                for duty in page.items where Self.isLookedAt(duty) {
                    let key = Key(
                        rule: duty.rule,
                        unit: duty.unit.description,
                        period: duty.period.description
                    )
                    #expect(found.updateValue(duty, forKey: key) == nil, "\(key) is there twice")
                }
                after = page.next
            } while after != nil
        }
        let difference = Set(found.keys).symmetricDifference(expected.keys)
        #expect(difference.isEmpty, "\(difference.prefix(5))")
        let end = hotline.time.now
        var missed = 0
        for (key, duty) in found {
            let known = try #require(expected[key])
            let isMissed = known.due <= end && (known.handedIn.map { $0 >= known.due } ?? true)
            if isMissed { missed += 1 }
            #expect(duty.due == known.due && duty.handedInAt == known.handedIn, "\(key)")
            #expect(duty.missedAt == (isMissed ? known.due : nil), "\(key)")
        }
        #expect(missed > 300 && missed < found.count, "\(missed) of \(found.count)")
    }
}

extension Office {
    /// Who an account is, as the doors would let it in.
    func actorForTests(_ account: Account) -> Actor {
        Actor(
            account: account.name,
            role: account.role,
            unit: account.unit,
            scope: account.division,
            chain: [account.unit],
            isAtDesk: false
        )
    }
}
