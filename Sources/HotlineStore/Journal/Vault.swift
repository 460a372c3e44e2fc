internal import Foundation
internal import GRDB
internal import Hotline
internal import NationalCrypto
internal import StrictJSON

/// The texts and the personal data of one ticket, while something is added to them.
///
/// What is added gets a number within its ticket and a salt; the journal is told the number
/// and the salted digest, from which nothing can be read or guessed once the row is gone.
struct Vault {
    static let saltSize = 16

    private let ticket: Int64
    private let database: Database
    /// The next free numbers, once they are known.
    private var nextText: Int?
    private var nextPersonal: Int?
    private var entries: [Entry] = []

    private struct Entry {
        let table: StaticString
        let id: Int
        let digest: [UInt8]
    }

    /// `isNew` says that nothing was kept for this ticket before.
    init(ticket: Int64, isNew: Bool, _ database: Database) {
        self.ticket = ticket
        self.database = database
        if isNew { (nextText, nextPersonal) = (1, 1) }
    }

    private func free(_ known: Int?, in table: StaticString) throws -> Int {
        if let known { return known }
        let statement = try database.cachedStatement(
            sql: "SELECT max(id) FROM \(table) WHERE ticket = ?"
        )
        return try (Int.fetchOne(statement, arguments: [ticket]) ?? 0) + 1
    }

    /// What a text is to its ticket.
    enum TextRole: String {
        /// What the caller said.
        case demand
        case title
        /// Whom the caller accuses, where that is no unit that is known.
        case accused
        /// An answer, a report or a note.
        case body
        case reason
    }

    /// Keeps the numbers that are in a text, and returns the text without them.
    mutating func redact(_ text: String) throws -> String {
        let redaction = Redaction(text, firstID: try free(nextPersonal, in: "personal"))
        for cut in redaction.cuts { try keep(cut, isCut: true) }
        return redaction.text
    }

    /// Keeps a text, without the numbers in it, and returns its id.
    @discardableResult
    mutating func keep(_ text: String, as role: TextRole) throws -> Int {
        let redacted = try redact(text)
        let id = try free(nextText, in: "text")
        nextText = id + 1
        let salt = unpredictableBytes(Self.saltSize)
        try database.cachedStatement(sql: "INSERT INTO text VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: [ticket, id, role.rawValue, Data(salt), redacted])
        let digest = SM3.digest(salt + Array(redacted.utf8))
        entries.append(Entry(table: "text", id: id, digest: digest))
        return id
    }

    mutating func keep(_ field: PersonalField, isCut: Bool) throws {
        let id = try free(nextPersonal, in: "personal")
        nextPersonal = id + 1
        let salt = unpredictableBytes(Self.saltSize)
        try database.cachedStatement(sql: "INSERT INTO personal VALUES (?, ?, ?, ?, ?, ?, ?)")
            .execute(
                arguments: [
                    ticket, id, field.name.rawValue, isCut, Data(salt), field.value,
                    field.name.isLookedUp ? field.value : nil,
                ]
            )
        let digest = SM3.digest(salt + Array(field.value.utf8))
        entries.append(Entry(table: "personal", id: id, digest: digest))
    }

    /// Tells the journal what was kept: `"kept": [["text", 1, "…"], …]`.
    func describe(in payload: inout JSONWriter) {
        guard !entries.isEmpty else { return }
        payload.name("kept")
        payload.beginArray()
        for entry in entries {
            payload.beginArray()
            payload.string("\(entry.table)")
            payload.integer(entry.id)
            payload.string(entry.digest.hexadecimal)
            payload.endArray()
        }
        payload.endArray()
    }
}
