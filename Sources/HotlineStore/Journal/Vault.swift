internal import Foundation
internal import GRDB
internal import Hotline
internal import NationalCrypto
internal import StrictJSON

/// The texts and the personal data of one ticket, while something is added to them.
///
/// What is added gets a number within its ticket. The journal is told the number and a digest:
/// of a text with its salt, and of a value as it is sealed, with its random nonce. From those
/// nothing can be read or guessed. All that costs time is done when something is added, which
/// for a filing is before the writer has it.
struct Vault: Sendable {
    static let saltSize = 16

    private let keys: KeyRing
    /// Nil where the ticket's key is not known yet.
    private var key: DataKey?
    /// Whether the key is in the database already.
    private var isKeyKept: Bool
    private var forgetsNumbers: Bool
    /// The next free numbers.
    private var nextText: Int
    private var nextPersonal: Int
    private var texts: [Text] = []
    private var values: [Value] = []

    struct Text: Sendable {
        let id: Int
        let role: TextRole
        let salt: [UInt8]
        /// Without the numbers that were in it.
        let body: String
        let digest: [UInt8]
    }

    struct Value: Sendable {
        let id: Int
        let field: PersonalField
        let isCut: Bool
        let sealed: Data
        let lookup: Data?
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
        /// A note that is not for the unit that has the ticket.
        case `internal`
        case reason
    }

    /// For a ticket that is not filed yet; who wants no name known leaves no number either.
    init(_ keys: KeyRing, isAnonymous: Bool) {
        self.keys = keys
        forgetsNumbers = isAnonymous
        key = .fresh()
        isKeyKept = false
        (nextText, nextPersonal) = (1, 1)
    }

    /// For a ticket that is there.
    init(_ keys: KeyRing, of ticket: Int64, _ database: Database) throws {
        self.keys = keys
        forgetsNumbers = false
        key = try DataKey.find(.ticket(ticket), keys, database)
        isKeyKept = key != nil
        nextText = try Self.free("text", ticket, database)
        nextPersonal = try Self.free("personal", ticket, database)
    }

    private static func free(
        _ table: StaticString,
        _ ticket: Int64,
        _ database: Database
    ) throws -> Int {
        // What was destroyed keeps its numbers.
        let statement = try database.cachedStatement(
            sql: """
                SELECT max(id) FROM (SELECT max(id) AS id FROM \(table) WHERE ticket = ?
                    UNION ALL SELECT \(table) FROM purged WHERE ticket = ?)
                """
        )
        return try (Int.fetchOne(statement, arguments: [ticket, ticket]) ?? 0) + 1
    }

    // MARK: Adding

    /// Keeps the numbers that are in a text, and returns the text without them.
    mutating func redact(_ text: String) -> String {
        if forgetsNumbers { return Redaction.forgetting(text) }
        let redaction = Redaction(text, firstID: nextPersonal)
        for cut in redaction.cuts { keep(cut, isCut: true) }
        return redaction.text
    }

    /// Keeps a text, without the numbers in it.
    @discardableResult
    mutating func keep(_ text: String, as role: TextRole) -> Text {
        let body = redact(text)
        let salt = unpredictableBytes(Self.saltSize)
        let text = Text(
            id: nextText,
            role: role,
            salt: salt,
            body: body,
            digest: SM3.digest(salt + Array(body.utf8))
        )
        nextText += 1
        texts.append(text)
        return text
    }

    /// The ticket's key; one whose data were destroyed begins a new one.
    mutating func currentKey() -> DataKey {
        let current = key ?? .fresh()
        key = current
        return current
    }

    mutating func keep(_ field: PersonalField, isCut: Bool) {
        let key = currentKey()
        let place = Self.place(nextPersonal, field.name)
        values.append(
            Value(
                id: nextPersonal,
                field: field,
                isCut: isCut,
                sealed: key.seal(field.value, in: place),
                lookup: keys.lookupKey(of: field)
            )
        )
        nextPersonal += 1
    }

    /// Keeps a value in another's place, where that cannot be.
    mutating func replace(_ name: PersonalField.Name, by value: String) {
        guard let index = values.firstIndex(where: { $0.field.name == name }), let key else {
            return
        }
        let field = PersonalField(name, value)
        let id = values[index].id
        values[index] = Value(
            id: id,
            field: field,
            isCut: values[index].isCut,
            sealed: key.seal(value, in: Self.place(id, name)),
            lookup: keys.lookupKey(of: field)
        )
    }

    /// What a sealed value is bound to: it opens in no other place of its ticket.
    static func place(_ id: Int, _ name: PersonalField.Name) -> String {
        "personal \(id) \(name.rawValue)"
    }

    /// What was added that was not cut out of a text.
    var fields: [PersonalField] { values.filter { !$0.isCut }.map(\.field) }

    /// What a field that was added is looked up by.
    func lookup(of name: PersonalField.Name) -> Data? {
        values.first { $0.field.name == name && !$0.isCut }?.lookup
    }

    // MARK: Keeping

    /// The rows of what was added, but for the ticket's key.
    var writes: [RowWrite] {
        texts.map { text in
            .insert(
                .text,
                [
                    .null, text.id.databaseValue, text.role.rawValue.databaseValue,
                    Data(text.salt).databaseValue, text.body.databaseValue,
                ]
            )
        }
            + values.map { value in
                .insert(
                    .personal,
                    [
                        .null, value.id.databaseValue, value.field.name.rawValue.databaseValue,
                        value.isCut.databaseValue, value.sealed.databaseValue,
                        value.lookup.databaseValue,
                    ]
                )
            }
    }

    /// For what comes to the ticket once it is filed, however its caller wished to be kept.
    var afterFiling: Vault {
        var vault = self
        _ = vault.handOver()
        vault.forgetsNumbers = false
        return vault
    }

    /// Gives away what was added, and goes on after it.
    mutating func handOver() -> Vault {
        defer { (texts, values) = ([], []) }
        return self
    }

    /// Writes the ticket's key, where it has none yet.
    func insertKey(of ticket: Int64, _ database: Database) throws {
        if !isKeyKept { try key?.insert(for: .ticket(ticket), keys, database) }
    }

    /// Tells the journal what was added: `"kept": [["text", 1, "…"], …]`.
    func describe(in payload: inout JSONWriter) {
        guard !texts.isEmpty || !values.isEmpty else { return }
        payload.name("kept")
        payload.beginArray()
        for text in texts { entry("text", text.id, text.digest, in: &payload) }
        for value in values {
            entry("personal", value.id, SM3.digest(Array(value.sealed)), in: &payload)
        }
        payload.endArray()
    }

    private func entry(
        _ table: String,
        _ id: Int,
        _ digest: [UInt8],
        in payload: inout JSONWriter
    ) {
        payload.beginArray()
        payload.string(table)
        payload.integer(id)
        payload.string(digest.hexadecimal)
        payload.endArray()
    }
}
