package import Foundation
internal import GRDB

/// Whether the database file is whole: its pages, its indexes, and what refers to what.
package enum Soundness {
    /// How many findings of each kind are told.
    package static let findingsMax = 20

    /// What is wrong with the file, a line each; nothing if it is sound.
    ///
    /// It reads a snapshot, so that it may run while the server does; that takes as long as
    /// reading the whole file.
    package static func findings(in file: URL) throws -> [String] {
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw StoreError("there is no database \(file.path)")
        }
        var configuration = Configuration()
        configuration.readonly = true
        do {
            return try DatabaseQueue(path: file.path, configuration: configuration).read { db in
                try pages(db) + references(db)
            }
        } catch let error as DatabaseError where error.isDamage {
            return ["the file is damaged: \(error.message ?? "it cannot be read")"]
        }
    }

    private static func pages(_ db: Database) throws -> [String] {
        let lines = try String.fetchAll(db, sql: "PRAGMA integrity_check(\(findingsMax))")
        return lines.filter { $0 != "ok" }
    }

    private static func references(_ db: Database) throws -> [String] {
        let rows = try Row.fetchCursor(db, sql: "PRAGMA foreign_key_check")
        var findings: [String] = []
        while findings.count < findingsMax, let row = try rows.next() {
            let (table, parent): (String, String) = (row[0], row[2])
            findings.append("a row of \(table) refers to one of \(parent) that is not there")
        }
        return findings
    }
}

extension DatabaseError {
    /// Whether the file itself is broken, and not what was asked of it.
    var isDamage: Bool {
        resultCode == .SQLITE_CORRUPT || resultCode == .SQLITE_NOTADB
    }
}
