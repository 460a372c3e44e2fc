/// Whoever can owe an answer (单位).
package struct Unit: Hashable, Sendable {
    package let id: UnitID
    /// The short name, such as `坞城街道` or `小店区民政局`.
    package var name: String
    package let kind: UnitKind
    /// The one that it answers to (上级).
    package var parent: UnitID?
    /// Who took over its work, if it was abolished.
    package var successor: UnitID?
    /// Its hours on a working day, such as `08:30-12:00,14:00-17:30`; nil for the default ones.
    package var hours: String?
    package var dutyPhone: String?

    package init(
        id: UnitID,
        name: String,
        kind: UnitKind,
        parent: UnitID?,
        successor: UnitID? = nil,
        hours: String? = nil,
        dutyPhone: String? = nil
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.parent = parent
        self.successor = successor
        self.hours = hours
        self.dutyPhone = dutyPhone
    }
}
