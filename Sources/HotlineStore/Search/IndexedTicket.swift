internal import GRDB
internal import Hotline

/// What the indexes are told of a ticket as it is now, besides its texts.
struct IndexedTicket {
    let desk: String
    let unit: String?
    let filedUnit: String
    let kind: String
    let matter: String
    let externalNumber: String?
    let filedAt: Int64
    let isOpen: Bool
    private(set) var helpers: [String] = []

    /// Nil where there is no such ticket.
    static func find(_ number: Int64, _ db: Database) throws -> IndexedTicket? {
        var found: IndexedTicket?
        let statement = try db.cachedStatement(
            sql: """
                SELECT desk, unit, filedUnit, kind, matter, externalNumber, filedAt,
                    closedAt IS NULL
                FROM ticket WHERE number = ?
                """
        )
        try statement.forEachRow(with: [number.databaseValue], in: db) { row in
            found = try IndexedTicket(row)
        }
        found?.helpers = try texts("SELECT unit FROM coHandler WHERE ticket = ?", [number], db)
        return found
    }

    private init(_ row: StatementColumns) throws {
        var reader = Reader(row)
        desk = try reader.text()
        unit = reader.optionalText()
        filedUnit = try reader.text()
        kind = try reader.text()
        matter = try reader.text()
        externalNumber = reader.optionalText()
        filedAt = try reader.integer()
        isOpen = try reader.flag()
    }

    /// The texts that a statement finds by numbers.
    static func texts(_ sql: String, _ numbers: [Int64?], _ db: Database) throws -> [String] {
        var texts: [String] = []
        let arguments = numbers.map(\.databaseValue)
        try db.cachedStatement(sql: sql).forEachRow(with: arguments, in: db) { row in
            if let text = row.text(at: 0) { texts.append(text) }
        }
        return texts
    }

    /// What likeness goes by besides the text.
    var facts: SimilarityIndex.Facts {
        SimilarityIndex.Facts(
            units: [desk, unit, filedUnit].compactMap(\.self) + helpers,
            filedAt: filedAt,
            isOpen: isOpen
        )
    }
}
