internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

extension Schemas {
    static let statistic = object([
        ("statistic", codes(StatisticName.self)), ("title", plain), ("asOf", instant),
        ("definition", plain), ("division", plain), ("divisionName", plain), ("from", plain),
        ("to", plain), ("by", array(codes(FigureDimension.self))),
        ("columns", array(object([("name", plain), ("title", plain), ("sort", plain)]))),
        ("rows", array(figureRow)), ("total", figureRow),
    ])

    private static let figureRow = object(
        [("drill", ["type": "object", "additionalProperties": plain])],
        optional: [("previous", ["type": "object"])]
    )

    static var workbookContents: [JSON.Member] { [JSON.Member(Response.xlsxType, [:])] }

    /// A statistic is told as JSON, CSV or XLSX.
    static var statisticContents: [JSON.Member] {
        [
            JSON.Member("application/json", ["schema": reference("Statistic")]),
            JSON.Member("text/csv", ["schema": plain]),
            JSON.Member(Response.xlsxType, [:]),
        ]
    }
}
