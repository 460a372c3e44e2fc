package import Yams

/// Reads one YAML rule file and goes on after each mistake, so that one run shows them all.
///
/// A reading method that finds something wrong notes the mistake at its place and returns nil.
package final class RuleReader {
    package let file: String
    package private(set) var mistakes: [RuleMistake] = []

    package init(file: String) {
        self.file = file
    }

    /// The root of the file's one document.
    package func compose(_ yaml: String) -> Node? {
        do {
            guard let root = try Yams.compose(yaml: yaml) else {
                note("the file is empty", at: nil)
                return nil
            }
            return root
        } catch {
            let yamlError = error as? YamlError
            note("not YAML: \(error)", at: yamlError?.mark)
            return nil
        }
    }

    package func note(_ message: String, at mark: Mark?) {
        mistakes.append(
            RuleMistake(
                file: file,
                line: mark?.line ?? 1,
                column: mark?.column ?? 1,
                message: message
            )
        )
    }

    /// The mapping, after its keys were checked against those that may and must be there.
    package func mapping(
        _ node: Node,
        required: Set<String>,
        optional: Set<String> = []
    ) -> Node.Mapping? {
        guard let mapping = node.mapping else {
            let keys = required.sorted().joined(separator: ", ")
            note("expected a mapping with \(keys)", at: node.mark)
            return nil
        }
        for (key, _) in mapping {
            let name = key.string ?? "?"
            guard !required.contains(name), !optional.contains(name) else { continue }
            note("unknown key '\(name)'", at: key.mark)
        }
        for name in required.sorted() where mapping[name] == nil {
            note("'\(name)' is missing", at: node.mark)
        }
        return mapping
    }

    package func sequence(_ node: Node) -> [Node] {
        guard let sequence = node.sequence else {
            note("expected a list", at: node.mark)
            return []
        }
        return Array(sequence)
    }

    package func text(_ node: Node) -> String? {
        guard let scalar = node.scalar, !scalar.string.isEmpty else {
            note("expected text", at: node.mark)
            return nil
        }
        return scalar.string
    }

    /// A list of texts; a single text counts as a list of one.
    package func texts(_ node: Node) -> [String] {
        if node.scalar != nil { return text(node).map { [$0] } ?? [] }
        return sequence(node).compactMap(text)
    }

    package func number(_ node: Node, in range: ClosedRange<Int>) -> Int? {
        guard let number = node.int, range.contains(number) else {
            let bounds = "\(range.lowerBound) to \(range.upperBound)"
            note("expected a whole number from \(bounds)", at: node.mark)
            return nil
        }
        return number
    }

    package func flag(_ node: Node) -> Bool? {
        guard let flag = node.bool else {
            note("expected true or false", at: node.mark)
            return nil
        }
        return flag
    }

    package func day(_ node: Node) -> Day? {
        guard let text = node.scalar?.string, let day = Day(text) else {
            note("expected a day, such as 2026-07-01", at: node.mark)
            return nil
        }
        return day
    }

    /// One of the codes of an enumeration.
    package func code<Code: RawRepresentable & CaseIterable>(
        _ node: Node,
        _ type: Code.Type
    ) -> Code? where Code.RawValue == String {
        if let text = node.scalar?.string, let code = Code(rawValue: text) { return code }
        let codes = Code.allCases.map(\.rawValue).joined(separator: ", ")
        note("'\(node.scalar?.string ?? "?")' is none of \(codes)", at: node.mark)
        return nil
    }
}

extension YamlError {
    fileprivate var mark: Mark? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
            mark
        case .duplicatedKeysInMapping(_, let context):
            context.mark
        case .no, .memory, .reader, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            nil
        }
    }
}
