internal import GRDB
package import Hotline

/// A village or community that was imported (村、社区).
package struct Village: Hashable, Sendable {
    package let code: DivisionCode
    package let name: String
    package let township: DivisionCode

    package init(code: DivisionCode, name: String, township: DivisionCode) {
        self.code = code
        self.name = name
        self.township = township
    }
}

extension Ledger {
    /// Adds villages; one that is known by its code gets the new name.
    package func add(_ villages: [Village]) throws {
        for village in villages {
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO village VALUES (?, ?, ?)"
            )
            .execute(
                arguments: [
                    village.code.description, village.name, village.township.description,
                ]
            )
        }
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
    package func villages() throws -> [Village] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT code, name, township FROM village").map { row in
                var reader = Reader(row)
                return Village(
                    code: try reader.read(DivisionCode.self),
                    name: try reader.text(),
                    township: try reader.read(DivisionCode.self)
                )
            }
        }
    }

    /// The newest edition of each year's calendar that is kept here.
    package func calendars() throws -> [(year: Int, edition: Int, text: String)] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT year, max(edition), text FROM calendarYear GROUP BY year
                    """
            )
            return rows.map { ($0[0], $0[1], $0[2]) }
        }
    }
}
