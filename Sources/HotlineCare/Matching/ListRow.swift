package import Hotline

/// A row of a partner's list, read (名单行).
package struct ListRow: Sendable {
    package let line: Int
    package let name: String
    package let idNumber: IDNumber?
    package let township: DivisionCode?
    package let birthday: Day?
    package let facts: ListFacts

    /// What a person without a usable number is recognised by: name, township and birth date.
    package var weakText: String? {
        guard let township, let birthday else { return nil }
        return Self.weakText(name: name, township: township, birthday: birthday)
    }

    package static func weakText(name: String, township: DivisionCode, birthday: Day) -> String {
        "\(name)|\(township)|\(birthday)"
    }
}

/// Reads the rows of a partner's list and notes what cannot be.
///
/// A row without a usable number goes on as a weak one where it says enough of the person.
package struct ListRowReader {
    private let rules: MatchingRules
    private let places: any PlaceFinder
    private let today: Day

    package init(rules: MatchingRules, places: any PlaceFinder, today: Day) {
        self.rules = rules
        self.places = places
        self.today = today
    }

    package func read(
        _ cells: [ListColumn: String],
        line: Int
    ) -> (row: ListRow?, mistakes: [RowMistake]) {
        var mistakes: [RowMistake] = []
        func bad(_ column: ListColumn, _ message: String) {
            let name = rules.columns.name(column)
            mistakes.append(RowMistake(line: line, column: name, message: message))
        }
        guard let name = cells[.name], name.count <= RosterRow.nameLengthMax else {
            bad(.name, cells[.name] == nil ? "缺少姓名。" : "姓名过长。")
            return (nil, mistakes)
        }
        let id = cells[.idNumber].flatMap { IDNumber($0.plainNumber) }
        let facts = facts(cells, id, bad)
        let township = cells[.township].flatMap { places.township($0) }
        let birthday = id?.birthday ?? cells[.birthday].flatMap { Day.written($0) }
        let row = ListRow(
            line: line,
            name: name,
            idNumber: id,
            township: township,
            birthday: birthday,
            facts: facts
        )
        if id == nil {
            bad(
                .idNumber,
                row.weakText == nil
                    ? "身份证号缺失或不对，且没有乡镇和出生日期可供匹配，本行未使用。"
                    : "身份证号缺失或不对，只按姓名、乡镇和出生日期匹配。"
            )
            if row.weakText == nil { return (nil, mistakes) }
        }
        return (row, mistakes)
    }

    private func facts(
        _ cells: [ListColumn: String],
        _ id: IDNumber?,
        _ bad: (ListColumn, String) -> Void
    ) -> ListFacts {
        var facts = ListFacts()
        facts.disability = disability(cells, id, bad)
        if let text = cells[.value] {
            facts.value = Int.fen(text).map { $0 / 100 }
            if facts.value == nil { bad(.value, "不是数，本项未使用。") }
        }
        if let text = cells[.date] {
            facts.date = Day.written(text)
            if facts.date == nil { bad(.date, "不是日期，本项未使用。") }
            if let date = facts.date, date > today { bad(.date, "日期在今天以后。") }
        }
        return facts
    }

    private func disability(
        _ cells: [ListColumn: String],
        _ id: IDNumber?,
        _ bad: (ListColumn, String) -> Void
    ) -> Disability? {
        let category = cells[.disability].flatMap { rules.values.code($0, "disability") }
        let grade = cells[.grade].flatMap { rules.values.code($0, "grade") }.flatMap { Int($0) }
        if let text = cells[.certificate] {
            guard let certificate = DisabilityCertificate(text) else {
                bad(.certificate, "不是残疾人证号，本项未使用。")
                return nil
            }
            guard category.map({ $0 == certificate.category.code }) ?? true,
                grade.map({ $0 == certificate.grade }) ?? true
            else {
                bad(.certificate, "残疾人证号与类别或等级不一致，本项未使用。")
                return nil
            }
            if let id, certificate.holder != id {
                bad(.certificate, "残疾人证号与身份证号不是同一人，本项未使用。")
                return nil
            }
            return Disability(category: certificate.category, grade: certificate.grade)
        }
        guard let category, let grade,
            let kind = DisabilityCertificate.Category.allCases.first(where: { $0.code == category })
        else { return nil }
        return Disability(category: kind, grade: grade)
    }
}
