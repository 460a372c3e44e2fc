extension Divisions {
    /// Reads the provinces, and the townships with the counties and cities that they lie in.
    init(provinces: RuleText, townships: RuleText, mistakes: inout [RuleMistake]) {
        var table = CSVTable(provinces, required: ["code", "name"])
        let provinces = table.rows.compactMap { row -> Division? in
            let name = table.field("name", of: row)
            guard let code = DivisionCode(table.field("code", of: row)), code.level == .province
            else {
                table.note("expected a province's code of two digits", line: row.line)
                return nil
            }
            return Division(code: code, name: name, fullName: name, parent: nil)
        }
        mistakes += table.mistakes
        let (divisions, more) = Self.divisions(townships, provinces: provinces)
        mistakes += more
        self.init(divisions, provinces: provinces)
    }

    private static func divisions(
        _ file: RuleText,
        provinces: [Division]
    ) -> ([Division], [RuleMistake]) {
        let columns = ["code9", "town", "county_code", "county", "city"]
        var table = CSVTable(file, required: columns)
        var known: [DivisionCode: Division] = [:]
        for row in table.rows {
            let fields = columns.map { table.field($0, of: row) }
            guard let township = DivisionCode(fields[0]), township.level == .township,
                let county = township.county, county.description == fields[2],
                let city = county.parent, let province = city.parent
            else {
                table.note("'\(fields[0])' is no township of '\(fields[2])'", line: row.line)
                continue
            }
            guard let inProvince = provinces.first(where: { $0.code == province }) else {
                table.note("no province has the code '\(province)'", line: row.line)
                continue
            }
            known[province] = inProvince
            known.add(city, fields[4], parent: province)
            known.add(county, fields[3], parent: city)
            guard known[township] == nil else {
                table.note("'\(township)' stands here twice", line: row.line)
                continue
            }
            known.add(township, fields[1], parent: county)
        }
        if known.isEmpty, table.mistakes.isEmpty { table.note("no township", line: 1) }
        return (Array(known.values), table.mistakes)
    }
}

extension [DivisionCode: Division] {
    /// Adds a division, unless it is there; `（撤销）` behind its name says it was abolished.
    fileprivate mutating func add(_ code: DivisionCode, _ name: String, parent: DivisionCode) {
        guard self[code] == nil else { return }
        let mark = "（撤销）"
        let isAbolished = name.hasSuffix(mark)
        let name = isAbolished ? String(name.dropLast(mark.count)) : name
        self[code] = Division(
            code: code,
            name: name,
            fullName: (self[parent]?.fullName ?? "") + name,
            parent: parent,
            isAbolished: isAbolished
        )
    }
}
