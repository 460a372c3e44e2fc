@testable import HotlineStore
import Foundation
import GRDB
import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// The key file, and what is said where it is not as it must be (密钥文件).
@Suite struct KeyFileTests {
    private let directory: TemporaryDirectory
    private let number: String

    init() throws {
        directory = try TemporaryDirectory()
        let hotline = try TestHotline(in: directory)
        let caller: JSON = ["name": "欧阳思远", "phone": "13835161234"]
        let answer = try hotline.file(.operator, Story.help + ["caller": caller])
        number = try answer.json()["number"]?.string ?? ""
        try hotline.close()
    }

    private var file: URL { directory.url.appending(path: "keys") }

    @Test("the file is made for its owner alone, and opens what was sealed before")
    func made() throws {
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let hotline = try TestHotline(in: directory)
        let ticket = try hotline.get(.operator, "/api/v1/tickets/\(number)").json()
        #expect(ticket.at("caller/name") == "欧**")
        #expect(ticket.at("caller/phone") == "138****1234")
    }

    @Test("a file that is named stands elsewhere than the data")
    func elsewhere() throws {
        let data = try TemporaryDirectory()
        let keys = directory.url.appending(path: "elsewhere")
        try Store(directory: data.url, keys: keys).close()
        #expect(!FileManager.default.fileExists(atPath: data.url.appending(path: "keys").path))
        #expect(throws: StoreError.self) { try Store(directory: data.url) }
        try Store(directory: data.url, keys: keys).close()
    }

    /// What is done to the file, and what the one line says of it.
    static let damages: [(String, @Sendable (URL) throws -> Void, String)] = [
        ("missing", { try FileManager.default.removeItem(at: $0) }, "is missing; put the copy"),
        (
            "readable by others",
            {
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o640],
                    ofItemAtPath: $0.path
                )
            },
            "is open to others (mode 640); say: chmod 600"
        ),
        ("of another database", { try KeyFile().write(to: $0) }, "belongs to another database"),
        ("empty", { try change($0) { _ in Data() } }, "is cut short or damaged"),
        ("cut short", { try change($0) { $0.dropLast(70) } }, "is cut short or damaged"),
        (
            "changed in a letter",
            { try change($0) { Data($0.dropLast(2) + [$0[$0.count - 2] ^ 1, 10]) } },
            "is cut short or damaged"
        ),
    ]

    private static func change(_ file: URL, _ change: (Data) -> Data) throws {
        let handle = try FileHandle(forUpdating: file)
        let content = change(try handle.readToEnd() ?? Data())
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: content)
        try handle.close()
    }

    @Test("a file that cannot serve is told of in one line, and nothing is written")
    func damaged() throws {
        for (name, damage, line) in Self.damages {
            let copy = try TemporaryDirectory()
            for part in ["keys", Store.fileName] {
                try FileManager.default.copyItem(
                    at: directory.url.appending(path: part),
                    to: copy.url.appending(path: part)
                )
            }
            try damage(copy.url.appending(path: "keys"))
            let before = try Self.contents(of: copy.url)
            let error = #expect(throws: StoreError.self, "\(name)") {
                try Store(directory: copy.url)
            }
            #expect(error?.description.contains(line) == true, "\(name): \(error as Any)")
            #expect(error?.description.contains("\n") == false)
            #expect(try Self.contents(of: copy.url) == before, "\(name)")
        }
    }

    /// The files of a directory, but for the empty lock and what a reader of SQLite leaves.
    private static func contents(of directory: URL) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        return try names.filter { $0 != "lock" && !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") }
            .reduce(into: [:]) { contents, name in
                contents[name] = try Data(contentsOf: directory.appending(path: name))
            }
    }

    @Test("a value is opened in its own place alone")
    func swapped() throws {
        let hotline = try TestHotline(in: directory)
        try hotline.store.writer.write {
            try $0.database.execute(
                sql: """
                    UPDATE personal SET sealed = (SELECT sealed FROM personal p
                        WHERE p.ticket = personal.ticket AND p.field = 'phone')
                    WHERE field = 'name'
                    """
            )
        }
        let answer = try hotline.get(.operator, "/api/v1/tickets/\(number)")
        #expect(answer.status == 500)
        #expect(!answer.text.contains("138"))
    }
}
