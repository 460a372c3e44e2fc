private import Yams

/// One sort of unit (单位): it stands in every division of the levels that it has a name for.
struct UnitTemplate: Sendable {
    let kind: UnitKind
    /// What it is called at each level, with `{name}` for its division.
    let names: [Level: String]
    /// What people call it at each level.
    let calls: [Level: [String]]
    /// The kind that it answers to in its own division.
    let under: UnitKind?

    func unit(in division: Division, called name: String) -> Unit? {
        guard let template = names[division.code.level], !division.isAbolished else { return nil }
        let parts = template.split(separator: "{name}", omittingEmptySubsequences: false)
        return Unit(
            id: kind.id(in: division.code),
            name: parts.joined(separator: name),
            kind: kind,
            parent: nil
        )
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
}

extension UnitRules {
    /// The units of these divisions.
    func directory(of divisions: Divisions) -> UnitDirectory {
        let counties = divisions.all(at: .county)
        let counts = Dictionary(counties.map { ($0.name, 1) }, uniquingKeysWith: +)
        var units: [UnitID: Unit] = [:]
        for division in divisions.all {
            let name = Self.name(division, isUnique: counts[division.name] == 1, in: divisions)
            for template in templates {
                guard let unit = template.unit(in: division, called: name) else { continue }
                units[unit.id] = unit
            }
        }
        return UnitDirectory(
            units.values.map { unit in
                let parent = parent(of: unit, among: units)
                var unit = Unit(id: unit.id, name: unit.name, kind: unit.kind, parent: parent)
                unit.hours = hours
                if let exception = exceptions.first(where: { $0.id == unit.id }) {
                    unit.apply(exception)
                }
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
