internal import GRDB
package import Hotline

extension Ledger {
    /// Hands the tickets of abolished units on to those that took over, one event each.
    ///
    /// - Returns: How many were handed on.
    package func succeedUnits(flow: TicketFlow, at now: Instant) throws -> Int {
        let abolished = flow.rulebook.units.all.filter { $0.successor != nil }
        guard !abolished.isEmpty else { return 0 }
        var count = 0
        for number in try tickets(ofAny: abolished) {
            guard let stored = try TicketReading.ticket(number, database) else { continue }
            let ticket = try sweep(stored, flow: flow, by: now)
            guard let result = flow.succeed(ticket, at: now) else { continue }
            try record(result, before: ticket)
            count += 1
        }
        return count
    }

    /// The tickets that these units have to do with: they owe something on it, have answered
    /// it, are accused in it, or it is their desk's.
    private func tickets(ofAny units: [Unit]) throws -> [Int64] {
        let codes = units.map(\.id.description)
        let desks = units.filter { $0.kind == .desk }.map(\.id.description)
        let request: SQLRequest<Int64> = """
            SELECT ticket FROM queue WHERE unit IN \(codes)
            UNION SELECT number FROM ticket WHERE unit IN \(codes) AND closedAt IS NULL
            UNION SELECT ticket FROM shutOut WHERE unit IN \(codes)
            """
        var numbers = Set(try request.fetchAll(database))
        if !desks.isEmpty {
            let ofDesks: SQLRequest<Int64> =
                "SELECT number FROM ticket WHERE desk IN \(desks) AND closedAt IS NULL"
            numbers.formUnion(try ofDesks.fetchAll(database))
        }
        return numbers.sorted()
    }
}
