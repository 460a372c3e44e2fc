internal import GRDB
internal import Hotline

/// What a ticket is counted by, as it is now (统计口径).
struct Facets: Hashable, Sendable {
    private let desk: String
    private let unit: String
    private let township: String
    private let kind: String
    private let matter: String
    /// The list of units that must not have it in their numbers; empty where there are none.
    private let accused: String

    init(_ ticket: Ticket) {
        desk = ticket.desk.description
        unit = ticket.unit?.description ?? ""
        township = ticket.place?.township?.description ?? ""
        kind = ticket.kind.rawValue
        matter = ticket.matter.rawValue
        accused =
            ticket.isFirewalled
            ? String.fromDatabaseValue(TicketRow.list(ticket.accused.map(\.description))) ?? ""
            : ""
    }

    fileprivate var values: [DatabaseValue] {
        [desk, unit, township, kind, matter, accused].map(\.databaseValue)
    }
}

/// How a clock counts (时限结果).
package enum ClockResult: String, CaseIterable, Sendable {
    /// 按时
    case met
    /// 超时已办
    case late
    /// 超时未办
    case overdue
    /// 已剔除考核
    case excluded
    /// 超时后撤销: it no longer counts, and is told of beside
    case dropped

    /// Nil where the clock does not count: it still runs, was cancelled in time, or is a window
    /// in which something may be done.
    fileprivate init?(_ clock: Clock, of ticket: Ticket) {
        if clock.kind == .return { return nil }
        switch clock.status {
        case .running, .paused: return nil
        case .cancelled:
            if clock.missedAt == nil || ticket.isExcluded { return nil }
            self = .dropped
        case .met: self = ticket.isExcluded ? .excluded : .met
        case .missed:
            self = ticket.isExcluded ? .excluded : clock.ended == nil ? .overdue : .late
        }
    }
}

/// What a step adds to the counts and takes from them.
struct Counting {
    private(set) var writes: [RowWrite] = []
    /// Whether what was counted before counts under something else now.
    let isMoved: Bool

    init(_ deed: Deed, before: Ticket?, after: Ticket) {
        let (former, facets) = (before.map(Facets.init), Facets(after))
        isMoved = former != nil && former != facets
        if former != facets || before?.closedAt != after.closedAt {
            // Nothing but what it is counted by moves when it was received.
            let withFiling = former != facets
            if let before, let former { count(before, former, -1, withFiling: withFiling) }
            count(after, facets, 1, withFiling: withFiling)
        }
        countClocks(before: before, former, after: after, facets)
        countTenures(before: before, former, after: after, facets)
        if let counted = CountedDeed(deed, before: before) {
            writes.append(counted.change(facets, by: 1))
        }
    }

    /// What a ticket with a whole past adds: all of it counts under what the ticket is now.
    init(past: [Recording], of ticket: Ticket) {
        isMoved = false
        let facets = Facets(ticket)
        count(ticket, facets, 1, withFiling: true)
        countClocks(before: nil, nil, after: ticket, facets)
        countTenures(before: nil, nil, after: ticket, facets)
        for step in past {
            guard let counted = CountedDeed(step.result.deed, before: step.before) else { continue }
            writes.append(counted.change(facets, by: 1))
        }
    }

    private mutating func count(
        _ ticket: Ticket,
        _ facets: Facets,
        _ count: Int,
        withFiling: Bool
    ) {
        if withFiling { add("filed", at: ticket.origin.receivedAt.hour) }
        if let closedAt = ticket.closedAt { add("closed", at: closedAt.hour) } else { add("open") }

        func add(_ what: String, at hour: Int64 = 0) {
            let key = [what.databaseValue, hour.databaseValue]
            writes.append(CountTable.tickets.change(key, facets, by: count))
        }
    }

    private mutating func countClocks(
        before: Ticket?,
        _ former: Facets?,
        after: Ticket,
        _ facets: Facets
    ) {
        let isSame = former == facets && before?.isExcluded == after.isExcluded
        if isSame, before?.clocks == after.clocks { return }
        for (index, clock) in after.clocks.enumerated() {
            var old: CountedClock?
            if let before, let former, index < before.clocks.count {
                old = CountedClock(before.clocks[index], of: before, former)
            }
            let new = CountedClock(clock, of: after, facets)
            guard old != new else { continue }
            if let old { writes.append(old.change(by: -1)) }
            if let new { writes.append(new.change(by: 1)) }
        }
    }
}

