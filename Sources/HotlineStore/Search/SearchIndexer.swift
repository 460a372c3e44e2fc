internal import Dispatch
internal import Synchronization

/// Lets the index follow the journal, in batches and never in a filing's own transaction.
///
/// After a crash it goes on where the index ends, for the two are in one file.
package final class SearchIndexer: Sendable {
    private let store: Store
    private let queue = DispatchQueue(label: "hotline-indexer")
    private let isStopped = Atomic(false)

    /// How long changes are gathered before they are indexed, in milliseconds.
    static let gatherMilliseconds = 300
    /// How many events one transaction of the writer indexes at most.
    static let batchMax = 200

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
        let count = (try? store.writer.write { try $0.index(limit: Self.batchMax) }) ?? 0
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
