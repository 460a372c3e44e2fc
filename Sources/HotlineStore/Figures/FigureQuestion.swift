package import Hotline

/// What numbers are told apart by (统计维度).
package enum FigureDimension: String, CaseIterable, Sendable {
    /// 下级区划
    case division
    /// 事发乡镇（街道）
    case township
    /// 事项
    case matter
    /// 诉求类型
    case kind
    /// 时限种类
    case clock
    /// 单位
    case unit
    case day, week, month
    /// 钟点
    case hour
}

/// What is to be counted: whose, when, and by what.
package struct FigureQuestion: Sendable {
    /// In whose care: the division's desks and units and those below it.
    package let division: DivisionCode
    /// Who asks: the numbers hold nothing that the account does not see.
    package let actor: Actor
    package private(set) var from: Day
    package private(set) var to: Day
    package let now: Instant
    /// What the rows are told apart by, in this order.
    package private(set) var dimensions: [FigureDimension]
    /// Only these, where given.
    package var clock: ClockKind?
    package var matter: Matter?
    package var kind: Kind?
    package var unit: UnitID?

    package init(
        division: DivisionCode,
        actor: Actor,
        from: Day,
        to: Day,
        now: Instant,
        dimensions: [FigureDimension]
    ) {
        self.division = division
        self.actor = actor
        self.from = from
        self.to = to
        self.now = now
        self.dimensions = dimensions
    }

    /// The same for other days.
    package func during(_ from: Day, _ to: Day) -> FigureQuestion {
        var other = self
        (other.from, other.to) = (from, to)
        return other
    }

    /// The same, told apart by something else.
    package func by(_ dimensions: [FigureDimension]) -> FigureQuestion {
        var other = self
        other.dimensions = dimensions
        return other
    }
}

/// What one row of numbers is of: a value for each dimension.
package struct FigureKey: Hashable, Comparable, Sendable {
    package var values: [String]

    package init(_ values: [String]) {
        self.values = values
    }

    package static func < (lhs: FigureKey, rhs: FigureKey) -> Bool {
        lhs.values.lexicographicallyPrecedes(rhs.values)
    }
}

/// How many of each, by name of what is counted.
package typealias Figures = [FigureKey: [String: Int]]

extension Day {
    /// The Monday of its week.
    package var monday: Day { advanced(by: 1 - weekday) }

    /// Such as `2026-11`.
    package var monthText: String { String(description.prefix(7)) }

    /// The hour that it begins with, counted from 1970.
    var firstHour: Int64 { Int64(number) * 24 }
}

extension DivisionCode {
    /// The division directly below this one that a unit belongs to; this one for its own units.
    package func part(of unit: UnitID) -> DivisionCode {
        var part = unit.division
        guard contains(part) else { return part }
        while part != self, let parent = part.parent, parent != self { part = parent }
        return part
    }
}
