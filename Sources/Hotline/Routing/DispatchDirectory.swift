/// The dispatch directory (派单目录): which sort of unit answers what.
///
/// The order of its rules means nothing. The rule that asks for most decides, and two that ask
/// for as much and disagree are a mistake. There are so few things that a ticket can be that
/// the answer for each is worked out when the rules are read.
struct DispatchDirectory: Sendable {
    /// Those that ask for most first.
    let rules: [RoutingRule]
    /// For each rule, the words of which the text must say one; empty where it need not.
    private let says: [[Int]]
    /// Whether each rule is in force wherever it is.
    private let isEverywhere: [Bool]
    /// From which day on, what decides each cell.
    private var eras: [Era] = []
    private(set) var mistakes: [RuleMistake] = []
    let file: String

    private struct Era {
        let from: Day
        /// For each cell the rules to try: those that want a word first, then one that does not.
        let cells: [[Int]]
    }

    init(_ rules: [RoutingRule], file: String) {
        self.rules = rules.sorted { ($1.specificity, $0.id) < ($0.specificity, $1.id) }
        self.file = file
        says = self.rules.map(\.says)
        isEverywhere = self.rules.map(\.places.isEmpty)
        let starts = Set(
            rules.flatMap { rule in
                [rule.from] + (rule.until.map { [$0.advanced(by: 1)] } ?? [])
            }
        )
        for start in starts.sorted() where rules.contains(where: { $0.isInForce(on: start) }) {
            let cells = RoutingCell.all.map { deciding($0, on: start) }
            eras.append(Era(from: start, cells: cells))
            check(cells, on: start)
        }
        for (index, rule) in self.rules.enumerated()
        where !eras.contains(where: { $0.cells.contains { $0.contains(index) } }) {
            note("'\(rule.id)' never matches: rules that ask for more decide all of it", at: rule)
        }
    }

    /// The rule for a ticket; a day before all rules is judged by the first of them.
    func rule(
        for cell: RoutingCell,
        reading: Reading,
        in division: DivisionCode?,
        on day: Day
    ) -> RoutingRule? {
        guard let era = eras.last(where: { $0.from <= day }) ?? eras.first else { return nil }
        let deciding = era.cells[cell.number].first { index in
            (isEverywhere[index] || rules[index].isInForce(in: division))
                && (says[index].isEmpty || reading.hasAny(says[index]))
        }
        return deciding.map { rules[$0] }
    }

    // MARK: - Working it out

    /// The rules that may decide a cell, the one that asks for most first.
    private func deciding(_ cell: RoutingCell, on day: Day) -> [Int] {
        var kept: [Int] = []
        var last = Int.min
        for index in rules.indices where rules[index].isInForce(on: day) {
            let rule = rules[index]
            // Whatever asks for as much as the last one may disagree with it.
            guard rule.specificity >= last else { break }
            guard rule.covers(cell), !kept.contains(where: { rules[$0].hides(rule) }) else {
                continue
            }
            kept.append(index)
            if rule.decidesAll { last = rule.specificity }
        }
        return kept
    }

    /// Looks for cells that no rule decides, or that two decide differently.
    private mutating func check(_ cells: [[Int]], on day: Day) {
        var told: Set<String> = []
        for (cell, deciding) in zip(RoutingCell.all, cells) {
            if !deciding.contains(where: { rules[$0].decidesAll }),
                told.insert(cell.matter.rawValue).inserted
            {
                let what = "\(cell.kind.rawValue), \(cell.aspect.rawValue)"
                noteAtTop("nothing decides '\(cell.matter.rawValue)' (\(what)) on \(day)")
            }
            for (place, one) in deciding.enumerated() {
                for other in deciding.dropFirst(place + 1)
                where rules[one].contradicts(rules[other])
                    && told.insert("\(rules[one].id) \(rules[other].id)").inserted
                {
                    let message = "'\(rules[other].id)' contradicts '\(rules[one].id)'"
                    note(message, at: rules[other])
                }
            }
        }
    }

    private mutating func note(_ message: String, at rule: RoutingRule) {
        let mistake = RuleMistake(
            file: file,
            line: rule.line,
            column: rule.column,
            message: message
        )
        if !mistakes.contains(mistake) { mistakes.append(mistake) }
    }

    private mutating func noteAtTop(_ message: String) {
        mistakes.append(RuleMistake(file: file, line: 1, column: 1, message: message))
    }
}
