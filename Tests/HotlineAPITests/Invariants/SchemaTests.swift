@testable import HotlineStore
import GRDB
import Testing

/// The tables say what they may hold, and it costs little (表结构).
@Suite struct SchemaTests {
    private static func tables(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_schema
                WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name
                """
        )
    }

    /// What SQLite would do to insert into a table.
    private static func steps(into table: String, _ db: Database) throws -> [String] {
        let marks = try db.columns(in: table).map { _ in "NULL" }.joined(separator: ", ")
        let sql = "EXPLAIN INSERT INTO \(table) VALUES (\(marks))"
        return try Row.fetchAll(db, sql: sql).map { $0["opcode"] }
    }

    @Test("no insertion makes a table of its own")
    func insertionsAreSimple() throws {
        let queue = try DatabaseQueue()
        try Migrations.migrator.migrate(queue)
        try queue.read { db in
            let tables = try Self.tables(db)
            #expect(tables.count > 30)
            for table in tables {
                #expect(try !Self.steps(into: table, db).contains("OpenEphemeral"), "\(table)")
            }
        }
    }

    private func insert(role: String, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO text VALUES (1, 1, ?, zeroblob(16), 'body')",
            arguments: [role]
        )
    }

    @Test("a database of before keeps its rows, and refuses what it refused")
    func checksHoldAsBefore() throws {
        let queue = try DatabaseQueue()
        try Migrations.migrator.migrate(queue, upTo: "14 states")
        try queue.write { db in
            try insert(role: "title", db)
            // As it was made before.
            try db.execute(
                sql: """
                    DROP INDEX eventDeed;
                    CREATE INDEX eventDeed ON event (action, at)
                        WHERE action IN ('callBack', 'sendBack', 'upholdReturn', 'rejectReturn',
                            'redirect', 'reopen', 'urge', 'supervise', 'exclude',
                            'approveExtension')
                    """
            )
        }
        #expect(throws: DatabaseError.self) { try queue.write { try insert(role: "x", $0) } }
        try Migrations.migrator.migrate(queue)
        try queue.write { db in
            #expect(try !Self.steps(into: "event", db).contains("OpenEphemeral"))
            let plan = try Row.fetchOne(
                db,
                sql: """
                    EXPLAIN QUERY PLAN SELECT * FROM event e
                    WHERE e.action = 'urge' AND \(CountTable.isDeed("e.action"))
                    """
            )
            #expect((plan?["detail"] as String?)?.contains("eventDeed") == true)
            #expect(try String.fetchOne(db, sql: "SELECT role FROM text") == "title")
            #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
            try db.execute(sql: "DELETE FROM text")
            try insert(role: "reason", db)
            try db.execute(sql: "DELETE FROM text")
            #expect(throws: DatabaseError.self) { try insert(role: "x", db) }
        }
    }
}
