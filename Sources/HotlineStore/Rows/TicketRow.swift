internal import GRDB
internal import Hotline
internal import StrictJSON

/// A ticket as a row of `ticket`: every column but none of the lists that hang on it.
enum TicketRow {
    static let table = Table(
        "ticket",
        keyCount: 1,
        columns: [
            "number", "state", "outcome", "desk", "unit", "taker",
            "channel", "externalNumber", "receivedAt", "filedAt", "filedBy", "filedUnit",
            "isAnonymous", "isConfidential", "registeredTownship",
            "kind", "matter", "aspect", "isUrgent", "classification", "route",
            "county", "township", "placeName", "accused", "isFirewalled", "proposal",
            "returns", "barredFromReturn", "reworks", "isRaised", "isContacted",
            "suspensionReason", "suspendedSince", "wakesAt", "suspendedDays",
            "extensionsGranted", "extensionDaysAsked", "supervision", "isExcluded",
            "lead", "answeredOutcome", "closedAt", "governingClock", "revision",
            "programme", "acceptedOn", "special", "unsignedAt", "tenures", "attentionAt",
        ]
    )

    static func values(of ticket: Ticket) -> [DatabaseValue] {
        standing(of: ticket) + origin(of: ticket) + subject(of: ticket) + history(of: ticket)
    }

    /// The columns that a step changes, and the row after it.
    ///
    /// What is in groups that stay as they are is left out of the row: it takes longest to write,
    /// and hardly ever changes.
    static func changes(
        from before: Ticket,
        to after: Ticket
    ) -> (columns: [Int], values: [DatabaseValue]) {
        var (former, values) = (standing(of: before), standing(of: after))
        func compare(_ isSame: Bool, _ count: Int, _ group: (Ticket) -> [DatabaseValue]) {
            let void = isSame ? [DatabaseValue](repeating: .null, count: count) : nil
            former += void ?? group(before)
            values += void ?? group(after)
        }
        compare(before.origin == after.origin, originCount, origin)
        compare(before.hasSubject(of: after), subjectCount, subject)
        compare(false, 0, history)
        return (table.differences(former, values), values)
    }

    private static let originCount = 9
    private static let subjectCount = 12

    private static func standing(of ticket: Ticket) -> [DatabaseValue] {
        [
            ticket.number.integer.databaseValue,
            ticket.state.rawValue.databaseValue,
            (ticket.outcome?.rawValue).databaseValue,
            ticket.desk.description.databaseValue,
            (ticket.unit?.description).databaseValue,
            ticket.taker.databaseValue,
        ]
    }

    private static func origin(of ticket: Ticket) -> [DatabaseValue] {
        let origin = ticket.origin
        return [
            origin.channel.rawValue.databaseValue,
            origin.externalNumber.databaseValue,
            origin.receivedAt.column,
            origin.filedAt.column,
            origin.filedBy.databaseValue,
            origin.filedUnit.description.databaseValue,
            origin.isAnonymous.databaseValue,
            origin.isConfidential.databaseValue,
            (origin.registeredTownship?.description).databaseValue,
        ]
    }

    private static func subject(of ticket: Ticket) -> [DatabaseValue] {
        [
            ticket.kind.rawValue.databaseValue,
            ticket.matter.rawValue.databaseValue,
            ticket.aspect.rawValue.databaseValue,
            ticket.isUrgent.databaseValue,
            ticket.classification.json.databaseValue,
            ticket.route.json.databaseValue,
            (ticket.place?.county.description).databaseValue,
            (ticket.place?.township?.description).databaseValue,
            (ticket.place?.name).databaseValue,
            list(ticket.accused.map(\.description)),
            ticket.isFirewalled.databaseValue,
            ticket.proposal.databaseValue,
        ]
    }

    private static func history(of ticket: Ticket) -> [DatabaseValue] {
        [
            ticket.returns.databaseValue,
            list(ticket.barredFromReturn.map(\.description)),
            ticket.reworks.databaseValue,
            ticket.isRaised.databaseValue,
            ticket.isContacted.databaseValue,
            ticket.suspension.reason.databaseValue,
            ticket.suspension.since.column,
            ticket.suspension.wakesAt.column,
            ticket.suspension.daysUsed.databaseValue,
            ticket.extensions.granted.databaseValue,
            ticket.extensions.daysAsked.databaseValue,
            (ticket.supervision?.rawValue).databaseValue,
            ticket.isExcluded.databaseValue,
            (ticket.lead?.integer).databaseValue,
            (ticket.answeredOutcome?.rawValue).databaseValue,
            ticket.closedAt.column,
            ticket.governingClock.databaseValue,
            ticket.revision.databaseValue,
            (ticket.application?.programme.rawValue).databaseValue,
            (ticket.application?.acceptedOn.number).databaseValue,
            (ticket.application?.special?.rawValue).databaseValue,
            ticket.unsignedAt.column,
            TenureColumn.text(ticket.tenures).databaseValue,
            ticket.attentionAt.column,
        ]
    }

