import Hotline
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// Filings that cannot be: each is told what is wrong, and nothing is stored (错误输入).
@Suite struct BadFilingTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        /// What the body says besides, or instead.
        let change: JSON
        let status: Int
        let pointer: String
    }

    @Test(
        "a bad value names its field",
        arguments: [
            Case("no text", ["text": nil], 422, "/text"),
            Case("empty text", ["text": ""], 422, "/text"),
            Case("blank text", ["text": " \n　"], 422, "/text"),
            Case(
                "too long",
                ["text": .string(String(repeating: "长", count: 20_001))],
                422,
                "/text"
            ),
            Case("NUL", ["text": "低保\u{0}"], 422, "/text"),
            Case("an escape", ["title": "\u{1b}[31m"], 422, "/title"),
            Case("text as a number", ["text": 12345], 422, "/text"),
            Case("unknown field", ["priority": 1], 400, "/priority"),
            Case("unknown field within", ["caller": ["wechat": "x"]], 400, "/caller/wechat"),
            Case("a name to escape", ["a/b~c": 1], 400, "/a~1b~0c"),
            Case("unknown channel", ["channel": "weibo"], 422, "/channel"),
            Case("unknown kind", ["kind": "求助"], 422, "/kind"),
            Case("unknown matter", ["matter": "housing"], 422, "/matter"),
            Case("unknown aspect", ["aspect": ""], 422, "/aspect"),
            Case("a flag as text", ["urgent": "true"], 422, "/urgent"),
            Case("a flag as a number", ["urgent": 1], 422, "/urgent"),
            Case("no such township", ["township": "140105999"], 422, "/township"),
            Case("no township's code", ["township": "小店"], 422, "/township"),
            Case("a code as a number", ["township": 140_105_001], 422, "/township"),
            Case("a county as a township", ["township": "140105"], 422, "/township"),
            Case("no such 户籍地", ["registeredTownship": "999999999"], 422, "/registeredTownship"),
            Case(
                "received by hand",
                ["receivedAt": "2026-11-23T08:00:00+08:00"],
                422,
                "/receivedAt"
            ),
            Case(
                "due in the past",
                ["externalDue": "2026-11-23T08:00:00+08:00"],
                422,
                "/externalDue"
            ),
            Case("due now", ["externalDue": "2026-11-23T09:00:00+08:00"], 422, "/externalDue"),
            Case("no offset", ["externalDue": "2026-11-24T08:00:00"], 422, "/externalDue"),
            Case("no such day", ["externalDue": "2026-02-30T08:00:00+08:00"], 422, "/externalDue"),
            Case("accused no list", ["accused": "140105001"], 422, "/accused"),
            Case("accused no text", ["accused": ["140105001", 7]], 422, "/accused/1"),
            Case("caller no object", ["caller": "张三"], 422, "/caller"),
            Case(
                "anonymous with a name",
                ["caller": ["anonymous": true, "name": "张三"]],
                422,
                "/caller"
            ),
            Case("answer without text", ["onTheSpot": [:]], 422, "/onTheSpot/text"),
        ]
    )
    func badValue(example: Case) throws {
        let hotline = try TestHotline()
        for target in ["/api/v1/tickets", "/api/v1/tickets/preview"] {
            let body = Story.help + example.change
            let answer = try hotline.ask(.operator, "POST", target, body: body)
            #expect(answer.status == example.status, "\(answer.text)")
            #expect(answer["Content-Type"] == "application/problem+json")
            let problem = try answer.json()
            #expect(problem["status"]?.integer == Int64(answer.status))
            for name in ["type", "title", "detail"] {
                #expect(problem[name]?.string?.isEmpty == false, "\(name)")
            }
            let pointers = problem["errors"]?.array?.compactMap { $0["pointer"]?.string }
            #expect(pointers == [example.pointer])
        }
        try hotline.expectNothingStored()
    }

    @Test(
        "a program may not say that it received something in the future, or before our time",
        arguments: ["2026-11-23T09:00:01+08:00", "9999-01-01T00:00:00Z", "0999-01-01T00:00:00Z"]
    )
    func receivedAt(instant: String) throws {
        let hotline = try TestHotline()
        let body = Story.help + ["receivedAt": .string(instant)]
        let answer = try hotline.file(.deskSystem, body)
        #expect(answer.status == 422)
        #expect(try answer.json().at("errors/0/pointer") == "/receivedAt")
        try hotline.expectNothingStored()
    }

    @Test("a due time however far away is taken as it came, and can be explained")
    func farAway() throws {
        let hotline = try TestHotline()
        let far: JSON = ["externalDue": "2999-12-31T23:59:59+08:00"]
        let answer = try hotline.file(.deskSystem, Story.help + far)
        #expect(answer.status == 201, "\(answer.text)")
        let target = "/api/v1/tickets/20261123000001/clocks/external/explanation"
        #expect(try hotline.get(.manager, target).status == 200)
        try hotline.expectHealthy()
    }

    @Test("what was received long ago is counted on its own day")
    func longAgo() throws {
        let hotline = try TestHotline()
        for instant in ["1949-10-01T15:00:00+08:00", "1949-10-02T09:00:00+08:00"] {
            let old: JSON = ["receivedAt": .string(instant)]
            #expect(try hotline.file(.deskSystem, Story.help + old).status == 201)
        }
        #expect(try Audit.verify(hotline.file).findings == [])
    }

    @Test("all mistakes are told at once")
    func allAtOnce() throws {
        let hotline = try TestHotline()
        let body: JSON = ["channel": "weibo", "text": "", "urgent": "no", "caller": ["phone": 1]]
        let problem = try hotline.file(.operator, body).json()
        let pointers = problem["errors"]?.array?.compactMap { $0["pointer"]?.string } ?? []
        #expect(Set(pointers) == ["/channel", "/text", "/urgent", "/caller/phone"])
        let unknown = try hotline.file(.operator, body + ["x": 1]).json()
        #expect(unknown["errors"]?.array?.count == 5)
    }
}

extension BadFilingTests.Case {
    init(_ description: String, _ change: JSON, _ status: Int, _ pointer: String) {
        testDescription = description
        self.change = change
        self.status = status
        self.pointer = pointer
    }
}

extension TestHotline {
    /// Nothing was filed, and the server is unharmed.
    func expectNothingStored() throws {
        #expect(head == 0, "something was journaled")
        let list = try get(.provinceManager, "/api/v1/tickets")
        #expect(try list.json()["items"] == [])
        try expectHealthy()
        let next = try file(.operator, Story.help)
        #expect(try next.json()["number"] == "20261123000001", "a number was used up")
    }

    func expectHealthy() throws {
        #expect(try get(.operator, "/readyz").status == 200)
    }
}
