package import Hotline

/// What a person is known by without being named (盲索引): a keyed code of the ID number.
package struct PersonKey: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }
}

/// Why somebody is paid no more (停发原因).
package enum RecipientEnd: String, CaseIterable, Sendable {
    /// 退出
    case left
    /// 死亡
    case died
}

/// Who ought to be paid, and how much (应发对象).
package struct Recipient: Hashable, Sendable {
    package let persons: Int
    /// What is due for a month; nil where the list does not say.
    package let monthly: Fen?
    package let since: PaymentMonth
    /// The first month for which nothing is due any more.
    package let until: PaymentMonth?
    package let end: RecipientEnd?
    /// Whether it is a relative of somebody on the staff (单独登记备案).
    package let isStaff: Bool

    package init(
        persons: Int,
        monthly: Fen?,
        since: PaymentMonth,
        until: PaymentMonth?,
        end: RecipientEnd?,
        isStaff: Bool
    ) {
        self.persons = persons
        self.monthly = monthly
        self.since = since
        self.until = until
        self.end = end
        self.isStaff = isStaff
    }

    package func isDue(in month: PaymentMonth) -> Bool {
        month >= since && until.map { month < $0 } ?? true
    }
}

/// All who ought to be paid by a county for a programme (应发名单): what payments are checked by.
///
/// The seam to whoever keeps the roster: the check asks for nothing else.
package struct RecipientList: Sendable {
    package let byPerson: [PersonKey: Recipient]

    package init(_ byPerson: [PersonKey: Recipient]) {
        self.byPerson = byPerson
    }

    /// Whether nobody has ever said who ought to be paid: then nobody is missed.
    package var isUnknown: Bool { byPerson.isEmpty }
}

/// One row of a list of recipients, as it was read.
package struct RecipientRow: Sendable {
    package let line: Int
    package let name: String
    package let idNumber: IDNumber
    package let recipient: Recipient
}

/// Reads a list of recipients row by row (导入应发名单).
package struct RecipientReader: Sendable {
    package private(set) var rows: [RecipientRow] = []
    package private(set) var sheet: SheetReader
    private let rules: PaymentRules
    private var seen: [IDNumber: Int] = [:]

    package init(rules: PaymentRules, places: PaymentPlaces) {
        self.rules = rules
        sheet = SheetReader(
            rules: rules,
            columns: [.name, .idNumber, .persons, .township, .county]
                + PaymentColumn.ofRecipients,
            required: PaymentColumn.requiredOfRecipients,
            places: places
        )
    }

    package mutating func takeHeader(_ names: [String], line: Int, above: [[String]]) {
        sheet.takeHeader(names, line: line, above: above)
    }

    package mutating func note(_ mistake: SheetMistake) { sheet.note(mistake) }

    package mutating func takeRow(_ cells: [String], line: Int) {
        guard let row = sheet.row(cells, line: line), !row.isTotal else { return }
        guard rows.count < PaymentReader.linesMax else {
            return sheet.note(row, nil, "超过\(PaymentReader.linesMax)行，请分开导入。")
        }
        _ = sheet.township(of: row)
        let personsMax = rules.personsMax.value
        let name = sheet.name(of: row)
        let idNumber = sheet.read(.idNumber, of: row, Cells.idNumber)
        let persons = sheet.read(.persons, of: row) { Cells.persons($0, max: personsMax) }
        let monthly = sheet.read(.monthly, of: row, isOptional: true, Cells.amount)
        let since = sheet.read(.since, of: row, Cells.month)
        let until = sheet.read(.until, of: row, isOptional: true, Cells.month)
        let end = sheet.word(.end, of: row, isOptional: true, RecipientEnd.self)
        let staff = sheet.word(.staff, of: row, isOptional: true, StaffMark.self)
        guard let name, let idNumber, let persons, let since else { return }
        if let first = seen[idNumber] {
            return sheet.note(row, .idNumber, "与第\(first)行重复：同一人只能有一行。")
        }
        seen[idNumber] = line
        if let until, until < since {
            return sheet.note(row, .until, "退出月份早于纳入月份。")
        }
        let recipient = Recipient(
            persons: persons,
            monthly: monthly,
            since: since,
            until: until,
            end: until == nil ? nil : end ?? .left,
            isStaff: staff == .registered
        )
        rows.append(
            RecipientRow(line: line, name: name, idNumber: idNumber, recipient: recipient)
        )
    }

    package mutating func finish() {
        if rows.isEmpty, sheet.mistakes.isEmpty {
            sheet.note(SheetMistake(row: 0, column: nil, "文件里没有一行应发对象。"))
        }
    }
}

/// Whether a recipient is registered as a relative of the staff (单独登记备案).
enum StaffMark: String, CaseIterable {
    case registered, none
}

extension Cells {
    /// A month, such as `2026-11`, `2026/11`, `2026年11月` or a day of it.
    package static func month(_ text: String) -> CellReading<PaymentMonth> {
        let marks: Set<Character> = ["-", "/", ".", "年", "月", "日"]
        let parts = text.split { marks.contains($0) }.map(String.init)
        let isPlain = parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
        guard (2...3).contains(parts.count), isPlain, parts[0].utf8.count == 4,
            parts[1].utf8.count <= 2, let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Day(year, month, 1)
        else { return .bad("“\(text.prefix(20))”不是月份，请填2026-11。") }
        return .value(PaymentMonth(of: day))
    }
}
