/// The number of an identity card (公民身份号码, GB 11643-1999), checked.
package struct IDNumber: Hashable, Sendable, LosslessStringConvertible {
    /// Its 18 characters; one of the old form, of 15, is brought into the new.
    package let description: String

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432".utf8)

    /// Reads a number of 18 or 15 characters, whose birth date is one and whose check fits.
    package init?(_ text: String) {
        var characters = Array(text.utf8)
        let isOld = characters.count == 15
        if isOld { characters.insert(contentsOf: "19".utf8, at: 6) }
        let body = characters.prefix(17)
        guard body.count == 17, body.allSatisfy({ (48...57).contains($0) }), body.first != 48,
            let year = characters.number(6..<10), let month = characters.number(10..<12),
            let day = characters.number(12..<14), (1800...2100).contains(year),
            Self.isDay(year, month, day)
        else { return nil }
        let check = Self.check(of: Array(body))
        guard isOld || (characters.count == 18 && characters[17] == check) else { return nil }
        description = String(decoding: body + [check], as: UTF8.self)
    }

    private static func check(of body: [UInt8]) -> UInt8 {
        let sum = zip(body, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
        return checks[sum % 11]
    }

    private static func isDay(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        guard (1...12).contains(month) else { return false }
        let isLeap =
            year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...lengths[month - 1]).contains(day)
    }
}

/// The number of a disability certificate (残疾人证号): an ID number, the category and the grade.
package struct DisabilityCertificate: Hashable, Sendable {
    package let holder: IDNumber
    package let category: Category
    /// 1 is the heaviest.
    package let grade: Int
    /// What tells a re-issued certificate, such as `B1`; "" for the first.
    package let suffix: String

    /// The categories of GB/T 26341-2010, by their digit.
    package enum Category: Int, CaseIterable, Sendable {
        /// 视力
        case visual = 1
        /// 听力
        case hearing
        /// 言语
        case speech
        /// 肢体
        case physical
        /// 智力
        case intellectual
        /// 精神
        case mental
        /// 多重: which ones is not in the number
        case multiple
    }

    /// Reads a number of 20 to 22 characters.
    package init?(_ text: String) {
        let characters = Array(text.uppercased())
        guard (20...22).contains(characters.count),
            let holder = IDNumber(String(characters.prefix(18))),
            let category = characters[18].wholeNumberValue.flatMap(Category.init),
            let grade = characters[19].wholeNumberValue, (1...4).contains(grade),
            characters[20...].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
        else { return nil }
        self.holder = holder
        self.category = category
        self.grade = grade
        suffix = String(characters[20...])
    }
}
