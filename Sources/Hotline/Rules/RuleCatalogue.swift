internal import Yams

/// One rule as it is told to whoever looks after the rules: what it says and on what it rests.
package struct RuleEntry: Hashable, Sendable {
    package let file: String
    package let line: Int
    package let name: String
    /// Its values, in short.
    package let says: String
    package let basis: String
    package let grade: Grade
}

/// Lists the rules of a file, whatever they are about (规则目录).
///
/// A rule is any mapping with a basis and a grade: so no list of kinds of rules grows old.
package enum RuleCatalogue {
    /// How deep a file may be nested; what lies deeper is not listed.
    private static let depthMax = 12
    /// How long the short form of a rule may be, in characters.
    private static let lengthMax = 240

    package static func entries(of text: RuleText) -> [RuleEntry] {
        let yaml = text.name.hasSuffix(".md") ? FrontMatter(text.text)?.yaml : text.text
        guard !text.name.hasSuffix(".csv"), let yaml, let root = try? Yams.compose(yaml: yaml)
        else { return [] }
        var entries: [RuleEntry] = []
        visit(root, named: "", in: text.name, depth: 0, into: &entries)
        return entries
    }

    private static func visit(
        _ node: Node,
        named name: String,
        in file: String,
        depth: Int,
        into entries: inout [RuleEntry]
    ) {
        guard depth < depthMax else { return }
        if let mapping = node.mapping {
            let own = ["id", "code", "name", "kind"].lazy.compactMap { mapping[$0]?.string }.first
            if let basis = mapping["basis"]?.string,
                let grade = mapping["grade"]?.string.flatMap(Grade.init)
            {
                entries.append(
                    RuleEntry(
                        file: file,
                        line: node.mark?.line ?? 1,
                        name: own ?? name,
                        says: short(mapping),
                        basis: basis,
                        grade: grade
                    )
                )
            }
            for (key, value) in mapping {
                visit(value, named: key.string ?? name, in: file, depth: depth + 1, into: &entries)
            }
        } else if let sequence = node.sequence {
            for value in sequence {
                visit(value, named: name, in: file, depth: depth + 1, into: &entries)
            }
        }
    }

    private static func short(_ mapping: Node.Mapping) -> String {
        let hidden: Set = ["basis", "grade", "id"]
        let parts = mapping.compactMap { key, value -> String? in
            guard let name = key.string, !hidden.contains(name) else { return nil }
            return "\(name): \(words(of: value))"
        }
        let text = parts.joined(separator: "; ")
        return text.count > lengthMax ? "\(text.prefix(lengthMax))…" : text
    }

    private static func words(of node: Node) -> String {
        if let text = node.string { return text }
        if let sequence = node.sequence {
            return sequence.map(words).joined(separator: "、")
        }
        return (node.mapping ?? [:]).map { "\($0.string ?? "") \(words(of: $1))" }
            .joined(separator: ", ")
    }
}
