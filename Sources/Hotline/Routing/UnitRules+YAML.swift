internal import Yams

extension UnitRules {
    /// Reads `units.yaml`, noting what is wrong with it in the reader.
    init?(_ yaml: String, reader: RuleReader) {
        guard let root = reader.compose(yaml),
            let mapping = reader.mapping(root, required: ["hours", "units", "asked", "exceptions"])
        else { return nil }
        hours = mapping["hours"].flatMap { reader.hours($0) } ?? ""
        asked = mapping["asked"].map { reader.texts($0) } ?? []
        templates = reader.templates(mapping["units"])
        exceptions = (mapping["exceptions"].map { reader.sequence($0) } ?? [])
            .compactMap { UnitException($0, reader: reader) }
        guard reader.mistakes.isEmpty else { return nil }
    }
}

extension UnitTemplate {
    fileprivate init?(_ node: Node, reader: RuleReader) {
        let required: Set = ["kind", "names", "basis", "grade"]
        guard let mapping = reader.mapping(node, required: required, optional: ["under", "calls"]),
            let kind = mapping["kind"].flatMap({ reader.code($0, UnitKind.self) }),
            let names = mapping["names"]
        else { return nil }
        self.kind = kind
        self.names = reader.byLevel(names) { reader.text($0) }
        calls = mapping["calls"].map { reader.byLevel($0) { reader.texts($0) } } ?? [:]
        under = mapping["under"].flatMap { reader.code($0, UnitKind.self) }
        _ = mapping["basis"].flatMap { reader.text($0) }
        _ = mapping["grade"].flatMap { reader.code($0, Grade.self) }
        for level in self.names.keys where !kind.stands(at: level) {
            reader.note("there is no \(kind.rawValue) at the \(level.rawValue)", at: names.mark)
        }
    }
}

extension UnitKind {
    /// Villages and townships stand at their own level, all others at the county or above.
    fileprivate func stands(at level: Level) -> Bool {
        switch level {
        case .village: self == .village
        case .township: self == .township
        case .county, .city, .province: !isDivision
        }
    }
}

extension UnitException {
    fileprivate init?(_ node: Node, reader: RuleReader) {
        let optional: Set = ["name", "hours", "dutyPhone", "successor"]
        guard let mapping = reader.mapping(node, required: ["unit"], optional: optional),
            let id = mapping["unit"].flatMap({ reader.unit($0) })
        else { return nil }
        self.id = id
        name = mapping["name"].flatMap { reader.text($0) }
        hours = mapping["hours"].flatMap { reader.hours($0) }
        dutyPhone = mapping["dutyPhone"].flatMap { reader.text($0) }
        successor = mapping["successor"].flatMap { reader.unit($0) }
        line = node.mark?.line ?? 1
        column = node.mark?.column ?? 1
    }
}

extension RuleReader {
    fileprivate func hours(_ node: Node) -> String? {
        guard let text = text(node) else { return nil }
        if OfficeHours(text) == nil {
            note("expected office hours, such as 08:30-12:00,14:00-17:30", at: node.mark)
        }
        return text
    }

    fileprivate func templates(_ node: Node?) -> [UnitTemplate] {
        guard let node else { return [] }
        var kinds: Set<UnitKind> = []
        let templates = sequence(node).compactMap { item -> UnitTemplate? in
            let template = UnitTemplate(item, reader: self)
            if let template, !kinds.insert(template.kind).inserted {
                note("'\(template.kind.rawValue)' stands here twice", at: item.mark)
            }
            return template
        }
        for kind in [UnitKind.desk, .civilAffairs, .township] where !kinds.contains(kind) {
            note("'\(kind.rawValue)' is missing: routing needs it", at: node.mark)
        }
        return templates
    }

    fileprivate func byLevel<Value>(_ node: Node, read: (Node) -> Value?) -> [Level: Value] {
        guard let mapping = node.mapping else {
            note("expected names by level, such as {county: …}", at: node.mark)
            return [:]
        }
        var values: [Level: Value] = [:]
        for (key, value) in mapping {
            guard let level = code(key, Level.self), let value = read(value) else { continue }
            values[level] = value
        }
        return values
    }

    func unit(_ node: Node) -> UnitID? {
        guard let text = node.scalar?.string, let id = UnitID(text) else {
            note("expected a unit's code, such as 140105-civil-affairs", at: node.mark)
            return nil
        }
        return id
    }
}
