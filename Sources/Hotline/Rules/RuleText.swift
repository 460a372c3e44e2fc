/// A rule file as it was read: where it lies, for its mistakes, and what stands in it.
package struct RuleText: Hashable, Sendable {
    package let name: String
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}
