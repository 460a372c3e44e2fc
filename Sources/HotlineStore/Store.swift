package import Foundation
internal import GRDB
package import Hotline
internal import Synchronization

/// The hotline's memory: one database file, one writer, many readers.
package final class Store: Sendable {
    package let directory: URL
    package let writer: Writer
    package let timeGuard: TimeGuard
    /// The files that hang on tickets.
    package let attachments: AttachmentFolder
    /// Who looked at whose data.
    package let accessLog: AccessLog
    /// Tells whoever waits what each commit has changed.
    package let changes: ChangeHub
    let pool: DatabasePool
    let index: SearchIndex
    /// Held by whoever adds to the index.
    let indexing = Mutex(())
    /// What texts are compared with (疑似重复).
    let similarity = Mutex(SimilarityIndex())
    /// The keys of all personal data in here.
    package let keys: KeyRing
    private let lock: DirectoryLock
    private let checkpointer: Checkpointer

    package static let fileName = "hotline.sqlite"
    static let readersMax = 8
    /// How much of the file the writer remembers, in KiB: the ends of all tables and indexes.
    private static let writerCacheSize = 98_304
    /// The same for each reader; what is not in here is in the system's memory.
    private static let readerCacheSize = 8_192
    /// How much of the write-ahead log's file is kept to be written over, in bytes.
    private static let logSizeKept = 256 << 20
    /// SQLite takes paths of 512 bytes, with the names of its files.
    private static let pathSizeMax = 480
    /// Moves whenever an account is added or changed.
    private let accountChanges = Atomic<Int64>(0)

    /// Opens the store in a data directory, which is made if it is not there.
    ///
    /// The key file is `keys` in the directory unless it is named; a new database gets a new one.
    ///
    /// - Throws: ``StoreError`` if another process has it, the file is not the hotline's or the
    ///   key file is not the database's.
    package init(directory: URL, keys keyFile: URL? = nil) throws {
        self.directory = directory
        try Self.prepare(directory)
        lock = try DirectoryLock(directory)
        let file = keyFile ?? directory.appending(path: KeyFile.fileName)
        let database = directory.appending(path: Self.fileName)
        let keyFile = try Self.explaining(database.path) {
            try KeyFile.load(file, for: database)
        }
        keys = KeyRing(keyFile, file: file)
        index = try SearchIndex(directory: directory)
        pool = try Self.open(directory)
        try pool.write { try keyFile.note(in: $0) }
        let hub = ChangeHub(sequence: try pool.read { try JournalHead.read($0).sequence })
        changes = hub
        let checkpointer = try Checkpointer(path: database.path)
        try pool.writeWithoutTransaction { try checkpointer.watch($0) }
        self.checkpointer = checkpointer
        writer = try Writer(pool, keys: keys, checkpointer: checkpointer) { hub.publish($0) }
        accessLog = AccessLog(writer)
        attachments = AttachmentFolder(in: directory)
        let last = try pool.read { db in
            try Int64.fetchOne(db, sql: "SELECT at FROM event ORDER BY sequence DESC LIMIT 1")
        }
        timeGuard = TimeGuard(last: last ?? 0)
    }

    private static func prepare(_ directory: URL) throws {
        let size = directory.path.utf8.count
        guard size <= pathSizeMax else {
            throw StoreError(
                "the path of the data directory has \(size) bytes, and may have \(pathSizeMax)"
            )
        }
        do {
            try FileManager.default.createDirectory(
                at: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw StoreError(
                "cannot make the data directory \(directory.path): \(error.localizedDescription)"
            )
        }
    }

    private static func open(_ directory: URL) throws -> DatabasePool {
        let path = directory.appending(path: fileName).path
        var configuration = Configuration()
        configuration.maximumReaderCount = readersMax
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA synchronous = FULL;
                    PRAGMA foreign_keys = ON;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA cache_size = -\(readerCacheSize);
                    """
            )
            // Readers alone: a transaction of the writer would lock the index too, and wait for
            // whoever adds to it.
            guard db.configuration.readonly else { return }
            try SearchIndex.attach(to: db, directory: directory)
        }
        return try explaining(path) {
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { db in
                try db.execute(
                    sql: """
                        PRAGMA synchronous = FULL;
                        PRAGMA cache_size = -\(writerCacheSize);
                        PRAGMA journal_size_limit = \(logSizeKept);
                        """
                )
            }
            try pool.read { try StartCheck.refuseNewer($0, path: path) }
            try Migrations.migrator.migrate(pool)
            try pool.read { try StartCheck.journalHead($0, path: path) }
            return pool
        }
    }

    /// Opens something of the database, or says what to do about it.
    private static func explaining<Value>(
        _ path: String,
        _ open: () throws -> Value
    ) throws
        -> Value
    {
        do {
            return try open()
        } catch let error as DatabaseError {
            throw StartCheck.explanation(of: error, path: path) ?? error
        }
    }

    /// Waits for the writer, closes the file and lets go of the directory.
    ///
    /// The file then holds everything by itself.
    package func close() throws {
        accessLog.close()
        writer.stop()
        try checkpointer.stop()
        // The pool's last connection only reads, and would leave the log as it is. A reader that
        // is not done yet keeps the log, and nothing is lost by that.
        try? pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try pool.close()
        try index.close()
        lock.release()
    }

    /// A number that moves whenever an account does, for those who remember accounts.
    package var accountsVersion: Int64 { accountChanges.load(ordering: .acquiring) }

    /// Has those who remember accounts ask anew.
    package func noteAccountChange() {
        accountChanges.add(1, ordering: .releasing)
    }

    /// Adds an account with a first token, for programs and tests that need no more.
    package func add(_ account: Account, token: Token, at now: Instant) throws {
        try writer.write { ledger in
            try ledger.add(account, by: nil, at: now)
            let new = NewToken(
                account: account.name,
                name: "first",
                expiresAt: now + Int64(TokenEntry.daysMax) * 86400
            )
            _ = try ledger.add(token, new, by: nil, at: now)
        }
        noteAccountChange()
    }

    /// Reads within one snapshot.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try pool.read(body)
        } catch {
            writer.stopForDamage(error)
            throw error
        }
    }
}

/// The store cannot do what it must, said in one line with what to do about it.
package struct StoreError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
