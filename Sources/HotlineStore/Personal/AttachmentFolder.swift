internal import Foundation
internal import Glibc
package import Hotline
internal import NationalCrypto

/// The files that hang on tickets (附件), each encrypted under a key of its own, by its digest.
///
/// They stand beside the database, for they are large: `attachments/ab/abcd…`. What a file is
/// called is the digest of what is in it as it is encrypted, so that it can be checked, and a
/// copy of it never changes.
package final class AttachmentFolder: Sendable {
    static let folderName = "attachments"
    private static let incomingName = "incoming"
    /// How much is encrypted at once.
    fileprivate static let partSize = 64 << 10
    /// Largest file, in bytes: what a recording of an hour takes.
    package static let sizeMax = 32 << 20

    private let folder: URL

    static func folder(in directory: URL) -> URL { directory.appending(path: folderName) }

    init(in directory: URL) {
        folder = Self.folder(in: directory)
        // What was on its way in when the process ended belongs to nobody.
        try? FileManager.default.removeItem(at: folder.appending(path: Self.incomingName))
    }

    /// For who only reads, also beside a server that takes files in.
    init(reading directory: URL) {
        folder = Self.folder(in: directory)
    }

    /// Where a file of that digest is.
    static func path(_ digest: String) -> String { "\(digest.prefix(2))/\(digest)" }

    fileprivate func url(_ digest: String) -> URL { folder.appending(path: Self.path(digest)) }

    /// Takes a file in, piece by piece.
    package func receive() throws -> FileReceiver {
        let incoming = folder.appending(path: Self.incomingName)
        try Self.make(incoming)
        let name = unpredictableBytes(16).hexadecimal
        return try FileReceiver(incoming.appending(path: name), folder: self)
    }

    /// Takes in a file that is in memory.
    package func keep(_ content: [UInt8]) throws -> StoredFile {
        let receiver = try receive()
        receiver.write(content)
        return try receiver.finish()
    }

    fileprivate static func make(_ directory: URL) throws {
        do {
            try FileManager.default.createDirectory(
                at: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw StoreError("cannot write in \(directory.path)")
        }
    }

    /// What is in a file; nil if it is gone, or not what was taken in.
    package func content(of file: StoredFile) -> [UInt8]? {
        guard let sealed = try? Data(contentsOf: url(file.digest)) else { return nil }
        let cipher = SM4GCM(key: file.key)
        var content: [UInt8] = []
        content.reserveCapacity(file.size)
        let step = SM4GCM.nonceSize + Self.partSize + SM4GCM.tagSize
        for (index, start) in stride(from: 0, to: sealed.count, by: step).enumerated() {
            let part = Array(sealed[start..<min(start + step, sealed.count)])
            guard let opened = cipher.open(part, context: Self.context(index)) else { return nil }
            content += opened
        }
        return content.count == file.size ? content : nil
    }

    fileprivate static func context(_ part: Int) -> [UInt8] { Array("part \(part)".utf8) }

    /// Removes a file that no ticket has.
    package func remove(_ digest: String) {
        try? FileManager.default.removeItem(at: url(digest))
    }

    /// Whether a file is there and has the content that its name says.
    func isWhole(_ digest: String) -> Bool {
        guard let handle = try? FileHandle(forReadingFrom: url(digest)) else { return false }
        defer { try? handle.close() }
        let hash = SM3.Stream()
        while let piece = try? handle.read(upToCount: Self.partSize), !piece.isEmpty {
            hash.add(Array(piece))
        }
        return hash.digest().hexadecimal == digest
    }
}

/// One file on its way in: encrypted as it comes, so that nothing of it is on disk in the clear.
package final class FileReceiver: @unchecked Sendable {
    // @unchecked because it belongs to one request, whose steps never overlap.
    private let part: URL
    private let folder: AttachmentFolder
    private let handle: FileHandle
    private let key = unpredictableBytes(SM4GCM.keySize)
    private let cipher: SM4GCM
    private let sealedHash = SM3.Stream()
    private let plainHash = SM3.Stream()
    private var waiting: [UInt8] = []
    private var partCount = 0
    private var failure: (any Error)?
    private var finished: StoredFile?
    private var isKept = false
    private var size = 0
    /// What it begins with, by which its type is told.
    package private(set) var beginning: [UInt8] = []
    private static let beginningSize = 64

    fileprivate init(_ part: URL, folder: AttachmentFolder) throws {
        self.part = part
        self.folder = folder
        cipher = SM4GCM(key: key)
        let descriptor = unsafe open(part.path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError("cannot write \(part.path)") }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    deinit {
        if !isKept { try? FileManager.default.removeItem(at: part) }
    }

    /// Takes the next piece; what goes wrong is told at the end.
    package func write(_ bytes: [UInt8]) {
        guard failure == nil else { return }
        size += bytes.count
        if beginning.count < Self.beginningSize {
            beginning += bytes.prefix(Self.beginningSize - beginning.count)
        }
        plainHash.add(bytes)
        waiting += bytes
        while waiting.count >= AttachmentFolder.partSize {
            writePart(Array(waiting.prefix(AttachmentFolder.partSize)))
            waiting.removeFirst(AttachmentFolder.partSize)
        }
    }

    private func writePart(_ bytes: [UInt8]) {
        let sealed = cipher.seal(bytes, context: AttachmentFolder.context(partCount))
        partCount += 1
        sealedHash.add(sealed)
        do {
            try handle.write(contentsOf: Data(sealed))
        } catch {
            failure = error
        }
    }

    /// A digest of what came, to tell it from another file; nothing can be added any more.
    package lazy var contentDigest: [UInt8] = plainHash.digest()

    /// Ends the file and puts it in its place, where it lasts.
    package func finish() throws -> StoredFile {
        if let finished { return finished }
        if !waiting.isEmpty || partCount == 0 { writePart(waiting) }
        waiting = []
        if let failure { throw failure }
        let digest = sealedHash.digest().hexadecimal
        let target = folder.url(digest)
        try AttachmentFolder.make(target.deletingLastPathComponent())
        try handle.synchronize()
        guard unsafe rename(part.path, target.path) == 0 else {
            throw StoreError("cannot write \(target.path)")
        }
        isKept = true
        try FileSync.directory(target.deletingLastPathComponent())
        let file = StoredFile(digest: digest, size: size, key: key)
        finished = file
        return file
    }
}
