internal import GRDB
internal import GRDBSQLite
internal import Hotline

/// A change of one row, made ready before the writer has it.
enum RowWrite: Sendable {
    case insert(Table, [DatabaseValue])
    /// Sets the columns of these indices in the row whose key the values hold.
    case update(Table, [Int], [DatabaseValue])
    /// Removes the rows whose first columns are these.
    case delete(Table, [DatabaseValue])
}

extension Ticket {
    /// The rows of a ticket that has none yet, but for its number.
    var insertions: [RowWrite] {
        var row = TicketRow.values(of: self)
        row[0] = .null
        return [.insert(TicketRow.table, row)]
            + clocks.map { .insert(ClockRow.table, ClockRow.values(of: $0)) }
            + callBacks.map { .insert(CallBackRow.table, CallBackRow.values(of: $0, on: number)) }
            + coHandlers.map { .insert(CoHandlerRow.table, CoHandlerRow.values(of: $0)) }
            + told.map { .insert(ToldRow.table, ToldRow.values(of: $0)) }
    }
}

/// The statements that the writer runs again and again, prepared once for its connection.
///
/// GRDB finds a statement by its whole text, checks its arguments and watches it run: for rows
/// that were made ready that costs more than SQLite itself. These are bound and stepped as they
/// are.
@safe
final class WriterStatements {
    private let database: Database
    private var insertions: [Table: Statement] = [:]
    private var others: [Key: Statement] = [:]

    private struct Key: Hashable {
        let table: Table
        let isDeletion: Bool
        /// Which columns are set, or how many are compared.
        let columns: UInt64
    }

    init(_ database: Database) {
        self.database = database
    }

    /// Writes a row; `number` is the ticket's, which stands wherever the table says so.
    func run(_ write: RowWrite, of number: Int64) throws {
        switch write {
        case .insert(let table, let values): try insert(values, into: table, of: number)
        case .update(let table, let indices, let values):
            let statement = try update(of: table, indices)
            var position: CInt = 1
            for index in indices + Array(0..<table.keyCount) {
                try bind(values[index], to: statement, at: position)
                position += 1
            }
            try step(statement)
        case .delete(let table, let key):
            let statement = try deletion(from: table, key.count)
            for (index, value) in key.enumerated() {
                try bind(value, to: statement, at: CInt(index + 1))
            }
            try step(statement)
        }
    }

    private func insert(_ values: [DatabaseValue], into table: Table, of number: Int64) throws {
        let statement = try insertion(into: table)
        for (index, value) in values.enumerated() {
            try bind(value, to: statement, at: CInt(index + 1))
        }
        for index in table.numberColumns where values[index].isNull {
            unsafe sqlite3_bind_int64(statement.sqliteStatement, CInt(index + 1), number)
        }
        try step(statement)
    }

    // MARK: Preparing

    private func insertion(into table: Table) throws -> Statement {
        if let known = insertions[table] { return known }
        let statement = try database.makeStatement(sql: table.insertion)
        insertions[table] = statement
        return statement
    }

    private func update(of table: Table, _ indices: [Int]) throws -> Statement {
        let mask = indices.reduce(UInt64(0)) { $0 | 1 << UInt64($1) }
        let key = Key(table: table, isDeletion: false, columns: mask)
        if let known = others[key] { return known }
        let settings = indices.map { "\(table.columns[$0]) = ?" }.joined(separator: ", ")
        let condition = table.condition(on: table.keyCount)
        let sql = "UPDATE \(table.name) SET \(settings) WHERE \(condition)"
        return try keep(database.makeStatement(sql: sql), as: key)
    }

    private func deletion(from table: Table, _ count: Int) throws -> Statement {
        let key = Key(table: table, isDeletion: true, columns: UInt64(count))
        if let known = others[key] { return known }
        let sql = "DELETE FROM \(table.name) WHERE \(table.condition(on: count))"
        return try keep(database.makeStatement(sql: sql), as: key)
    }

    /// How many forms of updates are kept at most; there are as many as sets of columns.
    private static let keptMax = 500

    private func keep(_ statement: Statement, as key: Key) -> Statement {
        if others.count >= Self.keptMax { others = [:] }
        others[key] = statement
        return statement
    }

    // MARK: Running

    private func bind(_ value: DatabaseValue, to statement: Statement, at index: CInt) throws {
        let handle = unsafe statement.sqliteStatement
        let code: CInt
        if case .string(var text) = value.storage, !text.isEmpty {
            // GRDB would copy it for a zero at its end.
            code = text.withUTF8 { text in
                unsafe text.withMemoryRebound(to: CChar.self) { text in
                    unsafe sqlite3_bind_text(
                        handle,
                        index,
                        text.baseAddress,
                        CInt(text.count),
                        Self.copies
                    )
                }
            }
        } else {
            code = unsafe value.bind(to: handle, at: index)
        }
        guard code == SQLITE_OK else { throw failure(code, statement) }
    }

    /// SQLite's `SQLITE_TRANSIENT`: it copies what it is given.
    private static var copies: sqlite3_destructor_type {
        unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    private func step(_ statement: Statement) throws {
        let handle = unsafe statement.sqliteStatement
        let code = unsafe sqlite3_step(handle)
        guard code == SQLITE_DONE else {
            let error = failure(code, statement)
            unsafe sqlite3_reset(handle)
            throw error
        }
        unsafe sqlite3_reset(handle)
    }

    private func failure(_ code: CInt, _ statement: Statement) -> DatabaseError {
        DatabaseError(
            resultCode: database.lastErrorCode,
            message: database.lastErrorMessage,
            sql: statement.sql
        )
    }
}
