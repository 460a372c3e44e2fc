internal import Foundation
internal import GRDB

/// What is looked at whenever the database is opened, so that nothing is added to a broken one.
///
/// Takes the same few reads however large the file is; `hotline check` looks at all of it.
enum StartCheck {
    private static let remedy = "keep the file and restore a backup with 'hotline restore'"

    /// - Throws: ``StoreError`` if a newer program has written it.
    static func refuseNewer(_ db: Database, path: String) throws {
        guard try Migrations.migrator.hasBeenSuperseded(db) else { return }
        throw StoreError("\(path) was written by a newer hotline: install that one")
    }

    /// Compares the last event with the hashes in it and in the one before.
    ///
    /// - Throws: ``StoreError`` if the end of the journal is not what was written.
    static func journalHead(_ db: Database, path: String) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT \(EventRow.selection), hash FROM event ORDER BY sequence DESC LIMIT 2
                """
        )
        guard let last = rows.first else { return }
        let event = try EventRow(last)
        let before = rows.count > 1 ? rows[1]["hash"] as Data : Data(count: 32)
        guard Data(event.hash(after: Array(before))) == last["hash"] as Data else {
            throw StoreError("the end of the journal in \(path) was changed: \(remedy)")
        }
    }

    /// What to say when SQLite cannot read the file.
    static func explanation(of error: DatabaseError, path: String) -> StoreError? {
        switch error.resultCode {
        case .SQLITE_NOTADB: StoreError("\(path) is no database: \(remedy)")
        case .SQLITE_CORRUPT: StoreError("\(path) is damaged: \(remedy)")
        case .SQLITE_CANTOPEN, .SQLITE_PERM:
            StoreError("cannot open \(path); see to it that it may be read and written")
        case .SQLITE_READONLY:
            StoreError("\(path) cannot be written: is its disk or directory read-only?")
        case .SQLITE_FULL: StoreError("the disk of \(path) is full: make room and start again")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            StoreError("another program has locked \(path): end it and start again")
        case .SQLITE_IOERR:
            StoreError("the disk of \(path) fails to read or write (\(error.extendedResultCode))")
        default: nil
        }
    }
}
