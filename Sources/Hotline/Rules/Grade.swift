/// How well the figure of a rule is evidenced (依据等级).
package enum Grade: String, CaseIterable, Sendable {
    /// The instrument was read in full.
    case a = "A"
    /// An excerpt or an official report with the figure in it was read.
    case b = "B"
    /// No source was found: a default of this system, for the place to decide.
    case unverified

    /// What must stand beside the figure wherever it is shown.
    package var caution: String? {
        self == .unverified ? "本系统默认，待当地核定" : nil
    }
}
