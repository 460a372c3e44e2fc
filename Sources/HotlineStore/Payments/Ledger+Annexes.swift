internal import Foundation
internal import GRDB
package import Hotline
package import HotlineDuties

/// What a city hands in (上报内容).
package struct AnnexOrder: Sendable {
    package let annex: Annex
    package let city: DivisionCode
    package let month: PaymentMonth
    /// The counties of the city, each of which has a row.
    package let counties: [DivisionCode]
    /// Who made it out (填报人).
    package let filler: String
    /// Why there is another version; not needed for the first.
    package let reason: String?
    package let due: PaymentDues.Due

    package init(
        annex: Annex,
        city: DivisionCode,
        month: PaymentMonth,
        counties: [DivisionCode],
        filler: String,
        reason: String?,
        due: PaymentDues.Due
    ) {
        self.annex = annex
        self.city = city
        self.month = month
        self.counties = counties
        self.filler = filler
        self.reason = reason
        self.due = due
    }
}

extension Ledger {
    /// A county hands its row in to its city (县级上报), with a remark.
    package func handInRow(
        _ annex: Annex,
        _ month: PaymentMonth,
        of county: DivisionCode,
        remark: String?,
        due: PaymentDues.Due,
        by actor: Actor,
        at now: Instant
    ) throws -> AnnexTable {
        guard actor.keepsBooks(of: county), let city = county.parent else {
            throw PaymentRefusal.notPermitted
        }
        let latest = try Store.latestVersion(annex, city, month, database)
        guard latest == 0 else {
            throw Refusal.againstRule("市里已上报，不能再改；请市里说明原因后另报更正版本。")
        }
        let key = try registerKey(.annex(Self.keyID(annex, city, month)))
        let sealed = remark.map { key.seal($0, in: AnnexText.remark(of: county)) }
        let values: [DatabaseValue] = [
            annex.rawValue.databaseValue, county.description.databaseValue,
            month.description.databaseValue, now.column, actor.account.databaseValue,
            sealed.databaseValue,
        ]
        try record(
            [.put(PaymentTables.annexCounty, values)],
            of: "annex \(annex.rawValue) \(county) \(month)",
            "handInRow",
            by: actor,
            at: now
        )
        let rows = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM annexCounty WHERE county = ? AND month = ?",
            arguments: [county.description, month.description]
        )
        if rows == Annex.allCases.count { try handInDuty(due, by: actor, at: now) }
        return try Store.draft(annex, city, month, [county], keys, database)
    }

    /// A city hands an annex in (市级上报): what it says then is frozen, and a later correction is
    /// a version of its own.
    package func handIn(
        _ order: AnnexOrder,
        by actor: Actor,
        at now: Instant
    ) throws -> AnnexTable {
        guard actor.keepsBooks(of: order.city) else { throw PaymentRefusal.notPermitted }
        let (annex, city, month) = (order.annex, order.city, order.month)
        let latest = try Store.latestVersion(annex, city, month, database)
        if latest > 0, order.reason == nil {
            throw Refusal.badField(pointer: "/reason", message: "已上报过第\(latest)版，另报更正版本请说明原因。")
        }
        var table = try Store.draft(annex, city, month, order.counties, keys, database)
        if latest > 0 {
            let former = try Store.version(latest, of: annex, city, month, keys, database)
            guard let former, !table.changes(since: former).isEmpty else {
                throw Refusal.againstRule("与已上报的第\(latest)版没有差别。")
            }
        }
        table.handIn = AnnexHandIn(
            version: latest + 1,
            at: now,
            unit: actor.unit,
            filler: order.filler,
            reason: order.reason,
            isLate: now.day > order.due.day
        )
        let key = try registerKey(.annex(Self.keyID(annex, city, month)))
        try record(
            Self.writes(of: table, by: actor, key),
            of: "annex \(annex.rawValue) \(city) \(month)",
            "handIn",
            by: actor,
            at: now
        )
        let handed = try Int.fetchOne(
            database,
            sql: "SELECT count(DISTINCT annex) FROM annexVersion WHERE city = ? AND month = ?",
            arguments: [city.description, month.description]
        )
        if handed == Annex.allCases.count { try handInDuty(order.due, by: actor, at: now) }
        return table
    }

    private static func writes(
        of table: AnnexTable,
        by actor: Actor,
        _ key: DataKey
    ) -> [RegisterWrite] {
        guard let handIn = table.handIn else { return [] }
        let head: [DatabaseValue] = [
            table.annex.rawValue.databaseValue, table.city.description.databaseValue,
            table.month.description.databaseValue, handIn.version.databaseValue,
        ]
        let version =
            head + [
                handIn.at.column, actor.account.databaseValue,
                handIn.unit.description.databaseValue,
                key.seal(handIn.filler, in: AnnexText.filler).databaseValue,
                handIn.reason.map { key.seal($0, in: AnnexText.reason) }.databaseValue,
                handIn.isLate.databaseValue,
            ]
        let rows = table.rows.map { row -> RegisterWrite in
            let figures = row.figures
            let sealed = row.remark.map { key.seal($0, in: AnnexText.remark(of: row.county)) }
            return .put(
                PaymentTables.annexRow,
                head + [
                    row.county.description.databaseValue, figures.backTimes.databaseValue,
                    figures.back.count.databaseValue, figures.totalTimes.databaseValue,
                    figures.total.count.databaseValue, sealed.databaseValue,
                ]
            )
        }
        return [.put(PaymentTables.annexVersion, version)] + rows
    }

    /// The number of the key that all texts of a table are sealed under.
    static func keyID(_ annex: Annex, _ city: DivisionCode, _ month: PaymentMonth) -> Int64 {
        let months = Int64(month.year * 12 + month.month)
        let place = Int64(city.description) ?? 0
        return (months * 10_000 + place) * 10 + Int64(annex.rawValue)
    }
}

/// What the texts of an annex are bound to.
enum AnnexText {
    static let filler = "annex filler"
    static let reason = "annex reason"
    static func remark(of county: DivisionCode) -> String { "annex remark \(county)" }
}
