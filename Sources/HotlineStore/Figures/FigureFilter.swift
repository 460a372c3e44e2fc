internal import GRDB
package import Hotline

/// The tickets behind a number of the statistics (下钻).
///
/// Each condition says the same of a ticket as the counts do; a test holds the two together.
package struct FigureFilter: Sendable {
    /// In the care of the division's desks or units.
    package var division: DivisionCode?
    /// With a unit of the division, or with its desk where there is no unit yet.
    package var heldBy: DivisionCode?
    /// Of the division's own units, and of none below it; goes with `heldBy` and `ownerDivision`.
    package var isOwn = false
    package var aspect: Aspect?
    package var township: DivisionCode?
    package var isTownshipUnknown = false
    package var isWithoutUnit = false
    /// The hour of the day that it was received in.
    package var hour: Int?
    package var closedFrom: Day?
    package var closedTo: Day?
    /// Open at the end of that day, if it has not been closed since.
    package var openOn: Day?
    package var owed: Owed?
    package var done: Done?
    /// What a unit had it as, for tickets that were closed: the owner's.
    package var tenure: String?
    /// Who owed the clock, or whose deed it was.
    package var owner: UnitID?
    package var ownerDivision: DivisionCode?

    /// A clock that fell due in the period and by now.
    package struct Owed: Sendable {
        package var clock: ClockKind?
        package let results: [ClockResult]
        package let from: Day
        package let to: Day
        package let now: Instant
        /// The hour of the day that it fell due in.
        package var hour: Int?

        package init(
            clock: ClockKind?,
            results: [ClockResult],
            from: Day,
            to: Day,
            now: Instant,
            hour: Int?
        ) {
            self.clock = clock
            self.results = results
            self.from = from
            self.to = to
            self.now = now
            self.hour = hour
        }
    }

    /// Something that was done in the period.
    package struct Done: Sendable {
        package let deed: String
        /// What the caller said, as a pattern of letters.
        package let rating: String?
        package let from: Day
        package let to: Day
        package var hour: Int?

        package init(deed: String, rating: String?, from: Day, to: Day, hour: Int?) {
            self.deed = deed
            self.rating = rating
            self.from = from
            self.to = to
            self.hour = hour
        }
    }

    /// Where whoever asks may look.
    private let scope: DivisionCode

    package init(within scope: DivisionCode) {
        self.scope = scope
    }
}

extension FigureFilter {
    /// Conditions on a row of `ticket` called `t`.
    var conditions: [SQL] {
        var conditions: [SQL] = []
        if let division {
            conditions.append(
                "(\(Self.lies("t.desk", in: division)) OR \(Self.lies("t.unit", in: division)))"
            )
        }
        if let heldBy { conditions.append(belongs("coalesce(t.unit, t.desk)", to: heldBy)) }
        if let aspect { conditions.append("t.aspect = \(aspect.rawValue)") }
        if let township { conditions.append("t.township = \(township.description)") }
        if isTownshipUnknown { conditions.append("t.township IS NULL") }
        if isWithoutUnit { conditions.append("t.unit IS NULL") }
        if owed == nil, done == nil, let hour {
            conditions.append(Self.isAtHour(hour, "t.receivedAt"))
        }
        conditions += closing
        if let owed { conditions.append(condition(owed)) }
        if let done { conditions.append(condition(done)) }
        if let tenure {
            conditions.append(
                """
                (EXISTS (SELECT 1 FROM json_each(t.tenures) j
                    WHERE json_extract(j.value, '$[1]') = \(tenure)
                        AND \(isOwned("json_extract(j.value, '$[0]')")))
                    AND t.closedAt IS NOT NULL AND \(isInScope))
                """
            )
        }
        return conditions
    }

    private var closing: [SQL] {
        var conditions: [SQL] = []
        if let closedFrom { conditions.append("t.closedAt >= \(Instant(closedFrom).seconds)") }
        if let closedTo {
            conditions.append("t.closedAt < \(Instant(closedTo.advanced(by: 1)).seconds)")
        }
        if let openOn {
            let end = Instant(openOn.advanced(by: 1)).seconds
            conditions.append("t.receivedAt < \(end)")
            conditions.append("(t.closedAt IS NULL OR t.closedAt >= \(end))")
        }
        return conditions
    }

    private func condition(_ owed: Owed) -> SQL {
        let end = min(Instant(owed.to.advanced(by: 1)).seconds, owed.now.seconds + 1)
        let kind: SQL = owed.clock.map { "c.kind = \($0.rawValue)" } ?? "TRUE"
        let hour: SQL = owed.hour.map { Self.isAtHour($0, "c.due") } ?? "TRUE"
        return """
            (EXISTS (SELECT 1 FROM clock c WHERE c.ticket = t.number AND \(kind)
                AND c.due >= \(Instant(owed.from).seconds) AND c.due < \(end) AND \(hour)
                AND \(sql: CountTable.clockResult) IN \(owed.results.map(\.rawValue))
                AND \(isOwned("c.unit"))) AND \(isInScope))
            """
    }

    private func condition(_ done: Done) -> SQL {
        let end = Instant(done.to.advanced(by: 1)).seconds
        let rating: SQL =
            done.rating.map { "(\(sql: CountTable.deedRating)) LIKE \($0)" } ?? "TRUE"
        let hour: SQL = done.hour.map { Self.isAtHour($0, "e.at") } ?? "TRUE"
        return """
            (t.number IN (SELECT e.ticket FROM event e WHERE e.action = \(done.deed)
                AND e.at >= \(Instant(done.from).seconds) AND e.at < \(end) AND \(hour)
                AND \(sql: CountTable.isDeedCounted) AND \(rating)
                AND \(isOwned(CountTable.deedOwner))) AND \(isInScope))
            """
    }

    private func isOwned(_ column: String) -> SQL {
        var conditions: [SQL] = ["TRUE"]
        if let owner { conditions.append("\(sql: column) = \(owner.description)") }
        if let ownerDivision { conditions.append(belongs(column, to: ownerDivision)) }
        return conditions.joined(separator: " AND ")
    }

    private var isInScope: SQL {
        "(\(Self.lies("t.desk", in: scope)) OR \(Self.lies("t.unit", in: scope)))"
    }

    private func belongs(_ column: String, to division: DivisionCode) -> SQL {
        guard isOwn else { return Self.lies(column, in: division) }
        let code = division.description
        return
            "(\(sql: column) = \(code) OR \(sql: column) BETWEEN \(code + "-") AND \(code + "-~"))"
    }

    private static func lies(_ column: String, in division: DivisionCode) -> SQL {
        FigureQuestion.lies(column, in: division)
    }

    private static func isAtHour(_ hour: Int, _ column: String) -> SQL {
        "\(sql: CountTable.hour(column)) % 24 = \(hour)"
    }
}
