internal import GRDB
internal import Hotline
internal import StrictJSON

/// The columns of a table, and the SQL that writes whole rows of it.
///
/// What the journal's payload says of a row is the columns that changed, by these names.
/// Each is made once, and is told from others by which it is.
final class Table: Hashable, Sendable {
    let name: String
    let columns: [String]
    /// How many of the first columns are the key.
    let keyCount: Int
    /// Where the ticket's number stands: a null there is the number of whatever ticket it is.
    let numberColumns: [Int]
    let insertion: String
    /// All columns, as SQL names them.
    let selection: String
    /// The columns as names of a JSON object's members, with quotes and colon.
    private let memberNames: [[UInt8]]

    init(
        _ name: String,
        keyCount: Int,
        columns: [String],
        numberColumns: [Int] = [0],
        onConflict: String = ""
    ) {
        self.name = name
        self.columns = columns
        self.keyCount = keyCount
        self.numberColumns = numberColumns
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        selection = columns.joined(separator: ", ")
        memberNames = columns.map { Array("\"\($0)\":".utf8) }
        insertion = "INSERT INTO \(name) (\(selection)) VALUES (\(marks)) \(onConflict)"
    }

    static func == (left: Table, right: Table) -> Bool { left === right }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

    /// The indices of the columns in which two rows differ.
    func differences(_ before: [DatabaseValue], _ after: [DatabaseValue]) -> [Int] {
        columns.indices.filter { before[$0] != after[$0] }
    }

    /// The SQL that compares the first columns.
    func condition(on count: Int) -> String {
        columns[..<count].map { "\($0) = ?" }.joined(separator: " AND ")
    }

    /// Writes some columns as members of a JSON object; nulls too, for they may be changes.
    func describe(
        _ indices: some Sequence<Int>,
        _ values: [DatabaseValue],
        in writer: inout JSONWriter
    ) {
        writer.beginObject()
        for index in indices {
            writer.name(written: memberNames[index])
            writer.value(values[index])
        }
        writer.endObject()
    }
}

extension JSONWriter {
    mutating func value(_ value: DatabaseValue) {
        switch value.storage {
        case .null: null()
        case .int64(let integer): integer64(integer)
        case .double(let double): number(double)
        case .string(let text): string(text)
        case .blob: preconditionFailure("no column of the journal's tables holds bytes")
        }
    }

    private mutating func integer64(_ value: Int64) { integer(value) }
}

extension JSON {
    /// The value as a column holds it; nil if no column can.
    var column: DatabaseValue? {
        switch self {
        case .null: .null
        case .integer(let integer): integer.databaseValue
        case .string(let text): text.databaseValue
        case .number(let number): number.databaseValue
        case .boolean, .array, .object: nil
        }
    }
}

// MARK: - The hotline's nouns as columns

extension Instant {
    var column: DatabaseValue { seconds.databaseValue }
}

extension Optional where Wrapped == Instant {
    var column: DatabaseValue { self?.column ?? .null }
}

extension TicketNumber {
    /// The number that a column holds.
    init(column: Int64) throws {
        guard let number = TicketNumber(integer: column) else {
            throw BrokenRow("\(column) is no ticket number")
        }
        self = number
    }
}

/// A row of our own database that cannot be: the file was tampered with, or a bug.
struct BrokenRow: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = "broken row: \(description)"
    }
}

/// Reads the columns of a row in their order, each as what it must be.
struct Reader<Source: Columns> {
    private let row: Source
    private var index = 0

    init(_ row: Source) {
        self.row = row
    }

    mutating func text() throws -> String { try required(optionalText()) }
    mutating func integer() throws -> Int64 { try required(optionalInteger()) }
    mutating func count() throws -> Int { Int(try integer()) }
    mutating func flag() throws -> Bool { try integer() == 1 }
    mutating func instant() throws -> Instant { Instant(seconds: try integer()) }

    /// Passes over columns that say again what stands in another.
    mutating func skip(_ count: Int) { index += count }

    mutating func optionalText() -> String? {
        defer { index += 1 }
        return row.text(at: index)
    }

    mutating func optionalInteger() -> Int64? {
        defer { index += 1 }
        return row.integer(at: index)
    }

    mutating func optionalInstant() -> Instant? {
        optionalInteger().map(Instant.init(seconds:))
    }

    /// A value that is read from text, such as a code or an identifier.
    mutating func read<Value: LosslessStringConvertible>(_ type: Value.Type) throws -> Value {
        try required(Value(try text()))
    }

    mutating func optional<Value: LosslessStringConvertible>(
        _ type: Value.Type
    ) throws -> Value? {
        guard let text = optionalText() else { return nil }
        return try required(Value(text))
    }

    mutating func code<Code: RawRepresentable>(_ type: Code.Type) throws -> Code
    where Code.RawValue == String {
        try required(Code(rawValue: try text()))
    }

    mutating func optionalCode<Code: RawRepresentable>(_ type: Code.Type) throws -> Code?
    where Code.RawValue == String {
        guard let text = optionalText() else { return nil }
        return try required(Code(rawValue: text))
    }

    mutating func json() throws -> JSON { try JSON(Array(try text().utf8)) }

    private func required<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw BrokenRow("column \(row.describe(max(0, index - 1)))") }
        return value
    }
}
