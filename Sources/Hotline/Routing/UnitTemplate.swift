/// One sort of unit (单位): it stands in every division of the levels that it has a name for.
struct UnitTemplate: Sendable {
    let kind: UnitKind
    /// What it is called at each level, with `{name}` for its division.
    let names: [Level: String]
    /// What people call it at each level.
    let calls: [Level: [String]]
    /// The kind that it answers to in its own division.
    let under: UnitKind?

    /// What a unit of it is called in a division of that level.
    func name(at level: Level, in division: String) -> String? {
        guard let template = names[level] else { return nil }
        let parts = template.split(separator: "{name}", omittingEmptySubsequences: false)
        return parts.joined(separator: division)
    }
}

/// What `units.yaml` says: which units there are, and what they are called.
struct UnitRules: Sendable {
    let hours: String
    let templates: [UnitTemplate]
    /// Words before a unit's name that do not accuse it.
    let asked: [String]
    let exceptions: [UnitException]
}

/// What one unit has differently from its template.
struct UnitException: Sendable {
    let id: UnitID
    let name: String?
    let hours: String?
    let dutyPhone: String?
    let successor: UnitID?
    let line: Int
    let column: Int
}

extension UnitRules {
    /// Exceptions for units that there are not.
    func mistakes(units: UnitDirectory, file: String) -> [RuleMistake] {
        exceptions.flatMap { exception in
            [exception.id, exception.successor].compactMap { $0 }.filter { units[$0] == nil }
                .map { id in
                    RuleMistake(
                        file: file,
                        line: exception.line,
                        column: exception.column,
                        message: "no unit has the code '\(id)'"
                    )
                }
        }
    }

    /// The units of these divisions.
    func directory(of divisions: Divisions) -> UnitDirectory {
        let counties = divisions.all(at: .county)
        let counts = Dictionary(counties.map { ($0.name, 1) }, uniquingKeysWith: +)
        var units: [UnitID: Unit] = [:]
        for level in Level.allCases {
            let templates = templates.filter { $0.names[level] != nil }
            for division in divisions.all(at: level) {
                // Without anybody who took over there is nobody to answer.
                let successor = division.isAbolished ? divisions.inForce(division.code) : nil
                guard !division.isAbolished || successor != nil else { continue }
                let isUnique = counts[division.name] == 1
                let name = Self.name(division, isUnique: isUnique, in: divisions)
                for template in templates {
                    let id = template.kind.id(in: division.code)
                    // Most units are called what their division is.
                    let isPlain = template.names[level] == "{name}"
                    let name = isPlain ? name : template.name(at: level, in: name)
                    var unit = Unit(id: id, name: name ?? "", kind: template.kind, parent: nil)
                    unit.successor = successor.map { template.kind.id(in: $0) }
                    units[id] = unit
                }
            }
        }
        let exceptions = Dictionary(exceptions.map { ($0.id, $0) }) { _, last in last }
        return UnitDirectory(
            units.values.map { unit in
                let parent = parent(of: unit, among: units)
                var unit = unit
                unit.parent = parent
                unit.hours = hours
                if let exception = exceptions[unit.id] { unit.apply(exception) }
                return unit
            }
        )
    }

    /// A county's name with its city's before it, where the name alone does not tell.
    private static func name(
        _ division: Division,
        isUnique: Bool,
        in divisions: Divisions
    ) -> String {
        guard division.code.level == .county, let parent = division.parent else {
            return division.name
        }
        let isGeneric = division.name.utf8.count <= 6 && division.name.hasSuffix("区")
        guard !isUnique || isGeneric else { return division.name }
        return (divisions[parent]?.name ?? "") + division.name
    }

    private func parent(of unit: Unit, among units: [UnitID: Unit]) -> UnitID? {
        let division = unit.id.division
        if let under = templates.first(where: { $0.kind == unit.kind })?.under {
            let id = under.id(in: division)
            if units[id] != nil { return id }
        }
        if unit.kind == .village { return division.township.map(UnitKind.township.id) }
        var next = division.parent
        while let above = next {
            for kind in [unit.kind, .civilAffairs] where !kind.isDivision {
                let id = kind.id(in: above)
                if units[id] != nil { return id }
            }
            next = above.parent
        }
        return nil
    }
}

extension Unit {
    fileprivate mutating func apply(_ exception: UnitException) {
        name = exception.name ?? name
        hours = exception.hours ?? hours
        dutyPhone = exception.dutyPhone ?? dutyPhone
        successor = exception.successor ?? successor
    }
}
