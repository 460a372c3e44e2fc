/// A text from which phone and ID numbers were cut (脱敏文本).
///
/// Where a number stood there is a placeholder, `〔电话3〕` or `〔证件号4〕`, that names the place
/// where the number is kept.
package struct Redaction: Sendable {
    package let text: String
    package let cuts: [PersonalField]

    /// Cuts a text; `firstID` is the number of the first place that is free to keep a cut in.
    package init(_ text: String, firstID: Int) {
        var cutter = Cutter(bytes: Array(text.utf8), nextID: firstID)
        cutter.run()
        cuts = cutter.cuts
        self.text = cuts.isEmpty ? text : String(decoding: cutter.output, as: UTF8.self)
    }
}

/// Looks at each run of digits once; a number with other digits around it is none.
private struct Cutter {
    let bytes: [UInt8]
    var nextID: Int
    var output: [UInt8] = []
    var cuts: [PersonalField] = []
    private var copied = 0

    init(bytes: [UInt8], nextID: Int) {
        self.bytes = bytes
        self.nextID = nextID
    }

    mutating func run() {
        var index = 0
        while index < bytes.count {
            guard bytes[index].isDigit else {
                index += 1
                continue
            }
            let end = endOfNumber(from: index)
            if let (name, start) = kind(index..<end) { cut(start..<end, as: name) }
            index = end
        }
        output.append(contentsOf: bytes[copied...])
    }

    /// The digits from here on, with a check letter X, and single spaces or hyphens between
    /// groups of digits, as people write phone numbers.
    private func endOfNumber(from start: Int) -> Int {
        var end = start
        while end < bytes.count {
            if bytes[end].isDigit {
                end += 1
            } else if bytes[end] == UInt8(ascii: "X") || bytes[end] == UInt8(ascii: "x"),
                end - start == 17
            {
                return end + 1
            } else if bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: " "),
                end + 1 < bytes.count, bytes[end + 1].isDigit
            {
                end += 1
            } else {
                break
            }
        }
        return end
    }

    /// What a run of digits is, and where in it that starts (after a country code).
    private func kind(_ range: Range<Int>) -> (PersonalField.Name, Int)? {
        let digits = bytes[range].filter { $0.isDigit || $0 == 88 || $0 == 120 }
        switch digits.count {
        case 18 where isBirthDate(digits[6..<14]), 15 where isOldIDNumber(digits):
            return (.idNumber, range.lowerBound)
        case 11 where digits[0] == 49 && digits[1] >= 51:
            return (.phone, range.lowerBound)
        case 13 where digits.starts(with: [56, 54, 49]):
            return (.phone, range.lowerBound)
        case 10...12 where digits.starts(with: [48, 51, 53]) || digits.starts(with: [48, 51, 52]):
            return (.phone, range.lowerBound)
        default:
            return nil
        }
    }

    private func isBirthDate(_ digits: ArraySlice<UInt8>) -> Bool {
        let century = digits.starts(with: [49, 57]) || digits.starts(with: [50, 48])
        let month = Array(digits).number(4..<6) ?? 0
        return century && (1...12).contains(month)
    }

    private func isOldIDNumber(_ digits: [UInt8]) -> Bool {
        guard let month = digits.number(8..<10), let day = digits.number(10..<12) else {
            return false
        }
        return (1...12).contains(month) && (1...31).contains(day) && digits[0] != 48
    }

    private mutating func cut(_ range: Range<Int>, as name: PersonalField.Name) {
        let digits = bytes[range].filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
        let word = name == .phone ? "电话" : "证件号"
        output.append(contentsOf: bytes[copied..<range.lowerBound])
        output.append(contentsOf: "〔\(word)\(nextID)〕".utf8)
        cuts.append(PersonalField(name, String(decoding: digits, as: UTF8.self).uppercased()))
        copied = range.upperBound
        nextID += 1
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self >= 48 && self <= 57 }
}
