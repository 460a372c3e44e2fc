internal import Yams

/// How the columns and values of old lists are called (导入规则).
package struct ImportRules: Sendable {
    /// The names that the column of each thing may have, the preferred first.
    package let columns: [ImportColumn: [String]]
    /// What a cell may say, by the kind of value: the code that it means.
    private let values: [ValueKind: [String: String]]

    package enum ValueKind: String, CaseIterable, Sendable {
        case channel, kind, outcome, satisfied, flag
    }

    /// - Throws: ``RuleMistakes`` with everything that is wrong.
    package init(_ file: RuleText) throws(RuleMistakes) {
        let reader = RuleReader(file: file.name)
        let root = reader.compose(file.text).flatMap {
            reader.mapping($0, required: ["columns", "values"])
        }
        columns = root?["columns"].map { Self.columns($0, reader) } ?? [:]
        values = root?["values"].map { Self.values($0, reader) } ?? [:]
        guard reader.mistakes.isEmpty else { throw RuleMistakes(mistakes: reader.mistakes) }
    }

    private static func columns(
        _ node: Node,
        _ reader: RuleReader
    ) -> [ImportColumn: [String]] {
        let names = Set(ImportColumn.allCases.map(\.rawValue))
        let required = Set(ImportColumn.required.map(\.rawValue))
        let mapping = reader.mapping(node, required: required, optional: names) ?? [:]
        var columns: [ImportColumn: [String]] = [:]
        var taken: [String: ImportColumn] = [:]
        for (key, value) in mapping {
            guard let column = key.string.flatMap(ImportColumn.init) else { continue }
            columns[column] = reader.texts(value)
            for name in columns[column] ?? [] {
                if let other = taken[name] {
                    reader.note("'\(name)' is the column of \(other) too", at: value.mark)
                }
                taken[name] = column
            }
        }
        return columns
    }

    private static func values(
        _ node: Node,
        _ reader: RuleReader
    ) -> [ValueKind: [String: String]] {
        let kinds = Set(ValueKind.allCases.map(\.rawValue))
        let mapping = reader.mapping(node, required: [], optional: kinds) ?? [:]
        var values: [ValueKind: [String: String]] = [:]
        for (key, codes) in mapping {
            guard let kind = key.string.flatMap(ValueKind.init) else { continue }
            for (code, texts) in codes.mapping ?? [:] {
                for text in reader.texts(texts) {
                    values[kind, default: [:]][text] = code.string
                }
            }
        }
        return values
    }

    /// The code that a cell means; the cell itself where it means none.
    package func code(_ text: String, _ kind: ValueKind) -> String {
        values[kind]?[text] ?? text
    }

    /// Which column of a file each thing is read from.
    ///
    /// - Returns: The columns, and what is required but has none.
    package func places(
        in header: [String]
    ) -> (places: [ImportColumn: Int], missing: [ImportColumn]) {
        var places: [ImportColumn: Int] = [:]
        for (column, names) in columns {
            places[column] = names.lazy.compactMap { header.firstIndex(of: $0) }.first
        }
        return (places, ImportColumn.required.filter { places[$0] == nil })
    }
}
