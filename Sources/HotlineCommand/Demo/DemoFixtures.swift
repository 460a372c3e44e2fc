internal import Foundation
internal import Hotline
internal import HotlineStore

/// What the demo is made of: its accounts, rosters, calls and stories.
struct DemoFixtures: Sendable {
    var accounts: [Account] = []
    var rosters: [StoryRoster] = []
    var calls: [StoryCall] = []
    var stories: [Story] = []
    var visits: [StoryVisits] = []
    /// The made-up villages, as `hotline divisions import` takes them.
    var villages: RuleText?
    var requests: [StoryRequest] = []

    /// Reads the folder `fixtures/demo` that lies beside the rules or near the program.
    ///
    /// - Throws: ``RuleMistakes`` with everything that is wrong with the files.
    static func load(beside rules: URL) throws -> DemoFixtures {
        let beside = rules.deletingLastPathComponent().appending(path: "fixtures/demo")
        let isThere = FileManager.default.fileExists(
            atPath: beside.appending(path: "accounts.yaml").path
        )
        let found = isThere ? beside : ShippedFolder.find("fixtures/demo", holding: "accounts.yaml")
        guard let folder = found else {
            throw CommandError("there is no folder fixtures/demo beside the rules or the program")
        }
        var fixtures = try read(texts(in: folder))
        let villages = folder.appending(path: Self.villageFile)
        fixtures.villages = RuleText(
            name: Self.villageFile,
            text: try String(contentsOf: villages, encoding: .utf8)
        )
        return fixtures
    }

    private static let villageFile = "villages.csv"

    private static func texts(in folder: URL) throws -> [RuleText] {
        let stories = folder.appending(path: "stories")
        let names = try FileManager.default.contentsOfDirectory(atPath: stories.path)
            .filter { $0.hasSuffix(".yaml") }.sorted()
        return try
            (["accounts.yaml", "duty.yaml", "calls.yaml", "visits.yaml", "roster.yaml"]
            + names.map { "stories/\($0)" })
            .map { path in
                let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
                return RuleText(name: "fixtures/demo/\(path)", text: text)
            }
    }

    static func read(_ files: [RuleText]) throws(RuleMistakes) -> DemoFixtures {
        var fixtures = DemoFixtures()
        var mistakes: [RuleMistake] = []
        for file in files {
            let reader = FixtureReader(file: file.name)
            reader.read(file.text, into: &fixtures)
            mistakes += reader.mistakes
        }
        guard mistakes.isEmpty else { throw RuleMistakes(mistakes: mistakes) }
        return fixtures
    }
}
