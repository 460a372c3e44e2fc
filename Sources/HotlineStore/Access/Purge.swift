internal import Foundation
internal import GRDB
package import Hotline
internal import NationalCrypto

/// What was destroyed because its time was over, or would be (到期销毁).
package struct Purged: Sendable {
    package var tickets = 0
    package var calls = 0
    package var accesses = 0
    /// Keys of months of visits, and of what was written of duties.
    package var visits = 0
    /// Batches of payments, and notes of money on its way.
    package var payments = 0
    /// People and households that left the roster.
    package var roster = 0
    /// Marks, and keys of lists and data requests.
    package var matching = 0
}

extension Store {
    /// How many rows one transaction of the writer destroys.
    private static let purgeBatchMax = 500

    /// Counts what has its time behind it.
    package func due(_ ends: Retention.Ends) throws -> Purged {
        try read { db in
            func count(_ sql: String, _ end: Instant) throws -> Int {
                try Int.fetchOne(db, sql: sql, arguments: [end.seconds]) ?? 0
            }
            var due = Purged()
            due.tickets = try count(
                """
                SELECT count(*) FROM ticket t WHERE closedAt < ?
                    AND NOT EXISTS (SELECT 1 FROM purged p WHERE p.ticket = t.number)
                """,
                ends.ticketData
            )
            due.calls = try count("SELECT count(*) FROM call WHERE createdAt < ?", ends.calls)
            due.accesses = try AccessCut.due(before: ends.accessLog, db)
            due.visits = try DutyKeys.due(before: ends.visits, db)
            due.payments = try PaymentPurge.due(before: ends.payments, db)
            due.roster = try RosterPurge.due(before: ends.roster, db)
            due.matching = try MatchPurge.due(before: ends.matching, db)
            return due
        }
    }

    /// Destroys what has its time behind it, keys first, and notes how much in the access log.
    ///
    /// The journal and its tables stay; of a ticket there is then no text, file or name.
    package func purge(_ ends: Retention.Ends, at now: Instant) throws -> Purged {
        let limit = Self.purgeBatchMax
        typealias Batch = (count: Int, afterwards: @Sendable () -> Void)
        func all(_ work: @escaping @Sendable (Ledger) throws -> Batch) throws -> Int {
            var (total, count) = (0, 0)
            repeat {
                let batch = try writer.write(work)
                batch.afterwards()
                count = batch.count
                total += count
            } while count == limit
            return total
        }
        // What is removed is overwritten, and not only let go.
        try writer.write { try $0.database.execute(sql: "PRAGMA secure_delete = ON") }
        var purged = Purged()
        let files = attachments
        purged.tickets = try all {
            let done = try $0.purgeTickets(closedBefore: ends.ticketData, at: now, limit: limit)
            // Their keys go in this commit; should it fail, the files are kept with the keys.
            return (done.count, { done.files.forEach(files.remove) })
        }
        purged.calls = try all { (try $0.purgeCalls(before: ends.calls, limit: limit), {}) }
        purged.visits = try all {
            (try DutyKeys.destroy(before: ends.visits, limit: limit, $0.database), {})
        }
        purged.payments = try purgePayments(before: ends.payments, at: now)
        purged.roster = try all {
            (try RosterPurge.destroy(before: ends.roster, at: now, limit: limit, $0), {})
        }
        purged.matching = try all {
            (try MatchPurge.destroy(before: ends.matching, at: now, limit: limit, $0), {})
        }
        try accessLog.commit()
        try writer.write { try $0.cutAccessLog(before: ends.accessLog, at: now) }
        purged.accesses = try all { (try $0.removeCutAccesses(limit: limit), {}) }
        let told =
            "tickets \(purged.tickets), calls \(purged.calls), visits \(purged.visits), "
            + "payments \(purged.payments), "
            + "roster \(purged.roster), matching \(purged.matching), entries \(purged.accesses)"
        try accessLog.commit(Access(.purge, field: told, at: now))
        try writer.write { try $0.database.execute(sql: "PRAGMA secure_delete = OFF") }
        if purged.tickets > 0 { try index.clear() }
        // The log may hold it still, where a reader keeps it from being copied and cut.
        try? pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        return purged
    }
}

