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
        // A word on an extension (延期) is owed by the desk while the unit goes on.
        if let asked = clocks.first(where: { $0.kind == .extension && $0.ended == nil }),
            !owed.contains(where: { $0.unit == asked.unit.description })
        {
            owed.append((asked.unit.description, asked.due.seconds))
        }
        return owed
    }

    var queueUnits: [String] { owed.map(\.unit) }

    /// Units besides desk and handling unit whose accounts may see it.
    var audience: Set<String> {
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
extension Ticket {
    /// What makes its lines in the queues what they are.
    func queueWrites(after before: Ticket?) -> [RowWrite] {
        let former = before?.owed ?? []
        let owed = owed
        if former.elementsEqual(owed, by: ==) { return [] }
        let number = before?.number.integer.databaseValue ?? .null
        let deletions = former.map { unit, due in
            RowWrite.delete(.queue, [unit.databaseValue, due.databaseValue, number])
        }
        return deletions
            + owed.map { unit, due in
                .insert(.queue, [unit.databaseValue, due.databaseValue, .null])
            }
    }

    /// What keeps it from those whom it accuses.
    func shutOutWrites(after before: Ticket?) -> [RowWrite] {
        let shutOut = shutOut
        if shutOut == before?.shutOut ?? [] { return [] }
        let deletions = before.map {
            [RowWrite.delete(.shutOut, [$0.number.integer.databaseValue])]
        }
        return (deletions ?? [])
            + Set(shutOut).map { unit in .insert(.shutOut, [.null, unit.databaseValue]) }
    }
}
