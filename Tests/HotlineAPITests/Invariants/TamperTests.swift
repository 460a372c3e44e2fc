@testable import HotlineStore
import Foundation
import GRDB
import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// Somebody changes the file behind the hotline's back (篡改).
@Suite struct TamperTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let sql: String
        let finding: String
    }

    /// The file of a hotline that has lived for a while, made once.
    private static let original = Result { () throws -> (TemporaryDirectory, URL) in
        let story = try Story(followedBy: [])
        let report: JSON = ["kind": "report", "aspect": "integrity", "accused": ["140105001"]]
        let number = try story.file()
        try story.file(Story.help + report + ["channel": "window"], by: .neighbour)
        try story.act(.township, on: number, "sign", leads: .handling)
        let file: JSON = ["name": "a.png", "type": "image/png", "content": "iVBORw0KGgo="]
        try story.act(.township, on: number, "attach", file, leads: .handling)
        let answer: JSON = ["text": "已办理。", "outcome": "resolved"]
        try story.act(.township, on: number, "answer", answer, leads: .answered)
        let yes: JSON = ["reached": true, "satisfied": "yes"]
        try story.act(.dispatcher, on: number, "callBack", yes, leads: .closed)
        let directory = try TemporaryDirectory()
        let copy = directory.url.appending(path: "original.sqlite")
        try Backup.copy(from: story.hotline.directory.url, to: copy)
        return (directory, copy)
    }

    /// What the audit finds after `sql` was done to a copy.
    private func findings(after sql: String) throws -> [String] {
        let directory = try TemporaryDirectory()
        let file = directory.url.appending(path: Store.fileName)
        let original = try Self.original.get().1
        try FileManager.default.copyItem(at: original, to: file)
        let files = AttachmentFolder.folder(in: original.deletingLastPathComponent())
        try FileManager.default.copyItem(
            at: files,
            to: AttachmentFolder.folder(in: directory.url)
        )
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: file.path, configuration: configuration)
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: "DROP TRIGGER eventIsNeverChanged; DROP TRIGGER eventIsNeverRemoved;"
            )
            try db.execute(sql: sql)
        }
        try queue.close()
        return try Audit.verify(file).findings
    }

    @Test("nothing is found where nothing was done")
    func untouched() throws {
        #expect(try findings(after: "SELECT 1") == [])
    }

    @Test(
        "the file itself refuses to change the journal",
        arguments: [
            "UPDATE event SET at = at + 1 WHERE sequence = 3",
            "DELETE FROM event WHERE sequence = 3",
        ]
    )
    func triggers(sql: String) throws {
        let queue = try DatabaseQueue(path: try Self.original.get().1.path)
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
    }

    @Test(
        "a broken chain is found at its first break",
        arguments: [
            Case("an instant", "UPDATE event SET at = at - 60 WHERE sequence = 3", "event 3 was"),
            Case(
                "an account",
                "UPDATE event SET byAccount = 'x' WHERE sequence = 4",
                "event 4 was"
            ),
            Case("an action", "UPDATE event SET action = 'note' WHERE sequence = 3", "event 3 was"),
            Case(
                "a payload",
                "UPDATE event SET payload = replace(payload, 'running', 'met') WHERE sequence = 1",
                "event 1 was"
            ),
            Case(
                "a hash",
                "UPDATE event SET hash = zeroblob(32) WHERE sequence = 2",
                "event 2 was"
            ),
            Case("one removed", "DELETE FROM event WHERE sequence = 3", "event 3 is missing"),
            Case("the first removed", "DELETE FROM event WHERE sequence = 1", "event 1 is missing"),
            Case(
                "one inserted",
                """
                UPDATE event SET sequence = -sequence - 1 WHERE sequence >= 4;
                UPDATE event SET sequence = -sequence WHERE sequence < 0;
                INSERT INTO event SELECT 4, ticket, at, byAccount, byRole, byUnit, action,
                    fromState, toState, reason, body, payload, hash, desk, unit, formerDesk,
                    formerUnit
                FROM event WHERE sequence = 3
                """,
                "event 4 was"
            ),
            Case(
                "one appended",
                """
                INSERT INTO event SELECT 7, ticket, at, byAccount, byRole, byUnit, action,
                    fromState, toState, reason, body, payload, hash, desk, unit, formerDesk,
                    formerUnit
                FROM event WHERE sequence = 6
                """,
                "event 7 was"
            ),
            Case(
                "two changed about",
                """
                UPDATE event SET sequence = -3 WHERE sequence = 3;
                UPDATE event SET sequence = 3 WHERE sequence = 4;
                UPDATE event SET sequence = 4 WHERE sequence = -3
                """,
                "event 3 was"
            ),
        ]
    )
    func chain(example: Case) throws {
        let findings = try findings(after: example.sql)
        #expect(findings.first?.hasPrefix(example.finding) == true, "\(findings)")
    }

    @Test(
        "what stands beside the journal is found changed",
        arguments: [
            Case("a text", "UPDATE text SET body = 'x' WHERE id = 1", "text 1 was changed"),
            Case("a text removed", "DELETE FROM text WHERE id = 2", "text 2 is gone"),
            Case(
                "a name",
                "UPDATE personal SET sealed = zeroblob(40) WHERE id = 1",
                "personal 1 was changed"
            ),
            Case(
                "a file",
                "UPDATE attachment SET digest = hex(zeroblob(32))",
                "attachment 1 was changed"
            ),
            Case("a file's name", "UPDATE attachment SET name = x'00'", "attachment 1 was changed"),
            Case("the end cut off", "DELETE FROM event WHERE sequence = 6", "is not what"),
            Case("a state", "UPDATE ticket SET taker = 'x' WHERE number % 10 = 1", "ticket 2026"),
            Case("a ticket removed", "DELETE FROM ticket WHERE number % 10 = 2", "ticket 2026"),
            Case("a deadline", "UPDATE clock SET due = due + 86400 WHERE id = 2", "clock 2026"),
            Case("a deadline removed", "DELETE FROM clock WHERE id = 2", "lacks what"),
            Case("a call-back", "UPDATE callBack SET result = 'no'", "callBack 2026"),
            Case(
                "a helper",
                "INSERT INTO coHandler SELECT number, '140105002', 0, NULL FROM ticket",
                "coHandler 2026"
            ),
            Case("the firewall", "DELETE FROM shutOut", "whose accused are not shut out"),
            Case("a queue", "DELETE FROM queue", "a queue that is not what is owed"),
            Case("a queue's order", "UPDATE queue SET due = 0", "a queue that is not what is owed"),
            Case("who sees", "UPDATE event SET unit = '140105001' WHERE sequence = 2", "shown to"),
            Case("who saw", "UPDATE event SET formerUnit = NULL WHERE sequence = 4", "shown to"),
            Case("who hears", "DELETE FROM audience", "not shown to whom it concerns"),
            Case("the count", "UPDATE dayCount SET count = 3", "numbers have gaps"),
        ]
    )
    func beside(example: Case) throws {
        let findings = try findings(after: example.sql)
        #expect(findings.contains { $0.contains(example.finding) }, "\(findings)")
    }
}

extension TamperTests.Case {
    init(_ description: String, _ sql: String, _ finding: String) {
        self.init(testDescription: description, sql: sql, finding: finding)
    }
}
