package import Hotline

/// One payment to a household or a person (发放明细), as it was read and checked.
package struct PaymentLine: Sendable {
    /// Its line in the file.
    package let line: Int
    package let payee: Payee
    /// Of the person, or of the household's head.
    package let name: String
    package let idNumber: IDNumber
    /// How many it is for (人数): what 人次 adds up.
    package let persons: Int
    package let amount: Fen
    /// The last four digits of the account.
    package let account: String
    package let paidOn: Day
    package let sort: PaymentSort
    package let township: DivisionCode?

    package init(
        line: Int,
        payee: Payee,
        name: String,
        idNumber: IDNumber,
        persons: Int,
        amount: Fen,
        account: String,
        paidOn: Day,
        sort: PaymentSort,
        township: DivisionCode?
    ) {
        self.line = line
        self.payee = payee
        self.name = name
        self.idNumber = idNumber
        self.persons = persons
        self.amount = amount
        self.account = account
        self.paidOn = paidOn
        self.sort = sort
        self.township = township
    }

    /// Whether it came after the day by which it was due; back pay has no such day.
    package func isLate(dueOn due: Day) -> Bool { sort == .regular && paidOn > due }
}

/// Sums of lines (合计): 人次 are the persons of each payment, added up.
package struct PaymentTotals: Hashable, Sendable {
    package var lines = 0
    package var persons = 0
    package var amount = Fen(0)
    package var backPersons = 0
    package var back = Fen(0)
    package var lateLines = 0
    package var firstPaidOn: Day?
    package var lastPaidOn: Day?

    package init() {}

    package init(_ lines: some Sequence<PaymentLine>, dueOn due: Day) {
        for line in lines { add(line, dueOn: due) }
    }

    private mutating func add(_ line: PaymentLine, dueOn due: Day) {
        lines += 1
        persons += line.persons
        amount = amount + line.amount
        if line.sort == .back {
            backPersons += line.persons
            back = back + line.amount
        }
        if line.isLate(dueOn: due) { lateLines += 1 }
        firstPaidOn = min(firstPaidOn ?? line.paidOn, line.paidOn)
        lastPaidOn = max(lastPaidOn ?? line.paidOn, line.paidOn)
    }
}

/// What is wrong with one cell of a file (文件问题), for whoever sent it.
package struct SheetMistake: Hashable, Sendable {
    /// From 1; 0 for what is wrong with the whole file.
    package let row: Int
    /// From 1, as in `C` for 3; nil for what is wrong with the whole row.
    package let column: Int?
    package let message: String

    package init(row: Int, column: Int?, _ message: String) {
        self.row = row
        self.column = column
        self.message = message
    }

    /// The column's letters, as a spreadsheet shows them.
    package var letters: String? { column.map(Self.letters) }

    private static func letters(_ column: Int) -> String {
        var (rest, text) = (column, "")
        while rest > 0 {
            let digit = (rest - 1) % 26
            text = String(UnicodeScalar(UInt8(65 + digit))) + text
            rest = (rest - 1) / 26
        }
        return text
    }

    /// What is wrong, with its place: `第3行C列：…`.
    package var description: String {
        guard row > 0 else { return message }
        return "第\(row)行\(letters.map { "\($0)列" } ?? "")：\(message)"
    }
}

extension SheetMistake: CustomStringConvertible {}
