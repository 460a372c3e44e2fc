/// All units (单位), and who answers to whom.
package struct UnitDirectory: Sendable {
    /// All of them, by code.
    package private(set) var all: [Unit] = []
    private var places: [UnitID: Int] = [:]
    private var byDivision: [DivisionCode: [UnitKind: UnitID]] = [:]
    /// The hours of those that have their own.
    private var ownHours: [UnitID: OfficeHours] = [:]

    package init(_ units: [Unit]) {
        add(units)
    }

    package subscript(_ id: UnitID) -> Unit? {
        places[id].map { all[$0] }
    }

    /// Takes units in; one that is there already is replaced.
    package mutating func add(_ units: [Unit]) {
        let new = Set(units.map(\.id))
        all = (all.filter { !new.contains($0.id) } + units).sorted { $0.id < $1.id }
        places = [:]
        ownHours = [:]
        for (index, unit) in all.enumerated() {
            places[unit.id] = index
            byDivision[unit.id.division, default: [:]][unit.kind] = unit.id
            ownHours[unit.id] = unit.hours.flatMap(OfficeHours.init)
        }
    }

    /// The unit of a kind in exactly that division.
    package func unit(_ kind: UnitKind, in division: DivisionCode) -> UnitID? {
        byDivision[division]?[kind]
    }

    /// Those in a division or anywhere below it, by code.
    package func units(in division: DivisionCode) -> [Unit] {
        all.filter { $0.id.lies(in: division) }
    }

    /// The unit of a kind in that division, or in the nearest one above that has one.
    package func nearest(_ kind: UnitKind, to division: DivisionCode) -> UnitID? {
        var next: DivisionCode? = division
        while let here = next {
            if let unit = byDivision[here]?[kind] { return unit }
            next = here.parent
        }
        return nil
    }

    /// The desk (坐席) of a division: its county's, or else its city's or its province's.
    ///
    /// Where nobody knows the division, it is the first desk there is.
    package func desk(of division: DivisionCode) -> UnitID {
        if let desk = nearest(.desk, to: division) { return desk }
        guard let first = all.first(where: { $0.kind == .desk }) else {
            preconditionFailure("a directory has a desk: the rules are not loaded without one")
        }
        return first.id
    }

    /// The civil affairs bureau (民政局) of a division or the nearest one above.
    package func civilAffairs(of division: DivisionCode) -> UnitID? {
        nearest(.civilAffairs, to: division)
    }

    /// The county's department of a kind.
    package func department(_ kind: UnitKind, county: DivisionCode) -> UnitID? {
        unit(kind, in: county)
    }

    /// The one that works now: itself, or whoever took over from it.
    package func inForce(_ id: UnitID) -> UnitID? {
        var id = id
        for _ in 0..<Self.successionsMax {
            guard let unit = self[id] else { return nil }
            guard let successor = unit.successor else { return id }
            id = successor
        }
        return nil
    }

    private static let successionsMax = 16
}

// MARK: - Who is above whom

extension UnitDirectory {
    /// A unit and everything above it, lowest first.
    package func chain(of id: UnitID) -> [UnitID] {
        var chain: [UnitID] = []
        var next: UnitID? = id
        while let unit = next, !chain.contains(unit) {
            chain.append(unit)
            next = self[unit]?.parent
        }
        return chain
    }

    /// Whether a unit is accused, or below one that is, so that it must not learn of it.
    package func isShutOut(unit: UnitID, accused: [UnitID]) -> Bool {
        guard !accused.isEmpty else { return false }
        return chain(of: unit).contains { accused.contains($0) }
    }

    /// The lowest unit that is above all of the accused; nil if there is none.
    package func above(_ accused: [UnitID]) -> UnitID? {
        guard let first = accused.first else { return nil }
        let chains = accused.map { chain(of: $0).dropFirst() }
        return chain(of: first).first { unit in
            chains.allSatisfy { $0.contains(unit) }
                && !isShutOut(unit: unit, accused: accused)
        }
    }

    /// The desk that may see a ticket: this one, or the next one up that is not shut out.
    package func desk(_ desk: UnitID, accused: [UnitID]) -> UnitID {
        var division = desk.division
        var candidate = desk
        while isShutOut(unit: candidate, accused: accused), let parent = division.parent {
            division = parent
            candidate = self.desk(of: parent)
        }
        return candidate
    }
}

// MARK: - When they work

extension UnitDirectory {
    /// The hours of a unit on a working day.
    package func hours(of id: UnitID) -> OfficeHours {
        ownHours[id] ?? .default
    }
}
