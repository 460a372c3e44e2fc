internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import Synchronization

/// Brings what is committed from the write-ahead log into the database file, beside the writer.
///
/// SQLite would have the writer do it after each few commits, while all filings wait. So a thread
/// of its own does most of it; the writer itself only ends what is left when the log has become
/// long, because only while nobody writes can the log be begun anew.
final class Checkpointer: @unchecked Sendable {
    // @unchecked because everything mutable is protected by `condition` or, as said, one thread's.
    private let condition = NSCondition()
    private let queue: DatabaseQueue
    private var isWanted = false
    private var isStopping = false
    private var hasStopped = false
    /// How long the log is, in pages; set by SQLite at each commit.
    private let length = Atomic(0)
    /// How long it was when it was last copied.
    private var copied = 0
    /// How long it was when the writer last tried to end it; the writer's thread alone asks.
    private var ended = 0

    /// From how many new pages on the thread copies them: 4 MiB.
    ///
    /// While they go to the disk, commits wait for it too: with 16 MiB, among a million tickets,
    /// one in a hundred for 0.1 s.
    static let pagesMin = 1_024
    /// From how many pages on the writer ends the log: 128 MiB.
    static let pagesMax = 32_768

    init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.label = "hotline-checkpoint"
        queue = try DatabaseQueue(path: path, configuration: configuration)
        let thread = Thread { [self] in run() }
        thread.name = "hotline-checkpoint"
        thread.start()
    }

    /// Has the writer's connection tell how long the log is, instead of copying it itself.
    func watch(_ db: Database) throws {
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()  // Outlives the writer.
        _ = unsafe sqlite3_wal_hook(
            db.sqliteConnection,
            { context, _, _, pages in
                guard let context = unsafe context else { return SQLITE_OK }
                let checkpointer = unsafe Unmanaged<Checkpointer>.fromOpaque(context)
                unsafe checkpointer.takeUnretainedValue().length
                    .store(Int(pages), ordering: .relaxed)
                return SQLITE_OK
            },
            context
        )
    }

    /// Sees to the log, on the writer's thread.
    func afterCommit(_ database: any DatabaseWriter) {
        let pages = length.load(ordering: .relaxed)
        guard pages >= Self.pagesMin else { return }
        // The log was begun anew if it is shorter than it was.
        if pages < ended { ended = 0 }
        if pages - ended >= Self.pagesMax {
            // Copies the little that the thread has left; readers are not waited for, so if one
            // holds the log, this is tried again when much more has come.
            _ = try? database.writeWithoutTransaction { try $0.checkpoint(.passive) }
            ended = pages
        }
        condition.lock()
        if pages < copied { copied = 0 }
        if pages - copied >= Self.pagesMin, !isWanted {
            copied = pages
            isWanted = true
            condition.signal()
        }
        condition.unlock()
    }

    func stop() throws {
        condition.lock()
        isStopping = true
        condition.broadcast()
        while !hasStopped { condition.wait() }
        condition.unlock()
        try queue.close()
    }

    private func run() {
        while waitUntilWanted() {
            // What cannot be copied now is copied the next time.
            _ = try? queue.writeWithoutTransaction { try $0.checkpoint(.passive) }
        }
        condition.lock()
        hasStopped = true
        condition.broadcast()
        condition.unlock()
    }

    private func waitUntilWanted() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while !isWanted {
            if isStopping { return false }
            condition.wait()
        }
        isWanted = false
        return !isStopping
    }
}