    static func list(_ texts: [String]) -> DatabaseValue {
        var writer = JSONWriter(capacity: 32)
        writer.beginArray()
        for text in texts { writer.string(text) }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self).databaseValue
    }
}

extension Ticket {
    /// Whether what it is about, where, and whom it accuses are the same.
    fileprivate func hasSubject(of other: Ticket) -> Bool {
        classification == other.classification && route == other.route && place == other.place
            && accused == other.accused && isFirewalled == other.isFirewalled
            && proposal == other.proposal
    }
}

// MARK: - Reading

extension TicketRow {
    private typealias TicketReader = Reader<StatementColumns>

    /// The ticket of a row, without its clocks, call-backs and co-handlers.
    static func ticket(_ row: StatementColumns) throws -> Ticket {
        var reader = Reader(row)
        let number = try TicketNumber(column: reader.integer())
        let state = try reader.code(TicketState.self)
        let outcome = try reader.optionalCode(Outcome.self)
        let desk = try reader.read(UnitID.self)
        let unit = try reader.optional(UnitID.self)
        let taker = reader.optionalText()
        let origin = try origin(&reader)
        reader.skip(4)  // Those stand in the classification too.
        let classification = try Classification(json: reader.json())
        let route = try Route(json: reader.json())
        var ticket = Ticket(
            number: number,
            origin: origin,
            state: state,
            classification: classification,
            route: route
        )
        ticket.outcome = outcome
        ticket.desk = desk
        ticket.unit = unit
        ticket.taker = taker
        try readSubject(&ticket, &reader)
        try readHistory(&ticket, &reader)
        return ticket
    }

    private static func origin(_ reader: inout TicketReader) throws -> Ticket.Origin {
        Ticket.Origin(
            channel: try reader.code(Channel.self),
            externalNumber: reader.optionalText(),
            receivedAt: try reader.instant(),
            filedAt: try reader.instant(),
            filedBy: try reader.text(),
            filedUnit: try reader.read(UnitID.self),
            isAnonymous: try reader.flag(),
            isConfidential: try reader.flag(),
            registeredTownship: try reader.optional(DivisionCode.self)
        )
    }

    private static func readSubject(_ ticket: inout Ticket, _ reader: inout TicketReader) throws {
        let county = try reader.optional(DivisionCode.self)
        let township = try reader.optional(DivisionCode.self)
        let name = reader.optionalText()
        if let county, let name {
            ticket.place = Place(county: county, township: township, name: name)
        }
        ticket.accused = try units(reader.json())
        ticket.isFirewalled = try reader.flag()
        ticket.proposal = reader.optionalText()
    }

    private static func readHistory(_ ticket: inout Ticket, _ reader: inout TicketReader) throws {
        ticket.returns = try reader.count()
        ticket.barredFromReturn = try units(reader.json())
        ticket.reworks = try reader.count()
        ticket.isRaised = try reader.flag()
        ticket.isContacted = try reader.flag()
        ticket.suspension.reason = reader.optionalText()
        ticket.suspension.since = reader.optionalInstant()
        ticket.suspension.wakesAt = reader.optionalInstant()
        ticket.suspension.daysUsed = try reader.count()
        ticket.extensions.granted = try reader.count()
        ticket.extensions.daysAsked = reader.optionalInteger().map(Int.init)
        ticket.supervision = try reader.optionalCode(SupervisionLevel.self)
        ticket.isExcluded = try reader.flag()
        ticket.lead = try reader.optionalInteger().map(TicketNumber.init(column:))
        ticket.answeredOutcome = try reader.optionalCode(Outcome.self)
        ticket.closedAt = reader.optionalInstant()
        ticket.governingClock = reader.optionalInteger().map(Int.init)
        ticket.revision = try reader.count()
        try readTime(&ticket, &reader)
    }

    private static func readTime(_ ticket: inout Ticket, _ reader: inout TicketReader) throws {
        let programme = try reader.optionalCode(Programme.self)
        let acceptedOn = reader.optionalInteger().map { Day(number: Int($0)) }
        let special = try reader.optionalCode(SpecialCircumstance.self)
        if let programme, let acceptedOn {
            ticket.application = Application(
                programme: programme,
                acceptedOn: acceptedOn,
                special: special
            )
        }
        ticket.unsignedAt = reader.optionalInstant()
        ticket.tenures = try TenureColumn.tenures(reader.json())
    }

    private static func units(_ json: JSON) throws -> [UnitID] {
        try (json.array ?? []).map {
            guard let unit = $0.string.flatMap(UnitID.init) else {
                throw BrokenRow("\($0) is no unit's code")
            }
            return unit
        }
    }
}
