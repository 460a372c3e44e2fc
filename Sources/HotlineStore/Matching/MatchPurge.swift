internal import Foundation
internal import GRDB
internal import Hotline
internal import NationalCrypto

/// Whom marks were about, and what was written with lists, as it is forgotten in time (比对到期销毁).
///
/// That there was a mark, by which rule, and what came of it, stays, for each rule's hits and
/// misses are counted by it; and so does who compared what, when and for which purpose.
enum MatchPurge {
    private static let lists = RegisterKey.list(0).keyNumber
    private static let requests = RegisterKey.request(0).keyNumber

    /// Marks that are over, or were only ever noted, and say still whom they are about.
    private static func overMarks(before end: Instant) -> SQL {
        """
        SELECT m.id FROM mark m WHERE length(m.sealed) > 0
            AND (m.closedOn < \(end.day.number)
                OR m.state = 'noted' AND NOT EXISTS (SELECT 1 FROM json_each(m.lists) e
                    JOIN matchList l ON l.id = e.value WHERE l.startedAt >= \(end.seconds)))
        """
    }

    /// Keys of lists of which no mark says any more whom it is about.
    private static func overLists(before end: Instant) -> SQL {
        """
        SELECT k.id FROM matchList l JOIN dataKey k ON k.id = l.id + \(lists)
        WHERE l.startedAt < \(end.seconds) AND NOT EXISTS (SELECT 1 FROM mark m
            WHERE json_extract(m.lists, '$[0]') = l.id AND length(m.sealed) > 0)
        """
    }

    /// Keys of requests that are over, with all their lists.
    private static func overRequests(before end: Instant) -> SQL {
        """
        SELECT k.id FROM dataRequest r JOIN dataKey k ON k.id = r.id + \(requests)
        WHERE r.state IN ('refused', 'declined', 'ended') AND r.proposedOn < \(end.day.number)
            AND NOT EXISTS (SELECT 1 FROM matchList l
                WHERE l.request = r.id AND l.startedAt >= \(end.seconds))
        """
    }

    static func due(before end: Instant, _ db: Database) throws -> Int {
        try db.count(of: [
            overMarks(before: end), overLists(before: end), overRequests(before: end),
        ])
    }

    /// Forgets some of them, and says how many.
    static func destroy(
        before end: Instant,
        at now: Instant,
        limit: Int,
        _ ledger: Ledger
    ) throws -> Int {
        let marks = try forgetMarks(before: end, at: now, limit: limit, ledger)
        var count = marks
        // Lists and requests go when the last of their marks has gone.
        for keys in [overLists(before: end), overRequests(before: end)] where count < limit {
            try ledger.database.execute(
                literal: "DELETE FROM dataKey WHERE id IN (\(keys) LIMIT \(limit - count))"
            )
            count += ledger.database.changesCount
        }
        return count
    }

    private static func forgetMarks(
        before end: Instant,
        at now: Instant,
        limit: Int,
        _ ledger: Ledger
    ) throws -> Int {
        let some: SQLRequest<Row> = """
            SELECT \(sql: MarkRow.selection) FROM mark
            WHERE id IN (\(overMarks(before: end))) ORDER BY id LIMIT \(limit)
            """
        let rows = try some.fetchAll(ledger.database)
        guard !rows.isEmpty else { return 0 }
        let writes = try rows.map { row in
            var view = try MarkRow.view(row, ledger.keys, ledger.database)
            view.lookup = Data(unpredictableBytes(16))
            view.sealed = Data()
            view.sealedReport = nil
            return RegisterWrite.put(MatchTables.mark, MarkRow.values(view))
        }
        try ledger.recordPurge(of: .matching, writes, at: now)
        return rows.count
    }
}
