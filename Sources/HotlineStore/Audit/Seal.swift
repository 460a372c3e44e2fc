package import Foundation
internal import GRDB
package import Hotline
internal import NationalCrypto

/// Where the journals and the access log end, under a code that only who has the key file can
/// make (封存): kept elsewhere, it finds what was cut off behind it.
///
/// The code is HMAC-SM3 under a key of its own from the key file: who seals is who verifies, so
/// a signature by a key pair would prove nothing more, and it needs no second secret to keep.
/// Its force against the holder of the key file lies in being kept where that one cannot reach.
package struct Seal: Equatable, Sendable {
    let database: String
    package let at: Instant
    let event: JournalHead
    let access: AccessHead
    let registers: JournalHead

    private static let title = "hotline seal 1"

    /// The part that the code is reckoned over.
    private var text: String {
        """
        \(Self.title)
        database \(database)
        at \(at)
        journal \(event.sequence) \(event.hash.hexadecimal)
        access \(access.sequence) \(access.hash.hexadecimal)
        registers \(registers.sequence) \(registers.hash.hexadecimal)

        """
    }

    /// Seals what a data directory holds now, while it is served or not.
    package static func make(
        for directory: URL,
        keys keyFile: URL?,
        at now: Instant
    ) throws -> String {
        let file = directory.appending(path: Store.fileName)
        let keys = try KeyRing.opening(file, keys: keyFile)
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let seal = try DatabaseQueue(path: file.path, configuration: configuration).read { db in
            Seal(
                database: keys.database,
                at: now,
                event: try JournalHead.read(db),
                access: try AccessHead.read(db),
                registers: try JournalHead.read(db, of: .registers)
            )
        }
        return seal.text + "code \(keys.code(ofSeal: seal.text).hexadecimal)\n"
    }
}

extension Seal {
    /// Reads a seal.
    ///
    /// - Throws: ``StoreError`` if it is none, was changed, or is of another hotline.
    init(_ text: String, _ keys: KeyRing) throws {
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        guard lines.count == 7, lines.map(\.count) == [3, 2, 2, 3, 3, 3, 2],
            let at = Instant(lines[2][1]),
            let event = Int64(lines[3][1]), let eventHash = [UInt8](hexadecimal: lines[3][2]),
            let access = Int64(lines[4][1]), let accessHash = [UInt8](hexadecimal: lines[4][2]),
            let register = Int64(lines[5][1]), let registerHash = [UInt8](hexadecimal: lines[5][2])
        else { throw StoreError("this is no seal of the hotline; name a file of 'audit seal'") }
        database = lines[1][1]
        self.at = at
        self.event = JournalHead(sequence: event, hash: eventHash)
        self.access = AccessHead(sequence: access, hash: accessHash)
        registers = JournalHead(sequence: register, hash: registerHash)
        guard database == keys.database else {
            throw StoreError("the seal is of another database; name one of this")
        }
        guard text == self.text + "code \(keys.code(ofSeal: self.text).hexadecimal)\n" else {
            throw StoreError("the seal was changed; it proves nothing")
        }
    }
}

extension KeyRing {
    /// The keys of a database, for who only reads it.
    static func opening(_ database: URL, keys keyFile: URL?) throws -> KeyRing {
        let directory = database.deletingLastPathComponent()
        let file = keyFile ?? directory.appending(path: KeyFile.fileName)
        guard FileManager.default.fileExists(atPath: database.path) else {
            throw StoreError("there is no database \(database.path)")
        }
        return KeyRing(try KeyFile.load(file, for: database), file: file)
    }
}
