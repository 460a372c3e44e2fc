package import Hotline

/// One visit to a household in a month (家访): what a village reports.
package struct Visit: Hashable, Sendable {
    package var household: String
    package var address: String?
    package var visitedOn: Day
    /// What has changed; nothing has where this is empty.
    package var changes: [VisitChange]

    package init(
        household: String,
        address: String? = nil,
        visitedOn: Day,
        changes: [VisitChange] = []
    ) {
        self.household = household
        self.address = address
        self.visitedOn = visitedOn
        self.changes = changes
    }

    /// How many households a village reports in a month at most.
    package static let countMax = 2000
    package static let nameLengthMax = 100
    package static let addressLengthMax = 200
    package static let textLengthMax = 1000

    /// What tells one household of a village from another.
    package var sameness: String {
        let parts = [household, address ?? ""]
        return parts.map { $0.filter { !$0.isWhitespace } }.joined(separator: "\n")
    }

    /// What is wrong with it, by field: the days that may be reported are those of the month,
    /// as far as they are over.
    package func mistakes(
        in period: DutyPeriod,
        on today: Day
    ) -> [(field: VisitField, message: String)] {
        var mistakes: [(VisitField, String)] = []
        if visitedOn < period.firstDay || visitedOn > period.lastDay {
            mistakes.append((.visitedOn, "\(visitedOn)不在\(period.name)内，请报送到走访当月。"))
        } else if visitedOn > today {
            mistakes.append((.visitedOn, "\(visitedOn)还没有到。"))
        }
        let topics = changes.map(\.topic)
        if Set(topics).count < topics.count {
            mistakes.append((.changes, "同一类变化只填一次，请合并说明。"))
        }
        return mistakes
    }
}

/// What has changed in a household.
package struct VisitChange: Hashable, Sendable {
    package let topic: VisitTopic
    package let text: String

    package init(_ topic: VisitTopic, _ text: String) {
        self.topic = topic
        self.text = text
    }
}

/// What is told of a visit, as columns of a table and fields of a form.
package enum VisitField: Hashable, Sendable {
    case village, household, address, visitedOn, noChange, changes
    case topic(VisitTopic)

    package static let columns: [VisitField] =
        [.village, .household, .address, .visitedOn, .noChange]
        + VisitTopic.allCases.map(VisitField.topic)

    package static let required: [VisitField] = [.village, .household, .visitedOn]

    /// The name of its column.
    package var name: String {
        switch self {
        case .village: "村（社区）"
        case .household: "户主姓名"
        case .address: "住址"
        case .visitedOn: "走访日期"
        case .noChange: "无变化"
        case .changes: "变化"
        case .topic(let topic): topic.name
        }
    }
}
