internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineStore

/// Where the rules lie, and what is read from there.
struct RuleFolder {
    let url: URL

    /// Finds the folder: the one named, or `routing-rules` here, beside the program or above it.
    init(_ path: String?) throws {
        let manager = FileManager.default
        if let path {
            url = URL(filePath: path)
            guard manager.fileExists(atPath: url.appending(path: "clocks.yaml").path) else {
                throw CommandError("there are no rules in \(path): no clocks.yaml")
            }
            return
        }
        var candidates = [URL(filePath: manager.currentDirectoryPath)]
        let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        var folder = program.deletingLastPathComponent()
        for _ in 0..<Self.levelsMax {
            candidates.append(folder)
            folder = folder.deletingLastPathComponent()
        }
        candidates.append(URL(filePath: "/usr/share/hotline"))
        let found = candidates.map { $0.appending(path: "routing-rules") }
            .first { manager.fileExists(atPath: $0.appending(path: "clocks.yaml").path) }
        guard let found else {
            throw CommandError("there is no folder routing-rules here; name it with --rules")
        }
        url = found
    }

    /// How many folders above the program are looked into.
    private static let levelsMax = 6

    /// The texts of all rule files, named by their paths in the folder.
    func texts() throws -> [RuleText] {
        let paths = FileManager.default.enumerator(atPath: url.path)?.allObjects as? [String]
        return try (paths ?? []).sorted()
            .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".csv") }
            .map { path in
                let file = url.appending(path: path)
                let text = try String(contentsOf: file, encoding: .utf8)
                return RuleText(name: path, text: text)
            }
    }

    /// Reads and checks everything; what a store has imported is added.
    ///
    /// - Throws: ``RuleMistakes`` with everything that is wrong.
    func load(with store: Store? = nil) throws -> RulesInForce {
        try RulesInForce.read(
            texts(),
            divisions: store?.divisionLists() ?? [],
            calendars: store?.calendars() ?? []
        )
    }
}
