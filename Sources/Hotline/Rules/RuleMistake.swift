/// One thing that is wrong with a rule file, and where.
package struct RuleMistake: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let column: Int
    package let message: String

    package init(file: String, line: Int, column: Int, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    /// Reads like a compiler's diagnostics, so that editors and CI can jump to the place.
    package var description: String { "\(file):\(line):\(column): \(message)" }
}

/// Rule files that cannot be used: everything that is wrong with them.
package struct RuleMistakes: Error, Equatable, CustomStringConvertible {
    package let mistakes: [RuleMistake]

    package init(mistakes: [RuleMistake]) {
        self.mistakes = mistakes
    }

    package var description: String {
        mistakes.map(\.description).joined(separator: "\n")
    }
}
