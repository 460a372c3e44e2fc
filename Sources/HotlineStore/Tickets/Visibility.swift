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

    /// A condition on a row of `access` called `a`: somebody in scope looked, or at a ticket there.
    ///
    /// Whoever a ticket is kept from hears of no look at it either.
    var accessCondition: SQL {
        """
        ((a.unit BETWEEN \(from) AND \(to) OR EXISTS (SELECT 1 FROM ticket t
                WHERE t.number = a.ticket AND \(ticketCondition)))
            AND \(notShutOut(ticket: "a.ticket")))
        """
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
    /// unit. Whoever was shut out before never had it, and must not hear even its number.
    var leavingCondition: SQL {
        """
        ((\(wasThere) AND (NOT \(eventScope) OR \(turnedOut)) OR \(turnedOut) AND \(hadHelped))
            AND NOT \(wasShutOut))
        """
    }

    private var wasThere: SQL {
        if actor.isBoundToUnit {
            return """
                (e.formerUnit IS \(actor.unit.description)
                    OR (e.fromState IS NOT NULL AND \(isInAudience)))
                """
        }
        return "(e.formerDesk BETWEEN \(from) AND \(to) OR e.formerUnit BETWEEN \(from) AND \(to))"
    }

    /// It accuses the account's unit by this event.
    private var turnedOut: SQL {
        """
        (e.action IN (\(TicketAction.reclassify.rawValue), \(Deed.Name.succeed.description))
            AND (json_type(e.payload, '$.ticket.isFirewalled') IS NOT NULL
                OR json_type(e.payload, '$.ticket.accused') IS NOT NULL)
            AND NOT \(notShutOut(ticket: "e.ticket")))
        """
    }

    /// A unit in scope helped with it before, which is why it was there.
    private var hadHelped: SQL {
        """
        EXISTS (SELECT 1 FROM event p, json_each(p.payload, '$.coHandlers') h
            WHERE p.ticket = e.ticket AND p.sequence < e.sequence
                AND json_extract(h.value, '$.unit') BETWEEN \(from) AND \(to))
        """
    }

    /// The account was shut out before this event already.
    private var wasShutOut: SQL {
        """
        (\(sql: Self.before("isFirewalled")) IS 1
            AND EXISTS (SELECT 1 FROM json_each(\(sql: Self.before("accused"))) a
                WHERE a.value IN \(chain)))
        """
    }

    /// The value that a column of the event's ticket had before the event.
    private static func before(_ column: String) -> String {
        """
        (SELECT json_extract(p.payload, '$.ticket.\(column)') FROM event p
            WHERE p.ticket = e.ticket AND p.sequence < e.sequence
                AND json_type(p.payload, '$.ticket.\(column)') IS NOT NULL
            ORDER BY p.sequence DESC LIMIT 1)
        """
    }

    /// The sequences of events that an account bound to a unit may care for, by index.
    func boundSequences(after sequence: Int64) -> SQL? {
        guard actor.isBoundToUnit else { return nil }
        let unit = actor.unit.description
        return """
            SELECT sequence FROM event WHERE unit = \(unit) AND sequence > \(sequence)
            UNION SELECT sequence FROM event
                WHERE formerUnit = \(unit) AND formerUnit IS NOT unit AND sequence > \(sequence)
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
