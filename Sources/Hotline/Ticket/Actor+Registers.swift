extension Actor {
    /// The division whose registers (台账) the account may see; nil if it sees none.
    ///
    /// Villages, townships and civil affairs see those of their own division; who rules on
    /// tickets sees those of the own scope. Other departments see none.
    package var registerScope: DivisionCode? {
        switch role {
        case .dispatcher, .manager: scope
        case .handler where unit.keepsRegisters: unit.division
        case .handler, .operator, .auditor, .administrator, .system: nil
        }
    }
}

extension UnitID {
    /// Whether the unit is a village, a township or civil affairs.
    fileprivate var keepsRegisters: Bool {
        UnitKind.village.id(in: division) == self || UnitKind.civilAffairs.id(in: division) == self
    }
}
