/// Finds places in addresses and in sentences (地名).
package struct Gazetteer: Sendable {
    package init(divisions: Divisions) {}

    /// The place that an address means, or what to ask.
    ///
    /// The hint is where whoever files it sits: it counts only where it alone decides.
    package func locate(_ address: String, hint: DivisionCode?) -> Location { .unknown }
}
