internal import Foundation
internal import GRDB
package import Hotline

/// A ticket with what stands beside it: its text and who called.
package struct TicketView: Sendable {
    package let ticket: Ticket
    package let text: String
    package let title: String?
    /// Who is accused besides units, as the caller called them.
    package let accused: String?
    package let attachments: [AttachmentEntry]
    /// The tickets that it names, as lead or as merged into it: not all who may see the one may
    /// know of the others.
    package let linked: [Ticket]
    /// What is known of the caller, not masked: whoever shows it must.
    package let personal: [PersonalField]
    /// Where the words stand that it was searched by.
    package var highlights: [Highlight] = []
}

/// One page of a list, and where the next begins.
package struct Page<Item: Sendable>: Sendable {
    package let items: [Item]
    /// Opaque; nil at the end.
    package let next: String?
}

/// Which tickets to list.
package struct TicketFilter: Sendable {
    package var state: TicketState?
    package var kind: Kind?
    package var matter: Matter?
    package var unit: UnitID?
    package var from: Instant?
    package var to: Instant?
    package var phone: String?
    package var idNumber: String?
    package var words: String?
    /// What the statistics ask besides.
    package var figures: FigureFilter?

    package init() {}
}

extension Store {
    /// The ticket of that number, if the account may see it.
    package func ticket(_ number: TicketNumber, for actor: Actor) throws -> TicketView? {
        try read { db in
            guard let ticket = try TicketReading.ticket(number.integer, db), actor.sees(ticket)
            else { return nil }
            return try Self.view(ticket, keys, db)
        }
    }

    static func view(_ ticket: Ticket, _ keys: KeyRing, _ db: Database) throws -> TicketView {
        let number = ticket.number.integer
        let texts = try texts(of: number, db)
        return TicketView(
            ticket: ticket,
            text: texts["demand"] ?? "",
            title: texts["title"],
            accused: texts["accused"],
            attachments: try attachments(of: number, keys, db),
            linked: try ticket.linked.compactMap { try TicketReading.ticket($0.integer, db) },
            personal: try personal(of: number, keys, db)
        )
    }

