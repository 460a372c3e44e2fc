private import Yams

/// The names of all codes, and who handles which matter (事项目录).
package struct Categories: Sendable {
    package let kinds: [Kind: String]
    package let aspects: [Aspect: String]
    private let matters: [Matter: MatterEntry]

    package subscript(_ matter: Matter) -> MatterEntry {
        guard let entry = matters[matter] else {
            preconditionFailure("the reader sees to it that every matter has an entry")
        }
        return entry
    }

    package func name(_ kind: Kind) -> String { kinds[kind] ?? kind.rawValue }
    package func name(_ matter: Matter) -> String { self[matter].name }
    package func name(_ aspect: Aspect) -> String { aspects[aspect] ?? aspect.rawValue }
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

    package var name: String {
        switch self {
        case .registered: "户籍地"
        case .incident: "急难发生地"
        case .residence: "居住地"
        }
    }
}

// MARK: - categories.yaml

extension Categories {
    /// Reads the file, noting what is wrong with it in the reader.
    init?(_ yaml: String, reader: RuleReader) {
        guard let root = reader.compose(yaml),
            let mapping = reader.mapping(root, required: ["kinds", "aspects", "matters"])
        else { return nil }
        kinds = reader.entries(mapping["kinds"], Kind.self) { reader.text($0) }
        aspects = reader.entries(mapping["aspects"], Aspect.self) { reader.text($0) }
        matters = reader.entries(mapping["matters"], Matter.self) {
            MatterEntry($0, reader: reader)
        }
        guard reader.mistakes.isEmpty else { return nil }
    }
}

extension MatterEntry {
    fileprivate init?(_ node: Node, reader: RuleReader) {
        let required: Set = ["name", "level", "place", "basis", "grade"]
        guard let mapping = reader.mapping(node, required: required, optional: ["unit"]),
            let name = mapping["name"].flatMap({ reader.text($0) }),
            let level = mapping["level"].flatMap({ reader.code($0, HandlingLevel.self) }),
            let place = mapping["place"].flatMap({ reader.code($0, PlaceThatCounts.self) }),
            let basis = mapping["basis"].flatMap({ reader.text($0) }),
            let grade = mapping["grade"].flatMap({ reader.code($0, Grade.self) })
        else { return nil }
        let unit = mapping["unit"].flatMap { reader.code($0, UnitKind.self) }
        if level == .department, let unit, unit.isDivision {
            reader.note("a department's matter may not go to a township", at: node.mark)
        }
        self.init(
            name: name,
            level: level,
            unit: unit,
            place: place,
            basis: basis,
            grade: grade
        )
    }
}

extension RuleReader {
    /// A mapping that has one entry for every code of an enumeration, and no others.
    fileprivate func entries<Code: RawRepresentable & CaseIterable & Hashable, Value>(
        _ node: Node?,
        _ type: Code.Type,
        read: (Node) -> Value?
    ) -> [Code: Value] where Code.RawValue == String {
        guard let node, let mapping = node.mapping else { return [:] }
        var entries: [Code: Value] = [:]
        for (key, value) in mapping {
            guard let code = code(key, type), let value = read(value) else { continue }
            entries[code] = value
        }
        for code in type.allCases where mapping[code.rawValue] == nil {
            note("'\(code.rawValue)' is missing", at: node.mark)
        }
        return entries
    }
}
