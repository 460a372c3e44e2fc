import GRDB

extension Migrations {
    /// Says one by one which values a column may hold, and which deeds are counted.
    ///
    /// SQLite makes a table of its own for every `IN` of more than two values, fills it and throws
    /// it away again, whenever a row is inserted: a filing made fifteen. What is said stays the
    /// same, so rows and indexes stay as they are and only the text is changed, as SQLite's
    /// documentation of `ALTER TABLE` says how: a large database is as soon done as a small one.
    static func writeOutLists(_ db: Database) throws {
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT rowid, sql FROM sqlite_schema WHERE sql LIKE '% IN (%'"
        )
        let version = try Int.fetchOne(db, sql: "PRAGMA schema_version") ?? 0
        try db.execute(sql: "PRAGMA writable_schema = ON")
        for row in rows {
            try db.execute(
                sql: "UPDATE sqlite_schema SET sql = ? WHERE rowid = ?",
                arguments: [writtenOut(row["sql"]), row["rowid"] as Int64]
            )
        }
        try db.execute(
            sql: """
                PRAGMA schema_version = \(version + 1);
                PRAGMA writable_schema = RESET;
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
