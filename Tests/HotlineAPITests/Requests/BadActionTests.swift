import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// Orders that cannot be (错误操作).
@Suite struct BadActionTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let person: Person
        let body: JSON
        let status: Int
        let pointer: String
    }

    @Test(
        "a bad order names its field, and changes nothing",
        arguments: [
            Case("no action", .township, [:], 422, "/action"),
            Case("unknown action", .township, ["action": "delete"], 422, "/action"),
            Case("action as a number", .township, ["action": 1], 422, "/action"),
            Case("unknown field", .township, ["action": "sign", "by": "x"], 400, "/by"),
            Case(
                "a field of another action",
                .township,
                ["action": "sign", "reason": "x"],
                400,
                "/reason"
            ),
            Case("no reason", .dispatcher, ["action": "withdraw"], 422, "/reason"),
            Case(
                "a null reason",
                .dispatcher,
                ["action": "withdraw", "reason": nil],
                422,
                "/reason"
            ),
            Case(
                "a unit that is none",
                .dispatcher,
                ["action": "redirect", "unit": "x y", "reason": "r"],
                422,
                "/unit"
            ),
            Case(
                "days as text",
                .township,
                ["action": "requestExtension", "days": "2", "reason": "r"],
                422,
                "/days"
            ),
            Case(
                "days as a fraction",
                .township,
                ["action": "requestExtension", "days": .number(1.5), "reason": "r"],
                422,
                "/days"
            ),
            Case(
                "no such day",
                .township,
                ["action": "suspend", "reason": "materials", "until": "2026-13-01"],
                422,
                "/until"
            ),
            Case(
                "no account of the unit",
                .township,
                ["action": "take", "account": "neighbour"],
                422,
                "/account"
            ),
            Case(
                "an outcome that answers have not",
                .township,
                ["action": "answer", "text": "t", "outcome": "merged"],
                422,
                "/outcome"
            ),
            Case(
                "a file that is not what it says",
                .township,
                [
                    "action": "attach", "name": "a.pdf", "type": "application/pdf",
                    "content": "AAAA",
                ],
                422,
                "/content"
            ),
            Case(
                "a file of no known type",
                .township,
                ["action": "attach", "name": "a", "type": "text/html", "content": "AAAA"],
                422,
                "/type"
            ),
            Case(
                "nothing to reclassify",
                .dispatcher,
                ["action": "reclassify", "reason": "r"],
                422,
                "/matter"
            ),
        ]
    )
    func badOrder(example: Case) throws {
        let hotline = try TestHotline()
        _ = try hotline.file(.operator, Story.help)
        let head = hotline.head
        let answer = try hotline.ask(
            example.person,
            "POST",
            "/api/v1/tickets/20261123000001/actions",
            fields: Stage.anyTag,
            body: example.body
        )
        #expect(answer.status == example.status, "\(answer.text)")
        #expect(answer["Content-Type"] == "application/problem+json")
        #expect(try answer.json().at("errors/0/pointer")?.string == example.pointer)
        #expect(hotline.head == head)
        try hotline.expectHealthy()
    }

    @Test(
        "what is not there is not there, however it is asked for",
        arguments: [
            "/api/v1/tickets/20261123000002", "/api/v1/tickets/1", "/api/v1/tickets/x",
            "/api/v1/tickets/99999999999999999999", "/api/v1/tickets/00010101000001",
            "/api/v1/tickets/20261123000001/attachments/1",
            "/api/v1/tickets/20261123000001/clocks/statutory/explanation",
            "/api/v1/tickets/20261123000001/clocks/nothing/explanation", "/api/v1/units/x/queue",
            "/api/v1/units/140106001/queue", "/api/v1/divisions/999999", "/api/v1/calendar/1066",
            "/api/v1/nothing", "/api/v2/tickets", "/api/v1/tickets/",
        ]
    )
    func notThere(target: String) throws {
        let hotline = try TestHotline()
        _ = try hotline.file(.operator, Story.help)
        let answer = try hotline.get(.dispatcher, target)
        #expect(answer.status == 404)
        #expect(answer["Content-Type"] == "application/problem+json")
    }
}

extension BadActionTests.Case {
    init(_ description: String, _ person: Person, _ body: JSON, _ status: Int, _ pointer: String) {
        testDescription = description
        self.person = person
        self.body = body
        self.status = status
        self.pointer = pointer
    }
}
