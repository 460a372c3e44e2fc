internal import Hotline
package import HotlineCare
internal import HotlineDuties
package import HotlineStore
internal import MicroHTTP

extension Actor {
    /// Whether the account changes the registers of a county (县级民政).
    var keepsCounty: Bool {
        guard let scope = registerScope, scope.township == nil else { return false }
        return role == .handler || role == .manager
    }

    /// Whether it works on the registers at all, of a county or of a township.
    var keepsRegisters: Bool {
        registerScope != nil && (role == .handler || role == .manager)
    }

    var bringsLists: Bool { keepsCounty }
}

extension Exchange {
    /// The division whose registers whoever asks may see; for others nothing is there.
    func registerScope() throws -> DivisionCode {
        guard let scope = actor.registerScope else { throw Problem.notThere }
        return scope
    }

    /// The number of a record in the path.
    func record(_ name: String) throws -> Int64 {
        guard let text = values[name], let id = Int64(text), String(id) == text,
            (1...RecordNumber.max).contains(id)
        else { throw Problem.notThere }
        return id
    }

    /// Refuses whoever does not keep a county's registers.
    func requireCounty() throws {
        guard actor.keepsCounty else { throw Problem.notPermitted }
    }

    /// Refuses whoever keeps no registers.
    func requireKeeper() throws {
        guard actor.keepsRegisters else { throw Problem.notPermitted }
    }

    /// The entry of the access log for a look at what is no ticket.
    func access(_ action: Access.Action, field: String, purpose: String? = nil) -> Access {
        var access = access(action)
        access.field = field
        access.purpose = purpose.map(Redaction.masked)
        return access
    }
}

/// The numbers that records of the registers have.
enum RecordNumber {
    static let max: Int64 = 999_999_999_999
}

extension RulesInForce {
    package var roster: RosterRules { care.roster }
    package var matching: MatchingRules { care.matching }
    package var rosterDuties: RosterDuties {
        RosterDuties(
            flow: RosterFlow(rules: roster, calendar: rulebook.calendar),
            units: rulebook.units,
            yellowWorkingDays: duties.yellowWorkingDays
        )
    }
}

/// The places of one division, by the names that lists give them.
struct ListPlaces: PlaceFinder {
    /// Nil for a name that several have.
    private let townships: [String: DivisionCode?]
    private let divisions: Divisions
    private let scope: DivisionCode

    init(_ divisions: Divisions, in scope: DivisionCode) {
        self.divisions = divisions
        self.scope = scope
        var townships: [String: DivisionCode?] = [:]
        for division in divisions.all(at: .township)
        where scope.contains(division.code) || division.code.contains(scope) {
            guard let code = divisions.inForce(division.code) else { continue }
            for name in [division.name, division.fullName, division.code.description] {
                townships[name] = townships[name].map { $0 == code ? code : nil } ?? code
            }
        }
        self.townships = townships
    }

    func township(_ text: String) -> DivisionCode? { townships[text] ?? nil }

    func village(_ text: String, in township: DivisionCode) -> DivisionCode? {
        if let code = DivisionCode(text), code.township == township, divisions[code] != nil {
            return code
        }
        return divisions.children(of: township).first { $0.name == text }?.code
    }
}
