internal import GRDB
internal import Hotline

/// Reads whole tickets.
enum TicketReading {
    static func ticket(_ number: Int64, _ db: Database) throws -> Ticket? {
        let statement = try db.cachedStatement(
            sql: "SELECT \(TicketRow.selection) FROM ticket WHERE number = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [number]) else { return nil }
        var ticket = try TicketRow.ticket(row)
        try readLists(&ticket, number, db)
        return ticket
    }

    private static func readLists(_ ticket: inout Ticket, _ number: Int64, _ db: Database) throws {
        ticket.clocks = try all(ClockRow.table, of: number, db, ClockRow.clock)
        ticket.callBacks = try all(CallBackRow.table, of: number, db, CallBackRow.callBack)
        ticket.coHandlers = try all(CoHandlerRow.table, of: number, db, CoHandlerRow.coHandler)
        ticket.told = try all(ToldRow.table, of: number, db, ToldRow.told)
    }

    private static func all<Value>(
        _ table: Table,
        of number: Int64,
        _ db: Database,
        _ read: (Row) throws -> Value
    ) throws -> [Value] {
        let columns = table.columns.joined(separator: ", ")
        let statement = try db.cachedStatement(
            sql: "SELECT \(columns) FROM \(table.name) WHERE ticket = ? ORDER BY 2, 3"
        )
        let rows = try Row.fetchCursor(statement, arguments: [number])
        var values: [Value] = []
        while let row = try rows.next() { values.append(try read(row)) }
        return values
    }
}
