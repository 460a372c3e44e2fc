/// A division (行政区划) and what it is called.
package struct Division: Hashable, Sendable {
    package let code: DivisionCode
    /// The name alone, `坞城街道`.
    package let name: String
    /// The name in full, `山西省太原市小店区坞城街道`.
    package let fullName: String
    package let parent: DivisionCode?
    /// Whether it was abolished (撤销): it is still said, but has no unit.
    package let isAbolished: Bool

    package init(
        code: DivisionCode,
        name: String,
        fullName: String,
        parent: DivisionCode?,
        isAbolished: Bool = false
    ) {
        self.code = code
        self.name = name
        self.fullName = fullName
        self.parent = parent
        self.isAbolished = isAbolished
    }
}

/// How far up a division is (层级).
package enum Level: String, CaseIterable, Sendable {
    case village, township, county, city, province
}

extension DivisionCode {
    package var level: Level {
        switch description.utf8.count {
        case 2: .province
        case 4: .city
        case 6: .county
        case 9: .township
        default: .village
        }
    }
}
