internal import Hotline
internal import HotlineStore
internal import Spreadsheet
internal import StrictJSON

/// A statistic with its numbers, ready to be shown: as JSON or as a sheet.
struct StatisticTable: Sendable {
    let name: StatisticName
    let question: FigureQuestion
    let divisionName: String
    let definition: String
    let rows: [Row]
    let total: Row
    /// Whether rows tell of the period before too.
    let isCompared: Bool

    struct Row: Sendable {
        let key: FigureKey
        /// What people call it, for each dimension.
        let names: [String]
        let numbers: [String: Double]
        var previous: [String: Double]?
    }
}

// MARK: - JSON

extension StatisticTable {
    func write(in writer: inout JSONWriter) {
        writer.member("statistic", name.rawValue)
        writer.member("title", name.title)
        writer.member("asOf", question.now.description)
        writer.member("definition", definition)
        writer.member("division", question.division.description)
        writer.member("divisionName", divisionName)
        writer.member("from", question.from.description)
        writer.member("to", question.to.description)
        writer.member("by", question.dimensions.map(\.rawValue))
        writer.name("columns")
        writer.beginArray()
        for column in name.columns {
            writer.beginObject()
            writer.member("name", column.name)
            writer.member("title", column.title)
            writer.member("sort", column.sort.rawValue)
            writer.endObject()
        }
        writer.endArray()
        writer.name("rows")
        writer.beginArray()
        for row in rows { write(row, dimensions: question.dimensions, in: &writer) }
        writer.endArray()
        writer.name("total")
        write(total, dimensions: [], in: &writer)
    }

    private func write(
        _ row: Row,
        dimensions: [FigureDimension],
        in writer: inout JSONWriter
    ) {
        writer.beginObject()
        for (index, dimension) in dimensions.enumerated() {
            writer.name(of: dimension.rawValue)
            let value = row.key.values[index]
            if dimension == .hour {
                writer.integer(Int(value) ?? 0)
            } else if value.isEmpty {
                writer.null()
            } else {
                writer.string(value)
            }
            writer.name(of: "\(dimension.rawValue)Name")
            writer.string(row.names[index])
        }
        write(row.numbers, in: &writer)
        writer.name("drill")
        writer.beginObject()
        let question = dimensions.isEmpty ? question.whole : question
        let drill = FigureDrill(question: question, key: row.key)
        for column in name.columns where row.numbers[column.name] != nil {
            guard let query = drill.query(column) else { continue }
            writer.name(of: column.name)
            writer.string(query)
        }
        writer.endObject()
        if let previous = row.previous {
            writer.name("previous")
            writer.beginObject()
            write(previous, in: &writer)
            writer.endObject()
        }
        writer.endObject()
    }

    private func write(_ numbers: [String: Double], in writer: inout JSONWriter) {
        for column in name.columns {
            writer.name(of: column.name)
            switch (numbers[column.name], column.sort) {
            case (nil, _): writer.null()
            case (let number?, .count): writer.integer(Int(number))
            case (let number?, .share), (let number?, .hours): writer.number(number)
            }
        }
    }
}

// MARK: - A sheet

extension StatisticTable {
    var sheet: Sheet {
        let titles = question.dimensions.map { Sheet.Column($0.title, width: 10) }
        let columns = name.columns.map { Sheet.Column($0.title, width: 5) }
        let before =
            isCompared ? name.columns.map { Sheet.Column("上期\($0.title)", width: 5) } : []
        return Sheet(
            name: name.title,
            heading: [
                "\(divisionName) \(name.title)",
                "期间：\(question.from) 至 \(question.to)；统计截至 \(question.now)",
            ],
            columns: titles + columns + before,
            rows: rows.map { cells($0, names: $0.names) }
                + [cells(total, names: question.dimensions.indices.map { $0 == 0 ? "合计" : "" })],
            notes: definition.split(separator: "\n").map { "口径：\($0)" }
        )
    }

    private func cells(_ row: Row, names: [String]) -> [Sheet.Cell] {
        func cell(_ column: FigureColumn, _ numbers: [String: Double]) -> Sheet.Cell {
            guard let number = numbers[column.name] else { return .empty }
            return column.sort == .share ? .share(number) : .number(number)
        }
        return names.map { Sheet.Cell.text($0) }
            + name.columns.map { cell($0, row.numbers) }
            + (isCompared ? name.columns.map { cell($0, row.previous ?? [:]) } : [])
    }
}

extension FigureQuestion {
    /// The same for everything together.
    var whole: FigureQuestion { by([]) }
}

extension FigureDimension {
    var title: String {
        switch self {
        case .division: "区划"
        case .township: "事发乡镇（街道）"
        case .matter: "事项"
        case .kind: "诉求类型"
        case .clock: "时限"
        case .unit: "单位"
        case .day: "日期"
        case .week: "周（周一）"
        case .month: "月份"
        case .hour: "时段"
        }
    }
}
