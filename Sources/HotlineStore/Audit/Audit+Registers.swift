internal import Foundation
internal import GRDB
internal import StrictJSON

extension Audit {
    /// Walks the journal of registers, replaying as it goes, and compares the tables with it.
    mutating func checkRegisters() throws {
        try makeTables()
        var head = JournalHead()
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT \(RegisterEventRow.selection), hash FROM registerEvent ORDER BY sequence"
        )
        while let row = try rows.next() {
            let event = try RegisterEventRow(row)
            guard event.sequence == head.sequence + 1 else {
                return find(
                    "register event \(head.sequence + 1) is missing: the next is \(event.sequence)"
                )
            }
            let hash = event.hash(after: head.hash)
            guard Array(row["hash"] as Data) == hash else {
                return find("register event \(event.sequence) was changed, or one before it")
            }
            head = JournalHead(sequence: event.sequence, hash: hash)
            if let sealed = seal?.registers, sealed.sequence == head.sequence, sealed != head {
                find("register event \(head.sequence) is not the one that was sealed")
            }
            try apply(JSON(Array(event.payload.utf8)))
        }
        if let sealed = seal?.registers, sealed.sequence > head.sequence {
            find(
                "the journal of registers ends at \(head.sequence); the events up to "
                    + "\(sealed.sequence), which were sealed, were cut off"
            )
        }
        for table in RegisterTables.all { try compare(table) }
    }

    // MARK: Replaying

    private func makeTables() throws {
        for table in RegisterTables.all {
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

    private func apply(_ payload: JSON) throws {
        for change in payload.array ?? [] {
            let name = change["table"]?.string
            guard let table = RegisterTables.all.first(where: { $0.name == name }) else {
                throw BrokenRow("the journal of registers names a table \(name ?? "")")
            }
            let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
            let put = "INSERT OR REPLACE INTO replay.\(table.name) VALUES (\(marks))"
            let remove = """
                DELETE FROM replay.\(table.name) WHERE \(table.condition(on: table.keyCount))
                """
            for (rows, sql) in [(change["put"], put), (change["remove"], remove)] {
                for row in rows?.array ?? [] {
                    let values = try (row.array ?? []).map(DatabaseValue.init(journaled:))
                    try database.cachedStatement(sql: sql)
                        .execute(arguments: StatementArguments(values))
                }
            }
        }
    }

    /// Takes every row of the table from those that the journal makes; what one of the two has
    /// alone is told.
    private mutating func compare(_ table: Table) throws {
        let columns = table.columns.joined(separator: ", ")
        let condition = table.columns.map { "\($0) IS ?" }.joined(separator: " AND ")
        let taking = try database.makeStatement(
            sql: "DELETE FROM replay.\(table.name) WHERE \(condition)"
        )
        let rows = try Row.fetchCursor(database, sql: "SELECT \(columns) FROM main.\(table.name)")
        while let row = try rows.next() {
            let values = row.databaseValues.map(\.journaled)
            try taking.execute(arguments: StatementArguments(values))
            if database.changesCount != 1 {
                find("\(table.name) \(row[0] as DatabaseValue) is not what the journal says")
            }
        }
        let left = try Row.fetchAll(
            database,
            sql: "SELECT * FROM replay.\(table.name) LIMIT \(Self.findingsMax)"
        )
        for row in left {
            find("\(table.name) \(row[0] as DatabaseValue) lacks what the journal says")
        }
    }
}
