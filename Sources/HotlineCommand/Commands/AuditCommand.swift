import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineStore

/// The command `hotline audit …`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Checks the journal.",
        subcommands: [Verify.self, Seal.self]
    )

    /// Says every finding, or that there is none.
    static func verify(_ directory: String, keys: String?, seal: String?) throws {
        let report = try Audit.verify(
            URL(filePath: directory).appending(path: Store.fileName),
            keys: keys.map { URL(filePath: $0) },
            seal: seal.map(textFile)
        )
        for finding in report.findings { say(finding) }
        guard report.findings.isEmpty else {
            throw CommandError("\(report.findings.count) findings")
        }
        print("\(report.eventCount) events, nothing found; head \(report.head)")
    }

    /// The command `hotline audit verify`.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replays the journal and checks the hash chain and every invariant."
        )

        @Option(help: "The data directory.")
        var data: String

        @Option(
            help: "The file of the master keys; by default DATA/keys. Not needed but for seals."
        )
        var keys: String?

        @Option(help: "A seal that 'audit seal' made before: finds what was cut off since.")
        var seal: String?

        func run() throws {
            try AuditCommand.verify(data, keys: keys, seal: seal)
        }
    }

    /// The command `hotline audit seal`.
    struct Seal: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints where journal and access log end, under a code; keep it elsewhere.",
            discussion: "The code is HMAC-SM3 under a key from the key file. 'audit verify --seal' "
                + "takes it."
        )

        @Option(help: "The data directory.")
        var data: String

        @Option(help: "The file of the master keys; by default DATA/keys.")
        var keys: String?

        func run() throws {
            let seal = try HotlineStore.Seal.make(
                for: URL(filePath: data),
                keys: keys.map { URL(filePath: $0) },
                at: Instant(seconds: Int64(Date().timeIntervalSince1970))
            )
            print(seal, terminator: "")
        }
    }
}

/// The command `hotline backup FILE`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies the database to a file, also while it is served."
    )

    @Option(help: "The data directory.")
    var data: String

    @Argument(help: "The file to write; it must not be there.")
    var file: String

    func run() throws {
        try Backup.copy(from: URL(filePath: data), to: URL(filePath: file))
        print("backed up to \(file); the key file is not in it, keep a copy of that elsewhere")
    }
}

/// The command `hotline restore FILE`.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Puts a backup in the place of the database, while nothing is served."
    )

    @Option(help: "The data directory.")
    var data: String

    @Option(help: "The key file that the backup was made under; by default DATA/keys.")
    var keys: String?

    @Argument(help: "The backup.")
    var file: String

    func run() throws {
        let keys = keys.map { URL(filePath: $0) }
        try Backup.restore(URL(filePath: file), to: URL(filePath: data), keys: keys)
        print("restored \(file)")
    }
}
