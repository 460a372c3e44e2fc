internal import GRDB
internal import Hotline

extension Store {
    /// Tickets received (`filed`) and closed (`closed`) in the period, and open at its end
    /// (`open`): of days, weeks and months at the end of each.
    package func ticketFigures(_ question: FigureQuestion) throws -> Figures {
        try read { db in
            let flow = try Self.flow(question, db)
            return question.withOpen(flow, now: try Self.openNow(question, db))
        }
    }

    /// Tickets received and closed in the period, by any dimension (`filed`, `closed`).
    package func flow(_ question: FigureQuestion) throws -> Figures {
        try read { db in
            try Self.sums(
                question,
                table: CountTable.tickets,
                measure: "what",
                where: """
                    what IN ('filed', 'closed') AND hour >= \(question.from.firstHour)
                        AND hour < \(question.to.firstHour + 24) AND \(question.isInCare)
                    """,
                db
            )
        }
    }

    /// Clocks that fell due in the period and by now, by ``ClockResult``.
    package func clockFigures(_ question: FigureQuestion) throws -> Figures {
        let from = Instant(question.from).seconds
        let end = min(Instant(question.to.advanced(by: 1)).seconds, question.now.seconds + 1)
        let clock: SQL = question.clock.map { "clock = \($0.rawValue)" } ?? "TRUE"
        return try read { db in
            try Self.sums(
                question,
                table: CountTable.clocks,
                measure: "result",
                where: """
                    due >= \(from) AND due < \(end) AND \(clock) AND \(question.isOwned)
                    """,
                db
            )
        }
    }

    /// What was done in the period, by action; call-backs as `callBack` and what was said.
    package func deedFigures(_ question: FigureQuestion) throws -> Figures {
        try read { db in
            try Self.sums(
                question,
                table: CountTable.deeds,
                measure: "deed || rating",
                where: """
                    hour >= \(question.from.firstHour) AND hour < \(question.to.firstHour + 24)
                        AND \(question.isOwned)
                    """,
                db
            )
        }
    }

    /// Tickets closed in the period by what units had them as (`handling`), and the seconds of
    /// office hours that they had them (`handlingSeconds`).
    package func tenureFigures(_ question: FigureQuestion) throws -> Figures {
        let condition: SQL = """
            hour >= \(question.from.firstHour) AND hour < \(question.to.firstHour + 24)
                AND \(question.isOwned)
            """
        return try read { db in
            let counts = try Self.sums(
                question,
                table: CountTable.tenures,
                measure: "part",
                where: condition,
                db
            )
            let seconds = try Self.sums(
                question,
                table: CountTable.tenures,
                measure: "part || 'Seconds'",
                of: "workingSeconds",
                where: condition,
                db
            )
            return counts.merging(seconds) { $0.merging($1) { $1 } }
        }
    }

    // MARK: Sums

    /// Sums of counts by the dimensions and by what is counted.
    private static func sums(
        _ question: FigureQuestion,
        table: CountTable,
        measure: String,
        of column: String = "count",
        where condition: SQL,
        by dimensions: [FigureDimension]? = nil,
        _ db: Database
    ) throws -> Figures {
        let dimensions = dimensions ?? question.dimensions
        let columns = dimensions.map { $0.expression(in: table) } + [measure]
        let places = columns.indices.map { "\($0 + 1)" }.joined(separator: ", ")
        let request: SQLRequest<Row> = """
            SELECT \(sql: columns.joined(separator: ", ")), sum(\(sql: column))
            FROM \(sql: table.name)
            WHERE \(condition) AND \(question.isAsked(of: table)) AND \(question.isNotShutOut)
            GROUP BY \(sql: places)
            """
        var figures: Figures = [:]
        let rows = try request.fetchCursor(db)
        while let row = try rows.next() {
            let values = dimensions.enumerated().map { index, dimension in
                question.fold(dimension, row[index])
            }
            let what: String = row[dimensions.count]
            let count: Int = row[dimensions.count + 1]
            figures[FigureKey(values), default: [:]][what, default: 0] += count
        }
        return figures
    }

    /// What was received and closed from the period's begin until now, by the dimensions and,
    /// last, by day.
    private static func flow(_ question: FigureQuestion, _ db: Database) throws -> Figures {
        try sums(
            question,
            table: CountTable.tickets,
            measure: "what",
            where: """
                what IN ('filed', 'closed') AND hour >= \(question.from.firstHour)
                    AND \(question.isInCare)
                """,
            by: question.standing + [.day],
            db
        )
    }

    private static func openNow(_ question: FigureQuestion, _ db: Database) throws -> Figures {
        try sums(
            question,
            table: CountTable.tickets,
            measure: "what",
            where: "what = 'open' AND \(question.isInCare)",
            by: question.standing,
            db
        )
    }
}

