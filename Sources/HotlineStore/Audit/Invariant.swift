internal import Hotline

/// What must hold of the tables, as a query for the rows that break it.
struct Invariant: Sendable {
    let name: String
    let sql: String

    static let all: [Invariant] =
        [
            Invariant(
                name: "an open ticket without a running clock or a wake-up day",
                sql: """
                    SELECT number FROM ticket t WHERE state <> 'closed' AND wakesAt IS NULL
                        AND NOT EXISTS (SELECT 1 FROM clock c WHERE c.ticket = t.number
                            AND c.ended IS NULL AND c.status IN ('running', 'missed'))
                    """
            ),
            Invariant(
                name: "an open ticket without exactly one holder",
                sql: """
                    SELECT number FROM ticket WHERE state <> 'closed' AND
                        CASE WHEN state IN ('desk', 'returning', 'answered') THEN desk ELSE unit END
                        NOT IN (SELECT unit FROM queue q WHERE q.ticket = number)
                    """
            ),
            Invariant(
                name: "a closed ticket with an open clock",
                sql: """
                    SELECT number FROM ticket t WHERE state = 'closed' AND EXISTS
                        (SELECT 1 FROM clock c WHERE c.ticket = t.number AND c.ended IS NULL)
                    """
            ),
            Invariant(
                name: "a day whose ticket numbers have gaps",
                sql: """
                    SELECT d.day, d.count, count(*) FROM dayCount d JOIN ticket t
                        ON t.receivedAt + 28800 >= d.day * 86400
                        AND t.receivedAt + 28800 < (d.day + 1) * 86400
                    GROUP BY d.day HAVING count(*) <> d.count
                    """
            ),
            Invariant(
                name: "a breach that was not recorded exactly once",
                sql: """
                    SELECT c.ticket, c.id FROM clock c
                    LEFT JOIN event e ON e.ticket = c.ticket AND e.action = 'miss'
                        AND json_extract(e.payload, '$.details.id') = CAST(c.id AS TEXT)
                    GROUP BY c.ticket, c.id
                    HAVING count(e.sequence) <> (c.missedAt IS NOT NULL)
                    """
            ),
            Invariant(
                name: "a ticket with a unit that it accuses",
                sql: """
                    SELECT number FROM ticket t JOIN shutOut s ON s.ticket = t.number
                    WHERE s.unit IN (t.unit, t.desk) AND t.state <> 'closed'
                    """
            ),
            Invariant(
                name: "a ticket whose accused are not shut out of it, or others are",
                sql: difference(
                    """
                    SELECT DISTINCT t.number, a.value FROM ticket t, json_each(t.accused) a
                    WHERE t.isFirewalled = 1
                    """,
                    "SELECT ticket, unit FROM shutOut"
                )
            ),
            Invariant(
                name: "a duty that the sweep would pass over",
                sql: """
                    SELECT id FROM duty WHERE attentionAt IS NOT CASE
                        WHEN missedAt IS NULL AND (state = 'owed'
                            OR state = 'sentBack' AND decidedAt < due) THEN due END
                    """
            ),
            Invariant(name: "a queue that is not what is owed", sql: queue),
            Invariant(name: "an event shown to whom it does not concern", sql: sight),
            Invariant(name: "an event not shown to whom it concerns, or to others", sql: audience),
        ]
        + CountTable.all.map {
            Invariant(
                name: "a count in \($0.name) that is not what can be counted",
                sql: difference($0.truth, "SELECT * FROM \($0.name) WHERE count <> 0")
            )
        }
}

extension Invariant {
    /// The rows that only one of two queries gives.
    private static func difference(_ one: String, _ other: String) -> String {
        """
        SELECT * FROM (SELECT * FROM (\(one)) EXCEPT SELECT * FROM (\(other)))
        UNION ALL
        SELECT * FROM (SELECT * FROM (\(other)) EXCEPT SELECT * FROM (\(one)))
        """
    }

    private static let queue = difference(
        """
        WITH held AS (
            SELECT number, CASE WHEN state IN ('desk', 'returning', 'answered') THEN desk
                ELSE unit END AS holder
            FROM ticket WHERE state <> 'closed')
        SELECT holder AS unit, coalesce(
            (SELECT min(due) FROM clock
                WHERE ticket = number AND ended IS NULL AND status <> 'paused'),
            (SELECT min(due) FROM clock WHERE ticket = number AND ended IS NULL),
            \(Instant.endOfTime.seconds)) AS due, number AS ticket
        FROM held
        UNION
        SELECT h.unit, coalesce(c.due, \(Instant.endOfTime.seconds)), h.ticket
        FROM coHandler h JOIN held ON held.number = h.ticket
        LEFT JOIN clock c ON c.ticket = h.ticket AND c.id = h.clock
        WHERE h.hasReported = 0 AND h.unit <> held.holder AND c.ended IS NULL
        UNION
        SELECT c.unit, c.due, c.ticket FROM clock c JOIN held ON held.number = c.ticket
        WHERE c.kind = 'extension' AND c.ended IS NULL AND c.unit <> held.holder
            AND NOT EXISTS (SELECT 1 FROM coHandler h
                WHERE h.ticket = c.ticket AND h.unit = c.unit AND h.hasReported = 0)
        """,
        "SELECT unit, due, ticket FROM queue"
    )

    /// Desk and unit of each event are those of the ticket after it and before it.
    private static let sight = """
        WITH told AS (
            SELECT *, lag(desk) OVER ticketEvents AS deskBefore,
                lag(unit) OVER ticketEvents AS unitBefore
            FROM event WINDOW ticketEvents AS (PARTITION BY ticket ORDER BY sequence))
        SELECT sequence FROM told
        WHERE formerDesk IS NOT deskBefore OR formerUnit IS NOT unitBefore
            OR desk IS NOT CASE WHEN json_type(payload, '$.ticket.desk') IS NULL
                THEN deskBefore ELSE json_extract(payload, '$.ticket.desk') END
            OR unit IS NOT CASE WHEN json_type(payload, '$.ticket.unit') IS NULL
                THEN unitBefore ELSE json_extract(payload, '$.ticket.unit') END
        """

    /// The unit that filed the ticket, and those that help from when they were asked.
    private static let audience = difference(
        """
        WITH list AS (
            SELECT ticket, sequence, payload, lead(sequence, 1, \(Int64.max))
                OVER (PARTITION BY ticket ORDER BY sequence) AS next
            FROM event WHERE json_type(payload, '$.coHandlers') IS NOT NULL)
        SELECT unit, sequence FROM (
            SELECT json_extract(h.value, '$.unit') AS unit, e.sequence, e.desk, e.unit AS handler
            FROM list l JOIN event e ON e.ticket = l.ticket
                AND e.sequence >= l.sequence AND e.sequence < l.next,
                json_each(l.payload, '$.coHandlers') h
            UNION
            SELECT t.filedUnit, e.sequence, e.desk, e.unit
            FROM event e JOIN ticket t ON t.number = e.ticket)
        WHERE unit IS NOT desk AND unit IS NOT handler
        """,
        "SELECT unit, sequence FROM audience"
    )
}
