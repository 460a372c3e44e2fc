package import Hotline

/// Reads a file of payments row by row (导入发放明细), and gathers everything that is wrong with it.
///
/// Knows no file format: it is handed the names of the columns and then the cells.
package struct PaymentReader: Sendable {
    package private(set) var lines: [PaymentLine] = []
    package private(set) var sheet: SheetReader
    private let batch: PaymentHead
    private let rules: PaymentRules
    /// The line on which somebody is paid, to find who is paid twice.
    private var seen: [Key: Int] = [:]

    private struct Key: Hashable {
        let idNumber: IDNumber
        let sort: PaymentSort
        /// Back pay may come in parts: only the same amount of the same day is the same.
        let amount: Fen?
        let paidOn: Day?
    }

    /// How many payments one file may have.
    package static let linesMax = 60_000

    package init(_ batch: PaymentHead, rules: PaymentRules, places: PaymentPlaces) {
        self.batch = batch
        self.rules = rules
        sheet = SheetReader(
            rules: rules,
            columns: PaymentColumn.allCases,
            required: PaymentColumn.required,
            places: places
        )
    }

    package var mistakes: [SheetMistake] { sheet.mistakes }

    package mutating func takeHeader(_ names: [String], line: Int, above: [[String]]) {
        sheet.takeHeader(names, line: line, above: above)
    }

    package mutating func note(_ mistake: SheetMistake) { sheet.note(mistake) }

    package mutating func takeRow(_ cells: [String], line: Int) {
        guard let row = sheet.row(cells, line: line) else { return }
        if row.isTotal { return checkTotal(row) }
        guard lines.count < Self.linesMax else {
            if lines.count == Self.linesMax {
                sheet.note(row, nil, "超过\(Self.linesMax)行，请按乡镇分开导入。")
            }
            return
        }
        let township = sheet.township(of: row)
        let payee = sheet.word(.payee, of: row, Payee.self)
        let sort = sheet.word(.sort, of: row, PaymentSort.self)
        let name = sheet.name(of: row)
        let idNumber = sheet.read(.idNumber, of: row, Cells.idNumber)
        let personsMax = rules.personsMax.value
        let persons = sheet.read(.persons, of: row) { Cells.persons($0, max: personsMax) }
        let amount = self.amount(of: row)
        let account = sheet.read(.account, of: row, Cells.account)
        let paidOn = self.paidOn(of: row)
        guard let payee, let sort, let name, let idNumber, let persons, let amount, let account,
            let paidOn
        else { return }
        let entry = PaymentLine(
            line: line,
            payee: payee,
            name: name,
            idNumber: idNumber,
            persons: persons,
            amount: amount,
            account: account,
            paidOn: paidOn,
            sort: sort,
            township: township
        )
        if payee == .person, persons != 1 {
            return sheet.note(row, .persons, "按人发放的一行只能是1人；一户多人请填“户”。")
        }
        if let earlier = earlier(entry) {
            return sheet.note(row, .idNumber, "与第\(earlier)行重复：同一人同一类别只能有一行。")
        }
        lines.append(entry)
    }

    private mutating func earlier(_ line: PaymentLine) -> Int? {
        let isBack = line.sort == .back
        let key = Key(
            idNumber: line.idNumber,
            sort: line.sort,
            amount: isBack ? line.amount : nil,
            paidOn: isBack ? line.paidOn : nil
        )
        if let known = seen[key] { return known }
        seen[key] = line.line
        return nil
    }

    private mutating func amount(of row: SheetReader.Row) -> Fen? {
        guard let amount = sheet.read(.amount, of: row, Cells.amount) else { return nil }
        guard amount.count <= Int64(rules.yuanMax.value) * 100 else {
            sheet.note(row, .amount, "金额超过一行的上限\(rules.yuanMax.value)元，请核对。")
            return nil
        }
        return amount
    }

    private mutating func paidOn(of row: SheetReader.Row) -> Day? {
        guard let day = sheet.read(.paidOn, of: row, Cells.day) else { return nil }
        if day > batch.today {
            sheet.note(row, .paidOn, "发放日期\(day)还没有到。")
            return nil
        }
        // Money of a month may be paid some weeks before it begins, and long after.
        guard day >= batch.month.advanced(by: -1).firstDay else {
            sheet.note(row, .paidOn, "发放日期\(day)早于\(batch.month)太多，请核对月份。")
            return nil
        }
        return day
    }

    /// A row of sums must be what the rows above it make.
    private mutating func checkTotal(_ row: SheetReader.Row) {
        let totals = PaymentTotals(lines, dueOn: batch.today)
        if sheet.has(.amount, row), let said = sheet.read(.amount, of: row, Cells.amount),
            said != totals.amount, sheet.mistakes.isEmpty
        {
            sheet.note(row, .amount, "合计\(said)元，与各行之和\(totals.amount)元不符。")
        }
        if sheet.has(.persons, row),
            let said = sheet.read(.persons, of: row, { Cells.persons($0, max: 100_000_000) }),
            said != totals.persons, sheet.mistakes.isEmpty
        {
            sheet.note(row, .persons, "合计\(said)人，与各行之和\(totals.persons)人不符。")
        }
    }

    /// Says what can be said only of the whole file.
    package mutating func finish() {
        if lines.isEmpty, sheet.mistakes.isEmpty {
            sheet.note(SheetMistake(row: 0, column: nil, "文件里没有一行发放明细。"))
        }
    }
}

/// Which payments a file is of (批次): of one county, for one month and one programme.
package struct PaymentHead: Hashable, Sendable {
    package let county: DivisionCode
    package let programme: PaymentProgramme
    package let month: PaymentMonth
    /// The day on which the file is read.
    package let today: Day

    package init(
        county: DivisionCode,
        programme: PaymentProgramme,
        month: PaymentMonth,
        today: Day
    ) {
        self.county = county
        self.programme = programme
        self.month = month
        self.today = today
    }
}

/// The county that a file is of, its townships, and the other counties that it may be of.
package struct PaymentPlaces: Sendable {
    let county: DivisionCode
    let countyNames: Set<String>
    let townships: [String: DivisionCode]
    /// By their names in full and alone, where the name alone tells.
    let otherCounties: [String: DivisionCode]

    package init(county: DivisionCode, in divisions: Divisions) {
        self.county = county
        let names = divisions[county].map { [$0.name, $0.fullName, county.description] }
        countyNames = Set(names ?? [])
        var townships: [String: DivisionCode] = [:]
        for town in divisions.children(of: county) {
            for name in [town.name, town.fullName, town.code.description] {
                townships[name] = divisions.inForce(town.code) ?? town.code
            }
        }
        self.townships = townships
        var others: [String: DivisionCode] = [:]
        for other in divisions.all(at: .county) where other.code != county {
            for name in [other.name, other.fullName, other.code.description]
            where !countyNames.contains(name) {
                others[name] = other.code
            }
        }
        otherCounties = others
    }
}
