internal import GRDB
internal import GRDBSQLite

/// What a ``Reader`` reads: the columns of one row, by their index.
protocol Columns {
    /// Nil where the column holds none.
    func text(at index: Int) -> String?
    func integer(at index: Int) -> Int64?
    /// The name of a column and whatever else tells of the row, for whoever looks for a mistake.
    func describe(_ index: Int) -> String
}

extension Row: Columns {
    func text(at index: Int) -> String? { String.fromDatabaseValue(self[index]) }
    func integer(at index: Int) -> Int64? { Int64.fromDatabaseValue(self[index]) }

    func describe(_ index: Int) -> String {
        "\(Array(columnNames)[index]) of \(self)"
    }
}

/// The columns of the row that a statement stands on, straight from SQLite.
///
/// For what is read again and again: GRDB writes down the names of all columns before it reads
/// any, which takes longer than to read a ticket.
@safe
struct StatementColumns: Columns {
    private let handle: SQLiteStatement

    fileprivate init(_ statement: Statement) {
        unsafe handle = statement.sqliteStatement
    }

    func text(at index: Int) -> String? {
        guard unsafe sqlite3_column_type(handle, CInt(index)) == SQLITE_TEXT,
            let bytes = unsafe sqlite3_column_text(handle, CInt(index))
        else { return nil }
        let count = unsafe Int(sqlite3_column_bytes(handle, CInt(index)))
        return unsafe String(
            decoding: UnsafeBufferPointer(start: bytes, count: count),
            as: UTF8.self
        )
    }

    func integer(at index: Int) -> Int64? {
        let type = unsafe sqlite3_column_type(handle, CInt(index))
        return type == SQLITE_INTEGER ? unsafe sqlite3_column_int64(handle, CInt(index)) : nil
    }

    func describe(_ index: Int) -> String {
        let name = unsafe sqlite3_column_name(handle, CInt(index))
        return unsafe name.map { unsafe String(cString: $0) } ?? "\(index)"
    }
}

extension Statement {
    /// Runs a statement that only reads, and shows each of its rows.
    ///
    /// - Throws: What SQLite or `body` throws.
    func forEachRow(
        with arguments: [DatabaseValue],
        in database: Database,
        _ body: (StatementColumns) throws -> Void
    ) throws {
        let handle = unsafe sqliteStatement
        unsafe sqlite3_reset(handle)
        defer { unsafe sqlite3_reset(handle) }
        var code = SQLITE_OK
        for (index, argument) in arguments.enumerated() where code == SQLITE_OK {
            code = unsafe argument.bind(to: handle, at: CInt(index + 1))
        }
        while code == SQLITE_OK || code == SQLITE_ROW {
            if code == SQLITE_ROW { try body(StatementColumns(self)) }
            code = unsafe sqlite3_step(handle)
        }
        guard code == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: database.lastErrorCode,
                message: database.lastErrorMessage,
                sql: sql
            )
        }
    }
}
