/// Villages and communities (村、社区) from an imported list, and the townships they lie in.
struct Villages: Sendable {
    private(set) var divisions: [Division] = []
    /// The rows that could not be placed, or why there are none.
    private(set) var mistakes: [RuleMistake]
    let isReadable: Bool

    /// Reads the list: `code`, `village`, `town`, `county`, `city`.
    ///
    /// The names decide where a village lies, because codes differ between years. It keeps the
    /// last three digits of its code where they are free in its township.
    init(_ file: RuleText, townships: Townships) {
        var table = CSVTable(file, required: ["village", "town", "county", "city"])
        let code = ["code", "code12_2022"].first { table.has($0) } ?? "code"
        var taken: Set<DivisionCode> = []
        for row in table.rows {
            let town = table.field("town", of: row)
            let county = table.field("county", of: row)
            let city = table.field("city", of: row)
            guard let township = townships.township(town, county: county, city: city) else {
                table.note("there is no \(city)\(county)\(town)", line: row.line)
                continue
            }
            let digits = String(table.field(code, of: row).suffix(3))
            let name = Self.plain(table.field("village", of: row))
            guard let code = Self.code(in: township.code, digits: digits, taken: &taken) else {
                table.note("\(township.name) has too many villages", line: row.line)
                continue
            }
            divisions.append(
                Division(
                    code: code,
                    name: name,
                    fullName: township.fullName + name,
                    parent: township.code
                )
            )
        }
        mistakes = table.mistakes
        isReadable = table.hasColumns
    }

    private static func code(
        in township: DivisionCode,
        digits: String,
        taken: inout Set<DivisionCode>
    ) -> DivisionCode? {
        if let code = DivisionCode(township.description + digits), code.level == .village,
            taken.insert(code).inserted
        {
            return code
        }
        for number in stride(from: 999, through: 1, by: -1) {
            let zeros = String(repeating: "0", count: 3 - String(number).utf8.count)
            guard let code = DivisionCode("\(township)\(zeros)\(number)") else { continue }
            if taken.insert(code).inserted { return code }
        }
        return nil
    }

    /// `坞城村` for 坞城村民委员会, `师范街社区` for 师范街社区居委会.
    static func plain(_ name: String) -> String {
        let villages = ["村村民委员会", "村村委会", "村民委员会", "村委会"]
        let village = name.droppingSuffix(of: villages)
        if village != name { return village + "村" }
        let community = name.droppingSuffix(of: ["社区居民委员会", "社区居委会", "居民委员会", "居委会"])
        return community == name ? name : community + "社区"
    }
}

/// Finds townships by what they and their counties are called.
struct Townships: Sendable {
    private var codes: [String: Division] = [:]
    private var counties: [String: DivisionCode] = [:]

    init(_ divisions: Divisions) {
        for county in divisions.all(at: .county) {
            guard let city = county.parent.flatMap({ divisions[$0] }) else { continue }
            counties[city.name + county.name] = county.code
            for township in divisions.children(of: county.code) where !township.isAbolished {
                codes[city.name + county.name + township.name] = township
            }
        }
        for successor in divisions.successors {
            guard let county = divisions[successor.county],
                let city = county.parent.flatMap({ divisions[$0] }),
                let township = divisions[successor.township]
            else { continue }
            let name = city.name + county.name + successor.name
            if codes[name] == nil { codes[name] = township }
        }
    }

    func township(_ name: String, county: String, city: String) -> Division? {
        codes[city + county + name]
    }

    func county(_ name: String, city: String) -> DivisionCode? {
        counties[city + name]
    }
}

extension Divisions {
    /// Takes in abolished townships and who took over: `city`, `county`, `town`, `successor`.
    ///
    /// - Returns: What is wrong with the list; those rows are left out.
    mutating func addSuccessors(_ file: RuleText) -> [RuleMistake] {
        var table = CSVTable(file, required: ["city", "county"])
        let old = ["town", "town_2019"].first { table.has($0) } ?? "town"
        let new = ["successor", "town_2023"].first { table.has($0) } ?? "successor"
        let townships = Townships(self)
        var successors: [Successor] = []
        for row in table.rows {
            let (city, county) = (table.field("city", of: row), table.field("county", of: row))
            let name = table.field(new, of: row)
            guard let code = townships.county(county, city: city),
                let township = townships.township(name, county: county, city: city)
            else {
                table.note("there is no \(city)\(county)\(name)", line: row.line)
                continue
            }
            let old = table.field(old, of: row)
            successors.append(Successor(county: code, name: old, township: township.code))
        }
        add(successors)
        return table.mistakes
    }
}
