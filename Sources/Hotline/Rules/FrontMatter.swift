/// The YAML that a Markdown file begins with, between two lines of three hyphens.
package struct FrontMatter: Sendable {
    /// With a comment for the first line, so that every place in it is one in the file.
    package let yaml: String
    /// What follows, in lines.
    package let body: [String]

    /// - Returns: Nil if the file does not begin so.
    package init?(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == "---",
            let end = lines.dropFirst().firstIndex(of: "---")
        else { return nil }
        lines[0] = "#"
        yaml = lines[..<end].joined(separator: "\n")
        body = lines[(end + 1)...].map(String.init)
    }
}
