internal import Foundation
internal import Hotline
internal import HotlineStore

/// A data directory with the demo in it, or one that it is to be made in.
struct DemoDirectory {
    let url: URL
    /// Where its master keys are; nil for the directory itself.
    var keyFile: URL?

    /// Stands in the directory while the demo is made, to tell half of one from a whole one.
    private var mark: URL { url.appending(path: "demo-unfinished") }
    private var database: URL { url.appending(path: Store.fileName) }

    /// The accounts of the demo that is there, or of one that is made now.
    ///
    /// `isBeingMade` is told before a demo is made, which takes some seconds.
    func prepare(
        _ fixtures: DemoFixtures,
        rules folder: RuleFolder,
        now: Instant,
        isBeingMade: (DemoFixtures) -> Void
    ) throws -> [DemoAccount] {
        let file = DemoAccountFile(in: url)
        if let accounts = try file.read() { return accounts }
        try clear()
        isBeingMade(fixtures)
        let store = try Store(directory: url, keys: keyFile)
        guard FileManager.default.createFile(atPath: mark.path, contents: nil) else {
            throw CommandError("cannot write in \(url.path)")
        }
        if let villages = fixtures.villages {
            try store.writer.write { try $0.keep(divisions: villages) }
        }
        let player = DemoPlayer(fixtures, in: store, by: try folder.load(with: store), now: now)
        try player.play()
        try store.close()
        try file.write(player.accounts)
        try FileManager.default.removeItem(at: mark)
        return player.accounts
    }

    /// Takes away what a demo left that was not made to the end; other data is left alone.
    private func clear() throws {
        let manager = FileManager.default
        guard manager.fileExists(atPath: database.path) else { return }
        guard manager.fileExists(atPath: mark.path) else {
            throw CommandError(
                "\(url.path) has data that is no demo's; name an empty directory with --data"
            )
        }
        // Refuses while another process makes the demo.
        try Store(directory: url, keys: keyFile).close()
        for suffix in ["", "-wal", "-shm"] {
            let path = database.path + suffix
            if manager.fileExists(atPath: path) { try manager.removeItem(atPath: path) }
        }
    }
}
