internal import GRDB
internal import Hotline

extension Ticket {
    /// The units that owe something on it, each with the instant that it is owed by.
    var owed: [(unit: String, due: Int64)] {
        guard state.isOpen else { return [] }
        var owed: [(unit: String, due: Int64)] = []
        if let holder { owed.append((holder.description, (due ?? .endOfTime).seconds)) }
        for helper in coHandlers where owesReport(helper) && helper.unit != holder {
            let due = clocks.first { $0.id == helper.clock }?.due ?? .endOfTime
            owed.append((helper.unit.description, due.seconds))
        }
        return owed
    }

    var queueUnits: [String] { owed.map(\.unit) }

    /// Units besides desk and handling unit whose accounts may see it.
    fileprivate var audience: Set<String> {
        var units = Set(coHandlers.map(\.unit.description))
        units.insert(origin.filedUnit.description)
        units.remove(desk.description)
        if let unit { units.remove(unit.description) }
        return units
    }

    fileprivate var shutOut: [String] {
        isFirewalled ? accused.map(\.description) : []
    }
}

extension Instant {
    /// Where nothing is due: after everything that is.
    static let endOfTime = Instant(seconds: 253_402_271_999)
}

/// The tables that are a function of a ticket's others.
extension Ledger {
    func writeAudience(of ticket: Ticket) throws {
        for unit in ticket.audience {
            try database.cachedStatement(sql: "INSERT INTO audience VALUES (?, ?)")
                .execute(arguments: [unit, head.sequence])
        }
    }

    func writeQueue(before: Ticket?, after: Ticket) throws {
        let number = after.number.integer
        let former = before?.owed ?? []
        let owed = after.owed
        guard !former.elementsEqual(owed, by: ==) else { return }
        for (unit, due) in former {
            try database.cachedStatement(
                sql: "DELETE FROM queue WHERE unit = ? AND due = ? AND ticket = ?"
            )
            .execute(arguments: [unit, due, number])
        }
        for (unit, due) in owed {
            try database.cachedStatement(sql: "INSERT INTO queue VALUES (?, ?, ?)")
                .execute(arguments: [unit, due, number])
        }
    }

    func writeShutOut(before: Ticket?, after: Ticket) throws {
        guard after.shutOut != before?.shutOut ?? [] else { return }
        try database.execute(
            sql: "DELETE FROM shutOut WHERE ticket = ?",
            arguments: [after.number.integer]
        )
        for unit in Set(after.shutOut) {
            try database.execute(
                sql: "INSERT INTO shutOut VALUES (?, ?)",
                arguments: [after.number.integer, unit]
            )
        }
    }
}
