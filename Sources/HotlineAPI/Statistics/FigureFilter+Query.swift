internal import Hotline
internal import HotlineStore

extension FigureFilter {
    /// What the list of tickets may be asked besides: the numbers of the statistics name these.
    static let parameters: [Endpoint.Parameter] = [
        .init(name: "division", shape: .division),
        .init(name: "heldBy", shape: .division),
        .init(name: "own", shape: .flag),
        .init(name: "aspect", shape: .codes(Aspect.self)),
        .init(name: "township", shape: .division),
        .init(name: "townshipUnknown", shape: .flag),
        .init(name: "withoutUnit", shape: .flag),
        .init(name: "hour", shape: .integer(0...23)),
        .init(name: "closedFrom", shape: .day),
        .init(name: "closedTo", shape: .day),
        .init(name: "openOn", shape: .day),
        .init(name: "clock", shape: .codes(ClockKind.self)),
        .init(name: "result", shape: .codes(ResultGroup.self)),
        .init(name: "dueFrom", shape: .day),
        .init(name: "dueTo", shape: .day),
        .init(name: "deed", shape: .codes(CountedDeedName.self)),
        .init(name: "rating", shape: .codes(RatingAnswer.self)),
        .init(name: "doneFrom", shape: .day),
        .init(name: "doneTo", shape: .day),
        .init(name: "tenure", shape: .code(TenurePart.allCases.map(\.rawValue))),
        .init(name: "owner", shape: .unit),
        .init(name: "ownerDivision", shape: .division),
    ]
}

/// How clocks that fell due count, in groups that have a number of their own.
enum ResultGroup: String, CaseIterable, Sendable {
    /// 应办结: all that count
    case due
    /// 按时
    case met
    /// 超时: late or still overdue
    case missed
    /// 超时未办
    case overdue
    /// 已剔除考核
    case excluded
    /// 超时后撤销
    case dropped

    var results: [ClockResult] {
        switch self {
        case .due: [.met, .late, .overdue]
        case .met: [.met]
        case .missed: [.late, .overdue]
        case .overdue: [.overdue]
        case .excluded: [.excluded]
        case .dropped: [.dropped]
        }
    }
}

/// What is counted of what is done to tickets.
enum CountedDeedName: String, CaseIterable, Sendable {
    case callBack, sendBack, upholdReturn, rejectReturn, redirect, reopen, urge, supervise
    case exclude, approveExtension
}

/// What a unit has a ticket as (经手身份), and the columns that tell of it.
enum TenurePart: String, CaseIterable, Sendable {
    case handling, dispatched, suspended, desk, returning, answered, coHandler

    var title: String {
        switch self {
        case .handling: "办理"
        case .dispatched: "待签收"
        case .suspended: "挂起"
        case .desk: "派单"
        case .returning: "退单审核"
        case .answered: "回访"
        case .coHandler: "协办"
        }
    }

    /// The column of the mean hours.
    var hoursColumn: String { "\(rawValue)Hours" }
}

/// What a caller said when called back (回访答复).
enum RatingAnswer: String, CaseIterable, Sendable {
    case responded, notResponded, resolved, notResolved, satisfied, basically, unsatisfied

    /// The letters of responded, resolved and satisfied that say so.
    var pattern: String {
        switch self {
        case .responded: "y__"
        case .notResponded: "n__"
        case .resolved: "_y_"
        case .notResolved: "_n_"
        case .satisfied: "__y"
        case .basically: "__b"
        case .unsatisfied: "__n"
        }
    }
}

extension Exchange {
    /// The conditions of the query that the statistics add.
    func figureFilter() throws -> FigureFilter {
        var filter = FigureFilter(within: actor.scope)
        filter.division = try value("division", DivisionCode.self)
        filter.heldBy = try value("heldBy", DivisionCode.self)
        filter.isOwn = try value("own", Bool.self) ?? false
        filter.aspect = try code("aspect", Aspect.self)
        filter.township = try value("township", DivisionCode.self)
        filter.isTownshipUnknown = try value("townshipUnknown", Bool.self) ?? false
        filter.isWithoutUnit = try value("withoutUnit", Bool.self) ?? false
        filter.hour = try value("hour", Int.self)
        filter.closedFrom = try value("closedFrom", Day.self)
        filter.closedTo = try value("closedTo", Day.self)
        filter.openOn = try value("openOn", Day.self)
        filter.tenure = try query("tenure")
        filter.owner = try value("owner", UnitID.self)
        filter.ownerDivision = try value("ownerDivision", DivisionCode.self)
        filter.owed = try owed(at: filter.hour)
        filter.done = try done(at: filter.hour)
        return filter
    }

    private func owed(at hour: Int?) throws -> FigureFilter.Owed? {
        let clock = try code("clock", ClockKind.self)
        let result = try code("result", ResultGroup.self)
        let (from, to) = (try value("dueFrom", Day.self), try value("dueTo", Day.self))
        guard clock != nil || result != nil || from != nil || to != nil else { return nil }
        return FigureFilter.Owed(
            clock: clock,
            results: result?.results ?? ClockResult.allCases,
            from: from ?? .first,
            to: to ?? now.day,
            now: now,
            hour: hour
        )
    }

    private func done(at hour: Int?) throws -> FigureFilter.Done? {
        guard let deed = try code("deed", CountedDeedName.self) else { return nil }
        return FigureFilter.Done(
            deed: deed.rawValue,
            rating: try code("rating", RatingAnswer.self)?.pattern,
            from: try value("doneFrom", Day.self) ?? .first,
            to: try value("doneTo", Day.self) ?? now.day,
            hour: hour
        )
    }
}

extension Day {
    /// Before all that can have happened here.
    static let first = Day(number: 0)
}
