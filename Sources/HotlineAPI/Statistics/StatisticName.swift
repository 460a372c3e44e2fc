internal import Hotline
internal import HotlineStore

/// What the statistics tell (统计表).
enum StatisticName: String, CaseIterable, Sendable {
    /// 按时办结率
    case onTime
    /// 三率
    case rates
    /// 在办量
    case backlog
    /// 事项分布
    case matters
    /// 退单与重办
    case returns
    /// 单位汇总
    case units
    /// 来件时段
    case inflow
    /// 经办时长
    case holders

    var title: String {
        switch self {
        case .onTime: "按时办结率"
        case .rates: "三率（响应、解决、满意）"
        case .backlog: "在办量"
        case .matters: "事项分布"
        case .returns: "退单与重办"
        case .units: "单位汇总"
        case .inflow: "来件时段"
        case .holders: "经办时长"
        }
    }

    var usualDimensions: [FigureDimension] {
        switch self {
        case .onTime, .rates, .returns, .units, .holders: [.unit]
        case .backlog: [.day]
        case .matters: [.matter]
        case .inflow: [.hour]
        }
    }

    var columns: [FigureColumn] {
        switch self {
        case .onTime: FigureColumn.clocks + [FigureColumn("rate", "按时办结率", .share)]
        case .rates: FigureColumn.ratings + FigureColumn.rates
        case .backlog, .matters: FigureColumn.tickets
        case .returns: FigureColumn.returns
        case .units:
            FigureColumn.tickets + FigureColumn.clocks
                + [
                    FigureColumn("rate", "按时办结率", .share),
                    FigureColumn("sentBack", "退单"), FigureColumn("reworks", "重办"),
                    FigureColumn("effective", "有效回访"),
                ] + FigureColumn.rates
        case .inflow: [FigureColumn("filed", "受理")]
        case .holders: FigureColumn.tenures
        }
    }

    /// What each number means, for whoever reads them.
    func definition(_ settings: RatingSettings) -> String {
        switch self {
        case .onTime: Self.onTimeDefinition
        case .rates: Self.ratesDefinition(settings)
        case .backlog, .matters: Self.ticketsDefinition
        case .returns: Self.returnsDefinition
        case .units:
            [
                Self.ticketsDefinition, Self.onTimeDefinition, Self.returnsDefinition,
                Self.ratesDefinition(settings),
            ].joined(separator: "\n")
        case .inflow: "受理：期内收到的诉求，按收到的时刻计。"
        case .holders: Self.holdersDefinition
        }
    }

    private static let holdersDefinition =
        "期内办结的工单，按各单位以何身份经手过它（办理、待签收、挂起，坐席的派单、退单审核、回访，"
        + "以及协办）分别计件；平均工时只计该单位的办公时间，来回几次的合并计算。"
    private static let onTimeDefinition =
        "按时办结率＝按时÷到期。到期：到期时刻在期内且已经过去的时限；按时：在到期之前办结的；"
        + "超时：超时已办和超时未办的都算；尚未到期的不计；剔除考核的工单、已撤销的时限不计"
        + "（超时后才撤销的另列）；退单期是可以退单的时间，不是应办的时限，不计。责任单位是该时限到期时"
        + "应办的单位。"
    private static let ticketsDefinition =
        "受理：期内收到的工单，按收到的时刻计；办结：期内办结的工单，后来重新打开的不计；"
        + "在办：期末尚未办结的工单（重新打开的视为一直未办结）。工单按现在的承办单位、事项和地点归类。"
    private static let returnsDefinition =
        "退单、同意退单、驳回退单、改派、重办（回访不满意）、重新打开、催办：期内发生的次数，"
        + "记在当时承办的单位名下。"

    private static func ratesDefinition(_ settings: RatingSettings) -> String {
        let caution = settings.caution.map { "（权重：\($0)）" } ?? ""
        return [
            "有效回访：接通并得到答复的回访，每次计一次，记在被评价的承办单位名下。",
            "响应率＝已联系÷答复了此问的；解决率＝已解决÷答复了此问的；",
            "满意率＝（满意＋\(settings.basically.value)%×基本满意）÷有效回访；",
            "综合得分＝\(settings.responseWeight.value)%×响应率＋",
            "\(settings.resolutionWeight.value)%×解决率＋",
            "\(settings.satisfactionWeight.value)%×满意率\(caution)。",
        ]
        .joined()
    }
}

/// One number of each row.
struct FigureColumn: Sendable {
    let name: String
    let title: String
    let sort: Sort

    enum Sort: String, Sendable {
        case count
        /// A part of one.
        case share
        /// Hours of work, on average.
        case hours
    }

    init(_ name: String, _ title: String, _ sort: Sort = .count) {
        self.name = name
        self.title = title
        self.sort = sort
    }

    fileprivate static let tickets = [
        FigureColumn("filed", "受理"), FigureColumn("closed", "办结"), FigureColumn("open", "在办"),
    ]
    fileprivate static let clocks = [
        FigureColumn("due", "到期"), FigureColumn("met", "按时"), FigureColumn("missed", "超时"),
        FigureColumn("overdue", "超时未办"), FigureColumn("excluded", "剔除"),
        FigureColumn("dropped", "超时后撤销"),
    ]
    fileprivate static let ratings = [
        FigureColumn("effective", "有效回访"), FigureColumn("responded", "已联系"),
        FigureColumn("notResponded", "未联系"), FigureColumn("resolved", "已解决"),
        FigureColumn("notResolved", "未解决"), FigureColumn("satisfied", "满意"),
        FigureColumn("basically", "基本满意"), FigureColumn("unsatisfied", "不满意"),
    ]
    fileprivate static let rates = [
        FigureColumn("response", "响应率", .share), FigureColumn("resolution", "解决率", .share),
        FigureColumn("satisfaction", "满意率", .share), FigureColumn("score", "综合得分", .share),
    ]
    fileprivate static let tenures = TenurePart.allCases.flatMap { part in
        [
            FigureColumn(part.rawValue, "\(part.title)件数"),
            FigureColumn(part.hoursColumn, "\(part.title)平均工时", .hours),
        ]
    }
    fileprivate static let returns = [
        FigureColumn("sentBack", "退单"), FigureColumn("upheld", "同意退单"),
        FigureColumn("rejected", "驳回退单"), FigureColumn("redirected", "改派"),
        FigureColumn("reworks", "重办"), FigureColumn("reopened", "重新打开"),
        FigureColumn("urged", "催办"),
    ]
}
