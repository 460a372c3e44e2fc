internal import GRDB
package import Hotline

extension Ledger {
    /// Keeps a list of divisions, in the place of the one of that name before.
    package func keep(divisions list: RuleText) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO divisionList VALUES (?, ?)",
            arguments: [list.name, list.text]
        )
    }

    /// Keeps an edition of a year's calendar; one that is kept already stays as it is.
    package func keep(calendar text: String, year: Int, edition: Int) throws {
        try database.execute(
            sql: "INSERT OR IGNORE INTO calendarYear VALUES (?, ?, ?)",
            arguments: [year, edition, text]
        )
    }
}

extension Store {
    /// The lists of divisions that were imported.
    package func divisionLists() throws -> [RuleText] {
        try read { try Self.divisionLists($0) }
    }

    static func divisionLists(_ db: Database) throws -> [RuleText] {
        try Row.fetchAll(db, sql: "SELECT name, text FROM divisionList ORDER BY name")
            .map { RuleText(name: $0[0], text: $0[1]) }
    }

    /// Every edition of every year's calendar that was imported.
    package func calendars() throws -> [RuleText] {
        try read(Self.calendars)
    }

    static func calendars(_ db: Database) throws -> [RuleText] {
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT year, edition, text FROM calendarYear ORDER BY year, edition"
        )
        return rows.map { row in
            RuleText(name: "calendar/\(row[0] as Int).\(row[1] as Int)", text: row[2])
        }
    }
}
