internal import GRDB
package import Hotline

extension Store {
    /// Tickets that fit a filter, the newest first.
    ///
    /// A page may have fewer than `limit` and yet a next one: the work for one is limited.
    package func tickets(
        _ filter: TicketFilter,
        limit: Int,
        after: String?,
        for actor: Actor
    ) throws -> Page<TicketView> {
        let before = try Cursor.pair(after)?.0 ?? Int64.max
        return try read { db in
            var run = SearchRun(filter, limit: limit, before: before, for: actor, keys)
            try run.run(db)
            let items = try run.found.compactMap { found -> TicketView? in
                guard let ticket = try TicketReading.ticket(found.number, db) else { return nil }
                var view = try Self.view(ticket, keys, db)
                view.highlights = found.highlights
                return view
            }
            let next = run.hasMore ? run.last.map { Cursor.text($0, 0) } : nil
            return Page(items: items, next: next)
        }
    }
}
