internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineStore

/// Where the rules lie, and what is read from there.
struct RuleFolder {
    let url: URL
    /// The model to hear beside the rules; nil for the one in the data directory, if any.
    var modelFile: URL?

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
        guard let found = ShippedFolder.find("routing-rules", holding: "clocks.yaml") else {
            throw CommandError("there is no folder routing-rules here; name it with --rules")
        }
        url = found
    }

    /// The texts of all rule files, named by their paths in the folder.
    func texts() throws -> [RuleText] {
        let paths = FileManager.default.enumerator(atPath: url.path)?.allObjects as? [String]
        return try (paths ?? []).sorted()
            .filter { path in
                path.hasSuffix(".yaml") || path.hasSuffix(".csv")
                    || (path.hasPrefix("guidance/") && path.hasSuffix(".md"))
            }
            .map { path in
                let file = url.appending(path: path)
                let text = try String(contentsOf: file, encoding: .utf8)
                return RuleText(name: path, text: text)
            }
    }

    /// Reads and checks everything, with these lists of divisions.
    func load(divisions: [RuleText]) throws -> RulesInForce {
        try RulesInForce.read(texts(), divisions: divisions, calendars: [])
    }

    /// Reads and checks everything; what a store has imported is added.
    ///
    /// - Throws: ``RuleMistakes`` with everything that is wrong.
    func load(with store: Store? = nil) throws -> RulesInForce {
        try RulesInForce.read(
            texts(),
            divisions: store?.divisionLists() ?? [],
            calendars: store?.calendars() ?? [],
            model: ModelFile.model(modelFile, orIn: store?.directory)
        )
    }
}
