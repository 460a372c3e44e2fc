internal import GRDB
internal import Hotline

/// What an account sees, as SQL: the one place besides ``Actor/sees(_:)`` that knows.
///
/// A test compares the two over random tickets and accounts.
struct Visibility {
    private let actor: Actor

    init(_ actor: Actor) {
        self.actor = actor
    }

    /// The scope as a range of codes: all that begin with it.
    private var from: String { actor.scope.description }
    private var to: String { actor.scope.description + "\u{10FFFF}" }

    private var chain: [String] { actor.chain.map(\.description) }

    /// A condition on a row of `ticket` called `t`.
    var ticketCondition: SQL {
        let scope: SQL =
            if actor.isBoundToUnit {
                """
                (t.unit = \(actor.unit.description) OR t.filedUnit = \(actor.unit.description)
                    OR EXISTS (SELECT 1 FROM coHandler h WHERE h.ticket = t.number
                        AND h.unit = \(actor.unit.description)))
                """
            } else {
                """
                (t.desk BETWEEN \(from) AND \(to) OR t.unit BETWEEN \(from) AND \(to)
                    OR EXISTS (SELECT 1 FROM coHandler h WHERE h.ticket = t.number
                        AND h.unit BETWEEN \(from) AND \(to)))
                """
            }
        return "(\(scope) AND \(notShutOut(ticket: "t.number")))"
    }

    /// A condition on a row of `event` called `e`: its ticket is in scope after it.
    var eventCondition: SQL {
        "(\(eventScope) AND \(notShutOut(ticket: "e.ticket")))"
    }

    private var eventScope: SQL {
        if actor.isBoundToUnit {
            return "(e.unit IS \(actor.unit.description) OR \(isInAudience))"
        }
        return """
            (e.desk BETWEEN \(from) AND \(to)
                OR (e.unit IS NOT NULL AND e.unit BETWEEN \(from) AND \(to))
                OR EXISTS (SELECT 1 FROM coHandler h WHERE h.ticket = e.ticket
                    AND h.unit BETWEEN \(from) AND \(to)))
            """
    }

    /// Helps, or has filed it.
    private var isInAudience: SQL {
        """
        EXISTS (SELECT 1 FROM audience a
            WHERE a.unit = \(actor.unit.description) AND a.sequence = e.sequence)
        """
    }

    /// A condition on a row of `event` called `e`: its ticket left the scope by it.
    ///
    /// It was there before, and either went elsewhere or turned out to accuse the account's
    /// unit.
    var leavingCondition: SQL {
        let wasThere: SQL =
            if actor.isBoundToUnit {
                """
                (e.formerUnit IS \(actor.unit.description)
                    OR (e.fromState IS NOT NULL AND \(isInAudience)))
                """
            } else {
                """
                (e.formerDesk BETWEEN \(from) AND \(to)
                    OR e.formerUnit BETWEEN \(from) AND \(to))
                """
            }
        let isShutOutNow: SQL = """
            (json_extract(e.payload, '$.ticket.isFirewalled') IS 1
                AND NOT \(notShutOut(ticket: "e.ticket")))
            """
        return "(\(wasThere) AND (NOT \(eventScope) OR \(isShutOutNow)))"
    }

    /// The sequences of events that an account bound to a unit may care for, by index.
    func boundSequences(after sequence: Int64) -> SQL? {
        guard actor.isBoundToUnit else { return nil }
        let unit = actor.unit.description
        return """
            SELECT sequence FROM event WHERE unit = \(unit) AND sequence > \(sequence)
            UNION SELECT sequence FROM event
                WHERE formerUnit = \(unit) AND sequence > \(sequence)
            UNION SELECT sequence FROM audience
                WHERE unit = \(unit) AND sequence > \(sequence)
            """
    }

    private func notShutOut(ticket: String) -> SQL {
        """
        NOT EXISTS (SELECT 1 FROM shutOut s WHERE s.ticket = \(sql: ticket)
            AND s.unit IN \(chain))
        """
    }
}
