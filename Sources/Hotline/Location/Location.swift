/// What a text says about where something is.
package enum Location: Hashable, Sendable {
    /// The one place, and the words that said so.
    case place(Place, because: [String])
    /// Several that are equally possible, and the question that would decide.
    case candidates([Place], question: String)
    case unknown
}
