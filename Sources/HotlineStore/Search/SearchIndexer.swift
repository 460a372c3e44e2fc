internal import Dispatch
internal import GRDB
internal import Synchronization

/// Lets the index follow the journal, in batches and never in a filing's own transaction.
package final class SearchIndexer: Sendable {
    private let store: Store
    private let queue = DispatchQueue(label: "hotline-indexer", qos: .utility)
    private let isStopped = Atomic(false)

    /// How long changes are gathered before they are indexed, in milliseconds.
    static let gatherMilliseconds = 300
    /// How many events are indexed in one go at most.
    static let batchMax = 2000

    package init(_ store: Store) {
        self.store = store
    }

    package func start() {
        queue.async { [self] in catchUp() }
    }

    package func stop() {
        isStopped.store(true, ordering: .relaxed)
        queue.sync {}
    }

    private func catchUp() {
        guard !isStopped.load(ordering: .relaxed) else { return }
        // An error here is one of storage, which the next round may find mended.
        let count = (try? store.indexNext(limit: Self.batchMax)) ?? 0
        if count == Self.batchMax { return queue.async { [self] in catchUp() } }
        wait()
    }

    private func wait() {
        let indexedTo = (try? store.indexedTo()) ?? 0
        let soon: @Sendable () -> Void = { [self] in
            queue.asyncAfter(deadline: .now() + .milliseconds(Self.gatherMilliseconds)) { [self] in
                catchUp()
            }
        }
        guard store.changes.wait(past: indexedTo, wake: soon) == nil else { return }
        if !store.changes.isClosed { soon() }
    }
}

extension Store {
    /// The last event whose texts can be found.
    package func indexedTo() throws -> Int64 { try index.indexedTo() }

    /// Indexes the events after those that are indexed.
    ///
    /// - Returns: How many there were; as many as `limit` means that more may wait.
    /// - Throws: What SQLite throws.
    func indexNext(limit: Int) throws -> Int {
        let from = try index.indexedTo()
        let last = try read { try JournalHead.read($0).sequence }
        if from > last { try index.clear() }
        let rows = try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT e.sequence, group_concat(x.body, char(10)) FROM event e
                    LEFT JOIN text x ON x.ticket = e.ticket AND (x.id = e.body
                        OR (e.action = 'file' AND x.role IN ('demand', 'title', 'accused')))
                    WHERE e.sequence > ? GROUP BY e.sequence ORDER BY e.sequence LIMIT ?
                    """,
                arguments: [min(from, last), limit]
            )
        }
        guard let end: Int64 = rows.last?[0] else { return 0 }
        let documents = rows.compactMap { row -> (Int64, String)? in
            guard let text: String = row[1] else { return nil }
            return (row[0], CharacterPairs(text).document)
        }
        try index.add(documents, indexedTo: end)
        return rows.count
    }
}
