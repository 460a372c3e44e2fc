/// How long one unit had a ticket in one way (经办时长), over all times that it had it so.
///
/// A ticket that goes to and fro adds to the same line again: what a unit did before it sent the
/// ticket back stays with that unit, and is nobody else's.
package struct Tenure: Hashable, Sendable {
    package let unit: UnitID
    package let part: Part
    /// Seconds by the clock, of the times that are over.
    package internal(set) var seconds: Int64
    /// Seconds of the unit's office hours, of the times that are over.
    package internal(set) var workingSeconds: Int64
    /// Since when it has it now; nil while it does not.
    package internal(set) var since: Instant?

    /// As it was stored.
    package init(
        unit: UnitID,
        part: Part,
        seconds: Int64,
        workingSeconds: Int64,
        since: Instant?
    ) {
        self.unit = unit
        self.part = part
        self.seconds = seconds
        self.workingSeconds = workingSeconds
        self.since = since
    }

    /// What a unit has a ticket as: its holder in some state, or one that helps.
    package enum Part: Hashable, Sendable {
        case holder(TicketState)
        /// 协办
        case coHandler
    }

    /// The seconds by the clock, with those of the time that goes on.
    package func seconds(at now: Instant) -> Int64 {
        seconds + (since.map { max(0, now - $0) } ?? 0)
    }

    /// The seconds of office hours, with those of the time that goes on.
    package func workingSeconds(
        at now: Instant,
        hours: OfficeHours,
        calendar: WorkCalendar
    ) -> Int64 {
        guard let since, now > since else { return workingSeconds }
        return workingSeconds + calendar.workingSeconds(from: since, to: now, hours: hours)
    }
}

extension Tenure.Part: RawRepresentable {
    private static let coHandlerCode = "coHandler"

    package init?(rawValue: String) {
        if rawValue == Self.coHandlerCode {
            self = .coHandler
        } else if let state = TicketState(rawValue: rawValue), state.isOpen {
            self = .holder(state)
        } else {
            return nil
        }
    }

    package var rawValue: String {
        switch self {
        case .holder(let state): state.rawValue
        case .coHandler: Self.coHandlerCode
        }
    }
}

extension Ticket {
    /// Who has the ticket now, and as what.
    private var tenants: [(unit: UnitID, part: Tenure.Part)] {
        let holder = holder.map { [(unit: $0, part: Tenure.Part.holder(state))] } ?? []
        let helpers = coHandlers.filter(owesReport).map {
            (unit: $0.unit, part: Tenure.Part.coHandler)
        }
        return holder + helpers
    }

    /// Ends the times of those who no longer have it, and begins those of the ones who do now.
    mutating func passOn(at now: Instant, rulebook: Rulebook) {
        let tenants = tenants
        for index in tenures.indices {
            let tenure = tenures[index]
            guard let since = tenure.since,
                !tenants.contains(where: { $0.unit == tenure.unit && $0.part == tenure.part })
            else { continue }
            let hours = rulebook.units.hours(of: tenure.unit)
            tenures[index].workingSeconds = tenure.workingSeconds(
                at: now,
                hours: hours,
                calendar: rulebook.calendar
            )
            // Not cut off at 0: where the machine's clock was set back, the sum is still right.
            tenures[index].seconds += now - since
            tenures[index].since = nil
        }
        for (unit, part) in tenants {
            let index = tenures.firstIndex { $0.unit == unit && $0.part == part }
            if let index {
                if tenures[index].since == nil { tenures[index].since = now }
            } else {
                tenures.append(
                    Tenure(unit: unit, part: part, seconds: 0, workingSeconds: 0, since: now)
                )
            }
        }
    }
}
