internal import Foundation
internal import GRDB
internal import NationalCrypto
internal import StrictJSON

/// The tables that are a function of the journal of registers (台账流水).
enum RegisterTables {
    /// Every one of them: the audit makes them anew from the journal and compares.
    static let all: [Table] =
        [
            DutyRow.table, DutyBoundRow.table, DutyTextRow.table, VisitRow.table,
            FindingRow.table,
        ] + RosterTables.all + MatchTables.all + PaymentTables.all
}

extension Table {
    /// A table of a register: a row that is written again takes the place of what it was.
    static func ofRegister(_ name: String, keyCount: Int, columns: [String]) -> Table {
        let key = columns[..<keyCount].joined(separator: ", ")
        let settings = columns[keyCount...].map { "\($0) = excluded.\($0)" }
        let conflict =
            settings.isEmpty
            ? "DO NOTHING" : "DO UPDATE SET \(settings.joined(separator: ", "))"
        return Table(
            name,
            keyCount: keyCount,
            columns: columns,
            numberColumns: [],
            onConflict: "ON CONFLICT (\(key)) \(conflict)"
        )
    }
}

// MARK: - Values as the journal of registers has them

extension JSONWriter {
    /// Bytes are an array of their SM3 digest alone, which no other value is.
    mutating func registerValue(_ value: DatabaseValue) {
        guard case .blob(let data) = value.storage else { return self.value(value) }
        beginArray()
        string(SM3.digest(Array(data)).hexadecimal)
        endArray()
    }
}

extension DatabaseValue {
    /// What the journal of registers knows of the value: of bytes their digest.
    var journaled: DatabaseValue {
        guard case .blob(let data) = storage else { return self }
        return Data(SM3.digest(Array(data))).databaseValue
    }

    /// Reads what the journal of registers says of a value.
    init(journaled json: JSON) throws {
        if let digest = json.array {
            guard digest.count == 1, let text = digest[0].string,
                let bytes = [UInt8](hexadecimal: text)
            else { throw BrokenRow("a digest in the journal of registers") }
            self = Data(bytes).databaseValue
            return
        }
        guard let value = json.column else {
            throw BrokenRow("a value in the journal of registers")
        }
        self = value
    }
}
