/// The text of one rule file, and the name to report its mistakes by.
package struct RuleText: Sendable {
    package let name: String
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}
