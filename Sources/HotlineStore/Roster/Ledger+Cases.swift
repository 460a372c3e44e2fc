internal import Foundation
internal import GRDB
package import Hotline
package import HotlineCare
internal import StrictJSON

/// What a person does to a household on the roster (台账办理).
package enum RosterOrder: Sendable {
    /// 定期核查: looked at, and stays as it is.
    case review(on: Day)
    /// 渐退
    case startGradual(until: Day)
    /// Another amount, members or grounds; never less than before.
    case adjust(HouseholdAdjustment)
    /// 迁移
    case move(to: DivisionCode, village: DivisionCode?, from: Day)
    /// 退出、调减、死亡核减、未及时报告
    case openCase(CaseKind, person: Int64?, happenedOn: Day)

    package var action: String {
        switch self {
        case .review: "review"
        case .startGradual: "startGradual"
        case .adjust: "adjust"
        case .move: "move"
        case .openCase: "openCase"
        }
    }
}

/// What is to hold for a household from a day on.
package struct HouseholdAdjustment: Sendable {
    package let from: Day
    package var amount: Int?
    package var reviewPace: ReviewPace?
    package var selfCare: SelfCare?
    package var grounds: [Ground]?
    package var note: String?
    package let basis: RosterBasis

    package init(from: Day, basis: RosterBasis) {
        self.from = from
        self.basis = basis
    }
}

extension Ledger {
    private var reading: RosterReading { RosterReading(database: database, keys: keys) }

    /// Does something to a household that whoever asks may see.
    ///
    /// - Returns: The case that it opened, if it did.
    /// - Throws: ``Refusal/notThere`` if it is not in scope, or ``RosterRefusal``.
    package func perform(
        _ order: RosterOrder,
        on id: Int64,
        _ duties: RosterDuties,
        by actor: Actor,
        at now: Instant
    ) throws -> RosterCase? {
        let flow = duties.flow
        guard let scope = actor.registerScope, let household = try reading.household(id),
            let version = household.version(on: now.day), version.lies(in: scope)
        else { throw Refusal.notThere }
        guard version.standing != .off else { throw RosterRefusal.notOnRoster }
        var opened: RosterCase?
        let writes: [RegisterWrite]
        if case .openCase(let kind, let person, let happenedOn) = order {
            let new = try open(kind, household, version, person, happenedOn, flow, now.day)
            opened = new
            let late = try lateReport(of: new, version, flow, now.day)
            writes = ([new] + late).map { .put(RosterTables.cases, CaseRow.values($0)) }
        } else {
            let next = try next(order, version, flow, now.day)
            try check(next, after: household)
            var changed = next
            changed.version = household.nextVersion
            writes = [try write(changed, of: id)]
        }
        try record(entry("household \(id)", order.action, actor, now, writes))
        try keepDuties(of: id, duties, by: actor, at: now)
        return opened
    }

    private func entry(
        _ subject: String,
        _ action: String,
        _ actor: Actor,
        _ now: Instant,
        _ writes: [RegisterWrite]
    ) -> RegisterEntry {
        RegisterEntry(
            register: .roster,
            subject: subject,
            action: action,
            by: actor,
            at: now,
            writes: writes
        )
    }

    /// What was is never changed but by a correction.
    private func check(_ next: HouseholdVersion, after household: Household) throws {
        let last = household.versions.map(\.validFrom).max() ?? next.validFrom
        if next.validFrom < last, next.basis != .correction {
            throw RosterRefusal.beforeLast(last)
        }
    }

    private func next(
        _ order: RosterOrder,
        _ version: HouseholdVersion,
        _ flow: RosterFlow,
        _ today: Day
    ) throws -> HouseholdVersion {
        var next = version
        switch order {
        case .review(let on):
            next.validFrom = today
            next.reviewDue = flow.reviewDue(after: on, version.reviewPace)
            next.basis = .review
        case .startGradual(let until):
            let limit = flow.rules.limits.gradual
            let last = limit.value.lastDay(after: today, calendar: flow.calendar) ?? today
            guard until <= last else {
                throw RosterRefusal.beyondLimit(last: last, basis: limit.basis)
            }
            next.validFrom = today
            next.standing = .gradual
            next.gradualUntil = until
            next.basis = .gradual
        case .adjust(let adjustment):
            if let amount = adjustment.amount {
                guard amount >= version.amount else { throw RosterRefusal.lessWithoutHearing }
                next.amount = amount
            }
            next.validFrom = adjustment.from
            next.reviewPace = adjustment.reviewPace ?? version.reviewPace
            next.selfCare = adjustment.selfCare ?? version.selfCare
            next.details.grounds = adjustment.grounds ?? version.details.grounds
            next.details.note = adjustment.note ?? version.details.note
            next.basis = adjustment.basis
        case .move(let township, let village, let from):
            next.township = township
            next.village = village
            next.validFrom = from
            next.basis = .move
        case .openCase: break
        }
        return next
    }

    // MARK: Cases

