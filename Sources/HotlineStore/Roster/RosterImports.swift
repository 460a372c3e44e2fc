internal import Foundation
internal import GRDB
package import Hotline
package import HotlineCare
internal import StrictJSON

/// A list that was taken into the roster (清单导入).
package struct RosterImport: Sendable {
    package var id: Int64
    package let division: DivisionCode
    /// The day as of which the list is.
    package let day: Day
    /// The SM3 of the file, which tells where it came from without keeping it.
    package let digest: String
    package var rows = 0
    package var counts: [RosterChange: Int] = [:]
    package var bad = 0
    package let startedAt: Instant
    package var endedAt: Instant?

    package init(
        id: Int64 = 0,
        division: DivisionCode,
        day: Day,
        digest: String,
        startedAt: Instant
    ) {
        self.id = id
        self.division = division
        self.day = day
        self.digest = digest
        self.startedAt = startedAt
    }

    /// How many mistakes of one import are kept; the rest is counted.
    package static let mistakesMax = 10_000

    fileprivate var values: [DatabaseValue] {
        [
            id.databaseValue, division.description.databaseValue, day.column,
            digest.databaseValue, rows.databaseValue,
            (counts[.entered] ?? 0).databaseValue, (counts[.changed] ?? 0).databaseValue,
            (counts[.unchanged] ?? 0).databaseValue, (counts[.missing] ?? 0).databaseValue,
            bad.databaseValue, startedAt.column, endedAt.column,
        ]
    }

    fileprivate init(_ row: Row) throws {
        var reader = Reader(row)
        id = try reader.integer()
        division = try reader.read(DivisionCode.self)
        day = try reader.day()
        digest = try reader.text()
        rows = try reader.count()
        for change in [RosterChange.entered, .changed, .unchanged, .missing] {
            counts[change] = try reader.count()
        }
        bad = try reader.count()
        startedAt = try reader.instant()
        endedAt = reader.optionalInstant()
    }

    fileprivate static let selection = RosterTables.imports.columns.joined(separator: ", ")
}

extension Ledger {
    /// Begins an import and gives it its number.
    package func begin(_ new: RosterImport, by actor: Actor) throws -> RosterImport {
        let reading = RosterReading(database: database, keys: keys)
        var new = new
        new.id = try reading.nextID("rosterImport", "id")
        try record(
            RegisterEntry(
                register: .roster,
                subject: "import \(new.id)",
                action: "beginImport",
                by: actor,
                at: new.startedAt,
                writes: [.put(RosterTables.imports, new.values)]
            )
        )
        return new
    }

    /// Ends an import: what it changed, what is missing from it, and what was wrong.
    package func end(
        _ done: RosterImport,
        differences: [RosterDifference],
        mistakes: [RowMistake],
        by actor: Actor,
        at now: Instant
    ) throws {
        var writes: [RegisterWrite] = []
        for (index, mistake) in mistakes.prefix(RosterImport.mistakesMax).enumerated() {
            writes.append(
                .put(
                    RosterTables.mistake,
                    [
                        done.id.databaseValue, (index + 1).databaseValue,
                        mistake.line.databaseValue, mistake.column.databaseValue,
                        mistake.message.databaseValue,
                    ]
                )
            )
        }
        for difference in differences where difference.change != .unchanged {
            let parts = JSON.array(difference.parts.map { .string($0.rawValue) })
            writes.append(
                .put(
                    RosterTables.difference,
                    [
                        done.id.databaseValue, difference.household.databaseValue,
                        difference.change.rawValue.databaseValue,
                        String(decoding: parts.bytes, as: UTF8.self).databaseValue,
                    ]
                )
            )
        }
        writes.append(.put(RosterTables.imports, done.values))
        var rest = writes[...]
        while !rest.isEmpty {
            try record(
                RegisterEntry(
                    register: .roster,
                    subject: "import \(done.id)",
                    action: "endImport",
                    by: actor,
                    at: now,
                    writes: Array(rest.prefix(RegisterEntry.rowsMax))
                )
            )
            rest = rest.dropFirst(RegisterEntry.rowsMax)
        }
    }
}

extension Store {
    /// Households that are on the roster on a day for these programmes, and not among those.
    package func rosterMissing(
        in division: DivisionCode,
        programmes: [Programme],
        on day: Day,
        besides seen: Set<Int64>
    ) throws -> [Int64] {
        let names = programmes.map(\.rawValue)
        return try read { db in
            let request: SQLRequest<Int64> = """
                SELECT h.household FROM rosterHousehold h
                WHERE \(RosterSQL.lies(in: division)) AND h.standing <> 'off'
                    AND h.programme IN \(names) AND \(RosterSQL.holds(on: day))
                ORDER BY h.household
                """
            return try request.fetchAll(db).filter { !seen.contains($0) }
        }
    }

    package func rosterImports(
        limit: Int,
        after: String?,
        for actor: Actor
    ) throws -> Page<RosterImport> {
        guard let scope = actor.registerScope else { return Page(items: [], next: nil) }
        let before = try Cursor.pair(after)?.0 ?? Int64.max
        return try read { db in
            let request: SQLRequest<Row> = """
                SELECT \(sql: RosterImport.selection) FROM rosterImport
                WHERE id < \(before)
                    AND division BETWEEN \(scope.description)
                        AND \(scope.description + "\u{10FFFF}")
                ORDER BY id DESC LIMIT \(limit + 1)
                """
            let rows = try request.fetchAll(db)
            let items = try rows.prefix(limit).map { try RosterImport($0) }
            let last = rows.count > limit ? items.last?.id : nil
            return Page(items: items, next: last.map { Cursor.text($0, 0) })
        }
    }

    package func rosterImport(_ id: Int64, in scope: DivisionCode) throws -> RosterImport? {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT \(RosterImport.selection) FROM rosterImport WHERE id = ?",
                arguments: [id]
            )
            let found = try row.map { try RosterImport($0) }
            return found.flatMap { scope.contains($0.division) ? $0 : nil }
        }
    }

    /// What was wrong with an import's rows.
    package func rosterMistakes(of id: Int64) throws -> [RowMistake] {
        try read { try RowMistake.told(in: RosterTables.mistake, of: id, $0) }
    }

    /// What an import changed (与上期清单的差异).
    package func rosterDifferences(of id: Int64, limit: Int) throws -> [RosterDifference] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT household, change, parts FROM rosterDifference
                    WHERE import = ? ORDER BY household LIMIT ?
                    """,
                arguments: [id, limit]
            )
            .map { row in
                var reader = Reader(row)
                let household = try reader.integer()
                let change = try reader.code(RosterChange.self)
                let parts = try (reader.json().array ?? []).compactMap {
                    $0.string.flatMap(RosterPart.init)
                }
                return RosterDifference(household: household, change: change, parts: parts)
            }
        }
    }
}

extension RowMistake {
    /// What was wrong with the rows of one list, of those that a table of mistakes has.
    static func told(in table: Table, of list: Int64, _ db: Database) throws -> [RowMistake] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT line, columnName, message FROM \(table.name)
                WHERE \(table.condition(on: 1)) ORDER BY line, id
                """,
            arguments: [list]
        )
        .map { RowMistake(line: $0[0], column: $0[1], message: $0[2]) }
    }
}
