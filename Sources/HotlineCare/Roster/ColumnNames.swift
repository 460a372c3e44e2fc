package import Hotline
package import Yams

/// How the columns of a list may be called (列名).
package struct ColumnNames<Column: RawRepresentable & CaseIterable & Hashable & Sendable>: Sendable
where Column.RawValue == String {
    /// The names that each column may have, the preferred first.
    package let names: [Column: [String]]
    private let required: [Column]

    package init(_ node: Node, required: [Column], _ reader: RuleReader) {
        let all = Set(Column.allCases.map(\.rawValue))
        let mapping =
            reader.mapping(
                node,
                required: Set(required.map(\.rawValue)),
                optional: all
            ) ?? [:]
        var names: [Column: [String]] = [:]
        var taken: [String: String] = [:]
        for (key, value) in mapping {
            guard let column = key.string.flatMap(Column.init) else { continue }
            names[column] = reader.texts(value)
            for name in names[column] ?? [] {
                if let other = taken[name] {
                    reader.note("'\(name)' is the column of \(other) too", at: value.mark)
                }
                taken[name] = column.rawValue
            }
        }
        self.names = names
        self.required = required
    }

    /// Where each column stands in a header.
    ///
    /// - Returns: The places, and the columns that must be there and are not.
    package func places(in header: [String]) -> (places: [Column: Int], missing: [Column]) {
        var places: [Column: Int] = [:]
        for (column, names) in names {
            places[column] = names.lazy.compactMap { header.firstIndex(of: $0) }.first
        }
        return (places, required.filter { places[$0] == nil })
    }

    /// What a column is called where something is said of it.
    package func name(_ column: Column) -> String { names[column]?.first ?? column.rawValue }
}

/// What cells may say, and the code that each means (取值).
package struct CellValues: Sendable {
    private var codes: [String: [String: String]] = [:]

    package init(_ node: Node, names: [String: [String]], _ reader: RuleReader) {
        let mapping = reader.mapping(node, required: [], optional: Set(names.keys)) ?? [:]
        for (kind, known) in names {
            for code in known { codes[kind, default: [:]][code] = code }
        }
        for (key, values) in mapping {
            guard let kind = key.string, let known = names[kind] else { continue }
            for (code, texts) in reader.mapping(values, required: [], optional: Set(known)) ?? [:] {
                guard let code = code.string, known.contains(code) else { continue }
                for text in reader.texts(texts) { codes[kind, default: [:]][text] = code }
            }
        }
    }

    /// The code that a cell means; nil if it means none.
    package func code(_ text: String, _ kind: String) -> String? { codes[kind]?[text] }

    package func code<Code: RawRepresentable>(_ text: String, _ kind: String, _: Code.Type) -> Code?
    where Code.RawValue == String {
        code(text, kind).flatMap(Code.init(rawValue:))
    }
}
