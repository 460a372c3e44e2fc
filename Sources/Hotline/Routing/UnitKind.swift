/// What a unit is in its division (单位类型): the word that its code ends in.
///
/// Villages and townships are units by their division's code alone.
package enum UnitKind: String, CaseIterable, Sendable {
    /// 村（社区）
    case village
    /// 乡镇（街道）
    case township
    /// 民政局、民政厅
    case civilAffairs = "civil-affairs"
    /// 社会救助服务热线坐席
    case desk
    /// 医保局
    case medicalInsurance = "medical-insurance"
    /// 残联
    case disabledFederation = "disabled-federation"
    /// 人社局
    case humanResources = "human-resources"
    /// 教育局
    case education
    /// 住建局
    case housing
    /// 农业农村局
    case agriculture
    /// 退役军人局
    case veterans
    /// 应急局
    case emergency
    /// 救助管理站
    case rescueStation = "rescue-station"
    /// 市场监管局
    case marketRegulation = "market-regulation"
    /// 公安局
    case publicSecurity = "public-security"
    /// 不动产登记中心
    case propertyRegistry = "property-registry"

    /// Whether its code is the division's alone.
    package var isDivision: Bool { self == .village || self == .township }

    /// The code of the unit of this kind in a division.
    package func id(in division: DivisionCode) -> UnitID {
        let code = isDivision ? division.description : "\(division)-\(rawValue)"
        guard let id = UnitID(code) else {
            preconditionFailure("a division's code and a kind make a unit's code")
        }
        return id
    }
}
