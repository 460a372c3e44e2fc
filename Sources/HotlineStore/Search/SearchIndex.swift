internal import Foundation
internal import GRDB

/// The full-text index: a file of its own beside the database, which can be made anew from it.
///
/// So indexing takes no time of the writer's, and a crash may lose the last of it: what is
/// missing is indexed again.
final class SearchIndex: Sendable {
    static let fileName = "search.sqlite"
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
            try db.execute(
                sql: """
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = OFF;
                    CREATE VIRTUAL TABLE IF NOT EXISTS pairs USING fts5 (terms, content = '',
                        detail = none, tokenize = 'unicode61 remove_diacritics 0');
                    CREATE TABLE IF NOT EXISTS progress (indexedTo INTEGER NOT NULL) STRICT;
                    INSERT INTO progress SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM progress);
                    """
            )
        }
        return queue
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

    /// Adds what events say, and notes how far the index is then.
    func add(_ documents: [(sequence: Int64, terms: String)], indexedTo: Int64) throws {
        try queue.write { db in
            let insertion = try db.cachedStatement(
                sql: "INSERT INTO pairs (rowid, terms) VALUES (?, ?)"
            )
            for document in documents {
                try insertion.execute(arguments: [document.sequence, document.terms])
            }
            try db.execute(sql: "UPDATE progress SET indexedTo = ?", arguments: [indexedTo])
        }
    }

    /// Forgets everything: the database is an older one than it was made from.
    func clear() throws {
        try queue.write { db in
            try db.execute(sql: "INSERT INTO pairs (pairs) VALUES ('delete-all')")
            try db.execute(sql: "UPDATE progress SET indexedTo = 0")
        }
    }

    func close() throws {
        try queue.close()
    }
}
