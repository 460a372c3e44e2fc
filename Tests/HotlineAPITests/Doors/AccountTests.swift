import Foundation
import GRDB
import Hotline
import HotlineAPI
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineStore

/// Looking after accounts and tokens (账号与令牌管理).
@Suite struct AccountTests {
    private func account(_ more: JSON = [:]) -> JSON {
        ["name": "zhao", "role": "handler", "division": "140105001"] + more
    }

    @Test("a new account signs in with the password that was told once")
    func add() throws {
        let hotline = try TestHotline()
        let answer = try hotline.ask(.administrator, "POST", "/api/v1/accounts", body: account())
        #expect(answer.status == 201, "\(answer.text)")
        let json = try answer.json()
        #expect(json["unit"] == "140105001")
        let password = try #require(json["password"]?.string)
        let browser = Browser(hotline)
        let signedIn = try browser.signIn("zhao", password)
        #expect(try signedIn.json()["mustChangePassword"] == true)
        let list = try hotline.get(.administrator, "/api/v1/accounts?limit=200")
        #expect(!list.text.contains(password))
        let names = try #require(try list.json()["items"]?.array).compactMap { $0["name"]?.string }
        #expect(names.contains("zhao"))
        #expect(names == names.sorted())
        #expect(!names.contains("strangerDispatcher") && !names.contains("cityManager"))
    }

    @Test(
        "an account that cannot be is refused, with the field",
        arguments: [
            (["name": "operator"], "/name"), (["name": "a/b"], "/name"),
            (["division": "140106001"], "/division"), (["division": "1401"], "/division"),
            (["unit": "140105-desk"], "/unit"), (["unit": "140105999"], "/unit"),
            (["role": "dispatcher"], "/role"), (["role": "manager"], "/role"),
            (["role": "administrator"], "/role"),
        ] as [(JSON, String)]
    )
    func refused(change: JSON, pointer: String) throws {
        let hotline = try TestHotline()
        let answer = try hotline.ask(
            .administrator,
            "POST",
            "/api/v1/accounts",
            body: account(change)
        )
        #expect(answer.status == 422, "\(answer.text)")
        #expect(try answer.json().at("errors/0/pointer") == .string(pointer))
        #expect(try hotline.store.account(named: "zhao") == nil)
    }

    @Test("nobody else looks after accounts, and an administrator sees no ticket")
    func roles() throws {
        let hotline = try TestHotline()
        _ = try hotline.file(.operator, Story.help)
        for person in Person.allCases where person != .administrator {
            for target in ["/api/v1/accounts", "/api/v1/tokens"] {
                #expect(try hotline.get(person, target).status == 403, "\(person) \(target)")
            }
            let answer = try hotline.ask(person, "POST", "/api/v1/accounts", body: account())
            #expect(answer.status == 403)
        }
        for target in [
            "/api/v1/tickets", "/api/v1/tickets/20261123000001", "/api/v1/changes?after=0",
            "/api/v1/tickets/20261123000001/events", "/api/v1/units/140105001/queue",
        ] {
            #expect(try hotline.get(.administrator, target).status == 403, "\(target)")
        }
    }

    @Test("another role ends all sessions at once, and no token of an account is kept waiting")
    func roleChange() throws {
        let hotline = try TestHotline()
        let browser = try hotline.browser(of: .dispatcher)
        let change: JSON = ["role": "auditor"]
        let path = "/api/v1/accounts/dispatcher"
        let answer = try hotline.ask(.administrator, "PATCH", path, body: change)
        #expect(answer.status == 200)
        #expect(try answer.json()["role"] == "auditor")
        #expect(try browser.ask("GET", "/api/v1/session").status == 401)
        #expect(try hotline.get(.dispatcher, "/api/v1/tickets").status == 403)
    }

