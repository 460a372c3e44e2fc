internal import NationalCrypto

/// What a password must be (密码要求): long, and not one of the first that anybody would try.
///
/// No classes of characters are asked for: they make passwords that people write down
/// (NIST SP 800-63B, OWASP ASVS 5).
package enum PasswordPolicy {
    package static let lengthMin = 10
    package static let lengthMax = 128
    /// How many different characters there are at least.
    private static let differentMin = 5

    /// Why a password cannot be taken; nil if it can.
    package static func problem(with password: String, of account: String) -> String? {
        guard password.unicodeScalars.count >= lengthMin else { return "至少\(lengthMin)个字符。" }
        guard password.unicodeScalars.count <= lengthMax else { return "最多\(lengthMax)个字符。" }
        let folded = password.lowercased()
        guard Set(folded).count >= differentMin else { return "重复的字符太多，请换一个。" }
        if folded.contains(account.lowercased()) { return "不能含有账号名。" }
        // What is left without the common words and the digits after them must still be long.
        var rest = folded
        for word in common { rest = rest.replacing(word, with: "") }
        guard rest.count >= differentMin else { return "太常见，容易被猜到，请换一个。" }
        return nil
    }

    /// Words, rows of keys and counts that lists of stolen passwords begin with.
    private static let common = [
        "1234567890", "0987654321", "123456789", "987654321", "12345678", "87654321", "1234567",
        "7654321", "123456", "654321", "12345", "54321", "1234", "123", "qwertyuiop", "qwerty",
        "asdfghjkl", "asdfgh", "zxcvbnm", "zxcvbn", "1qaz2wsx3edc", "1qaz2wsx", "1q2w3e4r5t",
        "1q2w3e4r", "abcdefghij", "abcdef", "abc", "passw0rd", "password", "p@ssw0rd", "admin",
        "administrator", "root", "welcome", "letmein", "iloveyou", "woaini", "5201314", "1314",
        "520", "hotline", "minzheng", "shanxi", "taiyuan", "test", "user", "888888", "666666",
        "000000", "111111", "112233", "123123", "2026", "2025", "!@#$%^",
    ]

    /// The letters and digits that nobody mistakes for one another.
    private static let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")

    /// A first password, to be typed once: 16 letters in fours, 79 bits.
    package static func fresh() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            String(
                (0..<4).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] }
            )
        }
        .joined(separator: "-")
    }
}
