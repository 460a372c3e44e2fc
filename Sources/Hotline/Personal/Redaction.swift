/// A text from which phone and ID numbers were cut (脱敏文本).
///
/// Where a number stood there is a placeholder, `〔电话3〕` or `〔证件号4〕`, that names the place
/// where the number is kept.
package struct Redaction: Sendable {
    package let text: String
    package let cuts: [PersonalField]

    /// Cuts a text; `firstID` is the number of the first place that is free to keep a cut in.
    package init(_ text: String, firstID: Int) {
        guard NumberKind.mayStand(in: text) else {
            self.text = text
            cuts = []
            return
        }
        var cutter = Cutter(text, nextID: firstID)
        cutter.run()
        cuts = cutter.cuts
        self.text = cuts.isEmpty ? text : cutter.output
    }

    /// A text with its numbers masked, where they are kept nowhere.
    package static func masked(_ text: String) -> String {
        rewritten(text, .masks)
    }

    /// A text without its numbers, which are kept nowhere, for who wants no name known.
    package static func forgetting(_ text: String) -> String {
        rewritten(text, .nothing)
    }

    private static func rewritten(_ text: String, _ leaving: Cutter.Leaving) -> String {
        var cutter = Cutter(text, nextID: 0, leaving: leaving)
        cutter.run()
        return cutter.cuts.isEmpty ? text : cutter.output
    }
}

/// Looks at the digits of a text in groups, as people write numbers: `138 1234-5678`.
///
/// Groups that stand close together are tried together, the longest first: so a number is found
/// beside a date or another number as well as alone.
private struct Cutter {
    private let scalars: [Unicode.Scalar]
    private var nextID: Int
    private let leaving: Leaving
    private(set) var output = ""
    private(set) var cuts: [PersonalField] = []

    /// Digits without anything in between, where they stand, and with full-width ones folded.
    private struct Group {
        let range: Range<Int>
        let digits: [UInt8]
        /// Whether what stands before it, a point or a comma, may as well part two amounts.
        var isLoose = false
    }

    /// How many groups a number may be written in, unless each is one digit.
    private static let groupsMax = 6

    /// The longest number that is looked for, in digits.
    private static let digitsMax = 22

    /// How phone and ID numbers are grouped where points or commas stand in between.
    private static let usualSizes = [[3, 4, 4], [6, 8, 4], [6, 4, 4, 4]]

    /// What is left in the place of a number.
    enum Leaving {
        case placeholders
        case masks
        case nothing
    }

    init(_ text: String, nextID: Int, leaving: Leaving = .placeholders) {
        self.leaving = leaving
        scalars = Array(text.unicodeScalars)
        self.nextID = nextID
    }

    mutating func run() {
        var copied = 0
        for row in rows() {
            var index = 0
            while index < row.count {
                guard let (name, count) = number(in: row[index...]) else {
                    index += 1
                    continue
                }
                let range = row[index].range.lowerBound..<row[index + count - 1].range.upperBound
                output.unicodeScalars.append(contentsOf: scalars[copied..<range.lowerBound])
                cut(row[index..<index + count], as: name)
                copied = range.upperBound
                index += count
            }
        }
        output.unicodeScalars.append(contentsOf: scalars[copied...])
    }

    /// The groups of digits, in rows of those that stand close together.
    private func rows() -> [[Group]] {
        var rows: [[Group]] = []
        var index = 0
        while index < scalars.count {
            guard Self.digit(scalars[index]) != nil else {
                index += 1
                continue
            }
            var group = group(from: index)
            let gap = rows.last?.last.map { scalars[$0.range.upperBound..<index] }
            if let gap, gap.count <= 2, gap.allSatisfy(Self.joins) {
                rows[rows.count - 1].append(group)
            } else if let gap, gap.count == 1, gap.allSatisfy(Self.joinsLoosely) {
                group.isLoose = true
                rows[rows.count - 1].append(group)
            } else {
                rows.append([group])
            }
            index = group.range.upperBound
        }
        return rows
    }

    private func group(from start: Int) -> Group {
        var digits: [UInt8] = []
        var end = start
        while end < scalars.count, let digit = Self.digit(scalars[end]) {
            digits.append(digit)
            end += 1
        }
        // The check letter of an ID number, which may end a group.
        if end < scalars.count, "XxＸｘ".unicodeScalars.contains(scalars[end]) {
            digits.append(UInt8(ascii: "X"))
            end += 1
        }
        return Group(range: start..<end, digits: digits)
    }

