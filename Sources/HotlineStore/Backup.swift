package import Foundation
internal import GRDB
internal import Glibc

/// Copies of the database file (备份), by SQLite's online backup.
package enum Backup {
    /// Copies the database of a data directory, while it is served or not, and checks the copy.
    ///
    /// The copy is written beside `file` first, so that a file of that name is always whole.
    package static func copy(from directory: URL, to file: URL) throws {
        let source = directory.appending(path: Store.fileName)
        guard FileManager.default.fileExists(atPath: source.path) else {
            throw StoreError("there is no database in \(directory.path)")
        }
        guard !FileManager.default.fileExists(atPath: file.path) else {
            throw StoreError("\(file.path) is there already; name a new file")
        }
        let part = file.appendingPathExtension("part")
        try? FileManager.default.removeItem(at: part)
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let from = try DatabaseQueue(path: source.path, configuration: configuration)
            let to = try DatabaseQueue(path: part.path)
            // All in one step: one that pauses begins anew whenever somebody has written.
            try from.backup(to: to, pagesPerStep: -1)
            try to.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try to.close()
            try check(part)
        } catch {
            try? FileManager.default.removeItem(at: part)
            throw error
        }
        // Files first: a copy of the database never lacks one.
        try copyAttachments(of: part, from: directory, to: file.deletingLastPathComponent())
        try FileManager.default.moveItem(at: part, to: file)
    }

    /// Copies the files that a database names and that are not there yet.
    ///
    /// They never change, so the copies of all days share one folder beside them.
    private static func copyAttachments(of file: URL, from: URL, to: URL) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: file.path, configuration: configuration)
        let digests = try queue.read {
            try String.fetchAll($0, sql: "SELECT DISTINCT digest FROM attachment")
        }
        let (source, target) = (AttachmentFolder.folder(in: from), AttachmentFolder.folder(in: to))
        let manager = FileManager.default
        for path in digests.map(AttachmentFolder.path) {
            let copy = target.appending(path: path)
            guard !manager.fileExists(atPath: copy.path) else { continue }
            guard manager.fileExists(atPath: source.appending(path: path).path) else {
                throw StoreError("the attachment \(source.path)/\(path) is missing")
            }
            try manager.createDirectory(
                at: copy.deletingLastPathComponent(),
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            let part = copy.appendingPathExtension("part")
            try? manager.removeItem(at: part)
            try manager.copyItem(at: source.appending(path: path), to: part)
            try manager.moveItem(at: part, to: copy)
        }
    }

    /// Puts a copy in the place of a data directory's database; what was there is kept beside.
    ///
    /// The keys are in no backup, so that who has one has nothing: the key file must be there.
    package static func restore(_ file: URL, to directory: URL, keys: URL? = nil) throws {
        try check(file)
        try KeyFile.check(keys ?? directory.appending(path: KeyFile.fileName), opens: file)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let lock = try DirectoryLock(directory)
        defer { withExtendedLifetime(lock) {} }
        let target = directory.appending(path: Store.fileName)
        let part = target.appendingPathExtension("part")
        try? FileManager.default.removeItem(at: part)
        try FileManager.default.copyItem(at: file, to: part)
        // The former database is kept under another name, and the new one takes its place in
        // one step: at no instant is there none.
        let former = target.path + ".before-restore"
        for suffix in ["-wal", "-shm", ""] {
            let present = target.path + suffix
            guard FileManager.default.fileExists(atPath: present) else { continue }
            try? FileManager.default.removeItem(atPath: former + suffix)
            try FileManager.default.linkItem(atPath: present, toPath: former + suffix)
            if !suffix.isEmpty { try FileManager.default.removeItem(atPath: present) }
        }
        try copyAttachments(of: file, from: file.deletingLastPathComponent(), to: directory)
        SearchIndex.remove(from: directory)
        guard unsafe rename(part.path, target.path) == 0 else {
            throw StoreError("cannot put \(part.path) in the place of \(target.path)")
        }
    }

    /// Refuses what is no whole database of the hotline.
    private static func check(_ file: URL) throws {
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw StoreError("there is no file \(file.path)")
        }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: file.path, configuration: configuration)
            try queue.read { db in
                let verdict = try String.fetchOne(db, sql: "PRAGMA integrity_check")
                guard verdict == "ok", try db.tableExists("event") else {
                    throw StoreError("\(file.path) is damaged or not the hotline's")
                }
            }
        } catch is DatabaseError {
            throw StoreError("\(file.path) is no backup of the hotline")
        }
    }
}