    /// What was said when it was filed, by what each text is.
    private static func texts(of number: Int64, _ db: Database) throws -> [String: String] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT role, body FROM text
                WHERE ticket = ? AND role IN ('demand', 'title', 'accused')
                """
        )
        let rows = try Row.fetchCursor(statement, arguments: [number])
        var texts: [String: String] = [:]
        while let row = try rows.next() { texts[row[0]] = row[1] }
        return texts
    }

    private static func attachments(
        of number: Int64,
        _ keys: KeyRing,
        _ db: Database
    ) throws -> [AttachmentEntry] {
        let statement = try db.cachedStatement(
            sql: "SELECT id, name, type FROM attachment WHERE ticket = ? ORDER BY id"
        )
        let rows = try Row.fetchCursor(statement, arguments: [number])
        var entries: [AttachmentEntry] = []
        var key: DataKey?
        while let row = try rows.next() {
            key = try key ?? DataKey.find(.ticket(number), keys, db)
            guard let key else { break }
            let place = EnclosedFile.place(row[0], "name")
            let name = try key.open(row[1], in: place)
            entries.append(AttachmentEntry(id: row[0], name: name, type: row[2]))
        }
        return entries
    }

    /// Nothing where the ticket's key was destroyed.
    private static func personal(
        of number: Int64,
        _ keys: KeyRing,
        _ db: Database
    ) throws -> [PersonalField] {
        guard let key = try DataKey.find(.ticket(number), keys, db) else { return [] }
        let statement = try db.cachedStatement(
            sql: "SELECT field, id, sealed FROM personal WHERE ticket = ? AND isCut = 0 ORDER BY id"
        )
        let rows = try Row.fetchCursor(statement, arguments: [number])
        var fields: [PersonalField] = []
        while let row = try rows.next() {
            var reader = Reader(row)
            let name = try reader.code(PersonalField.Name.self)
            let place = Vault.place(try reader.count(), name)
            fields.append(PersonalField(name, try key.open(row[2], in: place)))
        }
        return fields
    }

    // MARK: Lists

    /// What a unit owes, the nearest due first.
    ///
    /// `after` is the cursor of the page before; nil for the first.
    package func queue(
        of unit: UnitID,
        state: TicketState?,
        limit: Int,
        after: String?,
        for actor: Actor
    ) throws -> Page<TicketView> {
        let (due, number) = try Cursor.pair(after) ?? (Int64.min, 0)
        let stateCondition: SQL = state.map { "t.state = \($0.rawValue)" } ?? "TRUE"
        let request = SQLRequest<Row>(
            literal: """
                SELECT q.due, q.ticket FROM queue q JOIN ticket t ON t.number = q.ticket
                WHERE q.unit = \(unit.description) AND (q.due, q.ticket) > (\(due), \(number))
                    AND \(stateCondition) AND \(Visibility(actor).ticketCondition)
                ORDER BY q.due, q.ticket LIMIT \(limit + 1)
                """,
            cached: true
        )
        return try read { db in
            let rows = try request.fetchAll(db)
            let items = try rows.prefix(limit).compactMap { row in
                try TicketReading.ticket(row[1], db).map { try Self.view($0, keys, db) }
            }
            let last = rows.count > limit ? rows[limit - 1] : nil
            return Page(items: items, next: last.map { Cursor.text($0[0], $0[1]) })
        }
    }
}

extension TicketFilter {
    /// Whether a row of `ticket` called `t` fits, but for its texts.
    var condition: SQL {
        var conditions: [SQL] = ["TRUE"]
        if let state { conditions.append("t.state = \(state.rawValue)") }
        if let kind { conditions.append("t.kind = \(kind.rawValue)") }
        if let matter { conditions.append("t.matter = \(matter.rawValue)") }
        if let unit { conditions.append("t.unit = \(unit.description)") }
        if let from { conditions.append("t.receivedAt >= \(from.seconds)") }
        if let to { conditions.append("t.receivedAt < \(to.seconds)") }
        conditions += figures?.conditions ?? []
        return conditions.joined(separator: " AND ")
    }

    /// The tickets of the caller that is asked for, the newest first; nil if none is.
    ///
    /// A unit that guesses a number must not learn by it who asked for confidence.
    func callerNumbers(
        _ db: Database,
        _ keys: KeyRing,
        for actor: Actor
    ) throws -> [Int64]? {
        let fields = [
            phone.map { PersonalField(.phone, $0) }, idNumber.map { PersonalField(.idNumber, $0) },
        ]
        .compactMap(\.self)
        guard !fields.isEmpty else { return nil }
        let conditions = fields.map { field -> SQL in
            """
            number IN (SELECT ticket FROM personal WHERE lookup = \(keys.lookupKey(of: field)))
            """
        }
        let isOpen: SQL = actor.isBoundToUnit ? "isConfidential = 0" : "TRUE"
        let request = SQLRequest<Int64>(
            literal: """
                SELECT number FROM ticket WHERE \(conditions.joined(separator: " AND "))
                    AND \(isOpen) ORDER BY number DESC
                """,
            cached: true
        )
        return try request.fetchAll(db)
    }
}

/// Where a page of a list ended, as opaque text.
package struct Cursor: Sendable {
    fileprivate let first: Int64
    fileprivate let second: Int64

    /// What a cursor looks like, as a regular expression.
    package static let pattern = "^[0-9a-z]{1,13}\\.[0-9a-z]{1,13}$"

    /// Reads a cursor; nil if no page can have given it out.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy(Self.isNumber) else { return nil }
        // What is too large lies behind every row.
        first = Int64(parts[0], radix: 36) ?? .max
        second = Int64(parts[1], radix: 36) ?? .max
    }

    private static func isNumber(_ part: Substring) -> Bool {
        (1...13).contains(part.utf8.count)
            && part.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) }
    }

    static func text(_ first: Int64, _ second: Int64) -> String {
        "\(String(first, radix: 36)).\(String(second, radix: 36))"
    }

    /// - Throws: ``BadCursor`` if no page gave this out.
    static func pair(_ text: String?) throws -> (Int64, Int64)? {
        guard let text else { return nil }
        guard let cursor = Cursor(text) else { throw BadCursor() }
        return (cursor.first, cursor.second)
    }
}

/// A cursor that no page gave out.
package struct BadCursor: Error {}

extension Ledger {
    /// The ticket with what stands beside it, within the transaction that changed it.
    package func view(_ ticket: Ticket) throws -> TicketView {
        try Store.view(ticket, keys, database)
    }

    /// Fails if the database cannot be written.
    package func checkWritable() throws {
        try database.execute(sql: "UPDATE probe SET at = at + 1")
    }
}

/// What a ticket's list of files says of one.
package struct AttachmentEntry: Sendable {
    package let id: Int
    package let name: String
    package let type: String
}

/// A file that hangs on a ticket (附件).
package struct Attachment: Sendable {
    package let name: String
    package let type: String
    package let content: [UInt8]
}

extension Store {
    /// A file that hangs on a ticket, if the account may see the ticket.
    ///
    /// - Throws: ``StoreError`` if it should be there and is not, or was changed.
    package func attachment(
        _ id: Int,
        of ticket: TicketNumber,
        for actor: Actor
    ) throws -> Attachment? {
        let found = try read { db -> (name: String, type: String, file: StoredFile)? in
            guard let seen = try TicketReading.ticket(ticket.integer, db), actor.sees(seen)
            else { return nil }
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT name, type, digest, size, key FROM attachment
                    WHERE ticket = ? AND id = ?
                    """,
                arguments: [ticket.integer, id]
            )
            guard let row, let key = try DataKey.find(.ticket(ticket.integer), keys, db) else {
                return nil
            }
            let name = try key.open(row[0], in: EnclosedFile.place(id, "name"))
            let fileKey = try key.openBytes(row[4], in: EnclosedFile.place(id, "key"))
            return (name, row[1], StoredFile(digest: row[2], size: row[3], key: fileKey))
        }
        guard let found else { return nil }
        guard let content = attachments.content(of: found.file) else {
            throw StoreError("the file \(found.file.digest) is gone or was changed")
        }
        return Attachment(name: found.name, type: found.type, content: content)
    }
}
