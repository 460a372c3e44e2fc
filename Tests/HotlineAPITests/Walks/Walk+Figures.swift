@testable import HotlineAPI
@testable import HotlineStore
import GRDB
import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// The numbers against what can be counted one by one (统计核对).
extension Walk {
    private static let managers: [Person] = [
        .manager, .cityManager, .provinceManager, .strangerDispatcher, .auditor,
    ]
    private static let begin = "2026-01-01"

    func checkFigures() throws {
        for person in Self.managers {
            let actor = try #require(actors.first { $0.person == person }).actor
            let tickets = self.tickets.values.filter(actor.seesInFigures)
            try checkTickets(tickets, person)
            try checkClocks(tickets, person, actor)
            try checkDeeds(tickets, person, actor)
            guard [.manager, .cityManager].contains(person) else { continue }
            try checkDrills(person)
        }
    }

    private func statistic(_ name: String, by: String, _ person: Person) throws -> JSON {
        let query = "from=\(Self.begin)&to=\(now.day)&by=\(by)&compare=previous"
        let answer = try hotline.get(person, "/api/v1/statistics/\(name)?\(query)")
        try #require(answer.status == 200, "\(answer.text)")
        let json = try answer.json()
        #expect(json["asOf"]?.string == now.description)
        #expect(json["definition"]?.string?.isEmpty == false)
        return json
    }

    private func checkTickets(_ tickets: [Ticket], _ person: Person) throws {
        for by in ["unit", "matter", "kind", "township", "division", "month"] {
            let json = try statistic("backlog", by: by, person)
            #expect(json.at("total/filed")?.integer == Int64(tickets.count), "\(person) by \(by)")
            let rows = json["rows"]?.array ?? []
            #expect(rows.reduce(0) { $0 + ($1["filed"]?.integer ?? 0) } == Int64(tickets.count))
            let open = Int64(tickets.count { $0.state.isOpen })
            #expect(json.at("total/open")?.integer == open)
            #expect(json.at("total/closed")?.integer == Int64(tickets.count) - open)
        }
        let days = try statistic("backlog", by: "day", person)["rows"]?.array ?? []
        for row in days {
            let day = try #require(row["day"]?.string.flatMap { Day($0) })
            let open = tickets.count { ticket in
                ticket.origin.receivedAt.day <= day
                    && (ticket.closedAt.map { $0.day > day } ?? true)
            }
            #expect(row["open"]?.integer == Int64(open), "\(person) on \(day)")
        }
    }

    private func checkClocks(_ tickets: [Ticket], _ person: Person, _ actor: Actor) throws {
        let rows = try statistic("onTime", by: "unit", person)["rows"]?.array ?? []
        var expected: [String: [String: Int64]] = [:]
        for ticket in tickets {
            for clock in ticket.clocks where clock.kind != .return && clock.due <= now {
                guard clock.status == .met || clock.status == .missed,
                    clock.unit.lies(in: actor.scope)
                else { continue }
                let unit = clock.unit.description
                func count(_ name: String) { expected[unit, default: [:]][name, default: 0] += 1 }
                guard !ticket.isExcluded else {
                    count("excluded")
                    continue
                }
                count("due")
                count(clock.missedAt == nil ? "met" : "missed")
                if clock.missedAt != nil, clock.ended == nil { count("overdue") }
            }
        }
        for row in rows {
            let unit = try #require(row["unit"]?.string)
            for name in ["due", "met", "missed", "overdue", "excluded"] {
                let number = expected[unit]?[name] ?? 0
                #expect(row[name]?.integer == number, "\(name) of \(unit) for \(person)")
            }
            expected[unit] = nil
        }
        #expect(expected.isEmpty, "units without a row for \(person)")
    }

    private func checkDeeds(_ tickets: [Ticket], _ person: Person, _ actor: Actor) throws {
        let numbers = Set(tickets.map(\.number.integer))
        let rows = try hotline.store.read { db in
            try Row.fetchAll(db, sql: "SELECT *, coalesce(formerUnit, formerDesk) o FROM event")
        }
        let mine = try rows.filter { row in
            let owner = try #require(UnitID(row["o"] ?? "14"))
            return numbers.contains(row["ticket"]) && owner.lies(in: actor.scope)
                && row["o"] != nil
        }
        let total = try statistic("returns", by: "kind", person)["total"]
        for (column, action) in [
            ("sentBack", "sendBack"), ("upheld", "upholdReturn"), ("redirected", "redirect"),
            ("urged", "urge"),
        ] {
            let count = Int64(mine.count { $0["action"] == action })
            #expect(total?[column]?.integer ?? 0 == count, "\(column) for \(person)")
        }
        let calls = try mine.filter { $0["action"] == "callBack" }.compactMap { row in
            try JSON(Array((row["payload"] as String).utf8))["details"]
        }
        let reached = calls.filter { $0["reached"]?.string == "true" }
        let rates = try statistic("rates", by: "matter", person)["total"]
        #expect(rates?["effective"]?.integer ?? 0 == Int64(reached.count))
        let happy = Int64(reached.count { $0["satisfied"]?.string == "yes" })
        #expect(rates?["satisfied"]?.integer ?? 0 == happy)
        let unhappy = Int64(reached.count { $0["satisfied"]?.string == "no" })
        #expect(total?["reworks"]?.integer ?? 0 == unhappy, "reworks for \(person)")
    }

    /// Every number leads to as many tickets as it counts, or to those whose clocks and
    /// call-backs it counts.
    private func checkDrills(_ person: Person) throws {
        let questions = [
            ("units", "unit"), ("units", "division"), ("matters", "matter,kind"),
            ("backlog", "week,township"), ("onTime", "clock,month"), ("returns", "unit,matter"),
            ("rates", "unit"), ("inflow", "hour,matter"), ("onTime", "division,hour"),
            ("holders", "unit"),
        ]
        for (name, by) in questions {
            let json = try statistic(name, by: by, person)
            let rows = (json["rows"]?.array ?? []) + [json["total"]].compactMap(\.self)
            for row in rows {
                for drill in row["drill"]?.members ?? [] {
                    let number = try #require(row[drill.name]?.integer)
                    // Most of what could be asked is of nothing: some of that is enough.
                    if orders.chance(number == 0 ? 99 : 85) { continue }
                    let query = try #require(drill.value.string)
                    try check(number, drill.name, leadsTo: query, person)
                }
            }
        }
    }

    private func check(
        _ number: Int64,
        _ column: String,
        leadsTo query: String,
        _ person: Person
    ) throws {
        let answer = try hotline.get(person, "/api/v1/\(query)&limit=200")
        try #require(answer.status == 200, "\(query): \(answer.text)")
        let count = Int64(try answer.json()["items"]?.array?.count ?? -1)
        if ["filed", "closed", "open"].contains(column) {
            #expect(count == number, "\(column): \(query)")
        } else {
            #expect(count <= number && (count > 0) == (number > 0), "\(column): \(query)")
        }
    }
}

extension Actor {
    /// Whether the ticket is in the account's numbers: seen, and in the care of a desk or unit of
    /// its scope.
    fileprivate func seesInFigures(_ ticket: Ticket) -> Bool {
        let isShutOut = ticket.isFirewalled && ticket.accused.contains(where: chain.contains)
        return !isShutOut
            && (ticket.desk.lies(in: scope) || ticket.unit?.lies(in: scope) == true)
    }
}
