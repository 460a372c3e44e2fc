import ArgumentParser
internal import Foundation
internal import HotlineStore

/// The command `hotline check`: everything that can be checked, for the night.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks the file, what refers to what, the hash chain and every invariant.",
        discussion: "May run while the server does. Ends with 1 and says what to do if it finds."
    )

    @Option(help: "The data directory.")
    var data: String

    func run() throws {
        let file = URL(filePath: data).appending(path: Store.fileName)
        let damage = try Soundness.findings(in: file)
        for finding in damage { say(finding) }
        guard damage.isEmpty else {
            throw CommandError(
                "\(file.path) is damaged: stop the server, keep the file, 'hotline restore' the "
                    + "last good backup"
            )
        }
        try AuditCommand.verify(data, keys: nil, seal: nil)
    }
}
