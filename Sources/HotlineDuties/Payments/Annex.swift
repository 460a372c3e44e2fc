package import Hotline

/// A statistics table of the notice's annexes (附件).
package enum Annex: Int, CaseIterable, Sendable {
    /// 城市低保
    case urbanDibao = 1
    /// 农村低保
    case ruralDibao
    /// 特困
    case tekun

    package var programmes: [PaymentProgramme] {
        switch self {
        case .urbanDibao: [.urbanDibao]
        case .ruralDibao: [.ruralDibao]
        case .tekun: [.scatteredTekun, .institutionalTekun]
        }
    }

    /// What the table is headed with.
    package func title(_ city: String, _ month: PaymentMonth) -> String {
        let what =
            switch self {
            case .urbanDibao: "城市低保"
            case .ruralDibao: "农村低保"
            case .tekun: "特困人员"
            }
        return "\(city)\(month.year)年\(month.month)月\(what)资金发放情况统计表"
    }

    /// What must be said wherever the table is shown.
    package var caution: String? {
        guard self == .ruralDibao else { return nil }
        return "附件2在所得文件中缺失；按其标题与附件1同式，系推断，待核对原件。"
    }

    /// How the columns are reckoned.
    package static let definition = """
        资金补发情况：本月批次中的补发；资金累计发放情况：当年一月至本月的全部发放（含补发）。\
        人次＝每笔发放的人数之和。只计已确认的批次。
        """
}

/// What one row of an annex says, without its place.
package struct AnnexFigures: Hashable, Sendable {
    package var backTimes = 0
    package var back = Fen(0)
    package var totalTimes = 0
    package var total = Fen(0)

    package init() {}

    package init(backTimes: Int, back: Fen, totalTimes: Int, total: Fen) {
        self.backTimes = backTimes
        self.back = back
        self.totalTimes = totalTimes
        self.total = total
    }

    package static func + (one: Self, other: Self) -> Self {
        Self(
            backTimes: one.backTimes + other.backTimes,
            back: one.back + other.back,
            totalTimes: one.totalTimes + other.totalTimes,
            total: one.total + other.total
        )
    }
}

/// A row of an annex (一县一行).
package struct AnnexRow: Hashable, Sendable {
    package let county: DivisionCode
    package let figures: AnnexFigures
    /// What the county says besides (备注).
    package var remark: String?
    /// When the county handed its row in; nil while it has not.
    package var handedAt: Instant?

    package init(
        county: DivisionCode,
        figures: AnnexFigures,
        remark: String? = nil,
        handedAt: Instant? = nil
    ) {
        self.county = county
        self.figures = figures
        self.remark = remark
        self.handedAt = handedAt
    }
}

/// An annex of a city for a month (统计表): as it stands, or as it was handed in.
package struct AnnexTable: Sendable {
    package let annex: Annex
    package let city: DivisionCode
    package let month: PaymentMonth
    package var rows: [AnnexRow]
    /// Nil for the draft.
    package var handIn: AnnexHandIn?

    package init(
        annex: Annex,
        city: DivisionCode,
        month: PaymentMonth,
        rows: [AnnexRow],
        handIn: AnnexHandIn? = nil
    ) {
        self.annex = annex
        self.city = city
        self.month = month
        self.rows = rows
        self.handIn = handIn
    }

    /// The sum of all rows (合计).
    package var total: AnnexFigures { rows.reduce(AnnexFigures()) { $0 + $1.figures } }

    /// The rows in which it differs from another version, as that one and this one have them.
    package func changes(since former: AnnexTable) -> [(before: AnnexRow?, after: AnnexRow?)] {
        let counties = Set((rows + former.rows).map(\.county)).sorted()
        return counties.compactMap { county in
            let before = former.rows.first { $0.county == county }
            let after = rows.first { $0.county == county }
            let isSame = before?.figures == after?.figures && before?.remark == after?.remark
            return isSame ? nil : (before, after)
        }
    }
}

/// A version of an annex that was handed in (上报), frozen then.
package struct AnnexHandIn: Hashable, Sendable {
    package let version: Int
    package let at: Instant
    /// Whose table it is (填报单位).
    package let unit: UnitID
    /// Who made it out (填报人).
    package let filler: String
    /// Why a later version took its place.
    package let reason: String?
    package let isLate: Bool

    package init(
        version: Int,
        at: Instant,
        unit: UnitID,
        filler: String,
        reason: String?,
        isLate: Bool
    ) {
        self.version = version
        self.at = at
        self.unit = unit
        self.filler = filler
        self.reason = reason
        self.isLate = isLate
    }
}
