@testable import HotlineStore
import Hotline

/// What must hold of every ticket at any time, said without the code that makes it so.
extension Ticket {
    func violations(of rulebook: Rulebook) -> [String] {
        holderViolations(of: rulebook.units) + clocks.flatMap { violations(of: $0, rulebook) }
    }

    private func holderViolations(of units: UnitDirectory) -> [String] {
        var violations: [String] = []
        func require(_ holds: Bool, _ sentence: String) {
            if !holds { violations.append(sentence) }
        }
        require((holder == nil) == (state == .closed), "one holder, unless closed")
        let runs = clocks.contains { $0.ended == nil && $0.status != .paused }
        require(state == .closed || runs || suspension.wakesAt != nil, "nothing runs")
        require(state != .closed || clocks.allSatisfy { $0.ended != nil }, "closed, but owed")
        require((outcome != nil) == (state == .closed), "an outcome, if and only if closed")
        require((state == .suspended) == (suspension.wakesAt != nil), "a wake-up day")
        require(
            state == .suspended || !clocks.contains { $0.status == .paused },
            "paused, but not suspended"
        )
        if isFirewalled, let holder {
            require(!units.isShutOut(unit: holder, accused: accused), "with whom it accuses")
        }
        require(Set(callBacks.map(\.caller)).count == callBacks.count, "a caller twice")
        require(state != .answered || callBacks.contains { $0.result == nil }, "nobody to call")
        return violations
    }

    private func violations(of clock: Clock, _ rulebook: Rulebook) -> [String] {
        var violations: [String] = []
        func require(_ holds: Bool, _ sentence: String) {
            if !holds { violations.append("\(sentence): \(clock)") }
        }
        let due = clock.recomputedDue(calendar: rulebook.calendar)
        require(due == clock.due, "\(due) can be computed, but not the deadline")
        require(clock.steps(calendar: rulebook.calendar).isEmpty == false, "cannot be explained")
        require(clock.missedAt == nil || clock.missedAt == clock.due, "missed at another time")
        require(clock.status != .missed || clock.missedAt != nil, "missed without a time")
        if clock.ended == nil {
            let owing = [unit, desk].compactMap(\.self) + coHandlers.map(\.unit)
            require(owing.contains(clock.unit), "owed by one who does not have it")
        }
        return violations
    }

    /// What the tag stands for: state, holder, classification, and deadlines but for 催办 and
    /// the report to a supervisor, which a note ends.
    var look: [String] {
        let deadlines = clocks.filter {
            $0.ended == nil && $0.kind != .urge && $0.stage != "report"
        }
        return [
            state.rawValue, "\(holder as UnitID?)", "\(unit as UnitID?)", "\(classification)",
        ] + deadlines.map(\.due.description)
    }

    /// The rows that `queue` must have: the unit and the seconds since 1970.
    var expectedQueue: [String] {
        guard let holder else { return [] }
        let open = clocks.filter { $0.ended == nil }
        let running = open.filter { $0.status != .paused }
        let due = (running.isEmpty ? open : running).map(\.due.seconds).min()
        var rows = ["\(holder) \(due ?? 253_402_271_999)"]
        for helper in coHandlers where helper.unit != holder && !helper.hasReported {
            guard let clock = open.first(where: { $0.id == helper.clock }) else { continue }
            rows.append("\(helper.unit) \(clock.due.seconds)")
        }
        if let asked = open.first(where: { $0.kind == .extension }), asked.unit != holder {
            rows.append("\(asked.unit) \(asked.due.seconds)")
        }
        return rows.sorted()
    }
}
