/// What was said, as far as it decides where it goes (受理).
package struct Filing: Sendable {
    package var channel: Channel
    package var text: String
    package var title: String?
    package var address: String?
    /// Where it is, by code; outweighs the address.
    package var township: DivisionCode?
    /// Where the person is registered (户籍地).
    package var registeredTownship: DivisionCode?
    /// Who is accused: codes of units, or text.
    package var accused: [String]
    package var kind: Kind?
    package var matter: Matter?
    package var aspect: Aspect?
    package var urgent: Bool?
    /// The division of whoever files it: a weak hint where it may be, no more.
    package var home: DivisionCode
    /// The desk that it is filed at.
    package var desk: UnitID
    package var isAnonymous: Bool

    package init(
        channel: Channel,
        text: String,
        title: String? = nil,
        address: String? = nil,
        township: DivisionCode? = nil,
        registeredTownship: DivisionCode? = nil,
        accused: [String] = [],
        kind: Kind? = nil,
        matter: Matter? = nil,
        aspect: Aspect? = nil,
        urgent: Bool? = nil,
        home: DivisionCode,
        desk: UnitID,
        isAnonymous: Bool = false
    ) {
        self.channel = channel
        self.text = text
        self.title = title
        self.address = address
        self.township = township
        self.registeredTownship = registeredTownship
        self.accused = accused
        self.kind = kind
        self.matter = matter
        self.aspect = aspect
        self.urgent = urgent
        self.home = home
        self.desk = desk
        self.isAnonymous = isAnonymous
    }
}
