package import Hotline

/// What a visit can find changed in a household (走访情况): the notice names these.
package enum VisitTopic: String, CaseIterable, Sendable {
    case employment, income, travel, spending, disaster, illness, funeral
    case riskIllness, riskDisability, riskSchooling

    package var name: String {
        switch self {
        case .employment: "就业"
        case .income: "收入"
        case .travel: "出行"
        case .spending: "大额消费"
        case .disaster: "受灾"
        case .illness: "大病"
        case .funeral: "丧葬"
        case .riskIllness: "因病困难"
        case .riskDisability: "因残困难"
        case .riskSchooling: "因学困难"
        }
    }
}

/// As what sort of ticket a finding is filed, unless the county says otherwise.
package struct VisitTopicRule: Hashable, Sendable {
    package let topic: VisitTopic
    package let matter: Matter
    package let aspect: Aspect
    package let basis: String
    package let grade: Grade

    package init(topic: VisitTopic, matter: Matter, aspect: Aspect, basis: String, grade: Grade) {
        self.topic = topic
        self.matter = matter
        self.aspect = aspect
        self.basis = basis
        self.grade = grade
    }
}
