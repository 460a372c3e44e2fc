internal import GRDB
internal import StrictJSON

/// Builds the tables from the journal alone, beside the real ones, to compare the two.
struct Replay {
    private static let tables = [
        TicketRow.table, ClockRow.table, CallBackRow.table, CoHandlerRow.table,
        ToldRow.table,
    ]

    private let database: Database

    init(_ database: Database) throws {
        self.database = database
        for table in Self.tables {
            let key = table.columns[..<table.keyCount].joined(separator: ", ")
            try database.execute(
                sql: """
                    CREATE TABLE replay.\(table.name) (
                        \(table.columns.joined(separator: ", ")), PRIMARY KEY (\(key)))
                        WITHOUT ROWID
                    """
            )
        }
    }

    func apply(_ payload: JSON, ticket: Int64) throws {
        if let row = payload["ticket"] {
            try write(row, to: TicketRow.table, key: [("number", ticket)])
        }
        for row in payload["clocks"]?.array ?? [] {
            guard let id = row["id"]?.integer else { throw BrokenRow("a clock without its id") }
            try write(row, to: ClockRow.table, key: [("ticket", ticket), ("id", id)])
        }
        try replace(CallBackRow.table, by: payload["callBacks"]?.array, ticket: ticket)
        try replace(CoHandlerRow.table, by: payload["coHandlers"]?.array, ticket: ticket)
        try replace(ToldRow.table, by: payload["told"]?.array, ticket: ticket)
    }

    /// Sets the columns that the journal names; a row that is not there is made.
    private func write(_ row: JSON, to table: Table, key: [(String, Int64)]) throws {
        let names = key.map(\.0).joined(separator: ", ")
        let numbers = key.map(\.1.databaseValue)
        let marks = key.map { _ in "?" }.joined(separator: ", ")
        try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO replay.\(table.name) (\(names)) VALUES (\(marks))"
        )
        .execute(arguments: StatementArguments(numbers))
        let members = (row.members ?? []).filter { member in
            !key.contains { $0.0 == member.name }
        }
        guard !members.isEmpty else { return }
        for member in members where !table.columns.contains(member.name) {
            throw BrokenRow("the journal names a column \(member.name)")
        }
        let settings = members.map { "\($0.name) = ?" }.joined(separator: ", ")
        let condition = key.map { "\($0.0) = ?" }.joined(separator: " AND ")
        try database.cachedStatement(
            sql: "UPDATE replay.\(table.name) SET \(settings) WHERE \(condition)"
        )
        .execute(arguments: StatementArguments(members.map { $0.value.column ?? .null } + numbers))
    }

    private func replace(_ table: Table, by rows: [JSON]?, ticket: Int64) throws {
        guard let rows else { return }
        try database.cachedStatement(sql: "DELETE FROM replay.\(table.name) WHERE ticket = ?")
            .execute(arguments: [ticket])
        for row in rows {
            var values = table.columns.map { row[$0]?.column ?? .null }
            for index in table.numberColumns where values[index].isNull {
                values[index] = ticket.databaseValue
            }
            let marks = values.map { _ in "?" }.joined(separator: ", ")
            try database.cachedStatement(
                sql: """
                    INSERT INTO replay.\(table.name) (\(table.columns.joined(separator: ", ")))
                    VALUES (\(marks))
                    """
            )
            .execute(arguments: StatementArguments(values))
        }
    }

    /// Rows that stand in one of the two alone.
    func differences() throws -> [String] {
        try Self.tables.flatMap { table -> [String] in
            let columns = table.columns.joined(separator: ", ")
            let (real, replayed) = ("main.\(table.name)", "replay.\(table.name)")
            return try [(real, replayed, "is not what"), (replayed, real, "lacks what")].flatMap {
                (one, other, verb) in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT \(columns) FROM \(one) EXCEPT SELECT \(columns) FROM \(other)
                        LIMIT \(Audit.findingsMax)
                        """
                )
                .map { "\(table.name) \($0[0] as Int64) \(verb) the journal says" }
            }
        }
    }
}
