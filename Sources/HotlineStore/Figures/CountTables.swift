internal import GRDB
internal import Hotline

/// A table of counts (计数): how many of something there are, by all that is asked about it.
///
/// Each is a function of the tickets and their journal, kept in the transaction that changes
/// them; what it must hold is said here once, for those who make it and those who check it.
struct CountTable: Sendable {
    let name: String
    /// The columns that tell one count from another; `count` follows.
    let columns: [String]
    /// What the table must hold, counted from nothing.
    let truth: String

    /// What is told of the ticket in every table: see ``Facets``.
    static let facetColumns = ["desk", "unit", "township", "kind", "matter", "accused"]

    private static let facetSelection = """
        t.desk, coalesce(t.unit, ''), coalesce(t.township, ''), t.kind, t.matter,
            CASE t.isFirewalled WHEN 1 THEN t.accused ELSE '' END
        """

    static let all = [tickets, clocks, deeds, tenures]

    /// The rows, as the writer adds to them: more or fewer of what a row counts.
    ///
    /// What is none is a row of 0, which counts for nothing.
    let table: Table

    /// What is added up in each row: how many, and what else.
    let sums: [String]

    private init(
        _ name: String,
        _ columns: [String],
        sums: [String] = ["count"],
        truth: String
    ) {
        self.name = name
        self.columns = columns + Self.facetColumns
        self.sums = sums
        self.truth = truth
        table = Table(
            name,
            keyCount: self.columns.count,
            columns: self.columns + sums,
            numberColumns: [],
            onConflict: "ON CONFLICT DO UPDATE SET "
                + sums.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
        )
    }

    // MARK: What is counted

    /// The hour of the hotline's civil time that an instant lies in, counted from 1970.
    static func hour(_ column: String) -> String {
        "((\(column) + 28800) / 3600)"
    }

    /// Tickets received and closed in an hour, and those that are open now (hour 0).
    static let tickets = CountTable(
        "ticketCount",
        ["what", "hour"],
        truth: """
            SELECT 'filed', \(hour("t.receivedAt")), \(facetSelection), count(*)
                FROM ticket t GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
            UNION ALL
            SELECT 'closed', \(hour("t.closedAt")), \(facetSelection), count(*)
                FROM ticket t WHERE t.state = 'closed' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
            UNION ALL
            SELECT 'open', 0, \(facetSelection), count(*)
                FROM ticket t WHERE t.state <> 'closed' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
            """
    )

    /// Clocks by how they ended, at their due instant.
    static let clocks = CountTable(
        "clockCount",
        ["due", "clock", "result", "owner"],
        truth: """
            SELECT c.due, c.kind, \(clockResult) AS result, c.unit, \(facetSelection), count(*)
            FROM clock c JOIN ticket t ON t.number = c.ticket
            WHERE result IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
            """
    )

    /// How a clock `c` of a ticket `t` counts; null where it does not: see ``ClockResult``.
    static let clockResult = """
        CASE WHEN c.kind = 'return' THEN NULL
            WHEN c.status = 'cancelled'
                THEN CASE WHEN c.missedAt IS NULL OR t.isExcluded = 1 THEN NULL ELSE 'dropped' END
            WHEN c.status NOT IN ('met', 'missed') THEN NULL
            WHEN t.isExcluded = 1 THEN 'excluded'
            WHEN c.status = 'met' THEN 'met'
            WHEN c.ended IS NULL THEN 'overdue' ELSE 'late' END
        """

    /// What was done to tickets, by the hour and the unit that had it.
    static let deeds = CountTable(
        "deedCount",
        ["hour", "deed", "owner", "rating"],
        truth: """
            SELECT \(hour("e.at")), e.action, \(deedOwner), \(deedRating), \(facetSelection),
                count(*)
            FROM event e JOIN ticket t ON t.number = e.ticket
            WHERE \(isDeedCounted) GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
            """
    )

    /// How long each unit had the tickets that were closed in an hour, and as what.
    static let tenures = CountTable(
        "tenureCount",
        ["hour", "owner", "part"],
        sums: ["count", "seconds", "workingSeconds"],
        truth: """
            SELECT \(hour("t.closedAt")), json_extract(j.value, '$[0]'),
                json_extract(j.value, '$[1]'), \(facetSelection), count(*),
                sum(json_extract(j.value, '$[2]')), sum(json_extract(j.value, '$[3]'))
            FROM ticket t, json_each(t.tenures) j
            WHERE t.state = 'closed' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
            """
    )

    /// The actions that are counted.
    static let deedActions: [TicketAction] = [
        .callBack, .sendBack, .upholdReturn, .rejectReturn, .redirect, .reopen, .urge,
        .supervise, .exclude, .approveExtension,
    ]

    /// Whether a column names an action that is counted: word for word as it stands in the index
    /// of events, which SQLite finds by that.
    static func isDeed(_ column: String) -> String {
        let names = deedActions.map { "\(column) = '\($0.rawValue)'" }
        return "(" + names.joined(separator: " OR ") + ")"
    }

    /// Whether an event `e` counts: a call-back only where the caller was reached.
    static let isDeedCounted = """
        \(isDeed("e.action"))
            AND (e.action <> 'callBack'
                OR json_extract(e.payload, '$.details.reached') IS 'true')
        """

    /// The unit whose doing it was: who had the ticket before.
    static let deedOwner = "coalesce(e.formerUnit, e.formerDesk)"

    /// What the caller said, one letter each: responded, resolved, satisfied.
    static let deedRating = """
        CASE e.action WHEN 'callBack' THEN
            \(letter("responded")) || \(letter("resolved")) || CASE
                json_extract(e.payload, '$.details.satisfied')
                WHEN 'yes' THEN 'y' WHEN 'basically' THEN 'b' WHEN 'no' THEN 'n' ELSE '-' END
        ELSE '' END
        """

    private static func letter(_ detail: String) -> String {
        """
        CASE json_extract(e.payload, '$.details.\(detail)')
            WHEN 'true' THEN 'y' WHEN 'false' THEN 'n' ELSE '-' END
        """
    }
}

extension Migrations {
    /// Makes the tables of counts and counts what is there already.
    static func makeCounts(_ db: Database) throws {
        for table in CountTable.all {
            let whole: Set = ["hour", "due"]
            let columns = table.columns.map { column in
                "\(column) \(whole.contains(column) ? "INTEGER" : "TEXT") NOT NULL"
            }
            try db.execute(
                sql: """
                    -- Rebuilt from ticket, clock and event.
                    CREATE TABLE \(table.name) (
                        \(columns.joined(separator: ",\n    ")),
                        \(table.sums.map { "\($0) INTEGER NOT NULL" }.joined(separator: ", ")),
                        PRIMARY KEY (\(table.columns.joined(separator: ", ")))
                    ) STRICT, WITHOUT ROWID;
                    INSERT INTO \(table.name) \(table.truth);
                    """
            )
        }
        try db.execute(
            sql: """
                CREATE INDEX eventDeed ON event (action, at)
                    WHERE \(CountTable.isDeed("action"))
                """
        )
    }
}
