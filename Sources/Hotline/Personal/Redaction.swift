/// A text from which the numbers of persons were cut (脱敏文本): phones, identity and bank cards.
///
/// Where a number stood there is a placeholder, `〔电话3〕` or `〔证件号4〕`, that names the place
/// where the number is kept. What looks like one already was typed by somebody: its bracket is
/// made another.
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
        let text = Self.escaped(text)
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

    /// What stands in a placeholder for each kind of number.
    fileprivate static func word(for name: PersonalField.Name) -> String {
        switch name {
        case .phone: "电话"
        case .bankCard: "银行卡"
        default: "证件号"
        }
    }

    private static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains("〔") else { return text }
        return [.phone, .bankCard, .idNumber].map(word).reduce(text) { text, word in
            text.replacing("〔\(word)", with: "[\(word)")
        }
    }

    private static func rewritten(_ text: String, _ leaving: Cutter.Leaving) -> String {
        let text = escaped(text)
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
    /// UTF-8: appending scalars to a string takes longer than all the rest.
    private var written: [UInt8] = []
    private(set) var cuts: [PersonalField] = []

    /// Digits without anything in between, where they stand, and with full-width ones folded.
    private struct Group {
        let range: Range<Int>
        let digits: [UInt8]
        /// Whether what stands before it, a point or a comma, may as well part two amounts.
        var isLoose = false
        /// Letters that stand right before it, as in the number of a passport.
        var letters: [UInt8] = []
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
                let start = row[index].range.lowerBound - row[index].letters.count
                let range = start..<row[index + count - 1].range.upperBound
                copy(copied..<range.lowerBound)
                cut(row[index..<index + count], as: name)
                copied = range.upperBound
                index += count
            }
        }
        if !cuts.isEmpty { copy(copied..<scalars.count) }
    }

    /// The text without what was cut, where anything was.
    var output: String { String(decoding: written, as: UTF8.self) }

    private mutating func copy(_ range: Range<Int>) {
        for scalar in scalars[range] {
            UTF8.encode(scalar).map { written.append(contentsOf: $0) }
        }
    }

    /// The groups of digits, in rows of those that stand close together.
    private func rows() -> [[Group]] {
        var rows: [[Group]] = []
        var index = 0
        while index < scalars.count {
            guard NumberKind.digit(scalars[index]) != nil else {
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
        // Digits and numerals in a group of their own each: 第一13812345678.
        let isPlain = NumberKind.isPlain(scalars[start])
        while end < scalars.count, NumberKind.isPlain(scalars[end]) == isPlain,
            let digit = NumberKind.digit(scalars[end])
        {
            digits.append(digit)
            end += 1
        }
        // The check letter of an ID number, which may end a group.
        if end < scalars.count, "XxＸｘ".unicodeScalars.contains(scalars[end]) {
            digits.append(UInt8(ascii: "X"))
            end += 1
        }
        return Group(range: start..<end, digits: digits, letters: letters(before: start))
    }

    /// The one or two letters that begin the number of a passport, if a word is no longer.
    private func letters(before start: Int) -> [UInt8] {
        var letters: [UInt8] = []
        for scalar in scalars[..<start].suffix(3).reversed() {
            guard scalar.isASCII, scalar.properties.isAlphabetic else { break }
            letters.insert(UInt8(scalar.value) & 0xDF, at: 0)
        }
        return letters.count <= 2 ? letters : []
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
        if let first = groups.first {
            if NumberKind.isPassport(first.letters, first.digits) { return (.idNumber, 1) }
            if let count = landline(in: groups) { return (.phone, count) }
        }
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

    /// A number without its area code, which only the words around it tell from an amount.
    private func landline(in groups: ArraySlice<Group>) -> Int? {
        let sizes = groups.prefix(2).map(\.digits.count)
        let count = sizes.first == 7 || sizes.first == 8 ? 1 : 2
        guard count == 1 || sizes == [3, 4] || sizes == [4, 4],
            !groups.prefix(count).dropFirst().contains(where: \.isLoose),
            let first = groups.first, let last = groups.prefix(count).last,
            NumberKind.isLandline(groups.prefix(count).flatMap(\.digits)),
            !scalars[last.range.upperBound...].prefix(1).contains(where: Self.isUnit)
        else { return nil }
        let before = String(
            String.UnicodeScalarView(scalars[..<first.range.lowerBound].suffix(Self.wordsBefore))
        )
        return Self.phoneWords.contains(where: before.contains) ? count : nil
    }

    /// How far before a number the word may stand that says what it is, in characters.
    private static let wordsBefore = 8
    private static let phoneWords = ["电话", "座机", "固话", "来电", "致电", "拨打", "传真"]

    private static func isUnit(_ scalar: Unicode.Scalar) -> Bool {
        "元块万亿角年月日户人件个平米%％".unicodeScalars.contains(scalar)
    }

    private mutating func cut(_ groups: ArraySlice<Group>, as name: PersonalField.Name) {
        let digits = groups.flatMap(\.digits)
        let number = String(decoding: digits, as: UTF8.self).plainNumber
        let letters = String(decoding: groups.first?.letters ?? [], as: UTF8.self)
        let field = PersonalField(name, letters + number)
        let kind = Redaction.word(for: name)
        let left =
            switch leaving {
            case .placeholders: "〔\(kind)\(nextID)〕"
            case .masks: field.masked
            case .nothing: "〔\(kind)未留存〕"
            }
        written.append(contentsOf: left.utf8)
        cuts.append(field)
        nextID += 1
    }
}
