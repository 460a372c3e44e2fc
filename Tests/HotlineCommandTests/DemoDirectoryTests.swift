import Foundation
import Hotline
import HotlineStore
import HotlineTesting
import Testing

@testable import HotlineCommand

@Suite struct DemoDirectoryTests {
    private let temporary = TemporaryDirectory()
    private let folder: RuleFolder
    private let now: Instant
    private let fixtures: DemoFixtures

    init() throws {
        folder = try RuleFolder(Shipped.root.appending(path: "routing-rules").path)
        now = try #require(Instant("2026-11-24T11:36:00+08:00"))
        // The accounts and one ticket are enough to tell a directory by.
        var fixtures = try Shipped.demo.get()
        fixtures.stories = Array(fixtures.stories.prefix(1))
        self.fixtures = fixtures
    }

    private var demo: DemoDirectory { DemoDirectory(url: temporary.url) }

    private func prepare() throws -> (accounts: [DemoAccount], isMade: Bool) {
        var isMade = false
        let accounts = try demo.prepare(fixtures, rules: folder, now: now) { _ in isMade = true }
        return (accounts, isMade)
    }

    @Test("a second start finds the demo and the same tokens")
    func secondStart() throws {
        let first = try prepare()
        let second = try prepare()
        #expect(first.isMade && !second.isMade)
        #expect(first.accounts.map(\.token) == second.accounts.map(\.token))
        #expect(Set(first.accounts.map(\.role)) == Set(Role.allCases.map(\.rawValue)))
    }

    @Test("the tokens are for the owner's eyes only")
    func fileMode() throws {
        _ = try prepare()
        let path = temporary.url.appending(path: "demo-accounts.json").path
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("a demo that was not made to the end is made anew")
    func halfMade() throws {
        let first = try prepare()
        let folder = temporary.url
        try FileManager.default.removeItem(at: folder.appending(path: "demo-accounts.json"))
        try Data().write(to: folder.appending(path: "demo-unfinished"))
        let second = try prepare()
        #expect(second.isMade)
        #expect(first.accounts.map(\.token) != second.accounts.map(\.token))
    }

    @Test("a store that was closed is whole in its one file")
    func oneFile() throws {
        _ = try prepare()
        let log = temporary.url.appending(path: Store.fileName + "-wal").path
        let attributes = try? FileManager.default.attributesOfItem(atPath: log)
        #expect(attributes?[.size] as? Int ?? 0 == 0)
    }

    @Test("data that is no demo's is left alone")
    func otherData() throws {
        try Store(directory: temporary.url).close()
        #expect(throws: CommandError.self) { _ = try prepare() }
    }
}