    private static func digit(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 48...57: UInt8(scalar.value)
        case 0xFF10...0xFF19: UInt8(scalar.value - 0xFF10 + 48)
        default: nil
        }
    }

    /// Spaces, hyphens, the brackets of an area code, and what is not to be seen.
    private static func joins(_ scalar: Unicode.Scalar) -> Bool {
        " -－—　)）".unicodeScalars.contains(scalar)
            || [0xA0, 0x2060, 0xFEFF].contains(scalar.value)
            || (0x2000...0x2015).contains(scalar.value)
    }

    private static func joinsLoosely(_ scalar: Unicode.Scalar) -> Bool {
        ".·_/,，．".unicodeScalars.contains(scalar)
    }

    /// What begins with the first group, and how many groups it takes.
    private func number(in groups: ArraySlice<Group>) -> (PersonalField.Name, Int)? {
        let singles = groups.prefix(Self.digitsMax).prefix { $0.digits.count == 1 }.count
        let countMax = min(groups.count, max(Self.groupsMax, singles))
        for count in stride(from: countMax, through: 1, by: -1) {
            let candidate = groups.prefix(count)
            if candidate.dropFirst().contains(where: \.isLoose),
                !Self.usualSizes.contains(candidate.map(\.digits.count))
            {
                continue
            }
            let digits = candidate.flatMap(\.digits)
            if let name = NumberKind.name(of: digits) { return (name, count) }
        }
        return nil
    }

    private mutating func cut(_ groups: ArraySlice<Group>, as name: PersonalField.Name) {
        let digits = groups.flatMap(\.digits)
        let field = PersonalField(name, String(decoding: digits, as: UTF8.self).plainNumber)
        let kind = name == .phone ? "电话" : "证件号"
        let left =
            switch leaving {
            case .placeholders: "〔\(kind)\(nextID)〕"
            case .masks: field.masked
            case .nothing: "〔\(kind)未留存〕"
            }
        output += left
        cuts.append(field)
        nextID += 1
    }
}

/// Tells phone and ID numbers from other numbers, by their digits.
enum NumberKind {
    /// The fewest digits that such a number has.
    private static let digitsMin = 10

    /// Whether a text has digits enough for a number; most have none at all.
    static func mayStand(in text: String) -> Bool {
        var count = 0
        var before: (UInt8, UInt8) = (0, 0)
        for byte in text.utf8 {
            // ASCII digits, and full-width ones, which are EF BC 90 to EF BC 99.
            let isDigit =
                (48...57).contains(byte)
                || (before == (0xEF, 0xBC) && (0x90...0x99).contains(byte))
            if isDigit { count += 1 }
            before = (before.1, byte)
        }
        return count >= digitsMin
    }

    static func name(of digits: [UInt8]) -> PersonalField.Name? {
        let isPlain = !digits.contains(UInt8(ascii: "X"))
        switch digits.count {
        case 18 where isBirthDate(digits[6..<14]) && !digits.dropLast().contains(88):
            return .idNumber
        case 20...22 where isPlain && isBirthDate(digits[6..<14]):
            return .idNumber
        case 15 where isPlain && isOldIDNumber(digits):
            return .idNumber
        case 11 where isPlain && digits[0] == 49 && digits[1] >= 51:
            return .phone
        case 13 where isPlain && digits.starts(with: Array("861".utf8)) && digits[3] >= 51:
            return .phone
        case 10...12 where isPlain && digits[0] == 48 && digits[1] != 48:
            return .phone
        default:
            return nil
        }
    }

    private static func isBirthDate(_ digits: ArraySlice<UInt8>) -> Bool {
        let century = digits.starts(with: Array("19".utf8)) || digits.starts(with: Array("20".utf8))
        let month = Array(digits).number(4..<6) ?? 0
        return century && (1...12).contains(month)
    }

    private static func isOldIDNumber(_ digits: [UInt8]) -> Bool {
        guard let month = digits.number(8..<10), let day = digits.number(10..<12) else {
            return false
        }
        return (1...12).contains(month) && (1...31).contains(day) && digits[0] != 48
    }
}
