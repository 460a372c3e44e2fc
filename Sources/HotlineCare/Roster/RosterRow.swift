package import Hotline

/// What a list of the roster may say of a person (台账列).
package enum RosterColumn: String, CaseIterable, Sendable {
    case household, head, name, idNumber, relation, programme, variety, township, village
    case amount, entered, grounds, certificate, disability, grade, selfCare, single
    case reviewPace, reviewed, phone, staff

    package static let required: [RosterColumn] = [.name, .idNumber, .programme, .township]
}

/// Something that is wrong with a row of a list, without any of what stands in it.
package struct RowMistake: Hashable, Sendable {
    package let line: Int
    /// What the column is called; nil where the row as a whole is wrong.
    package let column: String?
    /// What, and what to do (Chinese).
    package let message: String

    package init(line: Int, column: String?, message: String) {
        self.line = line
        self.column = column
        self.message = message
    }
}

/// A row of a list, read: one person of one household.
package struct RosterRow: Sendable {
    package let line: Int
    /// What tells its household from others: the list's number of it, or the head's ID number.
    package let householdKey: String
    package let person: PersonDetails
    package let relation: Relation
    package let programme: Programme
    package let variety: Variety?
    package let township: DivisionCode
    package let village: DivisionCode?
    package let villageName: String?
    package let amount: Int?
    package let entered: Day?
    package let grounds: [Ground]
    package let selfCare: SelfCare?
    package let isSingle: Bool
    /// Nil where the list does not say.
    package let isStaff: Bool?
    package let reviewPace: ReviewPace?
    package let reviewed: Day?

    package var isHead: Bool { relation == .head }

    /// How long a name may be, in characters.
    package static let nameLengthMax = 50
    /// The largest amount of a month, in fen: what is above is a slip of the keyboard.
    package static let amountMax = 100_000_00
}

/// Where the names in a list are: townships and villages of one division.
package protocol PlaceFinder {
    func township(_ text: String) -> DivisionCode?
    func village(_ text: String, in township: DivisionCode) -> DivisionCode?
}

/// Reads the rows of a list and notes what cannot be.
package struct RosterRowReader {
    package let rules: RosterRules
    package let places: any PlaceFinder
    package let today: Day

    package init(rules: RosterRules, places: any PlaceFinder, today: Day) {
        self.rules = rules
        self.places = places
        self.today = today
    }

    /// Reads the cells of a line.
    ///
    /// - Returns: The row, or everything that is wrong with it.
    package func read(
        _ cells: [RosterColumn: String],
        line: Int
    ) -> Result<RosterRow, RowMistakes> {
        var reading = Reading(cells: cells, line: line, reader: self)
        let row = reading.row()
        guard let row, reading.mistakes.isEmpty else {
            return .failure(RowMistakes(mistakes: reading.mistakes))
        }
        return .success(row)
    }
}

/// All that is wrong with a row.
package struct RowMistakes: Error, Sendable {
    package let mistakes: [RowMistake]
}

private struct Reading {
    let cells: [RosterColumn: String]
    let line: Int
    let reader: RosterRowReader
    var mistakes: [RowMistake] = []

    mutating func bad(_ column: RosterColumn, _ message: String) {
        let name = reader.rules.columns.name(column)
        mistakes.append(RowMistake(line: line, column: name, message: message))
    }

