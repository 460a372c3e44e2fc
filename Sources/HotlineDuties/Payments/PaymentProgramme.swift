package import Hotline

/// What money is paid for (发放项目).
package enum PaymentProgramme: String, CaseIterable, Sendable {
    /// 城市低保
    case urbanDibao = "urban-dibao"
    /// 农村低保
    case ruralDibao = "rural-dibao"
    /// 分散供养特困: every quarter, to the person
    case scatteredTekun = "scattered-tekun"
    /// 集中供养特困: to the institution
    case institutionalTekun = "institutional-tekun"

    package var name: String {
        switch self {
        case .urbanDibao: "城市低保"
        case .ruralDibao: "农村低保"
        case .scatteredTekun: "分散供养特困"
        case .institutionalTekun: "集中供养特困"
        }
    }

    /// How many months one payment is for; one of several is made in the first of them.
    package var months: Int { self == .scatteredTekun ? 3 : 1 }

    /// What complaints about it are about.
    package var matter: Matter {
        switch self {
        case .urbanDibao, .ruralDibao: .dibao
        case .scatteredTekun, .institutionalTekun: .tekun
        }
    }

    /// Whether what is paid is the standard itself, and not what the income lacks to it (补差).
    package var isPaidInFull: Bool { matter == .tekun }

    /// Whether money may be paid for this month: of a quarter, in its first month.
    package func isPaid(in month: PaymentMonth) -> Bool { (month.month - 1) % months == 0 }
}

/// A month that money is paid for (发放月份), such as `2026-11`.
package struct PaymentMonth: Hashable, Comparable, Sendable {
    package let year: Int
    /// 1 to 12.
    package let month: Int

    private var number: Int { year * 12 + month - 1 }

    package init(of day: Day) {
        (year, month, _) = day.civil
    }

    private init(number: Int) {
        (year, month) = (number / 12, number % 12 + 1)
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.number < rhs.number }

    package func advanced(by count: Int) -> PaymentMonth { PaymentMonth(number: number + count) }

    /// How many months lie between this one and another.
    package func distance(to other: PaymentMonth) -> Int { other.number - number }

    /// A day of it, or its last where it has not so many.
    package func day(_ day: Int) -> Day {
        let last = Day.length(ofMonth: month, year: year)
        guard let day = Day(year, month, min(max(day, 1), last)) else {
            preconditionFailure("every month has the days up to its last")
        }
        return day
    }

    package var firstDay: Day { day(1) }

    package var january: PaymentMonth { PaymentMonth(number: year * 12) }
}

extension PaymentMonth: LosslessStringConvertible {
    /// Reads `yyyy-MM`.
    package init?(_ description: String) {
        guard description.utf8.count == 7, let day = Day(description + "-01") else { return nil }
        self.init(of: day)
    }

    package var description: String { String(firstDay.description.prefix(7)) }
}

/// Whom a line pays (发放对象).
package enum Payee: String, CaseIterable, Sendable {
    /// 户
    case household
    /// 人
    case person
}

/// What a line pays (发放类别).
package enum PaymentSort: String, CaseIterable, Sendable {
    /// 正常发放
    case regular
    /// 补发
    case back
}
