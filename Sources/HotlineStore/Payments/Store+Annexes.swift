internal import Foundation
internal import GRDB
package import Hotline
package import HotlineDuties

extension Store {
    /// An annex as it stands now (草表): a row for every county of the city.
    ///
    /// - Returns: Nil for whom the city is out of scope.
    package func annexDraft(
        _ annex: Annex,
        _ city: DivisionCode,
        _ month: PaymentMonth,
        counties: [DivisionCode],
        for actor: Actor
    ) throws -> AnnexTable? {
        guard actor.seesRegister(of: city) || counties.allSatisfy(actor.seesRegister) else {
            return nil
        }
        return try read { db in try Self.draft(annex, city, month, counties, keys, db) }
    }

    /// An annex as it was handed in; the newest version if none is named.
    package func annexVersion(
        _ version: Int?,
        of annex: Annex,
        _ city: DivisionCode,
        _ month: PaymentMonth,
        for actor: Actor
    ) throws -> AnnexTable? {
        guard actor.seesRegister(of: city) else { return nil }
        return try read { db in
            let latest = try Self.latestVersion(annex, city, month, db)
            return try Self.version(version ?? latest, of: annex, city, month, keys, db)
        }
    }

    /// The versions of an annex that were handed in, the oldest first.
    package func annexVersions(
        of annex: Annex,
        _ city: DivisionCode,
        _ month: PaymentMonth,
        for actor: Actor
    ) throws -> [AnnexTable] {
        guard actor.seesRegister(of: city) else { return [] }
        return try read { db in
            let latest = try Self.latestVersion(annex, city, month, db)
            return try (1...max(latest, 1)).prefix(min(latest, Self.versionsMax)).compactMap {
                try Self.version($0, of: annex, city, month, keys, db)
            }
        }
    }

    /// How many versions are told of.
    private static let versionsMax = 50

    static func latestVersion(
        _ annex: Annex,
        _ city: DivisionCode,
        _ month: PaymentMonth,
        _ db: Database
    ) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT max(version) FROM annexVersion
                WHERE annex = ? AND city = ? AND month = ?
                """,
            arguments: [annex.rawValue, city.description, month.description]
        ) ?? 0
    }

    /// What the confirmed batches make, by county.
    ///
    /// The batches keep their sums, so that this reads some rows for each county and month.
    private static func figures(
        _ annex: Annex,
        _ counties: [DivisionCode],
        _ month: PaymentMonth,
        _ db: Database
    ) throws -> [DivisionCode: AnnexFigures] {
        let programmes = annex.programmes.map(\.rawValue)
        let (from, to) = (month.january.description, month.description)
        let request: SQLRequest<Row> = """
            SELECT county, sum(iif(month = \(to), backPersons, 0)),
                sum(iif(month = \(to), back, 0)), sum(persons), sum(amount)
            FROM paymentBatch
            WHERE county IN \(counties.map(\.description)) AND programme IN \(programmes)
                AND month BETWEEN \(from) AND \(to) AND state = 'confirmed'
            GROUP BY county
            """
        var figures: [DivisionCode: AnnexFigures] = [:]
        for row in try request.fetchAll(db) {
            guard let county = DivisionCode(row[0]) else { throw BrokenRow("\(row)") }
            figures[county] = AnnexFigures(
                backTimes: row[1],
                back: Fen(row[2]),
                totalTimes: row[3],
                total: Fen(row[4])
            )
        }
        return figures
    }

    static func draft(
        _ annex: Annex,
        _ city: DivisionCode,
        _ month: PaymentMonth,
        _ counties: [DivisionCode],
        _ keys: KeyRing,
        _ db: Database
    ) throws -> AnnexTable {
        let figures = try figures(annex, counties, month, db)
        let request: SQLRequest<Row> = """
            SELECT county, handedAt, remark FROM annexCounty
            WHERE annex = \(annex.rawValue) AND month = \(month.description)
                AND county IN \(counties.map(\.description))
            """
        let key = try key(annex, city, month, keys, db)
        var handed: [String: (at: Instant, remark: String?)] = [:]
        for row in try request.fetchAll(db) {
            guard let county = DivisionCode(row[0]) else { throw BrokenRow("\(row)") }
            let remark = try (row[2] as Data?).flatMap {
                try key?.open($0, in: AnnexText.remark(of: county))
            }
            handed[row[0]] = (Instant(seconds: row[1]), remark)
        }
        let rows = counties.map { county in
            AnnexRow(
                county: county,
                figures: figures[county] ?? AnnexFigures(),
                remark: handed[county.description]?.remark,
                handedAt: handed[county.description]?.at
            )
        }
        return AnnexTable(annex: annex, city: city, month: month, rows: rows)
    }

    private static func key(
        _ annex: Annex,
        _ city: DivisionCode,
        _ month: PaymentMonth,
        _ keys: KeyRing,
        _ db: Database
    ) throws -> DataKey? {
        try DataKey.find(.register(.annex(Ledger.keyID(annex, city, month))), keys, db)
    }

    static func version(
        _ version: Int,
        of annex: Annex,
        _ city: DivisionCode,
        _ month: PaymentMonth,
        _ keys: KeyRing,
        _ db: Database
    ) throws -> AnnexTable? {
        let place: StatementArguments = [
            annex.rawValue, city.description, month.description, version,
        ]
        let condition = "annex = ? AND city = ? AND month = ? AND version = ?"
        let head = try Row.fetchOne(
            db,
            sql: """
                SELECT handedAt, unit, isLate, filler, reason FROM annexVersion
                WHERE \(condition)
                """,
            arguments: place
        )
        guard let head else { return nil }
        let key = try key(annex, city, month, keys, db)
        var reader = Reader(head)
        let handIn = AnnexHandIn(
            version: version,
            at: try reader.instant(),
            unit: try reader.read(UnitID.self),
            filler: try key?.open(head[3], in: AnnexText.filler) ?? "（已销毁）",
            reason: try (head[4] as Data?).flatMap { try key?.open($0, in: AnnexText.reason) },
            isLate: head[2]
        )
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT county, backTimes, back, totalTimes, total, remark FROM annexRow
                WHERE \(condition) ORDER BY county
                """,
            arguments: place
        )
        let made = try rows.map { row -> AnnexRow in
            guard let county = DivisionCode(row[0]) else { throw BrokenRow("\(row)") }
            return AnnexRow(
                county: county,
                figures: AnnexFigures(
                    backTimes: row[1],
                    back: Fen(row[2]),
                    totalTimes: row[3],
                    total: Fen(row[4])
                ),
                remark: try (row[5] as Data?).flatMap {
                    try key?.open($0, in: AnnexText.remark(of: county))
                }
            )
        }
        return AnnexTable(annex: annex, city: city, month: month, rows: made, handIn: handIn)
    }
}
