/// How far somebody in 特困 can care for themselves (自理能力), which decides their care allowance.
package enum SelfCare: String, CaseIterable, Sendable {
    /// 具备生活自理能力（全自理）
    case able
    /// 部分丧失生活自理能力（半护理）
    case partly
    /// 完全丧失生活自理能力（全护理）
    case unable

    package var chineseName: String {
        switch self {
        case .able: "具备生活自理能力"
        case .partly: "部分丧失生活自理能力"
        case .unable: "完全丧失生活自理能力"
        }
    }
}
