/// What can be said of a condition by the answers so far (三值判断).
///
/// By the logic of Kleene: what is open may still become yes or no, and nothing else changes
/// when more is known.
package enum Truth: String, Hashable, Sendable {
    case yes
    case no
    case open

    /// What holds of several at once.
    static func all(_ parts: [Truth]) -> Truth {
        if parts.contains(.no) { return .no }
        return parts.contains(.open) ? .open : .yes
    }

    /// What holds of one of several.
    static func any(_ parts: [Truth]) -> Truth {
        if parts.contains(.yes) { return .yes }
        return parts.contains(.open) ? .open : .no
    }
}
