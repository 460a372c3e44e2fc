internal import Foundation
package import Hotline

extension Shipped {
    /// The texts of all rule files, named by their paths in `routing-rules`.
    package static func ruleTexts() throws -> [RuleText] {
        let folder = root.appending(path: "routing-rules")
        let paths = FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String]
        return try (paths ?? []).sorted()
            .filter { path in
                path.hasSuffix(".yaml") || path.hasSuffix(".csv")
                    || (path.hasPrefix("guidance/") && path.hasSuffix(".md"))
            }
            .map { RuleText(name: $0, text: try text("routing-rules/\($0)")) }
    }

    /// The same, with one unit that another took over from.
    package static func ruleTexts(abolishing former: String, for heir: String) throws -> [RuleText]
    {
        try ruleTexts().map { file in
            guard file.name == "units.yaml" else { return file }
            let exception = "exceptions: [{unit: \(former), successor: \(heir)}]"
            let text = file.text.replacing("exceptions: []", with: exception)
            return RuleText(name: file.name, text: text)
        }
    }
}
