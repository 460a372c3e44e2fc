/// The names of all codes, and who handles which matter (事项目录).
package struct Categories: Sendable {
    package let kinds: [Kind: String]
    package let matters: [Matter: MatterEntry]
    package let aspects: [Aspect: String]

    init() {
        kinds = [:]
        matters = [:]
        aspects = [:]
    }
}

/// One matter (事项): its name, who handles it, and which place counts.
package struct MatterEntry: Hashable, Sendable {
    package let name: String
    /// Whether a township may handle it, or only a department.
    package let level: HandlingLevel
    /// Who usually handles it; nil where the desk must find out.
    package let unit: UnitKind?
    package let place: PlaceThatCounts
    package let basis: String
    package let grade: Grade
}

/// Who may handle a matter (办理层级).
package enum HandlingLevel: String, CaseIterable, Sendable {
    /// 乡镇（街道）可以办理
    case township
    /// 应由职能部门办理
    case department
}

/// Which of a person's places decides who handles a matter (属地).
package enum PlaceThatCounts: String, CaseIterable, Sendable {
    /// 户籍地
    case registered
    /// 急难发生地
    case incident
    /// 居住地
    case residence
}

/// How well a rule's basis is proven (依据等级).
package enum Grade: String, CaseIterable, Sendable {
    /// The full text of the instrument was read.
    case full = "A"
    /// An excerpt or an official report with the rule in it was read.
    case excerpt = "B"
    /// Nothing was found: this system's own default, to be settled locally.
    case unverified
}
