internal import Foundation
internal import GRDB

/// The full-text index: a file of its own beside the database, which can be made anew from it.
///
/// So indexing takes no time of the writer's, and a crash may lose the last of it: what is
/// missing is indexed again. Each ticket is one document, known by its number; adding to it
/// again adds terms. It holds pairs of characters of texts whose numbers were cut out.
final class SearchIndex: Sendable {
    static let fileName = "search.sqlite"
    /// The form of the file; one of another form is made anew.
    private static let form = 2
    private let queue: DatabaseQueue

    /// Opens the index in a data directory; one that cannot be used is begun anew.
    init(directory: URL) throws {
        let path = directory.appending(path: Self.fileName).path
        do {
            queue = try Self.open(path)
        } catch is DatabaseError {
            Self.remove(from: directory)
            queue = try Self.open(path)
        }
    }

    /// Removes the index, because it is damaged or that of another database.
    static func remove(from directory: URL) {
        let path = directory.appending(path: fileName).path
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")
            try db.inTransaction {
                if try Int.fetchOne(db, sql: "PRAGMA user_version") != form { try begin(db) }
                return .commit
            }
        }
        return queue
    }

    private static func begin(_ db: Database) throws {
        try db.execute(
            sql: """
                DROP TABLE IF EXISTS pairs;
                DROP TABLE IF EXISTS progress;
                CREATE VIRTUAL TABLE pairs USING fts5 (terms, content = '', columnsize = 0,
                    detail = none, tokenize = 'unicode61 remove_diacritics 0');
                CREATE TABLE progress (indexedTo INTEGER NOT NULL) STRICT;
                INSERT INTO progress VALUES (0);
                PRAGMA user_version = \(form);
                """
        )
    }

    /// Makes the index readable as the schema `search` of another connection.
    static func attach(to db: Database, directory: URL) throws {
        try db.execute(
            sql: "ATTACH ? AS search",
            arguments: [directory.appending(path: fileName).path]
        )
    }

    func indexedTo() throws -> Int64 {
        try queue.read { try Int64.fetchOne($0, sql: "SELECT indexedTo FROM progress") ?? 0 }
    }

    /// Adds terms to tickets, which come by ascending number, and notes how far the index is
    /// then.
    func add(_ documents: [(ticket: Int64, terms: String)], indexedTo: Int64) throws {
        try queue.write { db in
            let insertion = try db.cachedStatement(
                sql: "INSERT INTO pairs (rowid, terms) VALUES (?, ?)"
            )
            for document in documents {
                try insertion.execute(arguments: [document.ticket, document.terms])
            }
            try db.execute(sql: "UPDATE progress SET indexedTo = ?", arguments: [indexedTo])
        }
    }

    /// Forgets everything, so that all is indexed anew.
    func clear() throws {
        try queue.write { try Self.begin($0) }
    }

    func close() throws {
        try queue.close()
    }
}
