package import Hotline

/// What of payments is owed as a duty (定期任务).
package enum PaymentDuty: Hashable, Sendable {
    case payment(PaymentProgramme)
    /// The tables of a county to its city, or of a city to its province.
    case tables(Level)

    static let all: [PaymentDuty] =
        PaymentProgramme.allCases.map(PaymentDuty.payment) + [.tables(.county), .tables(.city)]

    /// What it is called in `payments.yaml`.
    var key: String {
        switch self {
        case .payment(let programme): programme.rawValue
        case .tables(let level): "\(level.rawValue)-tables"
        }
    }
}

/// By when money and tables are owed (期限), as the rules of duties say.
package struct PaymentDues: Sendable {
    private let rules: PaymentRules
    private let duties: DutyRules

    package init(_ rules: PaymentRules, _ duties: DutyRules) {
        self.rules = rules
        self.duties = duties
    }

    /// What is owed by when, and which duty it is.
    package struct Due: Hashable, Sendable {
        package let rule: String
        package let period: DutyPeriod
        /// A day of the calendar, which no holiday moves.
        package let day: Day
        package let basis: String
        package let grade: Grade
    }

    /// When what is for a month is owed in a place.
    package func due(
        _ duty: PaymentDuty,
        _ month: PaymentMonth,
        in place: DivisionCode
    ) -> Due {
        guard let rule = rules.duties[duty].flatMap(duties.rule) else {
            preconditionFailure("the rules are not loaded without a duty for each")
        }
        let period = DutyPeriod(rule.every, containing: month.firstDay)
        let due = rule.due.setting(in: place, on: period.firstDay)
        return Due(
            rule: rule.id,
            period: period,
            day: due.value.day(of: period),
            basis: due.basis,
            grade: due.grade
        )
    }
}

extension PaymentRules {
    /// What does not fit the rules of duties.
    package func mistakes(_ duties: DutyRules, file: String = fileName) -> [RuleMistake] {
        PaymentDuty.all.compactMap { duty in
            let known = self.duties[duty].flatMap(duties.rule)
            let months = if case .payment(let programme) = duty { programme.months } else { 1 }
            let message =
                known == nil
                ? "'\(duty.key)' names no rule of \(DutyRules.fileName)"
                : "the duty of '\(duty.key)' is not owed every \(months) months"
            guard known?.every.months != months else { return nil }
            return RuleMistake(file: file, line: 1, column: 1, message: message)
        }
    }
}
