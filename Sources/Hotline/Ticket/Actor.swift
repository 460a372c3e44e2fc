/// Who does something (操作人).
package struct Actor: Hashable, Sendable {
    package let account: String
    package let role: Role
    package let unit: UnitID
    /// The division within which the account sees anything at all (数据范围).
    package let scope: DivisionCode
    /// The unit and all above it: what accuses one of them is kept from this account.
    package let chain: [UnitID]
    /// Whether the unit is a hotline desk, which decides what a program may do.
    package let isAtDesk: Bool

    package init(
        account: String,
        role: Role,
        unit: UnitID,
        scope: DivisionCode,
        chain: [UnitID],
        isAtDesk: Bool
    ) {
        self.account = account
        self.role = role
        self.unit = unit
        self.scope = scope
        self.chain = chain
        self.isAtDesk = isAtDesk
    }
}

extension Actor {
    /// Sees what its unit has, and nothing more.
    package var isBoundToUnit: Bool {
        switch role {
        case .handler: true
        case .system: !isAtDesk
        case .operator, .dispatcher, .manager, .auditor, .administrator: false
        }
    }

    package var readsTickets: Bool {
        switch role {
        case .operator, .dispatcher, .handler, .manager, .system: true
        case .auditor, .administrator: false
        }
    }

    package var readsJournal: Bool { readsTickets || role == .auditor }

    package var files: Bool { readsTickets }

    private var worksDesk: Bool {
        role == .dispatcher || role == .manager || (role == .system && isAtDesk)
    }

    /// Whether the role alone would let the account do this to some ticket.
    package func mayEver(_ action: TicketAction) -> Bool {
        switch action.authority {
        case .desk: worksDesk
        case .unit, .coHandler: isBoundToUnit
        case .unitOrDesk: worksDesk || isBoundToUnit
        case .manager: role == .manager
        case .viewer: readsTickets
        }
    }

    /// Whether the account may do this to a ticket that it sees.
    package func may(_ action: TicketAction, to ticket: Ticket) -> Bool {
        guard mayEver(action) else { return false }
        let hasDesk = worksDesk && ticket.desk.lies(in: scope)
        let hasTicket = isBoundToUnit && ticket.unit == unit
        return switch action.authority {
        case .desk, .manager: hasDesk
        case .unit: hasTicket
        case .unitOrDesk: hasDesk || hasTicket
        case .coHandler: ticket.coHandlers.contains { $0.unit == unit }
        case .viewer: true
        }
    }

    /// Whether the ticket is there at all for the account.
    package func sees(_ ticket: Ticket) -> Bool {
        if ticket.isFirewalled, ticket.accused.contains(where: chain.contains) { return false }
        if isBoundToUnit {
            return ticket.unit == unit || ticket.origin.filedUnit == unit
                || ticket.coHandlers.contains { $0.unit == unit }
        }
        return ticket.desk.lies(in: scope) || ticket.unit?.lies(in: scope) == true
            || ticket.coHandlers.contains { $0.unit.lies(in: scope) }
    }
}

extension Role {
    /// Whether accounts of such a unit may have it: who rules on tickets sits at a desk or at
    /// the civil affairs, never at a township that the tickets go to.
    package func mayWork(at kind: UnitKind) -> Bool {
        switch self {
        case .operator, .dispatcher: kind == .desk
        case .manager: kind == .desk || kind == .civilAffairs
        case .auditor, .administrator: !kind.isDivision
        case .handler, .system: true
        }
    }
}