    mutating func row() -> RosterRow? {
        let person = person()
        let township = township()
        let village = township.flatMap { place in
            cells[.village].flatMap { reader.places.village($0, in: place) }
        }
        let programme = code(.programme, "programme", Programme.self, isRequired: true)
        let variety = variety(programme)
        let relation = relation(person)
        let amount = amount()
        let (entered, reviewed) = (day(.entered), day(.reviewed))
        let grounds = grounds()
        let selfCare = code(.selfCare, "selfCare", SelfCare.self)
        let pace = code(.reviewPace, "reviewPace", ReviewPace.self)
        let single = code(.single, "flag") == "true"
        let staff = code(.staff, "flag").map { $0 == "true" }
        guard let person, let township, let programme, let relation else { return nil }
        return RosterRow(
            line: line,
            householdKey: key(person),
            person: person,
            relation: relation,
            programme: programme,
            variety: variety,
            township: township,
            village: village,
            villageName: village == nil ? cells[.village].map { String($0.prefix(60)) } : nil,
            amount: amount,
            entered: entered,
            grounds: grounds,
            selfCare: selfCare,
            isSingle: single,
            isStaff: staff,
            reviewPace: pace,
            reviewed: reviewed
        )
    }

    private func key(_ person: PersonDetails) -> String {
        if let number = cells[.household] { return "number \(number)" }
        if let head = cells[.head] {
            return "head \(IDNumber(head.plainNumber)?.description ?? head)"
        }
        return "head \(person.idNumber)"
    }

    private mutating func person() -> PersonDetails? {
        let name = cells[.name]
        if name == nil { bad(.name, "缺少姓名。") }
        if let name, name.count > RosterRow.nameLengthMax { bad(.name, "姓名过长。") }
        guard let id = idNumber(), let name else { return nil }
        var person = PersonDetails(name: name, idNumber: id)
        person.phone = cells[.phone]?.plainNumber
        person.disability = disability(id)
        person.certificate = cells[.certificate].map { String($0.prefix(22)).uppercased() }
        return person
    }

    private mutating func idNumber() -> IDNumber? {
        guard let text = cells[.idNumber] else {
            bad(.idNumber, "缺少身份证号。")
            return nil
        }
        let plain = text.plainNumber
        guard [15, 18].contains(plain.utf8.count) else {
            bad(.idNumber, "身份证号须是18位（或旧的15位）。")
            return nil
        }
        guard let id = IDNumber(plain) else {
            bad(.idNumber, "身份证号的出生日期或校验码不对，请核对。")
            return nil
        }
        if let birthday = id.birthday, birthday > reader.today {
            bad(.idNumber, "身份证号的出生日期在今天以后。")
        }
        return id
    }

    /// What the certificate says, which other columns may not contradict.
    private mutating func disability(_ id: IDNumber) -> Disability? {
        let category = code(.disability, "disability")
        let grade = code(.grade, "grade").flatMap { Int($0) }
        guard let text = cells[.certificate] else {
            guard let category, let grade,
                let kind = DisabilityCertificate.Category.allCases.first(where: {
                    $0.code == category
                })
            else { return nil }
            return Disability(category: kind, grade: grade)
        }
        guard let certificate = DisabilityCertificate(text) else {
            bad(.certificate, "不是残疾人证号（身份证号后加类别和等级，20至22位）。")
            return nil
        }
        if certificate.holder != id { bad(.certificate, "残疾人证号与本人身份证号不一致。") }
        if let category, category != certificate.category.code {
            bad(.disability, "残疾类别与残疾人证号中的类别不一致。")
        }
        if let grade, grade != certificate.grade {
            bad(.grade, "残疾等级与残疾人证号中的等级不一致。")
        }
        return Disability(category: certificate.category, grade: certificate.grade)
    }

    private mutating func township() -> DivisionCode? {
        guard let text = cells[.township] else {
            bad(.township, "缺少乡镇（街道）。")
            return nil
        }
        guard let code = reader.places.township(text) else {
            bad(.township, "不是本次导入范围内的乡镇（街道）。")
            return nil
        }
        return code
    }

    private mutating func variety(_ programme: Programme?) -> Variety? {
        let variety = code(.variety, "variety", Variety.self)
        guard let programme else { return variety }
        if programme.varieties.isEmpty { return nil }
        guard let variety else {
            if cells[.variety] == nil { bad(.variety, "\(programme.rosterName)须写明类别。") }
            return nil
        }
        if !programme.varieties.contains(variety) {
            bad(.variety, "这个类别不属于\(programme.rosterName)。")
        }
        return variety
    }

