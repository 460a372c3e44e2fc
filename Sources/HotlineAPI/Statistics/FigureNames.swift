internal import Hotline
internal import HotlineStore

/// What people call the values that numbers are told apart by.
struct FigureNames: Sendable {
    let rules: RulesInForce
    let question: FigureQuestion

    func names(of key: FigureKey) -> [String] {
        zip(question.dimensions, key.values).map { name($0, $1) ?? $1 }
    }

    private func name(_ dimension: FigureDimension, _ value: String) -> String? {
        switch dimension {
        case .division: divisionName(value)
        case .township:
            value.isEmpty ? "地点未定" : DivisionCode(value).flatMap { rules.divisions[$0]?.name }
        case .unit:
            value.isEmpty ? "未派单" : UnitID(value).flatMap { rules.rulebook.units[$0]?.name }
        case .matter: Matter(rawValue: value).map(rules.categories.name)
        case .kind: Kind(rawValue: value).map(rules.categories.name)
        case .clock: ClockKind(rawValue: value)?.name ?? "全部"
        case .day, .week: value
        case .month: value
        case .hour: "\(Int(value) ?? 0)时"
        }
    }

    private func divisionName(_ value: String) -> String? {
        let name = DivisionCode(value).flatMap { rules.divisions[$0]?.name }
        return value == question.division.description ? name.map { "\($0)本级" } : name
    }
}

extension ClockKind {
    /// As people read it.
    var name: String {
        switch self {
        case .dispatch: "派单"
        case .respond: "紧急响应"
        case .return: "退单期"
        case .answer: "办理答复"
        case .extension: "延期审核"
        case .callback: "回访"
        case .urge: "催办"
        case .coHandler: "协办"
        case .supervised: "督办"
        case .relief: "小额快救"
        case .statutory: "法定时限"
        case .external: "来件时限"
        }
    }
}
