internal import Foundation
internal import GRDB
internal import Hotline
package import Synchronization

/// The one writer: commits all that waits in one transaction.
///
/// A job that fails takes no other with it: one that had written something by then has the
/// batch done again, each job within a savepoint of its own. A job's `done` is called after the
/// commit that makes it last, or with the error that kept it from lasting; never before.
package final class Writer: @unchecked Sendable {
    // @unchecked because everything mutable is protected by `condition`, but for `head` and
    // `statements`, which belong to the writer's thread.
    private let database: any DatabaseWriter
    private let keys: KeyRing
    private let onCommit: @Sendable (Touched) -> Void
    private let condition = NSCondition()
    private var waiting: [Job] = []
    private var isStopping = false
    private var hasStopped = false
    private var head: JournalHead
    private var statements: WriterStatements?
    private let checkpointer: Checkpointer
    private let isDamaged = Atomic(false)
    /// What was done since the start, for those who watch.
    package let counts = Counts()

    package final class Counts: Sendable {
        package let jobs = Atomic(0)
        package let batches = Atomic(0)
        /// Time from the first statement to the end of the commit, in microseconds.
        package let microseconds = Atomic(0)
        /// Transactions of which nothing is on disk.
        package let failures = Atomic(0)
        /// The events that were committed, by their action.
        package let actions = Mutex<[String: Int]>([:])
    }

    /// How many jobs may wait before new ones are refused.
    package static let waitingMax = 20_000
    /// How many jobs one transaction takes at most, so that the first does not wait for long.
    package static let batchMax = 1024

    /// What one job does, and whom it tells.
    private struct Job: Sendable {
        let work: @Sendable (Ledger) throws -> @Sendable () -> Void
        let failed: @Sendable (any Error) -> Void
    }

    init(
        _ database: any DatabaseWriter,
        keys: KeyRing,
        checkpointer: Checkpointer,
        onCommit: @escaping @Sendable (Touched) -> Void
    ) throws {
        self.database = database
        self.keys = keys
        self.checkpointer = checkpointer
        self.onCommit = onCommit
        head = try database.read { try JournalHead.read($0) }
        let thread = Thread { [self] in run() }
        thread.name = "hotline-writer"
        thread.start()
    }

    /// Hands a job to the writer.
    ///
    /// - Parameters:
    ///   - work: What to do in the transaction; what it throws undoes this job alone.
    ///   - done: Told how it ended, on the writer's thread, after the commit.
    package func submit<Value: Sendable>(
        _ work: @escaping @Sendable (Ledger) throws -> Value,
        done: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        let job = Job(
            work: { ledger in
                let value = try work(ledger)
                return { done(.success(value)) }
            },
            failed: { done(.failure($0)) }
        )
        condition.lock()
        let isFull = waiting.count >= Self.waitingMax || isStopping
        if !isFull {
            waiting.append(job)
            condition.broadcast()
        }
        condition.unlock()
        if isFull { done(.failure(WriterIsBusy())) }
    }

    /// Does a job and waits until it is committed.
    ///
    /// `undo` is called before any other job is begun, if nothing of this one is on disk.
    package func write<Value: Sendable>(
        _ work: @escaping @Sendable (Ledger) throws -> Value,
        undo: @escaping @Sendable () -> Void = {}
    ) throws -> Value {
        let answer = Answer<Value>()
        submit(work) { result in
            if case .failure = result { undo() }
            answer.set(result)
        }
        return try answer.wait()
    }

    /// Commits what waits and ends the thread.
    ///
    /// Jobs that come later are refused.
    package func stop() {
        condition.lock()
        isStopping = true
        condition.broadcast()
        while !hasStopped { condition.wait() }
        condition.unlock()
    }

    private func run() {
        while let batch = nextBatch() {
            commit(batch)
            checkpointer.afterCommit(database)
        }
        statements = nil
        condition.lock()
        hasStopped = true
        condition.broadcast()
        condition.unlock()
    }

    private func nextBatch() -> [Job]? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty {
            if isStopping { return nil }
            condition.wait()
        }
        let batch = Array(waiting.prefix(Self.batchMax))
        waiting.removeFirst(batch.count)
        return batch
    }

    /// Adds nothing more to a file that is damaged: only a start on a sound one writes again.
    package func stopForDamage(_ error: any Error) {
        guard (error as? DatabaseError)?.isDamage == true else { return }
        isDamaged.store(true, ordering: .releasing)
    }

    private func commit(_ batch: [Job]) {
        if isDamaged.load(ordering: .acquiring) {
            for job in batch { job.failed(DatabaseIsDamaged()) }
            return
        }
        let started = ContinuousClock.now
        defer { count(batch, since: started) }
        do {
            let outcomes: [@Sendable () -> Void]
            do {
                outcomes = try transact { ledger in try batch.map { try tryOut($0, ledger) } }
            } catch is SpoiledBatch {
                outcomes = try transact { ledger in try batch.map { try run($0, ledger) } }
            }
            for outcome in outcomes { outcome() }
        } catch {
            // Nothing of the batch is on disk: the head is what it was, and all are told.
            counts.failures.add(1, ordering: .relaxed)
            stopForDamage(error)
            for job in batch { job.failed(error) }
        }
    }

    /// Does something in one transaction, and tells whoever waits what it has changed.
    private func transact<Value>(_ work: (Ledger) throws -> Value) throws -> Value {
        let (value, newHead, touched) = try database.writeWithoutTransaction { db in
            let statements = self.statements ?? WriterStatements(db)
            self.statements = statements
            let ledger = Ledger(database: db, keys: keys, statements: statements, head: head)
            var value: Value?
            try db.inTransaction(.immediate) {
                value = try work(ledger)
                return .commit
            }
            return (value, ledger.head, ledger.touched)
        }
        guard let value else { preconditionFailure("the work was done") }
        head = newHead
        // First, so that whoever has an answer is never told that nothing has changed.
        if !touched.isEmpty { onCommit(touched) }
        counts.actions.withLock { $0.merge(touched.actions, uniquingKeysWith: +) }
        return value
    }

    private func count(_ batch: [Job], since started: ContinuousClock.Instant) {
        let (seconds, attoseconds) = (ContinuousClock.now - started).components
        let microseconds = Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
        counts.jobs.add(batch.count, ordering: .relaxed)
        counts.batches.add(1, ordering: .relaxed)
        counts.microseconds.add(microseconds, ordering: .relaxed)
    }

    /// Runs one job, and returns how to tell of its end.
    ///
    /// - Throws: ``SpoiledBatch`` if it failed after it had written something.
    private func tryOut(_ job: Job, _ ledger: Ledger) throws -> @Sendable () -> Void {
        let changes = ledger.database.totalChangesCount
        do {
            return try job.work(ledger)
        } catch let error as DatabaseError where error.endsTransaction {
            throw error
        } catch {
            guard ledger.database.totalChangesCount == changes else { throw SpoiledBatch() }
            return { job.failed(error) }
        }
    }

    /// Runs one job in its savepoint and returns how to tell of its end.
    ///
    /// - Throws: Only what ends the whole batch, such as a full disk.
    private func run(_ job: Job, _ ledger: Ledger) throws -> @Sendable () -> Void {
        switch try ledger.attempt({ try job.work(ledger) }) {
        case .success(let outcome): outcome
        case .failure(let error): { job.failed(error) }
        }
    }
}

