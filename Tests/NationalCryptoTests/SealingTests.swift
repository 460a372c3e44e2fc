import NationalCrypto
import Testing

@Suite struct SealingTests {
    /// RFC 8998, A.1: SM4-GCM.
    @Test("SM4-GCM opens the example of RFC 8998, and nothing that differs from it in a bit")
    func example() throws {
        let cipher = SM4GCM(key: bytes("0123456789ABCDEFFEDCBA9876543210"))
        let context = bytes("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
        let message = bytes(
            """
            AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD\
            EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA
            """
        )
        let sealed = bytes(
            """
            00001234567800000000ABCD\
            17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735\
            D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D\
            83DE3541E4C2B58177E065A9BF7B62EC
            """
        )
        #expect(cipher.open(sealed, context: context) == message)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(cipher.open(changed, context: context) == nil)
        }
        #expect(cipher.open(sealed, context: Array(context.dropLast())) == nil)
        #expect(cipher.open(Array(sealed.prefix(27)), context: context) == nil)
    }

    @Test("what was sealed opens again, and twice the same looks different", arguments: 0...40)
    func roundTrip(size: Int) throws {
        let key = unpredictableBytes(16)
        let message = unpredictableBytes(size)
        let sealed = SM4GCM(key: key).seal(message, context: [1])
        #expect(sealed.count == size + 28)
        #expect(SM4GCM(key: key).open(sealed, context: [1]) == message)
        #expect(SM4GCM(key: key).seal(message, context: [1]) != sealed)
        #expect(SM4GCM(key: unpredictableBytes(16)).open(sealed, context: [1]) == nil)
    }

    /// GM/T 0042-2015's example is under another key size; this is RFC 2104 reckoned by SM3.
    @Test("HMAC is what RFC 2104 says of SM3", arguments: [0, 1, 20, 32, 63])
    func code(keySize: Int) throws {
        let key = unpredictableBytes(keySize)
        let message = unpredictableBytes(100)
        let padded = key + [UInt8](repeating: 0, count: 64 - keySize)
        let inner = SM3.digest(padded.map { $0 ^ 0x36 } + message)
        let mac = HMACSM3(key: key)
        for _ in 1...2 {
            #expect(mac.code(of: message) == SM3.digest(padded.map { $0 ^ 0x5C } + inner))
        }
    }

    private func bytes(_ hexadecimal: String) -> [UInt8] {
        stride(from: 0, to: hexadecimal.utf8.count, by: 2).compactMap { start in
            UInt8(hexadecimal.dropFirst(start).prefix(2), radix: 16)
        }
    }
}
