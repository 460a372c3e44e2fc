import NationalCrypto
import Testing

@Suite struct SM3Tests {
    /// GB/T 32905-2016, appendix A, examples 1 and 2.
    @Test(arguments: [
        ("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (
            String(repeating: "abcd", count: 16),
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
        ),
    ])
    func examplesOfTheStandard(message: String, digest: String) {
        #expect(SM3.digest(Array(message.utf8)).hexadecimal == digest)
    }

    @Test func unpredictableBytesDiffer() {
        #expect(unpredictableBytes(16).count == 16)
        #expect(unpredictableBytes(16) != unpredictableBytes(16))
    }
}
