internal import Dispatch
internal import GRDB
internal import Hotline
internal import Synchronization

/// Lets the indexes follow the journal, in batches and never in a filing's own transaction.
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
        queue.async { [self] in
            // What is missing after an error is only not proposed.
            try? store.loadSimilar { !isStopped.load(ordering: .relaxed) }
            catchUp()
        }
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

    /// Forgets the full-text index, so that it is made anew from the journal.
    package func rebuildIndex() throws {
        try indexing.withLock { _ in try index.clear() }
        var touched = Touched()
        touched.sequence = changes.sequence
        changes.publish(touched)  // Wakes whoever indexes.
    }

    /// Indexes the events after those that are indexed.
    ///
    /// - Returns: How many there were; as many as `limit` means that more may wait.
    /// - Throws: What SQLite throws.
    package func indexNext(limit: Int) throws -> Int {
        try indexing.withLock { _ in try indexNextAlone(limit: limit) }
    }

    private func indexNextAlone(limit: Int) throws -> Int {
        let from = try index.indexedTo()
        let last = try read { try JournalHead.read($0).sequence }
        if from > last { try index.clear() }
        let batch = try read { try IndexBatch(after: min(from, last), limit: limit, $0) }
        guard batch.count > 0 else { return 0 }
        try read { db in
            for (number, ticket) in batch.moved { try takeIn(number, ticket, db) }
        }
        similarity.withLock { $0.forget(before: batch.endAt - Self.recentSeconds) }
        try index.add(batch.documents, indexedTo: batch.end)
        return batch.count
    }
}

/// What a stretch of the journal adds to the index, by ticket.
private struct IndexBatch {
    private(set) var documents: [(ticket: Int64, terms: String)] = []
    private(set) var count = 0
    private(set) var end: Int64 = 0
    private(set) var endAt: Int64 = 0
    /// The tickets that may be elsewhere, or another, than before.
    private(set) var moved: [Int64: IndexedTicket] = [:]

    /// Steps after which a ticket is where it was and what it was.
    private static let still: Set<TicketAction> = [
        .sign, .take, .note, .urge, .tell, .attach, .contact, .suspend, .resume, .answer, .report,
        .requestExtension, .approveExtension, .denyExtension, .startApplication, .supervise,
        .release, .exclude,
    ]
    private static let stillNames = Set(still.map(\.rawValue) + ["turnYellow", "miss"])

    init(after sequence: Int64, limit: Int, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                SELECT sequence, ticket, action, fromState IS NULL, body, at FROM event
                WHERE sequence > ? ORDER BY sequence LIMIT ?
                """
        )
        var (texts, mayHaveMoved) = ([Int64: [String]](), Set<Int64>())
        let arguments = [sequence.databaseValue, limit.databaseValue]
        try statement.forEachRow(with: arguments, in: db) { row in
            var reader = Reader(row)
            end = try reader.integer()
            let ticket = try reader.integer()
            if !Self.stillNames.contains(try reader.text()) { mayHaveMoved.insert(ticket) }
            let (isFirst, body) = (try reader.flag(), reader.optionalInteger())
            endAt = try reader.integer()
            count += 1
            texts[ticket, default: []] += try Self.texts(ticket, isFirst: isFirst, body: body, db)
        }
        for number in Set(texts.keys).union(mayHaveMoved).sorted() {
            var words = texts[number] ?? []
            var terms: [String] = []
            if mayHaveMoved.contains(number), let ticket = try IndexedTicket.find(number, db) {
                moved[number] = ticket
                terms = SearchTerms.of(ticket)
                if let external = ticket.externalNumber { words.append(external) }
            }
            let pairs = CharacterPairs(words.joined(separator: "\n")).document
            let document = (terms + [pairs]).joined(separator: " ")
            if !document.isEmpty { documents.append((number, document)) }
        }
    }

    /// What an event has to say: what was filed, an answer, a report or a note.
    private static func texts(
        _ ticket: Int64,
        isFirst: Bool,
        body: Int64?,
        _ db: Database
    ) throws -> [String] {
        guard isFirst || body != nil else { return [] }
        return try IndexedTicket.texts(
            """
            SELECT body FROM text WHERE ticket = ?
                AND (id = ? OR (? AND role IN ('demand', 'title', 'accused')))
            """,
            [ticket, body, isFirst ? 1 : 0],
            db
        )
    }
}