/// A job failed halfway, and what it wrote cannot be told from what others did.
private struct SpoiledBatch: Error {}

extension Ledger {
    /// Does something that may fail alone: what it changed is undone then.
    ///
    /// - Throws: Only what ends the whole transaction, such as a full disk.
    package func attempt<Value>(_ work: () throws -> Value) throws -> Result<Value, any Error> {
        let (headBefore, touchedBefore) = (head, touched)
        do {
            try database.cachedStatement(sql: "SAVEPOINT attempt").execute()
            let value = try work()
            try database.cachedStatement(sql: "RELEASE attempt").execute()
            return .success(value)
        } catch let error as DatabaseError where error.endsTransaction {
            throw error
        } catch {
            try database.execute(sql: "ROLLBACK TO attempt; RELEASE attempt")
            head = headBefore
            touched = touchedBefore
            return .failure(error)
        }
    }
}

/// Too much waits to be written, or the server is stopping.
package struct WriterIsBusy: Error {}

extension DatabaseError {
    /// Whether SQLite has given up the transaction, or must be taken to have.
    fileprivate var endsTransaction: Bool {
        switch resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_CORRUPT, .SQLITE_READONLY,
            .SQLITE_CANTOPEN, .SQLITE_NOTADB:
            true
        default:
            false
        }
    }
}

/// A value that one thread waits for and another brings.
private final class Answer<Value: Sendable>: @unchecked Sendable {
    // @unchecked because `result` is protected by `condition`.
    private let condition = NSCondition()
    private var result: Result<Value, any Error>?

    func set(_ result: Result<Value, any Error>) {
        condition.lock()
        self.result = result
        condition.signal()
        condition.unlock()
    }

    func wait() throws -> Value {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result { return try result.get() }
            condition.wait()
        }
    }
}

/// The file has a page that cannot be read, so nothing more is written to it.
package struct DatabaseIsDamaged: Error, CustomStringConvertible {
    package let description =
        "the database is damaged: stop the server, run 'hotline check' and restore a backup"
}

/// Whether nothing can be kept for now, though nothing is wrong with what was asked.
package func isAboutStorage(_ error: any Error) -> Bool {
    if error is DatabaseIsDamaged { return true }
    guard let error = error as? DatabaseError else { return false }
    return error.endsTransaction || error.resultCode == .SQLITE_BUSY
}