    /// Who stands alone, or is the head by number, need not say so.
    private mutating func relation(_ person: PersonDetails?) -> Relation? {
        if cells[.relation] != nil { return code(.relation, "relation", Relation.self) }
        guard let head = cells[.head] else {
            if cells[.household] == nil { return .head }
            bad(.relation, "缺少与户主关系。")
            return nil
        }
        guard let person else { return nil }
        let isHead = IDNumber(head.plainNumber) == person.idNumber
        return isHead ? .head : .other
    }

    private mutating func amount() -> Int? {
        guard let text = cells[.amount] else { return nil }
        guard let fen = Int.fen(text), (0...RosterRow.amountMax).contains(fen) else {
            bad(.amount, "不是金额（元），例如 568.50。")
            return nil
        }
        return fen
    }

    private mutating func day(_ column: RosterColumn) -> Day? {
        guard let text = cells[column] else { return nil }
        guard let day = Day.written(text) else {
            bad(column, "不是日期，例如 2025-07-01、2025/7/1、2025年7月1日。")
            return nil
        }
        if day > reader.today { bad(column, "日期在今天以后。") }
        return day
    }

    private mutating func grounds() -> [Ground] {
        guard let text = cells[.grounds] else { return [] }
        let parts = text.split { "、，,;； ".contains($0) }
        let grounds = parts.compactMap {
            reader.rules.values.code(String($0), "ground", Ground.self)
        }
        if grounds.count != parts.count { bad(.grounds, "致困原因不在可选范围内。") }
        return grounds
    }

    private mutating func code(_ column: RosterColumn, _ kind: String) -> String? {
        guard let text = cells[column] else { return nil }
        guard let code = reader.rules.values.code(text, kind) else {
            bad(column, "不在可选范围内。")
            return nil
        }
        return code
    }

    private mutating func code<Code: RawRepresentable>(
        _ column: RosterColumn,
        _ kind: String,
        _: Code.Type,
        isRequired: Bool = false
    ) -> Code? where Code.RawValue == String {
        if isRequired, cells[column] == nil { bad(column, "缺少这一项。") }
        return code(column, kind).flatMap(Code.init(rawValue:))
    }
}

extension Int {
    /// Reads an amount in yuan, `1,234.50`, as fen.
    package static func fen(_ text: String) -> Int? {
        let plain = text.filter { !",，元￥¥ ".contains($0) }
        let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = Int(parts[0]), whole >= 0,
            whole < 1_000_000_000
        else { return nil }
        let cents = parts.count == 2 ? String(parts[1]) : "0"
        guard (1...2).contains(cents.utf8.count), cents.utf8.allSatisfy({ (48...57).contains($0) }),
            let rest = Int(cents)
        else { return nil }
        return whole * 100 + (cents.utf8.count == 1 ? rest * 10 : rest)
    }
}

extension Day {
    /// Reads a day as lists write it: `2025-07-01`, `2025/7/1`, `2025.7.1`, `20250701`,
    /// `2025年7月1日`; a time after it is passed over.
    package static func written(_ text: String) -> Day? {
        var numbers: [Int] = []
        var digits = 0
        for byte in text.utf8 {
            guard (48...57).contains(byte) else {
                digits = 0
                if numbers.count == 3 { break }
                continue
            }
            if digits == 0 { numbers.append(0) }
            digits += 1
            guard digits <= 8 else { return nil }
            numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte) - 48
        }
        if numbers.count == 1, (10_000_000...99_999_999).contains(numbers[0]) {
            numbers = [numbers[0] / 10_000, numbers[0] / 100 % 100, numbers[0] % 100]
        }
        guard numbers.count == 3 else { return nil }
        return Day(numbers[0], numbers[1], numbers[2])
    }
}
