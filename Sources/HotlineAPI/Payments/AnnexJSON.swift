internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import Spreadsheet
internal import StrictJSON

/// Annexes as JSON, and as sheets that are printed.
struct AnnexJSON: Sendable {
    let rules: RulesInForce

    private func name(_ code: DivisionCode) -> String { rules.divisions[code]?.name ?? "" }

    func members(of table: AnnexTable, in writer: inout JSONWriter) {
        writer.member("annex", table.annex.rawValue)
        writer.member("title", table.annex.title(name(table.city), table.month))
        writer.member("caution", table.annex.caution)
        writer.member("definition", Annex.definition)
        writer.member("city", table.city.description)
        writer.member("cityName", name(table.city))
        writer.member("month", table.month.description)
        let city = rules.dues.due(.tables(.city), table.month, in: table.city)
        let county = rules.dues.due(.tables(.county), table.month, in: table.city)
        writer.member("dueOn", city.day.description)
        writer.member("basis", city.basis)
        writer.member("countyDueOn", county.day.description)
        writer.member("countyCaution", county.grade.caution)
        writer.name("rows")
        writer.beginArray()
        for row in table.rows { write(row, in: &writer) }
        writer.endArray()
        writer.name("total")
        writer.beginObject()
        members(of: table.total, in: &writer)
        writer.endObject()
        handIn(table.handIn, in: &writer)
    }

    private func handIn(_ handIn: AnnexHandIn?, in writer: inout JSONWriter) {
        writer.name("handIn")
        guard let handIn else { return writer.null() }
        writer.beginObject()
        writer.member("version", handIn.version)
        writer.member("at", handIn.at.description)
        writer.member("unit", handIn.unit.description)
        writer.member("unitName", rules.rulebook.units[handIn.unit]?.name ?? "")
        writer.member("filler", handIn.filler)
        writer.member("reason", handIn.reason)
        writer.member("late", handIn.isLate)
        writer.endObject()
    }

    private func members(of figures: AnnexFigures, in writer: inout JSONWriter) {
        writer.member("backTimes", figures.backTimes)
        writer.member("back", Int(figures.back.count))
        writer.member("totalTimes", figures.totalTimes)
        writer.member("total", Int(figures.total.count))
    }

    private func write(_ row: AnnexRow, in writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("county", row.county.description)
        writer.member("name", name(row.county))
        members(of: row.figures, in: &writer)
        writer.member("remark", row.remark)
        writer.member("handedAt", row.handedAt?.description)
        writer.endObject()
    }

    /// A version, with the rows in which it differs from the one before.
    func write(_ table: AnnexTable, since former: AnnexTable?, in writer: inout JSONWriter) {
        writer.beginObject()
        handIn(table.handIn, in: &writer)
        writer.name("total")
        writer.beginObject()
        members(of: table.total, in: &writer)
        writer.endObject()
        writer.name("changes")
        writer.beginArray()
        for change in former.map(table.changes(since:)) ?? [] {
            writer.beginObject()
            for (name, row) in [("before", change.before), ("after", change.after)] {
                writer.name(of: name)
                if let row { write(row, in: &writer) } else { writer.null() }
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    // MARK: The sheet

    /// The table as the notice's annex has it.
    func printed(_ table: AnnexTable, now: Instant) -> PrintedTable {
        let unit = table.handIn.map { rules.rulebook.units[$0.unit]?.name ?? "" }
        let day = (table.handIn?.at ?? now).day.civil
        var below = [
            "填报人：\(table.handIn?.filler ?? "")        时间：\(day.year)年\(day.month)月\(day.day)日"
        ]
        if table.handIn == nil { below.append("草表，尚未上报。") }
        if let handIn = table.handIn, handIn.version > 1 {
            below.append("第\(handIn.version)版（更正）：\(handIn.reason ?? "")")
        }
        below += [table.annex.caution, "说明：\(Annex.definition)"].compactMap { $0 }
        return PrintedTable(
            name: "附件\(table.annex.rawValue)",
            title: table.annex.title(name(table.city), table.month),
            above: ("填报单位：\(unit ?? "")", "单位：人次、元"),
            columns: Self.columns,
            rows: table.rows.map { row in
                cells(name(row.county), row.figures, row.remark)
            },
            total: cells("合计", table.total, nil),
            below: below
        )
    }

    private static let columns: [PrintedTable.Column] = [
        .init("地区", width: 18),
        .init("人次", group: "资金补发情况", width: 14),
        .init("金额（元）", group: "资金补发情况", width: 20, isMoney: true),
        .init("人次", group: "资金累计发放情况", width: 14),
        .init("金额（元）", group: "资金累计发放情况", width: 20, isMoney: true),
        .init("备注", width: 24),
    ]

    private func cells(_ name: String, _ figures: AnnexFigures, _ remark: String?) -> [Sheet.Cell] {
        [
            .text(name), .count(figures.backTimes), .number(yuan(figures.back)),
            .count(figures.totalTimes), .number(yuan(figures.total)),
            remark.map { .text($0) } ?? .empty,
        ]
    }

    /// The nearest number to an amount in yuan, which shows as it to the cent.
    private func yuan(_ amount: Fen) -> Double { Double(amount.count) / 100 }
}
