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
extension Recording {
    func writeQueue(before: Ticket?, after: Ticket) {
        let former = before?.owed ?? []
        let owed = after.owed
        guard !former.elementsEqual(owed, by: ==) else { return }
        if let before {
            let number = before.number.integer.databaseValue
            for (unit, due) in former {
                let key = [unit.databaseValue, due.databaseValue, number]
                writes.append(.delete(.queue, key))
            }
        }
        for (unit, due) in owed {
            writes.append(.insert(.queue, [unit.databaseValue, due.databaseValue, .null]))
        }
    }

    func writeShutOut(before: Ticket?, after: Ticket) {
        guard after.shutOut != before?.shutOut ?? [] else { return }
        if let before {
            writes.append(.delete(.shutOut, [before.number.integer.databaseValue]))
        }
        for unit in Set(after.shutOut) {
            writes.append(.insert(.shutOut, [.null, unit.databaseValue]))
        }
    }
}
