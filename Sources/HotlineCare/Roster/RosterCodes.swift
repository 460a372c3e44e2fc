package import Hotline

extension Programme {
    /// What households stand on the roster for (清单台账): everything but what is given once.
    package static let ofRoster: [Programme] = [.dibao, .tekun, .marginal, .rigid]

    /// What it is called on the roster.
    package var rosterName: String {
        switch self {
        case .dibao: "低保"
        case .tekun: "特困"
        case .marginal: "低保边缘"
        case .rigid: "刚性支出困难"
        case .temporary: "临时救助"
        }
    }

    /// The varieties that it has; none where it has but one.
    package var varieties: [Variety] {
        switch self {
        case .dibao: [.urban, .rural]
        case .tekun: [.concentrated, .dispersed]
        case .marginal, .rigid, .temporary: []
        }
    }
}

/// What sort of 低保 or 特困 it is (类别).
package enum Variety: String, CaseIterable, Sendable {
    /// 城市低保
    case urban
    /// 农村低保
    case rural
    /// 集中供养
    case concentrated
    /// 分散供养
    case dispersed

    package var name: String {
        switch self {
        case .urban: "城市"
        case .rural: "农村"
        case .concentrated: "集中供养"
        case .dispersed: "分散供养"
        }
    }
}

/// Why a household is in difficulty (致困原因).
package enum Ground: String, CaseIterable, Sendable {
    case illness, disability, age, minor, unemployment, lackOfLabour, education, disaster, other

    package var name: String {
        switch self {
        case .illness: "因病"
        case .disability: "因残"
        case .age: "年老"
        case .minor: "未成年"
        case .unemployment: "失业"
        case .lackOfLabour: "缺劳力"
        case .education: "因学"
        case .disaster: "因灾"
        case .other: "其他"
        }
    }
}

/// What somebody is to the head of the household (与户主关系).
package enum Relation: String, CaseIterable, Sendable {
    case head, spouse, child, parent, grandchild, grandparent, sibling, other

    package var name: String {
        switch self {
        case .head: "户主"
        case .spouse: "配偶"
        case .child: "子女"
        case .parent: "父母"
        case .grandchild: "孙子女"
        case .grandparent: "祖父母"
        case .sibling: "兄弟姐妹"
        case .other: "其他"
        }
    }
}

/// How often a household is looked at anew (核查周期).
package enum ReviewPace: String, CaseIterable, Sendable {
    /// 收入基本不变
    case yearly
    /// 收入不稳定、有劳动能力
    case halfYearly

    package var name: String { self == .yearly ? "每年" : "每半年" }
}

/// Why something on the roster changed (变更依据).
package enum RosterBasis: String, CaseIterable, Sendable {
    /// 清单导入
    case list
    /// 审核确认
    case approval
    /// 定期核查
    case review
    /// 人口变动
    case members
    /// 死亡
    case death
    /// 迁移
    case move
    /// 提标
    case standard
    /// 收入财产变化
    case means
    /// 渐退
    case gradual
    /// 本人申请
    case request
    /// 更正
    case correction

    package var name: String {
        switch self {
        case .list: "清单导入"
        case .approval: "审核确认"
        case .review: "定期核查"
        case .members: "人口变动"
        case .death: "死亡"
        case .move: "迁移"
        case .standard: "提标"
        case .means: "收入财产变化"
        case .gradual: "渐退"
        case .request: "本人申请"
        case .correction: "更正"
        }
    }
}

/// Whether a household is on the roster (在册状态).
package enum Standing: String, CaseIterable, Sendable {
    /// 在册
    case on
    /// 渐退期
    case gradual
    /// 已退出
    case off

    package var name: String {
        switch self {
        case .on: "在册"
        case .gradual: "渐退期"
        case .off: "已退出"
        }
    }
}

extension DisabilityCertificate.Category {
    package var name: String {
        switch self {
        case .visual: "视力"
        case .hearing: "听力"
        case .speech: "言语"
        case .physical: "肢体"
        case .intellectual: "智力"
        case .mental: "精神"
        case .multiple: "多重"
        }
    }

    package var code: String {
        switch self {
        case .visual: "visual"
        case .hearing: "hearing"
        case .speech: "speech"
        case .physical: "physical"
        case .intellectual: "intellectual"
        case .mental: "mental"
        case .multiple: "multiple"
        }
    }
}
