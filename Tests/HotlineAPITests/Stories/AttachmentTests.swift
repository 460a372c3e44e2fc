@testable import HotlineStore
import Foundation
import GRDB
import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// Files that hang on tickets: photos, scans, recordings (附件).
@Suite struct AttachmentTests {
    private let story: Story
    private let number: String

    private static let name = "欧阳思远13835161234.pdf"
    private static let head = Array("%PDF-1.7 欧阳思远的申请 ".utf8)

    init() throws {
        story = try Story(followedBy: [])
        number = try story.file()
    }

    private var files: URL { AttachmentFolder.folder(in: story.hotline.directory.url) }

    private func upload(
        _ person: Person,
        _ content: [UInt8],
        fields: [(String, String)] = []
    ) throws -> WireAnswer {
        let encoded = Self.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let named = [("Content-Disposition", "attachment; filename*=UTF-8''\(encoded)")]
        return try story.hotline.ask(
            person,
            "POST",
            "/api/v1/tickets/\(number)/attachments",
            fields: named + [("Content-Type", "application/pdf")] + fields,
            bytes: content
        )
    }

    private func stored() -> [URL] {
        let all = FileManager.default.enumerator(at: files, includingPropertiesForKeys: nil)
        return (all?.allObjects as? [URL] ?? []).filter { !$0.hasDirectoryPath }
    }

    @Test("a large file goes to disk as it comes, and comes back as it was")
    func large() throws {
        let content = Self.head + [UInt8](repeating: 7, count: 5 << 20)
        let answer = try upload(.township, content)
        #expect(answer.status == 200, "\(answer.text)")
        let entry = try answer.json().at("attachments/0")
        #expect(entry?["type"] == "application/pdf")
        #expect(entry?["name"] == "欧阳思远〔电话4〕.pdf")
        #expect(!answer.text.contains("13835161234"))
        let path = "/api/v1/tickets/\(number)/attachments/1"
        let file = try story.hotline.get(.township, path)
        #expect(file.body == content)
        #expect(file["Content-Disposition"]?.hasPrefix("attachment;") == true)
        #expect(file["X-Content-Type-Options"] == "nosniff")
        #expect(file["Cache-Control"] == "no-store")
        #expect(try Audit.verify(story.hotline.file).findings == [])
        let copy = try TemporaryDirectory()
        let backup = copy.url.appending(path: Store.fileName)
        try Backup.copy(from: story.hotline.directory.url, to: backup)
        #expect(try Audit.verify(backup).findings == [])
    }

    @Test("nothing of it is on disk in the clear, and who changes it is found")
    func sealed() throws {
        _ = try upload(.township, Self.head)
        let file = try #require(stored().first)
        let content = try Data(contentsOf: file)
        #expect(content.range(of: Data(Self.head)) == nil)
        let names = try story.hotline.store.read { db in
            try Data.fetchAll(db, sql: "SELECT name FROM attachment")
        }
        #expect(names.allSatisfy { $0.range(of: Data("欧阳".utf8)) == nil })
        try Data(content.dropLast()).write(to: file)
        let findings = try Audit.verify(story.hotline.file).findings
        #expect(findings.contains { $0.contains("attachment 1 was changed") })
    }

    @Test("what is no file of the list, too large, or from whom it must not be, leaves nothing")
    func refused() throws {
        let page = Array("<html><script>alert(1)</script>".utf8)
        #expect(try upload(.township, page).status == 415)
        #expect(try upload(.neighbour, Self.head).status == 404)
        #expect(try upload(.auditor, Self.head).status == 403)
        let tooLarge = Self.head + [UInt8](repeating: 0, count: AttachmentFolder.sizeMax)
        #expect((try? upload(.township, tooLarge).status) ?? 413 == 413)
        #expect(stored().isEmpty, "\(stored())")
    }

    @Test("sent twice under one key it is there once, and another under that key is refused")
    func once() throws {
        let key = [("Idempotency-Key", "k1")]
        #expect(try upload(.township, Self.head, fields: key).status == 200)
        #expect(try upload(.township, Self.head, fields: key).status == 200)
        #expect(try upload(.township, Self.head + [1], fields: key).status == 422)
        let ticket = try story.hotline.get(.township, "/api/v1/tickets/\(number)").json()
        #expect(ticket["attachments"]?.array?.count == 1)
    }
}
