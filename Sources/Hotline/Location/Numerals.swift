/// The ways that a number within a name may be written: 二十里铺, 20里铺, 贰拾里铺.
enum Numerals {
    private static let plain = Array("零一二三四五六七八九十")
    private static let formal = Array("零壹贰叁肆伍陆柒捌玖拾")

    /// The name with its numbers in plain digits and in formal characters (大写); none if it has
    /// no number.
    static func otherWays(of name: String) -> [String] {
        guard name.contains(where: plain.contains) else { return [] }
        let formally = name.map { character in
            plain.firstIndex(of: character).map { formal[$0] } ?? character
        }
        return [withDigits(name), String(formally)]
    }

    private static func withDigits(_ name: String) -> String {
        var result = ""
        var number: [Int] = []
        for character in name {
            if let digit = plain.firstIndex(of: character) {
                number.append(digit)
            } else {
                result += text(of: number)
                number = []
                result.append(character)
            }
        }
        return result + text(of: number)
    }

    /// `[2, 10, 3]` is 23, `[10]` is 10, and `[1, 9]`, which is no number, is 19.
    private static func text(of number: [Int]) -> String {
        guard let ten = number.firstIndex(of: 10), number.count <= 3, ten <= 1 else {
            return number.map(String.init).joined()
        }
        let tens = ten == 0 ? 1 : number[0]
        let ones = ten + 1 < number.count ? number[ten + 1] : 0
        guard tens < 10, ones < 10, number.count <= ten + 2 else {
            return number.map(String.init).joined()
        }
        return String(tens * 10 + ones)
    }
}
