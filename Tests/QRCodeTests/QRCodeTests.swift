import Testing

@testable import QRCode

@Suite struct QRCodeTests {
    @Test("three of its corners have the mark that a telephone finds it by")
    func corners() throws {
        let code = try #require(QRCode("https://hotline.example/help?county=140105"))
        #expect(code.isDark.count == code.width * code.width)
        #expect((code.width - 17) % 4 == 0)
        let far = code.width - 7
        for (top, left) in [(0, 0), (0, far), (far, 0)] {
            for row in 0..<7 {
                for column in 0..<7 {
                    let ring = max(abs(row - 3), abs(column - 3))
                    #expect(code[top + row, left + column] == (ring != 2))
                }
            }
        }
    }

    @Test("another text is another picture, and the same the same")
    func texts() throws {
        #expect(QRCode("https://a.example/1") == QRCode("https://a.example/1"))
        #expect(QRCode("https://a.example/1") != QRCode("https://a.example/2"))
        let svg = try #require(QRCode("查进度")?.svg)
        #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>"))
    }

    @Test(
        "what cannot be read off a card is refused",
        arguments: [
            "", "a\u{0}b", String(repeating: "长", count: 101),
        ]
    )
    func refused(text: String) {
        #expect(QRCode(text) == nil)
    }
}
