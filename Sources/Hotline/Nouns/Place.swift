/// Where something is: a county, and its township if that is known (地点).
package struct Place: Hashable, Sendable {
    package let county: DivisionCode
    package let township: DivisionCode?
    /// In full, `山西省太原市小店区坞城街道`.
    package let name: String

    package init(county: DivisionCode, township: DivisionCode?, name: String) {
        self.county = county
        self.township = township
        self.name = name
    }

    /// The smallest division that is known.
    package var division: DivisionCode { township ?? county }
}