    @Test("who is shut out is out at once, by session and token, and can be let in again")
    func disable() throws {
        let hotline = try TestHotline()
        let browser = try hotline.browser(of: .dispatcher)
        let path = "/api/v1/accounts/dispatcher"
        let out = try hotline.ask(.administrator, "PATCH", path, body: ["disabled": true])
        #expect(try out.json()["disabledAt"]?.string != nil)
        #expect(try browser.ask("GET", "/api/v1/session").status == 401)
        let answer = try hotline.get(.dispatcher, "/api/v1/tickets")
        #expect(answer.status == 401)
        #expect(try answer.json()["detail"]?.string?.contains("停用") == true)
        _ = try hotline.ask(.administrator, "PATCH", path, body: ["disabled": false])
        #expect(try hotline.get(.dispatcher, "/api/v1/tickets").status == 200)
        #expect(try browser.ask("GET", "/api/v1/session").status == 401, "that one is over")
    }

    @Test("what lies outside the scope, and one's own account, cannot be changed")
    func outOfScope() throws {
        let hotline = try TestHotline()
        let nothing = try hotline.ask(
            .administrator,
            "PATCH",
            "/api/v1/accounts/nobody",
            body: ["disabled": true]
        )
        for name in ["cityManager", "strangerDispatcher", "provinceManager"] {
            let path = "/api/v1/accounts/\(name)"
            let answer = try hotline.ask(.administrator, "PATCH", path, body: ["disabled": true])
            #expect(answer.status == 404)
            #expect(answer.body == nothing.body)
            #expect(try hotline.ask(.administrator, "POST", "\(path)/password").status == 404)
        }
        let own = "/api/v1/accounts/administrator"
        let answer = try hotline.ask(.administrator, "PATCH", own, body: ["role": "manager"])
        #expect(answer.status == 409)
    }

    @Test("a password that is reset must be changed, and ends the sessions")
    func reset() throws {
        let hotline = try TestHotline()
        let browser = try hotline.browser(of: .dispatcher)
        let path = "/api/v1/accounts/dispatcher/password"
        let answer = try hotline.ask(.administrator, "POST", path)
        let password = try #require(try answer.json()["password"]?.string)
        #expect(try browser.ask("GET", "/api/v1/session").status == 401)
        #expect(try Browser(hotline).signIn("dispatcher", TestHotline.password).status == 401)
        let again = try Browser(hotline).signIn("dispatcher", password)
        #expect(try again.json()["mustChangePassword"] == true)
    }

    // MARK: Tokens

    private func token(_ hotline: TestHotline, _ more: JSON = [:]) throws -> JSON {
        let body: JSON = ["account": "deskSystem", "name": "市12345平台"] + more
        let answer = try hotline.ask(.administrator, "POST", "/api/v1/tokens", body: body)
        #expect(answer.status == 201, "\(answer.text)")
        return try answer.json()
    }

    private func get(_ token: String, _ target: String, _ hotline: TestHotline) throws -> Int {
        try WireClient(port: hotline.port)
            .ask("GET", target, fields: [("Authorization", "Bearer \(token)")]).status
    }