extension FigureDimension {
    package var isTime: Bool { [.day, .week, .month].contains(self) }

    /// What it is in a table of counts, as text.
    fileprivate func expression(in table: CountTable) -> String {
        let hasOwner = table.columns.contains("owner")
        let hour = table.columns.contains("hour") ? "hour" : CountTable.hour("due")
        return switch self {
        case .township, .matter, .kind: rawValue
        case .clock: table.columns.contains("clock") ? "clock" : "''"
        case .unit: hasOwner ? "owner" : "unit"
        case .division: hasOwner ? "owner" : "CASE unit WHEN '' THEN desk ELSE unit END"
        case .day, .week, .month: "CAST(\(hour) / 24 AS TEXT)"
        case .hour: "CAST(\(hour) % 24 AS TEXT)"
        }
    }
}

extension FigureQuestion {
    /// The dimensions but for days, weeks and months.
    fileprivate var standing: [FigureDimension] { dimensions.filter { !$0.isTime } }

    /// The value of a dimension that a value of the table belongs to.
    fileprivate func fold(_ dimension: FigureDimension, _ value: String) -> String {
        switch dimension {
        case .division: UnitID(value).map { division.part(of: $0).description } ?? value
        case .day: Int(value).map { Day(number: $0).description } ?? value
        case .week: Int(value).map { Day(number: $0).monday.description } ?? value
        case .month: Int(value).map { Day(number: $0).monthText } ?? value
        case .hour: value.utf8.count < 2 ? "0\(value)" : value
        default: value
        }
    }

    // MARK: Conditions

    static func lies(_ column: String, in division: DivisionCode) -> SQL {
        let code = division.description
        return "\(sql: column) BETWEEN \(code) AND \(code + "\u{10FFFF}")"
    }

    /// The ticket is in the care of the division's desks or units.
    fileprivate var isInCare: SQL {
        "(\(Self.lies("desk", in: division)) OR \(Self.lies("unit", in: division)))"
    }

    /// It was owed or done by the division's desks or units, on a ticket that is in scope.
    fileprivate var isOwned: SQL {
        """
        (\(Self.lies("owner", in: division)) AND (\(Self.lies("desk", in: actor.scope))
            OR \(Self.lies("unit", in: actor.scope))))
        """
    }

    fileprivate func isAsked(of table: CountTable) -> SQL {
        let whose = table.columns.contains("owner") ? "owner" : "unit"
        var conditions: [SQL] = ["TRUE"]
        if let matter { conditions.append("matter = \(matter.rawValue)") }
        if let kind { conditions.append("kind = \(kind.rawValue)") }
        if let unit { conditions.append("\(sql: whose) = \(unit.description)") }
        return conditions.joined(separator: " AND ")
    }

    /// Those whom a ticket is kept from must not have it in their numbers.
    fileprivate var isNotShutOut: SQL {
        """
        (accused = '' OR NOT EXISTS (SELECT 1 FROM json_each(accused) a
            WHERE a.value IN \(actor.chain.map(\.description))))
        """
    }

    // MARK: What was open

    /// Adds how many were open at the end of each day, week, month, or of the period: as many as
    /// now, less those that came since, and with those that were closed since.
    fileprivate func withOpen(_ flow: Figures, now: Figures) -> Figures {
        var figures: Figures = [:]
        let today = self.now.day
        let days = (from.number...max(from.number, min(to.number, today.number))).map(Day.init)
        var byKey: [FigureKey: [Day: [String: Int]]] = [:]
        for (key, counts) in flow {
            let standing = FigureKey(Array(key.values.dropLast()))
            guard let day = key.values.last.flatMap({ Day($0) }) else { continue }
            byKey[standing, default: [:]][day] = counts
        }
        for standing in Set(byKey.keys).union(now.keys) {
            let flow = byKey[standing] ?? [:]
            var open = now[standing]?["open"] ?? 0
            for (day, counts) in flow where day > (days.last ?? to) {
                open += (counts["closed"] ?? 0) - (counts["filed"] ?? 0)
            }
            for day in days.reversed() {
                let key = key(standing, on: day)
                if figures[key] == nil { figures[key] = ["open": open, "filed": 0, "closed": 0] }
                let (filed, closed) = (flow[day]?["filed"] ?? 0, flow[day]?["closed"] ?? 0)
                figures[key]?["filed", default: 0] += filed
                figures[key]?["closed", default: 0] += closed
                open += closed - filed
            }
        }
        return figures
    }

    /// The whole key of a row, with its day, week or month where that belongs.
    private func key(_ standing: FigureKey, on day: Day) -> FigureKey {
        var values = standing.values
        for (index, dimension) in dimensions.enumerated() where dimension.isTime {
            values.insert(fold(dimension, String(day.number)), at: index)
        }
        return FigureKey(values)
    }
}
