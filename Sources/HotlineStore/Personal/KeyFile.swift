internal import Foundation
internal import GRDB
internal import Glibc
internal import NationalCrypto

/// The file of the master keys (密钥文件), which stands outside the database and its backups.
///
/// Lines of text: the database that it belongs to, the root of the lookup keys, each version of
/// the master key, and a digest of all that, so that a file that was cut short is known.
struct KeyFile: Equatable, Sendable {
    /// Tells databases apart; the database holds it too.
    let database: [UInt8]
    /// What lookup and seal keys are derived from: it outlives every rotation.
    let root: [UInt8]
    /// The newest last; what is newly wrapped is wrapped under that one.
    private(set) var masters: [Master]

    struct Master: Equatable, Sendable {
        let version: Int
        let key: [UInt8]
    }

    static let fileName = "keys"
    private static let title = "hotline keys 1"
    private static let keySize = 32
    private static let idSize = 16
    /// Far more than a key a week for a hundred years take.
    private static let sizeMax = 1 << 20

    init() {
        database = unpredictableBytes(Self.idSize)
        root = unpredictableBytes(Self.keySize)
        masters = [Master(version: 1, key: unpredictableBytes(Self.keySize))]
    }

    /// Adds a master key, for all that is wrapped from now on.
    mutating func rotate() {
        let version = (masters.last?.version ?? 0) + 1
        masters.append(Master(version: version, key: unpredictableBytes(Self.keySize)))
    }

    /// Forgets all master keys but the newest: what was wrapped under them can never be read.
    mutating func forgetFormer() {
        masters.removeFirst(masters.count - 1)
    }

    // MARK: Reading

    /// Reads a file that belongs to this process's user and to nobody else.
    ///
    /// - Throws: ``StoreError`` with what is wrong with it and what to do about that.
    init(reading file: URL) throws {
        let path = file.path
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            throw StoreError(
                "the key file \(path) is missing; put the copy back that is kept apart from the "
                    + "backups, or name it with --keys"
            )
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw StoreError(
                "the key file \(path) is open to others (mode \(mode)); say: chmod 600 \(path)"
            )
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.sizeMax,
            let data = try? Data(contentsOf: file)
        else { throw StoreError("the key file \(path) cannot be read by this user") }
        guard let keys = Self(text: String(decoding: data, as: UTF8.self)) else {
            throw StoreError(
                "the key file \(path) is cut short or damaged; put a whole copy of it back"
            )
        }
        self = keys
    }

    private init?(text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.popLast() == "", let check = lines.popLast()?.split(separator: " "),
            check.count == 2, check[0] == "check",
            check[1] == Self.digest(of: lines.map { $0 + "\n" }.joined()),
            lines.count >= 4, lines[0] == Self.title,
            let database = Self.bytes(lines[1], after: "database", Self.idSize),
            let root = Self.bytes(lines[2], after: "root", Self.keySize)
        else { return nil }
        self.database = database
        self.root = root
        masters = []
        for line in lines.dropFirst(3) {
            let words = line.split(separator: " ")
            guard words.count == 3, words[0] == "master", let version = Int(words[1]),
                version > masters.last?.version ?? 0,
                let key = [UInt8](hexadecimal: String(words[2])), key.count == Self.keySize
            else { return nil }
            masters.append(Master(version: version, key: key))
        }
    }

    private static func bytes(_ line: Substring, after word: String, _ size: Int) -> [UInt8]? {
        guard line.hasPrefix(word + " ") else { return nil }
        let bytes = [UInt8](hexadecimal: String(line.dropFirst(word.count + 1)))
        return bytes?.count == size ? bytes : nil
    }

    // MARK: Writing

    private var text: String {
        var text = "\(Self.title)\ndatabase \(database.hexadecimal)\nroot \(root.hexadecimal)\n"
        for master in masters { text += "master \(master.version) \(master.key.hexadecimal)\n" }
        return text + "check \(Self.digest(of: text))\n"
    }