extension Counting {
    /// How long it was with whom is told once it is closed.
    private mutating func countTenures(
        before: Ticket?,
        _ former: Facets?,
        after: Ticket,
        _ facets: Facets
    ) {
        let isSame =
            former == facets && before?.closedAt == after.closedAt
            && before?.tenures == after.tenures
        if isSame { return }
        if let before, let former { add(before, former, -1) }
        add(after, facets, 1)

        func add(_ ticket: Ticket, _ facets: Facets, _ sign: Int64) {
            guard let closedAt = ticket.closedAt else { return }
            for tenure in ticket.tenures {
                let key = [
                    closedAt.hour.databaseValue, tenure.unit.description.databaseValue,
                    tenure.part.rawValue.databaseValue,
                ]
                let sums = [sign, sign * tenure.seconds, sign * tenure.workingSeconds]
                let row = key + facets.values + sums.map(\.databaseValue)
                writes.append(.insert(CountTable.tenures.table, row))
            }
        }
    }
}

extension CountTable {
    fileprivate func change(_ key: [DatabaseValue], _ facets: Facets, by count: Int) -> RowWrite {
        .insert(table, key + facets.values + [count.databaseValue])
    }
}

/// A clock that counts, as it does.
private struct CountedClock: Hashable {
    let due: Int64
    let clock: String
    let result: String
    let owner: String
    let facets: Facets

    init?(_ clock: Clock, of ticket: Ticket, _ facets: Facets) {
        guard let result = ClockResult(clock, of: ticket) else { return nil }
        due = clock.due.seconds
        self.clock = clock.kind.rawValue
        self.result = result.rawValue
        owner = clock.unit.description
        self.facets = facets
    }

    func change(by count: Int) -> RowWrite {
        let key = [
            due.databaseValue, clock.databaseValue, result.databaseValue, owner.databaseValue,
        ]
        return CountTable.clocks.change(key, facets, by: count)
    }
}

/// Something done to a ticket that is counted.
private struct CountedDeed {
    let hour: Int64
    let name: String
    let owner: String
    let rating: String

    func change(_ facets: Facets, by count: Int) -> RowWrite {
        let key = [
            hour.databaseValue, name.databaseValue, owner.databaseValue, rating.databaseValue,
        ]
        return CountTable.deeds.change(key, facets, by: count)
    }
}

extension CountedDeed {
    init?(_ deed: Deed, before: Ticket?) {
        guard case .action(let action) = deed.name, let before,
            CountTable.deedActions.contains(action)
        else { return nil }
        func detail(_ name: String) -> String? {
            deed.details.first { $0.name == name }?.value
        }
        if action == .callBack {
            guard detail("reached") == "true" else { return nil }
            let letters = ["true": "y", "false": "n"]
            let satisfied = ["yes": "y", "basically": "b", "no": "n"]
            rating =
                ["responded", "resolved"].map { letters[detail($0) ?? ""] ?? "-" }.joined()
                + (satisfied[detail("satisfied") ?? ""] ?? "-")
        } else {
            rating = ""
        }
        hour = deed.at.hour
        name = action.rawValue
        owner = (before.unit ?? before.desk).description
    }
}

extension Ledger {
    /// Counts what was done before under what the ticket is now: a ticket that turns out to
    /// accuse a unit leaves that unit's numbers with all its past.
    func moveDeedCounts(_ recording: Recording, of number: Int64) throws {
        guard recording.isCountedElsewhere, let before = recording.before else { return }
        let (former, facets) = (Facets(before), Facets(recording.result.ticket))
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(CountTable.hour("e.at")), e.action, \(CountTable.deedOwner),
                    \(CountTable.deedRating)
                FROM event e WHERE e.ticket = ? AND \(CountTable.isDeedCounted)
                """
        )
        for row in try Row.fetchAll(statement, arguments: [number]) {
            let deed = CountedDeed(hour: row[0], name: row[1], owner: row[2], rating: row[3])
            try statements.run(deed.change(former, by: -1), of: number)
            try statements.run(deed.change(facets, by: 1), of: number)
        }
    }
}

extension Instant {
    /// The hour of the hotline's civil time that it lies in, counted from 1970.
    package var hour: Int64 { (seconds + Self.secondsEastOfUTC).flooredQuotient(by: 3600) }
}