extension Ledger {
    fileprivate func purgeTickets(
        closedBefore end: Instant,
        at now: Instant,
        limit: Int
    ) throws -> (count: Int, files: [String]) {
        var files: [String] = []
        let numbers = try Int64.fetchAll(
            database,
            sql: """
                SELECT number FROM ticket t WHERE closedAt < ?
                    AND NOT EXISTS (SELECT 1 FROM purged p WHERE p.ticket = t.number)
                ORDER BY number LIMIT ?
                """,
            arguments: [end.seconds, limit]
        )
        for number in numbers {
            try database.execute(
                sql: """
                    INSERT INTO purged SELECT :ticket, :now,
                        (SELECT coalesce(max(id), 0) FROM text WHERE ticket = :ticket),
                        (SELECT coalesce(max(id), 0) FROM personal WHERE ticket = :ticket)
                    """,
                arguments: ["ticket": number, "now": now.seconds]
            )
            files += try String.fetchAll(
                database,
                sql: "SELECT digest FROM attachment WHERE ticket = ?",
                arguments: [number]
            )
            try database.execute(sql: "DELETE FROM dataKey WHERE id = ?", arguments: [number])
            for table in ["personal", "text", "attachment"] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE ticket = ?",
                    arguments: [number]
                )
            }
        }
        return (numbers.count, files)
    }

    fileprivate func purgeCalls(before end: Instant, limit: Int) throws -> Int {
        try database.execute(
            sql: "DELETE FROM dataKey WHERE id < ?",
            arguments: [DataKey.Owner.calls(end.day).id]
        )
        try database.execute(
            sql: """
                DELETE FROM call WHERE id IN
                    (SELECT id FROM call WHERE createdAt < ? LIMIT ?)
                """,
            arguments: [end.seconds, limit]
        )
        return database.changesCount
    }

    /// Seals the access log where its entries are past their time; they may be removed then.
    fileprivate func cutAccessLog(before end: Instant, at now: Instant) throws {
        guard try AccessCut.due(before: end, database) > 0 else { return }
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT sequence, hash FROM access
                WHERE sequence < coalesce((SELECT min(sequence) FROM access WHERE at >= ?), 1 << 62)
                ORDER BY sequence DESC LIMIT 1
                """,
            arguments: [end.seconds]
        )
        guard let row else { return }
        let cut = AccessCut(sequence: row[0], hash: Array(row[1] as Data), at: now.seconds)
        try database.execute(
            sql: "INSERT INTO accessCut VALUES (?, ?, ?, ?)",
            arguments: [
                cut.sequence, Data(cut.hash), cut.at, Data(keys.code(ofSeal: cut.text)),
            ]
        )
    }

    fileprivate func removeCutAccesses(limit: Int) throws -> Int {
        try database.execute(
            sql: """
                DELETE FROM access WHERE sequence IN (SELECT sequence FROM access
                    WHERE sequence <= (SELECT coalesce(max(sequence), 0) FROM accessCut)
                    ORDER BY sequence LIMIT ?)
                """,
            arguments: [limit]
        )
        return database.changesCount
    }
}

/// A seal at which the access log was cut: the hash that the rest goes on from.
struct AccessCut {
    let sequence: Int64
    let hash: [UInt8]
    let at: Int64

    /// What its code is reckoned over.
    var text: String { "access cut \(sequence) \(hash.hexadecimal) \(at)" }

    /// How many entries from the first on are before an instant.
    static func due(before end: Instant, _ db: Database) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM access
                WHERE sequence < coalesce((SELECT min(sequence) FROM access WHERE at >= ?), 1 << 62)
                """,
            arguments: [end.seconds]
        ) ?? 0
    }
}

// MARK: - What all that is purged has in common

extension Database {
    /// How many rows some queries give together.
    func count(of queries: [SQL]) throws -> Int {
        try queries.reduce(0) { total, query in
            let request: SQLRequest<Int> = "SELECT count(*) FROM (\(query))"
            return total + (try request.fetchOne(self) ?? 0)
        }
    }
}

extension Ledger {
    /// Tells the journal of registers what of one of them was overwritten because of its age.
    func recordPurge(
        of register: Register,
        _ writes: [RegisterWrite],
        at now: Instant
    ) throws {
        try record(
            RegisterEntry(
                register: register,
                subject: "purge",
                action: "purge",
                by: nil,
                at: now,
                writes: writes
            )
        )
    }
}