    private static func digest(of text: String) -> String {
        SM3.digest(Array(text.utf8)).hexadecimal
    }

    /// Writes the file, so that there is a whole one at every instant and over a power loss.
    func write(to file: URL) throws {
        let part = file.appendingPathExtension("part")
        let failure = StoreError("cannot write the key file \(file.path)")
        _ = unsafe unlink(part.path)
        let descriptor = unsafe open(part.path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure }
        let bytes = Array(text.utf8)
        let written = unsafe Glibc.write(descriptor, bytes, bytes.count)
        let isSynced = fsync(descriptor) == 0
        close(descriptor)
        guard written == bytes.count, isSynced, unsafe rename(part.path, file.path) == 0 else {
            throw failure
        }
        try FileSync.directory(file.deletingLastPathComponent())
    }
}

/// Makes names in a directory last over a power loss.
enum FileSync {
    static func directory(_ directory: URL) throws {
        let descriptor = unsafe open(directory.path, O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw StoreError("cannot write in the directory \(directory.path)")
        }
    }
}

extension [UInt8] {
    /// Reads lower-case hexadecimal; nil if it is not that.
    init?(hexadecimal text: String) {
        let digits = text.utf8.map { digit -> UInt8? in
            switch digit {
            case 48...57: digit - 48
            case 97...102: digit - 87
            default: nil
            }
        }
        guard digits.count.isMultiple(of: 2) else { return nil }
        self = []
        reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            append(high << 4 | low)
        }
    }
}

extension KeyFile {
    /// The key file of a database, checked against it before anything else is touched; a new
    /// one where neither is there yet.
    static func load(_ file: URL, for database: URL) throws -> KeyFile {
        guard let known = try Known.read(database) else {
            if FileManager.default.fileExists(atPath: file.path) {
                return try KeyFile(reading: file)
            }
            let new = KeyFile()
            try new.write(to: file)
            return new
        }
        return try load(file, of: known)
    }

    /// Refuses a key file that does not open what a backup holds.
    static func check(_ file: URL, opens backup: URL) throws {
        guard let known = try Known.read(backup) else {
            throw StoreError("\(backup.path) says of no key file; it is no backup of this version")
        }
        _ = try load(file, of: known)
    }

    private static func load(_ file: URL, of known: Known) throws -> KeyFile {
        let keys = try KeyFile(reading: file)
        guard keys.database == known.database else {
            throw StoreError(
                "the key file \(file.path) belongs to another database; name the right one with "
                    + "--keys"
            )
        }
        guard keys.masters.contains(where: { $0.version == known.newest }) else {
            throw StoreError(
                "the key file \(file.path) has no master key of version \(known.newest), which "
                    + "the database was written with; put its newest copy back"
            )
        }
        return keys
    }

    /// What a database knows of its key file.
    private struct Known {
        let database: [UInt8]
        let newest: Int

        /// Nil where there is no database yet, or none that has a key.
        static func read(_ file: URL) throws -> Known? {
            guard FileManager.default.fileExists(atPath: file.path) else { return nil }
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            let queue = try DatabaseQueue(path: file.path, configuration: configuration)
            return try queue.read { db in
                guard try db.tableExists("keyFile") else { return nil }
                let row = try Row.fetchOne(db, sql: "SELECT database, newest FROM keyFile")
                return row.map { Known(database: Array($0[0] as Data), newest: $0[1]) }
            }
        }
    }

    /// Notes in the database which file it belongs to.
    func note(in db: Database) throws {
        let newest = masters.last?.version ?? 0
        let known = try Int.fetchOne(db, sql: "SELECT newest FROM keyFile")
        guard known != newest else { return }
        if known == nil {
            try db.execute(
                sql: "INSERT INTO keyFile VALUES (?, ?)",
                arguments: [Data(database), newest]
            )
        } else {
            try db.execute(sql: "UPDATE keyFile SET newest = ?", arguments: [newest])
        }
    }
}
