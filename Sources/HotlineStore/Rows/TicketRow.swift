internal import GRDB
internal import Hotline
internal import StrictJSON

/// A ticket as a row of `ticket`: every column but none of the lists that hang on it.
enum TicketRow {
    static let table = Table("ticket", keyCount: 1, columns: columns.map(\.name))

    static func values(of ticket: Ticket) -> [DatabaseValue] {
        columns.map { $0.value(ticket) }
    }

    /// The columns that a step changes, and the row after it, in which those and the key stand.
    static func changes(
        from before: Ticket,
        to after: Ticket
    ) -> (columns: [Int], values: [DatabaseValue]) {
        var changed: [Int] = []
        var values = [DatabaseValue](repeating: .null, count: columns.count)
        values[0] = before.number.integer.databaseValue
        for group in groups where !group.isSame(before, after) {
            for index in group.columns where !columns[index].isSame(before, after) {
                changed.append(index)
                values[index] = columns[index].value(after)
            }
        }
        return (changed, values)
    }

    private static let columns = standing + origin + subject + history

    /// Columns that are compared together first, because they hardly ever change.
    private static let groups: [Group] = {
        let origins = standing.count..<standing.count + origin.count
        let subjects = origins.upperBound..<origins.upperBound + subject.count
        return [
            Group(columns: 1..<origins.lowerBound) { _, _ in false },
            Group(columns: origins) { $0.hasOrigin(of: $1) },
            Group(columns: subjects) { $0.hasSubject(of: $1) },
            Group(columns: subjects.upperBound..<columns.count) { _, _ in false },
        ]
    }()

    private struct Group: Sendable {
        let columns: Range<Int>
        let isSame: @Sendable (Ticket, Ticket) -> Bool
    }
}

/// A column of `ticket`: what it holds of one.
private struct TicketColumn: Sendable {
    let name: String
    let value: @Sendable (Ticket) -> DatabaseValue
    let isSame: @Sendable (Ticket, Ticket) -> Bool

    /// A column that holds a part in a form of its own.
    init<Part: Equatable & Sendable>(
        _ name: String,
        _ part: @escaping @Sendable (Ticket) -> Part,
        as column: @escaping @Sendable (Part) -> DatabaseValue
    ) {
        self.name = name
        value = { column(part($0)) }
        isSame = { part($0) == part($1) }
    }

    /// A column that holds a part as it is.
    init<Part: Equatable & Sendable & DatabaseValueConvertible>(
        _ name: String,
        _ part: @escaping @Sendable (Ticket) -> Part
    ) {
        self.init(name, part) { $0.databaseValue }
    }

    init(_ name: String, _ part: @escaping @Sendable (Ticket) -> Instant?) {
        self.init(name, part) { $0.column }
    }

    init(_ name: String, _ part: @escaping @Sendable (Ticket) -> UnitID?) {
        self.init(name, part) { ($0?.description).databaseValue }
    }

    init(_ name: String, _ part: @escaping @Sendable (Ticket) -> [UnitID]) {
        self.init(name, part) { TicketRow.list($0.map(\.description)) }
    }

    init(_ name: String, _ part: @escaping @Sendable (Ticket) -> DivisionCode?) {
        self.init(name, part) { ($0?.description).databaseValue }
    }
}

extension TicketRow {
    private static let standing: [TicketColumn] = [
        TicketColumn("number") { $0.number.integer },
        TicketColumn("state") { $0.state.rawValue },
        TicketColumn("outcome") { $0.outcome?.rawValue },
        TicketColumn("desk") { $0.desk },
        TicketColumn("unit") { $0.unit },
        TicketColumn("taker") { $0.taker },
    ]

    private static let origin: [TicketColumn] = [
        TicketColumn("channel") { $0.origin.channel.rawValue },
        TicketColumn("externalNumber") { $0.origin.externalNumber },
        TicketColumn("receivedAt") { $0.origin.receivedAt },
        TicketColumn("filedAt") { $0.origin.filedAt },
        TicketColumn("filedBy") { $0.origin.filedBy },
        TicketColumn("filedUnit") { $0.origin.filedUnit },
        TicketColumn("isAnonymous") { $0.origin.isAnonymous },
        TicketColumn("isConfidential") { $0.origin.isConfidential },
        TicketColumn("registeredTownship") { $0.origin.registeredTownship },
    ]

    private static let subject: [TicketColumn] = [
        TicketColumn("kind") { $0.kind.rawValue },
        TicketColumn("matter") { $0.matter.rawValue },
        TicketColumn("aspect") { $0.aspect.rawValue },
        TicketColumn("isUrgent") { $0.isUrgent },
        TicketColumn("classification", { $0.classification }, as: { $0.json.databaseValue }),
        TicketColumn("route", { $0.route }, as: { $0.json.databaseValue }),
        TicketColumn("county") { $0.place?.county },
        TicketColumn("township") { $0.place?.township },
        TicketColumn("placeName") { $0.place?.name },
        TicketColumn("accused") { $0.accused },
        TicketColumn("isFirewalled") { $0.isFirewalled },
        TicketColumn("proposal") { $0.proposal },
    ]

    private static let history: [TicketColumn] = [
        TicketColumn("returns") { $0.returns },
        TicketColumn("barredFromReturn") { $0.barredFromReturn },
        TicketColumn("reworks") { $0.reworks },
        TicketColumn("isRaised") { $0.isRaised },
        TicketColumn("isContacted") { $0.isContacted },
        TicketColumn("suspensionReason") { $0.suspension.reason },
        TicketColumn("suspendedSince") { $0.suspension.since },
        TicketColumn("wakesAt") { $0.suspension.wakesAt },
        TicketColumn("suspendedDays") { $0.suspension.daysUsed },
        TicketColumn("extensionsGranted") { $0.extensions.granted },
        TicketColumn("extensionDaysAsked") { $0.extensions.daysAsked },
        TicketColumn("supervision") { $0.supervision?.rawValue },
        TicketColumn("isExcluded") { $0.isExcluded },
        TicketColumn("lead") { $0.lead?.integer },
        TicketColumn("answeredOutcome") { $0.answeredOutcome?.rawValue },
        TicketColumn("closedAt") { $0.closedAt },
        TicketColumn("governingClock") { $0.governingClock },
        TicketColumn("revision") { $0.revision },
        TicketColumn("programme") { $0.application?.programme.rawValue },
        TicketColumn("acceptedOn") { $0.application?.acceptedOn.number },
        TicketColumn("special") { $0.application?.special?.rawValue },
        TicketColumn("unsignedAt") { $0.unsignedAt },
        TicketColumn("tenures", { $0.tenures }, as: { TenureColumn.text($0).databaseValue }),
        TicketColumn("attentionAt") { $0.attentionAt },
    ]

    static func list(_ texts: [String]) -> DatabaseValue {
        var writer = JSONWriter(capacity: 32)
        writer.beginArray()
        for text in texts { writer.string(text) }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self).databaseValue
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
