package import Hotline
internal import Yams

extension PaymentRules {
    private static let keys: Set<String> = [
        "columns", "values", "totals", "duties", "limits", "signs",
    ]

    /// Reads the file among the others.
    ///
    /// - Throws: ``RuleMistakes`` with everything that is wrong with it.
    package init(files: [RuleText]) throws(RuleMistakes) {
        let file = files.first {
            $0.name == Self.fileName || $0.name.hasSuffix("/" + Self.fileName)
        }
        let reader = RuleReader(file: file?.name ?? Self.fileName)
        if file == nil { reader.note("the file is missing", at: nil) }
        let root = file.flatMap { reader.compose($0.text) }
        let rules = root.flatMap { reader.mapping($0, required: Self.keys) }
            .flatMap { PaymentRules($0, reader) }
        guard let rules, reader.mistakes.isEmpty else {
            throw RuleMistakes(mistakes: reader.mistakes)
        }
        self = rules
    }

    private init?(_ mapping: Node.Mapping, _ reader: RuleReader) {
        columns = mapping["columns"].map(reader.columns) ?? [:]
        words = mapping["values"].map(reader.words) ?? [:]
        totals = Set(mapping["totals"].map(reader.texts) ?? [])
        duties = mapping["duties"].map(reader.duties) ?? [:]
        signs = mapping["signs"].map { reader.sequence($0).compactMap(reader.sign) } ?? []
        let limits = mapping["limits"].flatMap {
            reader.mapping($0, required: ["persons", "yuan"])
        }
        guard let persons = limits?["persons"].flatMap({ reader.grounded($0, in: 1...1000) }),
            let yuan = limits?["yuan"].flatMap({ reader.grounded($0, in: 1...100_000_000) })
        else { return nil }
        (personsMax, yuanMax) = (persons, yuan)
    }
}

extension RuleReader {
    fileprivate func columns(_ node: Node) -> [PaymentColumn: [String]] {
        let wanted = PaymentColumn.allCases
        let names = Set(wanted.map(\.rawValue))
        guard let mapping = mapping(node, required: names) else { return [:] }
        var columns: [PaymentColumn: [String]] = [:]
        var seen: Set<String> = []
        for column in wanted {
            guard let node = mapping[column.rawValue] else { continue }
            columns[column] = texts(node).map(PaymentRules.plain)
            for name in columns[column] ?? [] where !seen.insert(name).inserted {
                note("'\(name)' stands for two columns", at: node.mark)
            }
        }
        return columns
    }

    fileprivate func words(_ node: Node) -> [PaymentColumn: [String: String]] {
        let codes: [PaymentColumn: [String]] = [
            .payee: Payee.allCases.map(\.rawValue), .sort: PaymentSort.allCases.map(\.rawValue),
        ]
        let names = Set(codes.keys.map(\.rawValue))
        guard let mapping = mapping(node, required: names) else { return [:] }
        var words: [PaymentColumn: [String: String]] = [:]
        for (column, codes) in codes {
            guard let node = mapping[column.rawValue],
                let values = self.mapping(node, required: Set(codes))
            else { continue }
            for code in codes {
                let said = values[code].map(texts) ?? []
                for word in said + [code] { words[column, default: [:]][word] = code }
            }
        }
        return words
    }

    fileprivate func duties(_ node: Node) -> [PaymentDuty: String] {
        let all = PaymentDuty.all
        guard let mapping = mapping(node, required: Set(all.map(\.key))) else { return [:] }
        var duties: [PaymentDuty: String] = [:]
        for duty in all { duties[duty] = mapping[duty.key].flatMap(text) }
        return duties
    }

    fileprivate func sign(_ node: Node) -> SignRule? {
        let required: Set = ["id", "sign", "test", "basis", "grade"]
        guard
            let mapping = mapping(node, required: required, optional: ["days", "persons", "yuan"]),
            let id = mapping["id"].flatMap(text), let name = mapping["test"].flatMap(text),
            let sign = mapping["sign"].flatMap({ code($0, SignKind.self) }),
            let basis = mapping["basis"].flatMap(text),
            let grade = mapping["grade"].flatMap({ code($0, Grade.self) })
        else { return nil }
        func figure(_ key: String, in range: ClosedRange<Int>) -> Int? {
            guard let node = mapping[key] else {
                note("'\(key)' is missing", at: mapping["test"]?.mark)
                return nil
            }
            return number(node, in: range)
        }
        let test: SignRule.Test?
        switch name {
        case "heldDays": test = figure("days", in: 0...366).map { .heldDays($0) }
        case "neverPassedOn": test = figure("days", in: 0...366).map { .neverPassedOn($0) }
        case "paidBeyondFunds": test = .paidBeyondFunds
        case "sharedAccount":
            test = figure("persons", in: 2...1000).map { .sharedAccount(persons: $0) }
        case "roundSums":
            test = figure("yuan", in: 1...1_000_000).map { .roundSums(Fen(Int64($0) * 100)) }
        default:
            note("there is no test '\(name)'", at: mapping["test"]?.mark)
            test = nil
        }
        return test.map { SignRule(id: id, sign: sign, test: $0, basis: basis, grade: grade) }
    }

    func grounded(_ node: Node, in range: ClosedRange<Int>) -> Grounded<Int>? {
        guard let mapping = mapping(node, required: ["value", "basis", "grade"]),
            let value = mapping["value"].flatMap({ number($0, in: range) }),
            let basis = mapping["basis"].flatMap(text),
            let grade = mapping["grade"].flatMap({ code($0, Grade.self) })
        else { return nil }
        return Grounded(value: value, basis: basis, grade: grade)
    }
}
