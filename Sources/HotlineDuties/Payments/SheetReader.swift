internal import Foundation
internal import Hotline

/// The columns of a file by what they hold, and the mistakes that are found in its cells.
package struct SheetReader: Sendable {
    package private(set) var mistakes: [SheetMistake] = []
    /// How many mistakes were found beyond those that are told.
    package private(set) var untold = 0
    private let rules: PaymentRules
    private let wanted: [PaymentColumn]
    private let required: [PaymentColumn]
    private let places: PaymentPlaces
    private var indices: [PaymentColumn: Int] = [:]
    private var names: [String] = []
    private var isAfterHeader = false
    private var hasHeader = false

    /// How many mistakes are told: who has more fixes these first.
    package static let mistakesMax = 500
    private static let nameLengthMax = 50

    struct Row {
        let line: Int
        let cells: [String]
        let isTotal: Bool
    }

    init(
        rules: PaymentRules,
        columns: [PaymentColumn],
        required: [PaymentColumn],
        places: PaymentPlaces
    ) {
        self.rules = rules
        wanted = columns
        self.required = required
        self.places = places
    }

    mutating func note(_ mistake: SheetMistake) {
        guard mistakes.count < Self.mistakesMax else {
            untold += 1
            return
        }
        mistakes.append(mistake)
    }

    mutating func note(_ row: Row, _ column: PaymentColumn?, _ message: String) {
        let place = column.flatMap { indices[$0] }.map { $0 + 1 }
        note(SheetMistake(row: row.line, column: place, message))
    }

    // MARK: The header

    mutating func takeHeader(_ names: [String], line: Int, above: [[String]]) {
        hasHeader = true
        isAfterHeader = true
        let names = names.map(PaymentRules.plain)
        self.names = names
        for column in wanted {
            let known = rules.columns[column] ?? []
            indices[column] = known.compactMap { names.firstIndex(of: $0) }.first
        }
        for column in required where indices[column] == nil {
            let known = (rules.columns[column] ?? []).prefix(3).joined(separator: "、")
            note(SheetMistake(row: line, column: nil, "缺少列：\(known)（用其中一个名称）。"))
        }
        for (index, name) in names.enumerated()
        where !name.isEmpty && names.firstIndex(of: name) != index {
            note(SheetMistake(row: line, column: index + 1, "列名“\(name)”出现两次。"))
        }
        for (index, cells) in above.enumerated() {
            checkTitle(cells.joined(separator: " "), line: max(1, line - above.count + index))
        }
    }

    /// A title that names another county and not this one is of another county's file.
    private mutating func checkTitle(_ title: String, line: Int) {
        guard !places.countyNames.contains(where: title.contains) else { return }
        guard let other = places.otherCounties.keys.first(where: { title.contains($0) }) else {
            return
        }
        note(SheetMistake(row: line, column: 1, "标题写的是\(other)，不是本县的文件。"))
    }

    // MARK: Rows

    /// The row's cells; nil for one that is no row of the table.
    mutating func row(_ cells: [String], line: Int) -> Row? {
        let cells = cells.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        defer { isAfterHeader = false }
        if isAfterHeader, isSecondHeader(cells) {
            note(
                SheetMistake(
                    row: line,
                    column: nil,
                    "像是合并表头的第二行：请取消合并，把表头改成一行，每列一个名称。"
                )
            )
            return nil
        }
        let isTotal = cells.contains { rules.totals.contains(PaymentRules.plain($0)) }
        let row = Row(line: line, cells: cells, isTotal: isTotal)
        for (index, cell) in cells.enumerated()
        where !cell.isEmpty && (index >= names.count || names[index].isEmpty) && !isTotal {
            note(SheetMistake(row: line, column: index + 1, "这一列没有列名（表头有合并的单元格）。"))
        }
        return row
    }

    /// Words and not one digit below the header, some of them names of columns or in columns of
    /// figures: what a header of two rows leaves below its first.
    private func isSecondHeader(_ cells: [String]) -> Bool {
        guard cells.contains(where: { !$0.isEmpty }) else { return false }
        let hasDigit = cells.contains { $0.utf8.contains(where: Cells.isDigit) }
        let isTotal = cells.contains { rules.totals.contains(PaymentRules.plain($0)) }
        return !hasDigit && !isTotal
    }

    private func text(_ column: PaymentColumn, of row: Row) -> String? {
        guard let index = indices[column], index < row.cells.count else { return nil }
        return row.cells[index].isEmpty ? nil : row.cells[index]
    }

    func has(_ column: PaymentColumn, _ row: Row) -> Bool { text(column, of: row) != nil }

    mutating func read<Value>(
        _ column: PaymentColumn,
        of row: Row,
        isOptional: Bool = false,
        _ read: (String) -> CellReading<Value>
    ) -> Value? {
        guard indices[column] != nil else { return nil }
        guard let text = text(column, of: row) else {
            if !isOptional { note(row, column, "不能为空。") }
            return nil
        }
        switch read(text) {
        case .value(let value): return value
        case .bad(let message):
            note(row, column, message)
            return nil
        }
    }

    mutating func word<Code: RawRepresentable & CaseIterable>(
        _ column: PaymentColumn,
        of row: Row,
        isOptional: Bool = false,
        _ type: Code.Type
    ) -> Code? where Code.RawValue == String {
        let words = rules.words[column] ?? [:]
        return read(column, of: row, isOptional: isOptional) { text in
            if let code = words[text].flatMap(Code.init(rawValue:)) { return .value(code) }
            let known = words.keys.filter { words[$0] != $0 }.sorted().joined(separator: "、")
            return .bad("“\(text.prefix(20))”不认识，请填：\(known)。")
        }
    }

    mutating func name(of row: Row) -> String? {
        read(.name, of: row) { name in
            let hasDigit = name.utf8.contains(where: Cells.isDigit)
            let isName = name.count <= Self.nameLengthMax && !hasDigit
            return isName ? .value(name) : .bad("不是姓名。")
        }
    }

    /// The township that the row names; a county or township elsewhere is a mistake.
    mutating func township(of row: Row) -> DivisionCode? {
        if let county = text(.county, of: row), !places.countyNames.contains(county) {
            note(row, .county, "“\(county.prefix(20))”不是本县：这一行属于别的县。")
        }
        let townships = places.townships
        return read(.township, of: row, isOptional: true) { name in
            townships[name].map(CellReading.value)
                ?? .bad("“\(name.prefix(20))”不是本县的乡镇（街道）。")
        }
    }
}
