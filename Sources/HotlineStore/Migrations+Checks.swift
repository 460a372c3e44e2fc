import GRDB

extension Migrations {
    /// Says one by one which values a column may hold, and which deeds are counted.
    ///
    /// SQLite makes a table of its own for every `IN` of more than two values, fills it and throws
    /// it away again, whenever a row is inserted: a filing made fifteen. The constraints mean the
    /// same as before, so the rows stay as they are and only their text is changed, as SQLite's
    /// documentation of `ALTER TABLE` says how.
    static func writeOutChecks(_ db: Database) throws {
        let tables = try Row.fetchAll(
            db,
            sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '% IN (%'"
        )
        try db.execute(sql: "PRAGMA writable_schema = ON")
        for table in tables {
            try db.execute(
                sql: "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?",
                arguments: [writtenOut(table["sql"]), table["name"] as String]
            )
        }
        try db.execute(
            sql: """
                PRAGMA writable_schema = RESET;
                DROP INDEX eventDeed;
                CREATE INDEX eventDeed ON event (action, at) WHERE \(CountTable.isDeed("action"));
                """
        )
    }

    private static func writtenOut(_ sql: String) -> String {
        sql.replacing(/(\w+) IN \(([^()]*)\)/) { match in
            let values = match.2.split(separator: ",").map { $0.trimmingPrefix(/\s+/) }
            guard values.count > 2 else { return String(match.0) }
            return "(" + values.map { "\(match.1) = \($0)" }.joined(separator: " OR ") + ")"
        }
    }
}
