import Hotline
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// Bodies that are no JSON, and requests that are no requests (畸形请求).
@Suite struct BadBytesTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let status: Int
    }

    @Test(
        "a body that cannot be read is refused as a whole",
        arguments: [
            Case("nothing", "", 400),
            Case("no JSON", "低保", 400),
            Case("a list", "[]", 422),
            Case("a number", "1", 422),
            Case("null", "null", 422),
            Case("cut off", #"{"channel":"window","text":"#, 400),
            Case("more after it", #"{"channel":"window","text":"低保"} x"#, 400),
            Case("a name twice", #"{"channel":"window","text":"一","text":"二"}"#, 400),
            Case("a trailing comma", #"{"channel":"window","text":"低保",}"#, 400),
            Case("half a pair", #"{"channel":"window","text":"\ud83d"}"#, 400),
            Case("a raw line end in text", "{\"channel\":\"window\",\"text\":\"低\n保\"}", 400),
            Case("not a number", #"{"channel":"window","text":"低保","urgent":NaN}"#, 400),
            Case("deep", String(repeating: "[", count: 100_000), 400),
            Case("deep and whole", deep, 400),
            Case(
                "Latin-1",
                Array(#"{"channel":"window","text":"a"#.utf8) + [0xE9, 0x22, 0x7D],
                400
            ),
            Case("overlong UTF-8", Array(#"{"text":""#.utf8) + [0xC0, 0x80, 0x22, 0x7D], 400),
            Case("a mark at the start", [0xEF, 0xBB, 0xBF] + Array("{}".utf8), 400),
        ]
    )
    func badBody(example: Case) throws {
        let hotline = try TestHotline()
        for target in ["/api/v1/tickets", "/api/v1/tickets/preview", "/api/v1/tickets/search"] {
            let answer = try hotline.ask(.operator, "POST", target, bytes: example.bytes)
            #expect(answer.status == example.status, "\(target): \(answer.text)")
            #expect(answer["Content-Type"] == "application/problem+json")
        }
        try hotline.expectNothingStored()
    }

    private static let deep =
        #"{"text":"# + String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000)
        + "}"

    @Test("a megabyte is too much, whether it says so before or not")
    func tooLarge() throws {
        let hotline = try TestHotline()
        let text = String(repeating: "a", count: 1 << 20)
        let answer = try hotline.file(.operator, Story.help + ["text": .string(text)])
        #expect(answer.status == 413)
        #expect(answer["Content-Type"] == "application/problem+json")
        let client = WireClient(port: hotline.port)
        let token = Person.operator.token.text
        try client.send(
            Array(
                """
                POST /api/v1/tickets HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(token)\r
                Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n
                """.utf8
            )
        )
        let chunk = Array("20000\r\n".utf8) + Array(text.utf8.prefix(0x20000)) + [13, 10]
        for _ in 1...9 { try client.send(chunk) }
        try client.send(Array("0\r\n\r\n".utf8))
        #expect(try client.read().status == 413)
        try hotline.expectNothingStored()
    }

    @Test(
        "a body that is not JSON by its type is not read",
        arguments: [
            "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "",
        ]
    )
    func contentType(type: String) throws {
        let hotline = try TestHotline()
        let fields = [("Content-Type", type)]
        let answer = try hotline.file(.operator, Story.help, fields: fields)
        #expect(answer.status == 415)
        let spelled = [("Content-Type", "Application/JSON; charset=utf-8")]
        #expect(try hotline.file(.operator, Story.help, fields: spelled).status == 201)
    }

    @Test("a client that goes away in the middle of its body leaves nothing")
    func truncated() throws {
        let hotline = try TestHotline()
        let client = WireClient(port: hotline.port)
        let token = Person.operator.token.text
        let body = Story.help.bytes
        let head = """
            POST /api/v1/tickets HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(token)\r
            Content-Type: application/json\r\nContent-Length: \(body.count + 1)\r\n\r\n
            """
        try client.send(Array(head.utf8) + body)
        client.hangUp()
        try hotline.expectNothingStored()
    }

    @Test(
        "two lengths, or a length and chunks, are refused",
        arguments: [
            "Content-Length: 2\r\nContent-Length: 2", "Content-Length: 2\r\nContent-Length: 3",
            "Content-Length: 2\r\nTransfer-Encoding: chunked",
        ]
    )
    func twoLengths(fields: String) throws {
        let hotline = try TestHotline()
        let client = WireClient(port: hotline.port)
        let token = Person.operator.token.text
        let head = """
            POST /api/v1/tickets HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(token)\r
            Content-Type: application/json\r\n\(fields)\r\n\r\n{}
            """
        try client.send(Array(head.utf8))
        #expect(try client.read().status == 400)
        try hotline.expectHealthy()
    }
}

extension BadBytesTests.Case {
    init(_ description: String, _ text: String, _ status: Int) {
        self.init(description, Array(text.utf8), status)
    }

    init(_ description: String, _ bytes: [UInt8], _ status: Int) {
        testDescription = description
        self.bytes = bytes
        self.status = status
    }
}
