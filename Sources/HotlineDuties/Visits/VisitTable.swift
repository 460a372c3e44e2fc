package import Hotline

/// Something that is wrong with a table, and where.
package struct VisitMistake: Hashable, Sendable {
    /// The row as the spreadsheet numbers it.
    package let row: Int
    package let column: String?
    package let message: String

    package init(row: Int, column: String?, _ message: String) {
        self.row = row
        self.column = column
        self.message = message
    }

    /// For whoever filled it in: `第5行“走访日期”：…`.
    package var sentence: String {
        let place = column.map { "第\(row)行“\($0)”列" } ?? "第\(row)行"
        return "\(place)：\(message)"
    }
}

/// Reads a village's table of visits row by row, and finds everything that is wrong with it
/// (家访表格).
///
/// What is right counts for nothing while anything is wrong: nothing is imported by halves.
package struct VisitTable: Sendable {
    private let village: Unit
    private let period: DutyPeriod
    private let today: Day
    package private(set) var visits: [Visit] = []
    package private(set) var mistakes: [VisitMistake] = []
    private var places: [VisitField: Int] = [:]
    /// The rows of households, and 0 for those that were reported before.
    private var seen: [String: Int]

    /// The household of the row that a template shows how to fill in; it is passed over.
    package static let example = "（示例）"

    /// How many mistakes are told.
    package static let mistakesMax = 100

    package init(village: Unit, period: DutyPeriod, today: Day, known: [Visit]) {
        self.village = village
        self.period = period
        self.today = today
        seen = Dictionary(known.map { ($0.sameness, 0) }) { first, _ in first }
    }

    package mutating func note(_ message: String, row: Int, column: String? = nil) {
        mistakes.append(VisitMistake(row: row, column: column, message))
    }

    package mutating func takeHeader(_ names: [String], row: Int) {
        let filled = names.filter { !$0.isEmpty }
        for (index, name) in names.enumerated() where !name.isEmpty {
            guard let field = VisitField.columns.first(where: { $0.name == name }) else {
                if filled.count > 1 { note("没有这一列，请使用模板的列名。", row: row, column: name) }
                continue
            }
            if places.updateValue(index, forKey: field) != nil {
                note("这一列有两个。", row: row, column: name)
            }
        }
        let missing = VisitField.required.filter { places[$0] == nil }
        if missing.isEmpty { return }
        if filled.count <= 1 {
            note("这一行是合并的标题，不是列名；请删去标题行、取消合并单元格，或使用模板。", row: row)
        } else {
            for field in missing { note("缺少这一列。", row: row, column: field.name) }
        }
    }

    package mutating func takeRow(_ cells: [String], row: Int) {
        guard VisitField.required.allSatisfy({ places[$0] != nil }) else { return }
        let before = mistakes.count
        func text(_ field: VisitField) -> String? {
            guard let place = places[field], place < cells.count else { return nil }
            let text = cells[place].trimmed
            return text.isEmpty ? nil : text
        }
        let household = text(.household)
        if household == Self.example { return }
        checkVillage(text(.village), row: row)
        if household == nil { note("没有填写。", row: row, column: VisitField.household.name) }
        let day = visitDay(text(.visitedOn), row: row)
        let changes = VisitTopic.allCases.compactMap { topic in
            text(.topic(topic)).map { VisitChange(topic, $0) }
        }
        checkNoChange(text(.noChange), changes, row: row)
        checkLengths(household, text(.address), changes, row: row)
        guard let household, let day else { return }
        let visit = Visit(
            household: household,
            address: text(.address),
            visitedOn: day,
            changes: changes
        )
        for (field, message) in visit.mistakes(in: period, on: today) {
            note(message, row: row, column: field.name)
        }
        checkSameness(visit, row: row)
        if mistakes.count == before { visits.append(visit) }
    }

    /// Looks at the table as a whole.
    package mutating func finish() {
        if mistakes.isEmpty, visits.isEmpty { note("表中没有走访记录。", row: 1) }
        if visits.count + seen.values.count(where: { $0 == 0 }) > Visit.countMax {
            note("一个月最多登记\(Visit.countMax)户。", row: 1)
        }
    }

    // MARK: Cells

    private mutating func checkVillage(_ text: String?, row: Int) {
        let column = VisitField.village.name
        guard let text else { return note("没有填写。", row: row, column: column) }
        let names = [village.name, village.id.description]
        if !names.contains(text) {
            note("“\(text.prefix(20))”不是本村（\(village.name)）。", row: row, column: column)
        }
    }

    private mutating func visitDay(_ text: String?, row: Int) -> Day? {
        let column = VisitField.visitedOn.name
        guard let text else {
            note("没有填写。", row: row, column: column)
            return nil
        }
        if let day = Day(written: text) { return day }
        // Excel counts days from 1899-12-30; 30,000 is in 1982.
        if let serial = Int(text), (30_000...80_000).contains(serial) {
            let day = Day(number: serial - 25_569)
            note("\(text)是Excel的日期序号，请写成\(day)。", row: row, column: column)
            return nil
        }
        note("“\(text.prefix(20))”不是日期，请写成2026-11-05。", row: row, column: column)
        return nil
    }

    private mutating func checkNoChange(_ text: String?, _ changes: [VisitChange], row: Int) {
        let column = VisitField.noChange.name
        let isMarked = ["是", "√", "无变化", "1"].contains(text ?? "")
        if let text, !isMarked, text != "否" {
            note("只能填“是”或“否”。", row: row, column: column)
        } else if isMarked, !changes.isEmpty {
            note("填了无变化，又填了变化，请核对。", row: row, column: column)
        } else if !isMarked, changes.isEmpty {
            note("没有填写变化；如无变化，请填“是”。", row: row, column: column)
        }
    }

    private mutating func checkLengths(
        _ household: String?,
        _ address: String?,
        _ changes: [VisitChange],
        row: Int
    ) {
        var lengths: [(VisitField, String?, Int)] = [
            (.household, household, Visit.nameLengthMax),
            (.address, address, Visit.addressLengthMax),
        ]
        lengths += changes.map { (.topic($0.topic), $0.text, Visit.textLengthMax) }
        for (field, text, max) in lengths where (text?.unicodeScalars.count ?? 0) > max {
            note("超过\(max)字。", row: row, column: field.name)
        }
    }

    private mutating func checkSameness(_ visit: Visit, row: Int) {
        let column = VisitField.household.name
        guard let earlier = seen.updateValue(row, forKey: visit.sameness) else { return }
        seen[visit.sameness] = earlier
        note(
            earlier == 0
                ? "这一户本月已经登记；同名的两户请写明住址。"
                : "与第\(earlier)行是同一户；同名的两户请写明住址。",
            row: row,
            column: column
        )
    }
}

extension String {
    fileprivate var trimmed: String {
        let spaces: (Character) -> Bool = { $0.isWhitespace || $0 == "\u{FEFF}" }
        return String(drop(while: spaces).reversed().drop(while: spaces).reversed())
    }
}

extension Day {
    /// Reads a day as people write it: `2026-11-05`, `2026/11/5`, `2026.11.5`, `2026年11月5日`.
    package init?(written text: String) {
        let plain = text.map { character -> Character in
            "年月/.".contains(character) ? "-" : character
        }
        let parts = String(plain).replacing("日", with: "").split(
            separator: "-",
            omittingEmptySubsequences: false
        )
        let numbers = parts.compactMap { part -> Int? in
            guard (1...4).contains(part.utf8.count),
                part.utf8.allSatisfy({ (48...57).contains($0) })
            else { return nil }
            return Int(part)
        }
        guard parts.count == 3, numbers.count == 3, parts[0].utf8.count == 4 else { return nil }
        self.init(numbers[0], numbers[1], numbers[2])
    }
}
