@testable import HotlineStore
import GRDB
import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// Who had each ticket how long, counted from the journal alone (经办时长核对).
extension Walk {
    func checkTenures() throws {
        let holdings = try hotline.store.read { try Holdings($0) }
        for ticket in tickets.values {
            var told: [Holdings.Holding: Int64] = [:]
            for tenure in ticket.tenures {
                let holding = Holdings.Holding(unit: tenure.unit, part: tenure.part.rawValue)
                told[holding] = tenure.seconds(at: now)
                let spans = holdings.spans(of: ticket.number.integer, holding, until: now)
                let hours = flow.rulebook.units.hours(of: tenure.unit)
                let working = spans.reduce(0) { sum, span in
                    sum + flow.rulebook.calendar.workingSeconds(in: span, hours: hours)
                }
                #expect(
                    tenure.workingSeconds(at: now, hours: hours, calendar: flow.rulebook.calendar)
                        == working,
                    "\(ticket.number): \(holding)"
                )
            }
            let counted = holdings.seconds(of: ticket.number.integer, until: now)
            #expect(told.filter { $0.value > 0 } == counted.filter { $0.value > 0 })
        }
    }
}

extension WorkCalendar {
    fileprivate func workingSeconds(in span: Range<Instant>, hours: OfficeHours) -> Int64 {
        workingSeconds(from: span.lowerBound, to: span.upperBound, hours: hours)
    }
}

/// The spans of time in which units had tickets, as the events tell of them.
private struct Holdings {
    struct Holding: Hashable {
        let unit: UnitID
        let part: String
    }

    /// Who has which ticket since when.
    private var open: [Int64: [Holding: Instant]] = [:]
    private var ended: [Int64: [(Holding, Range<Instant>)]] = [:]
    /// What the journal has said of each ticket so far.
    private var tickets: [Int64: Columns] = [:]

    fileprivate struct Columns {
        var ticket: [String: JSON] = [:]
        var clocks: [Int64: [String: JSON]] = [:]
        var coHandlers: [JSON] = []
    }

    init(_ db: Database) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT ticket, at, payload FROM event ORDER BY sequence"
        )
        while let row = try rows.next() {
            let payload: String = row[2]
            take(try JSON(Array(payload.utf8)), of: row[0])
            move(row[0], at: Instant(seconds: row[1]))
        }
    }

    private mutating func take(_ payload: JSON, of number: Int64) {
        for member in payload["ticket"]?.members ?? [] {
            tickets[number, default: Columns()].ticket[member.name] = member.value
        }
        for clock in payload["clocks"]?.array ?? [] {
            guard let id = clock["id"]?.integer else { continue }
            for member in clock.members ?? [] {
                tickets[number]?.clocks[id, default: [:]][member.name] = member.value
            }
        }
        if let rows = payload["coHandlers"]?.array { tickets[number]?.coHandlers = rows }
    }

    private mutating func move(_ number: Int64, at instant: Instant) {
        guard let columns = tickets[number] else { return }
        let holders = Set(columns.holdings)
        for (holding, since) in open[number] ?? [:] where !holders.contains(holding) {
            ended[number, default: []].append((holding, since..<max(since, instant)))
            open[number]?[holding] = nil
        }
        for holding in holders where open[number]?[holding] == nil {
            open[number, default: [:]][holding] = instant
        }
    }

    func spans(of number: Int64, _ holding: Holding, until now: Instant) -> [Range<Instant>] {
        let over = (ended[number] ?? []).filter { $0.0 == holding }.map(\.1)
        guard let since = open[number]?[holding] else { return over }
        return over + [since..<max(since, now)]
    }

    func seconds(of number: Int64, until now: Instant) -> [Holding: Int64] {
        let holdings = Set((ended[number] ?? []).map(\.0) + (open[number] ?? [:]).map(\.key))
        return holdings.reduce(into: [:]) { sums, holding in
            sums[holding] = spans(of: number, holding, until: now).reduce(0) {
                $0 + ($1.upperBound - $1.lowerBound)
            }
        }
    }
}

extension Holdings.Columns {
    /// Who has the ticket as the columns are now: a holder, and those who owe a report.
    fileprivate var holdings: [Holdings.Holding] {
        guard let state = ticket["state"]?.string, state != "closed" else { return [] }
        let isWithDesk = ["desk", "returning", "answered"].contains(state)
        let holder = ticket[isWithDesk ? "desk" : "unit"]?.string.flatMap(UnitID.init)
        let helpers = coHandlers.filter { helper in
            guard helper["hasReported"]?.integer == 0 else { return false }
            guard let id = helper["clock"]?.integer, let clock = clocks[id] else { return true }
            return clock["ended"]?.integer == nil && clock["unit"] == helper["unit"]
        }
        return [holder].compactMap { $0.map { Holdings.Holding(unit: $0, part: state) } }
            + helpers.compactMap { $0["unit"]?.string.flatMap(UnitID.init) }
            .map { Holdings.Holding(unit: $0, part: "coHandler") }
    }
}
