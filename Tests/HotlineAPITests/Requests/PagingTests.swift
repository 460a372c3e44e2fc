import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// Lists that are read page by page while others write (翻页).
@Suite struct PagingTests {
    @Test("no ticket is skipped or repeated while new ones come in")
    func tickets() throws {
        let hotline = try TestHotline()
        for _ in 1...7 { _ = try hotline.file(.operator, Story.help) }
        var target: String? = "/api/v1/tickets?limit=2&matter=dibao"
        var numbers: [String] = []
        var pages = 0
        while let here = target {
            let answer = try hotline.get(.dispatcher, here)
            let list = try answer.json()
            numbers += try self.numbers(of: list)
            pages += 1
            _ = try hotline.file(.operator, Story.help)
            target = try next(answer)
            #expect((target == nil) == (list["next"]?.isNull == true))
        }
        #expect(pages == 4)
        #expect(numbers == (1...7).reversed().map { "2026112300000\($0)" })
    }

    @Test("nor in a queue, whose first is the one that is due next")
    func queue() throws {
        let hotline = try TestHotline()
        for demand in [Story.help, Story.question, Story.help, Story.question, Story.help] {
            _ = try hotline.file(.operator, demand)
        }
        var target: String? = "/api/v1/units/140105001/queue?limit=2"
        var numbers: [String] = []
        while let here = target {
            let answer = try hotline.get(.township, here)
            numbers += try self.numbers(of: answer.json())
            target = try next(answer)
        }
        // All have the same return window; signing leaves the answers' deadlines.
        #expect(numbers == (1...5).map { "2026112300000\($0)" })
        try hotline.skip(to: "2026-11-25T09:00:00+08:00")
        let after = try hotline.get(.township, "/api/v1/units/140105001/queue")
        let expected = [2, 4, 1, 3, 5].map { "2026112300000\($0)" }
        #expect(try self.numbers(of: after.json()) == expected)
    }

    @Test("a search goes on by the cursor in its body")
    func search() throws {
        let hotline = try TestHotline()
        for _ in 1...3 { _ = try hotline.file(.operator, Story.help) }
        let phone: JSON = ["caller": ["phone": "13800001111"], "limit": 2]
        let first = try search(phone, hotline)
        #expect(try numbers(of: first) == ["20261123000003", "20261123000002"])
        let cursor = try #require(first["next"])
        let second = try search(phone + .object([.init("after", cursor)]), hotline)
        #expect(try numbers(of: second) == ["20261123000001"])
        #expect(second["next"]?.isNull == true)
    }

    @Test("a list is narrowed by state, unit and day")
    func filters() throws {
        let hotline = try TestHotline()
        _ = try hotline.file(.operator, Story.help)
        _ = try hotline.file(.operator, Story.help + ["matter": "other"])
        try hotline.skip(to: "2026-11-24T00:00:00+08:00")
        _ = try hotline.file(.operator, Story.help + ["township": "140105002"])
        for (query, expected) in [
            ("state=desk", ["20261123000002"]), ("unit=140105002", ["20261124000001"]),
            ("from=2026-11-24", ["20261124000001"]),
            ("to=2026-11-23", ["20261123000002", "20261123000001"]),
            ("from=2026-11-23&to=2026-11-23&matter=dibao", ["20261123000001"]),
            ("kind=praise", []), ("to=2999-12-31&limit=1", ["20261124000001"]),
        ] {
            let list = try hotline.get(.dispatcher, "/api/v1/tickets?\(query)").json()
            #expect(try numbers(of: list) == expected, "\(query)")
        }
    }

    private func search(_ body: JSON, _ hotline: TestHotline) throws -> JSON {
        let target = "/api/v1/tickets/search"
        let answer = try hotline.ask(.dispatcher, "POST", target, body: body)
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.json()
    }

    private func numbers(of list: JSON) throws -> [String] {
        try #require(list["items"]?.array).compactMap { $0["number"]?.string }
    }

    /// Where the `Link` of an answer points to.
    private func next(_ answer: WireAnswer) throws -> String? {
        guard let link = answer["Link"] else { return nil }
        let match = try #require(link.wholeMatch(of: /<(\/api\/v1\/[^>]*)>; rel="next"/))
        return String(match.1)
    }
}
