internal import Dispatch
package import Hotline
package import HotlineCare
package import HotlineDuties
package import HotlineStore
package import Logging
internal import MicroHTTP
internal import Synchronization

/// What all handlers work with: the store, the rules in force, and the time.
package final class Office: Sendable {
    package let store: Store
    package let log: Logger
    /// What time it is at the hotline; only the outermost layer knows how that is told.
    package let clock: @Sendable () -> Instant
    let polls: Polls
    let metrics = Metrics()
    /// When time was last looked at with success, in seconds since 1970.
    let lastSweep = Atomic<Int64>(0)
    /// What the next sweeps will find reckoned already.
    let ahead = Mutex(SweepAhead())
    let doors: Doors
    let queueBook = QueueBook()
    let unchanged = Unchanged()
    /// For which day, rules and accounts the duties were last made.
    let dutiesMade = Mutex<DutiesMade?>(nil)
    /// Where lists are read, one after the other: no connection's thread is held meanwhile.
    let lists = DispatchQueue(label: "hotline-lists", qos: .utility)
    private let rules: Mutex<(inForce: RulesInForce, version: Int)>
    /// Held by whoever reads rules to put them in force, so that none undoes another's.
    private let reading = Mutex(())
    /// Since when these rules are in force here, in seconds since 1970.
    let rulesSince: Atomic<Int64>
    /// Reads the rules anew from where they lie, and checks them.
    let rereadRules: @Sendable () throws -> RulesInForce

    package init(
        store: Store,
        rules: RulesInForce,
        log: Logger,
        waitsPerAccountMax: Int = WaitLimit.program,
        rereadRules: (@Sendable () throws -> RulesInForce)? = nil,
        clock: @escaping @Sendable () -> Instant
    ) {
        self.store = store
        self.rules = Mutex((rules, 0))
        rulesSince = Atomic(clock().seconds)
        self.rereadRules = rereadRules ?? { rules }
        self.log = log
        self.clock = clock
        polls = Polls(store.changes)
        doors = Doors(store, waitsPerAccountMax: waitsPerAccountMax)
    }

    /// The rules as they are now; they change all at once.
    package var rulesInForce: RulesInForce { rules.withLock(\.inForce) }

    /// The rules, and a number that moves whenever they do.
    var rulesAndVersion: (rules: RulesInForce, version: Int) {
        rules.withLock { ($0.inForce, $0.version) }
    }

    package func replaceRules(by new: RulesInForce) {
        rules.withLock { $0 = (new, $0.version + 1) }
        rulesSince.store(clock().seconds, ordering: .relaxed)
    }

    /// Reads rules and puts them in force, one after the other.
    package func changingRules<Value: Sendable>(
        _ change: () throws -> sending Value
    ) rethrows -> Value {
        try reading.withLock { _ in try change() }
    }

    var isStopping: Bool { store.changes.isClosed }

    /// Answers every poll that waits, for the server is stopping.
    package func endPolls() {
        store.changes.close()
        polls.close()
    }

    /// Who an account is, with what follows from its unit.
    func actor(of account: Account) -> Actor {
        let units = rulesInForce.rulebook.units
        return Actor(
            account: account.name,
            role: account.role,
            unit: account.unit,
            scope: account.division,
            chain: units.chain(of: account.unit),
            isAtDesk: units[account.unit]?.kind == .desk
        )
    }
}

extension UnitDirectory {
    /// The unit of whoever works in a division: the township or village itself, or else the desk.
    package func usual(in division: DivisionCode) -> UnitID {
        if let unit = UnitID(division.description), self[unit] != nil { return unit }
        return desk(of: division)
    }
}

/// The rules that are in force, and the reference data that goes with them.
///
/// A class, because each request asks for it, and it has hundreds of parts to hold.
package final class RulesInForce: Sendable {
    package let rulebook: Rulebook
    package let flow: TicketFlow
    package let divisions: Divisions
    package let categories: Categories
    package let retention: Retention
    package let ratings: RatingSettings
    package let duties: DutyRules
    /// Who is entitled, and what callers are told.
    package let care: CareRules
    /// All counties of which there are townships, for the public to choose from.
    let counties: [Division]
    package let payments: PaymentRules
    package let standards: Standards

    /// By when payments and their tables are owed.
    package var dues: PaymentDues { PaymentDues(payments, duties) }

    /// Rows of imported lists that could not be used.
    package let leftOut: [RuleMistake]

    /// The files as they were read, to show what they say and what has changed since.
    package let texts: [RuleText]

    package init(
        rulebook: Rulebook,
        divisions: Divisions,
        categories: Categories,
        retention: Retention,
        ratings: RatingSettings,
        duties: DutyRules,
        care: CareRules,
        payments: PaymentRules,
        standards: Standards,
        leftOut: [RuleMistake],
        texts: [RuleText] = []
    ) {
        self.rulebook = rulebook
        self.leftOut = leftOut
        self.texts = texts
        self.divisions = divisions
        self.categories = categories
        self.retention = retention
        self.ratings = ratings
        self.duties = duties
        self.care = care
        let codes = rulebook.units.all.compactMap(\.id.division.county)
        counties = Set(codes).sorted().compactMap { divisions[$0] }
        self.payments = payments
        self.standards = standards
        flow = TicketFlow(rulebook: rulebook)
    }
}
