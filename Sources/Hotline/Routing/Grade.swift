/// How well a rule's basis is proven (依据等级).
package enum Grade: String, CaseIterable, Sendable {
    /// The full text of the instrument was read.
    case full = "A"
    /// An excerpt or an official report with the rule in it was read.
    case excerpt = "B"
    /// Nothing was found: this system's own default, to be settled locally.
    case unverified
}
