import StrictJSON
import Testing

@Suite struct JSONTests {
    @Test("what was written is read again")
    func roundTrip() throws {
        let value: JSON = [
            "text": "坞城街道 \"低保\"\n\u{1}\\😀", "count": 42, "least": .integer(.min),
            "half": .number(0.5), "yes": true, "none": nil, "list": [1, [], [:]],
        ]
        #expect(try JSON(value.bytes) == value)
    }

    @Test(arguments: [
        (#"{"a":1,"a":2}"#, 7, "the name 'a' occurs twice"),
        (#"{"a":1"#, 6, "expected ',' or '}'"),
        (#"[01]"#, 3, "not a number"),
        (#"[1.]"#, 3, "not a number"),
        (#"[1e999]"#, 6, "too large"),
        ("[\"a\u{0}\"]", 3, "a control character must be escaped"),
        (#"["\ud800"]"#, 8, "half of a surrogate pair"),
        (#"["\x"]"#, 4, "no such escape"),
        (#"[tru]"#, 1, "expected a value"),
        (#"{} x"#, 3, "nothing may follow the value"),
        ("", 0, "the text ends where a value should be"),
    ])
    func mistakes(text: String, offset: Int, message: String) {
        #expect(throws: JSONMistake(offset: offset, message: message)) {
            try JSON(Array(text.utf8))
        }
    }

    @Test("nesting has a limit, far below that of the stack")
    func depth() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(repeating: UInt8(ascii: "["), count: depth)
                + Array(repeating: UInt8(ascii: "]"), count: depth)
        }
        #expect(throws: Never.self) { try JSON(nested(JSON.depthMax)) }
        #expect(throws: JSONMistake.self) { try JSON(nested(JSON.depthMax + 1)) }
        #expect(throws: JSONMistake.self) { try JSON(nested(500_000)) }
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [[0xFF], [0xC0, 0x80], [0xE4, 0xBD]]
    )
    func invalidUTF8(bytes: [UInt8]) {
        let text = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
        #expect(throws: JSONMistake.self) { try JSON(text) }
    }

    @Test func escapesAreRead() throws {
        let text = #""\u4f4e\u4FDD \ud83d\ude00 \/\b\f\n\r\t""#
        #expect(try JSON(Array(text.utf8)).string == "低保 😀 /\u{8}\u{C}\n\r\t")
    }
}
