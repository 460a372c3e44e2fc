internal import GRDB
package import Hotline

/// How much is open, for those who watch the server; no ticket can be told from it.
package struct Load: Sendable {
    /// How many tickets wait for somebody.
    package let openCount: Int
    /// When the ticket was filed that has waited longest to be dispatched; nil if none waits.
    package let oldestAtDesk: Instant?
}

extension Store {
    /// Takes as long as reading what is open, however much is closed.
    package func load() throws -> Load {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT count(DISTINCT q.ticket), min(t.filedAt) FILTER (WHERE t.state = 'desk')
                    FROM queue q JOIN ticket t ON t.number = q.ticket
                    """
            )
            let oldest = (row?[1] as Int64?).map { Instant(seconds: $0) }
            return Load(openCount: row?[0] ?? 0, oldestAtDesk: oldest)
        }
    }
}
