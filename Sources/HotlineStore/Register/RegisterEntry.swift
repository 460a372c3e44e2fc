internal import GRDB
internal import Hotline
internal import StrictJSON

/// What is kept of besides tickets (台账).
package enum Register: String, CaseIterable, Sendable {
    /// 定期任务
    case duty
    /// 家访月报
    case visit
    /// 资金发放
    case payment
    /// 清单台账
    case roster
    /// 数据比对
    case matching
}

/// A change of one row of a register.
enum RegisterWrite {
    /// Writes a whole row, in the place of the one that has its key.
    case put(Table, [DatabaseValue])
    /// Removes the row that has this key.
    case remove(Table, [DatabaseValue])

    var table: Table {
        switch self {
        case .put(let table, _), .remove(let table, _): table
        }
    }
}

/// One step in a register (台账流水): the rows that it changes, with who did it, when and to what.
///
/// Numbers and plain texts stand in the journal as they are, so they are neither personal nor
/// typed freely by a person: what is so is sealed, and of bytes the journal has the digest alone.
struct RegisterEntry {
    let register: Register
    /// Which one of the register: what its events are found by.
    let subject: String
    let action: String
    /// Nil for what time did.
    let by: Actor?
    let at: Instant
    var writes: [RegisterWrite] = []

    /// How many rows one entry changes at most; more are several entries of one transaction.
    static let rowsMax = 5000

    /// The changes as the journal tells of them: for each run of changes alike, the table, what
    /// is done, and the rows.
    var payload: [UInt8] {
        var writer = JSONWriter(capacity: 256 + 128 * writes.count)
        writer.beginArray()
        var index = 0
        while index < writes.count {
            index = Self.describe(writes[index...], in: &writer)
        }
        writer.endArray()
        return writer.bytes
    }

    /// Describes the first changes that are alike, and says where the others begin.
    private static func describe(
        _ writes: ArraySlice<RegisterWrite>,
        in writer: inout JSONWriter
    ) -> Int {
        guard let first = writes.first else { return writes.endIndex }
        let alike = writes.prefix { $0.table.name == first.table.name && $0.isPut == first.isPut }
        writer.beginObject()
        writer.member("table", first.table.name)
        writer.name(of: first.isPut ? "put" : "remove")
        writer.beginArray()
        for write in alike {
            writer.beginArray()
            for value in write.values { writer.registerValue(value) }
            writer.endArray()
        }
        writer.endArray()
        writer.endObject()
        return alike.endIndex
    }
}

extension RegisterWrite {
    var isPut: Bool {
        if case .put = self { true } else { false }
    }

    var values: [DatabaseValue] {
        switch self {
        case .put(_, let values), .remove(_, let values): values
        }
    }

    /// The statement that does it.
    var statement: RowWrite {
        switch self {
        case .put(let table, let values): .insert(table, values)
        case .remove(let table, let key): .delete(table, key)
        }
    }
}
