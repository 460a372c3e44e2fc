internal import GRDB
internal import Hotline

/// The terms by which the index finds a ticket besides its words: where it is and what it is.
///
/// Terms are only ever added: a ticket that has moved on keeps the terms of where it was. So
/// they narrow a question down, and the row itself decides.
enum SearchTerms {
    /// What lies in a division, or is that of a unit in it.
    static func scope(_ division: DivisionCode) -> String { "s\(division)" }

    static func kind(_ code: String) -> String { "k\(plain(code))" }

    static func matter(_ code: String) -> String { "m\(plain(code))" }

    /// What a unit has, helps with or has filed.
    static func unit(_ code: String) -> String { "u\(plain(code))" }

    /// The index parts words at hyphens.
    private static func plain(_ code: String) -> String {
        String(code.lowercased().filter { $0 != "-" })
    }

    /// All terms of a ticket as it is now.
    static func of(_ ticket: IndexedTicket) -> [String] {
        var terms = Set([
            kind(ticket.kind), matter(ticket.matter), unit(ticket.filedUnit),
        ])
        let units = ticket.helpers + (ticket.unit.map { [$0] } ?? [])
        terms.formUnion(units.map(unit))
        for code in units + [ticket.desk] { terms.formUnion(scopes(of: code)) }
        return terms.sorted()
    }

    private static func scopes(of unit: String) -> [String] {
        var scopes: [String] = []
        var next = UnitID(unit)?.division
        while let division = next {
            scopes.append(scope(division))
            next = division.parent
        }
        return scopes
    }

    /// What every ticket that an account sees has; nil where it might be any.
    static func of(_ actor: Actor) -> String? {
        if actor.isBoundToUnit { return unit(actor.unit.description) }
        return actor.scope.level == .province ? nil : scope(actor.scope)
    }
}