    @Test("a token is shown once, says when it was used, and is worthless once it is revoked")
    func tokens() throws {
        let hotline = try TestHotline()
        let made = try token(hotline)
        let text = try #require(made["token"]?.string)
        let id = try #require(made["id"]?.integer)
        #expect(try get(text, "/api/v1/tickets", hotline) == 200)
        let list = try hotline.get(.administrator, "/api/v1/tokens?limit=200")
        #expect(!list.text.contains(text))
        let entry = try #require(
            try list.json()["items"]?.array?.first { $0["id"] == .integer(id) }
        )
        #expect(entry["name"] == "市12345平台")
        #expect(entry["lastUsedAt"] == .string(hotline.time.now.description))
        #expect(try hotline.ask(.administrator, "DELETE", "/api/v1/tokens/\(id)").status == 204)
        #expect(try get(text, "/api/v1/tickets", hotline) == 401)
        #expect(try hotline.ask(.administrator, "DELETE", "/api/v1/tokens/\(id)").status == 204)
        #expect(try hotline.ask(.administrator, "DELETE", "/api/v1/tokens/999").status == 404)
    }

    @Test("a token expires")
    func expiry() throws {
        let hotline = try TestHotline()
        let text = try #require(try token(hotline, ["days": 1])["token"]?.string)
        hotline.wait(seconds: 86399)
        #expect(try get(text, "/api/v1/tickets", hotline) == 200)
        hotline.wait(seconds: 1)
        #expect(try get(text, "/api/v1/tickets", hotline) == 401)
    }

    @Test("a token that only reads changes nothing, but may ask")
    func readOnly() throws {
        let hotline = try TestHotline()
        let text = try #require(try token(hotline, ["readOnly": true])["token"]?.string)
        let fields = [
            ("Authorization", "Bearer \(text)"), ("Content-Type", "application/json"),
        ]
        let client = WireClient(port: hotline.port)
        func post(_ target: String) throws -> Int {
            try client.ask("POST", target, fields: fields, body: Story.help.bytes).status
        }
        #expect(try post("/api/v1/tickets") == 403)
        #expect(try post("/api/v1/tickets/preview") == 200)
        #expect(try get(text, "/api/v1/tickets", hotline) == 200)
        #expect(hotline.head == 0)
    }

    @Test("a token for a part of the scope sees that part alone")
    func narrowed() throws {
        let hotline = try TestHotline()
        _ = try hotline.file(.operator, Story.help)
        let whole = try #require(try token(hotline)["token"]?.string)
        let part = try #require(try token(hotline, ["division": "140105002"])["token"]?.string)
        let target = "/api/v1/tickets/20261123000001"
        #expect(try get(whole, target, hotline) == 200)
        #expect(try get(part, target, hotline) == 404)
    }

    @Test("tokens are for programs, within the scope")
    func tokenRefusals() throws {
        let hotline = try TestHotline()
        for change: JSON in [
            ["account": "manager"], ["account": "nobody"], ["account": "cityManager"],
            ["division": "140106"], ["days": 0], ["days": 100_000],
        ] {
            let body: JSON = ["account": "deskSystem", "name": "x"] + change
            let answer = try hotline.ask(.administrator, "POST", "/api/v1/tokens", body: body)
            #expect(answer.status == 422, "\(answer.text)")
        }
    }

    @Test("secrets are not kept to be repeated")
    func idempotency() throws {
        let hotline = try TestHotline()
        let answer = try hotline.ask(
            .administrator,
            "POST",
            "/api/v1/accounts",
            fields: [("Idempotency-Key", "once")],
            body: account()
        )
        #expect(answer.status == 400)
    }

    // MARK: The journal

    @Test("what happened to accounts is on record, in a chain that shows any change")
    func journal() throws {
        let hotline = try TestHotline()
        _ = try hotline.ask(.administrator, "POST", "/api/v1/accounts", body: account())
        let change: JSON = ["division": "140105002", "unit": "140105002"]
        _ = try hotline.ask(.administrator, "PATCH", "/api/v1/accounts/zhao", body: change)
        let answer = try hotline.get(.auditor, "/api/v1/account-events?limit=200")
        let events = try #require(try answer.json()["items"]?.array)
            .filter { $0["account"] == "zhao" }
        #expect(events.map { $0["action"] } == ["added", "passwordReset", "changed"])
        #expect(events.allSatisfy { $0["by"] == "administrator" })
        #expect(try hotline.get(.manager, "/api/v1/account-events").status == 403)
        #expect(try Audit.verify(hotline.file).findings == [])
        try hotline.close()
        let queue = try DatabaseQueue(path: hotline.file.path)
        try queue.write { db in
            try db.execute(
                sql: """
                    DROP TRIGGER accountEventIsNeverChanged;
                    UPDATE accountEvent SET byAccount = NULL WHERE action = 'changed';
                    """
            )
        }
        let findings = try Audit.verify(hotline.file).findings
        #expect(findings.contains { $0.contains("account event") && $0.contains("changed") })
    }
}