    private func open(
        _ kind: CaseKind,
        _ household: Household,
        _ version: HouseholdVersion,
        _ person: Int64?,
        _ happenedOn: Day,
        _ flow: RosterFlow,
        _ today: Day
    ) throws -> RosterCase {
        if kind == .death, person == nil { throw RosterRefusal.notMember }
        if let person, !household.members(on: today).contains(where: { $0.person == person }) {
            throw RosterRefusal.notMember
        }
        let same = try reading.openCases(of: household.id)
            .first { $0.kind == kind && $0.person == person }
        if let same { throw RosterRefusal.caseOpen(same.id) }
        var new = flow.open(
            kind,
            of: household.id,
            person: person,
            version,
            happenedOn: happenedOn,
            on: today
        )
        new.id = try reading.nextID("rosterCase", "id")
        return new
    }

    /// A change that was told of too late is a case of its own besides (批评教育).
    private func lateReport(
        of new: RosterCase,
        _ version: HouseholdVersion,
        _ flow: RosterFlow,
        _ today: Day
    ) throws -> [RosterCase] {
        guard new.kind == .exit || new.kind == .reduce,
            flow.isLate(happenedOn: new.happenedOn, toldOn: today)
        else { return [] }
        let open = try reading.openCases(of: new.household)
        guard !open.contains(where: { $0.kind == .unreported }) else { return [] }
        var late = flow.open(
            .unreported,
            of: new.household,
            version,
            happenedOn: new.happenedOn,
            on: today
        )
        late.id = new.id + 1
        return [late]
    }

    /// Does the next step of a case, or gives it up if there is none.
    package func advance(
        _ id: Int64,
        _ step: CaseStep?,
        _ report: RosterFlow.Report,
        _ duties: RosterDuties,
        by actor: Actor,
        at now: Instant
    ) throws -> RosterCase {
        let flow = duties.flow
        guard let scope = actor.registerScope, let before = try reading.rosterCase(id),
            let household = try reading.household(before.household),
            let version = household.version(on: now.day), version.lies(in: scope)
        else { throw Refusal.notThere }
        let after: RosterCase
        if let step {
            after = try flow.advance(before, step, report, on: now.day)
        } else {
            after = try flow.withdraw(before, on: now.day)
        }
        var writes: [RegisterWrite] = [.put(RosterTables.cases, CaseRow.values(after))]
        if let text = report.text {
            writes.append(try caseText(text, of: after, step: max(1, after.done.count)))
        }
        if after.closedOn != nil, !after.isWithdrawn {
            writes += try effects(of: after, household, version, on: now.day)
        }
        try record(
            entry("household \(after.household)", step?.rawValue ?? "withdraw", actor, now, writes)
        )
        try keepDuties(of: after.household, duties, by: actor, at: now)
        return after
    }

    private func caseText(
        _ text: String,
        of now: RosterCase,
        step: Int
    ) throws -> RegisterWrite {
        let key = try registerKey(.household(now.household))
        let sealed = key.seal(text, in: CaseRow.place(now.id, step))
        return .put(
            RosterTables.caseText,
            [now.id.databaseValue, step.databaseValue, sealed.databaseValue]
        )
    }

    /// What follows for the household once its last step is done.
    private func effects(
        of done: RosterCase,
        _ household: Household,
        _ version: HouseholdVersion,
        on today: Day
    ) throws -> [RegisterWrite] {
        let last = household.versions.map(\.validFrom).max() ?? today
        let from = max(done.effectiveFrom ?? today, last)
        var next = version
        next.version = household.nextVersion
        next.validFrom = from
        switch done.kind {
        case .unreported: return []
        case .exit:
            next.standing = .off
            next.gradualUntil = nil
            next.basis = .review
            return [try write(next, of: household.id)]
        case .reduce:
            next.amount = done.amount ?? version.amount
            next.basis = .means
            return [try write(next, of: household.id)]
        case .death:
            return try afterDeath(done, household, next, on: today)
        }
    }

    private func afterDeath(
        _ done: RosterCase,
        _ household: Household,
        _ version: HouseholdVersion,
        on today: Day
    ) throws -> [RegisterWrite] {
        var next = version
        let members = household.members(on: today)
        guard var gone = members.first(where: { $0.person == done.person }) else { return [] }
        gone.version = household.nextVersion(of: gone.person)
        gone.validFrom = max(done.happenedOn, gone.validFrom)
        gone.isMember = false
        gone.basis = .death
        next.members = max(0, members.count - 1)
        next.amount = done.amount ?? version.amount
        next.basis = .death
        // Nobody is left to hear or to be told.
        if next.members == 0 {
            next.standing = .off
            next.gradualUntil = nil
            next.amount = 0
        }
        return [
            .put(RosterTables.member, MemberRow.values(gone, of: household.id)),
            try write(next, of: household.id),
        ]
    }
}

extension HouseholdVersion {
    /// Whether it lives in a division.
    func lies(in scope: DivisionCode) -> Bool {
        scope.contains(township) || village.map(scope.contains) ?? false
    }
}
