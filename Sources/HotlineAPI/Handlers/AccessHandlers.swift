internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// Looking at personal data, and at who did.
struct AccessHandlers: Sendable {
    let office: Office

    /// What may be unmasked, by the names of the API.
    enum Field: String, CaseIterable {
        case name
        case phone
        case idNumber
        case address
        /// A number that stood in a text; `id` is that of its placeholder.
        case cut
    }

    static let unmaskFields: [Shape.Field] = [
        .required("field", .codes(Field.self)),
        .optional("id", .integer(1...100_000)),
        .required("purpose", .text(lengthMax: TextLimit.title)),
    ]

    /// Answers `POST /api/v1/tickets/{number}/unmask`.
    ///
    /// The answer leaves when it is on record who asked, and is kept for nobody who asks again.
    func unmask(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        guard actor.readsTickets else { throw Problem.notPermitted }
        let number = try exchange.ticketNumber()
        guard try office.store.ticket(number, for: actor) != nil else { throw Problem.notThere }
        let body = try Body(exchange.request.body, Self.unmaskFields)
        let name = body.required(body.code("field", Field.self))
        let field = Self.field(name, id: body.integer("id"))
        var access = exchange.access(.unmask, of: number)
        try office.store.timeGuard.check(exchange.now)
        access.purpose = Redaction.masked(body.required(body.text("purpose")))
        return .later { [office, access] answer in
            office.store.writer.submit { ledger in
                try ledger.unmask(field, of: number, by: actor, as: access)
            } done: { result in
                answer {
                    office.answering(exchange.id) {
                        let value = try result.get()
                        return .json { writer in
                            writer.member("number", number.description)
                            writer.member("field", name.rawValue)
                            writer.member("value", value)
                        }
                    }
                }
            }
        }
    }

    private static func field(_ field: Field, id: Int?) -> UnmaskedField {
        switch field {
        case .name: .caller(.name)
        case .phone: .caller(.phone)
        case .idNumber: .caller(.idNumber)
        case .address: .caller(.address)
        case .cut: .cut(id ?? 0)
        }
    }

    // MARK: The access log

    static let logParameters: [Endpoint.Parameter] = [
        .init(name: "ticket", shape: .ticketNumber),
        .init(name: "account", shape: .text(lengthMax: Account.nameLengthMax)),
        .init(name: "action", shape: .codes(Access.Action.self)),
        .init(name: "from", shape: .day),
        .init(name: "to", shape: .day),
        .limit, .after,
    ]

    /// Answers `GET /api/v1/access-log`: for the auditor, and for a manager who tells a caller
    /// who looked at their ticket.
    ///
    /// That it was read is in the log before it is answered.
    func log(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        var filter = AccessFilter()
        filter.ticket = try exchange.value("ticket", TicketNumber.self)
        filter.account = try exchange.query("account")
        filter.action = try exchange.code("action", Access.Action.self)
        filter.from = try exchange.value("from", Day.self).map { Instant($0) }
        filter.to = try exchange.value("to", Day.self).map { Instant($0.advanced(by: 1)) }
        switch (actor.role, filter.ticket) {
        case (.auditor, _): break
        case (.manager, let ticket?):
            guard try office.store.ticket(ticket, for: actor) != nil else {
                throw Problem.notThere
            }
        default: throw Problem.notPermitted
        }
        try office.store.accessLog.commit(exchange.access(.accessLog, of: filter.ticket))
        let page = try office.store.accesses(
            filter,
            limit: exchange.limit,
            after: exchange.query("after"),
            for: actor
        )
        var fields: HTTPFields = [:]
        fields[.link] = exchange.link(to: page.next)
        return .now(
            .json(fields: fields) { writer in
                writer.name("items")
                writer.beginArray()
                for row in page.items { Self.write(row, in: &writer) }
                writer.endArray()
                writer.member("next", page.next)
            }
        )
    }

    private static func write(_ row: AccessRow, in writer: inout JSONWriter) {
        let access = row.access
        writer.beginObject()
        writer.member("sequence", Int(row.sequence))
        writer.member("at", access.at.description)
        writer.name("by")
        writer.beginObject()
        writer.member("account", access.account)
        writer.member("role", access.role)
        writer.member("unit", access.unit)
        writer.endObject()
        writer.member("peer", access.peer)
        writer.member("action", access.action.rawValue)
        writer.member("ticket", access.ticket?.description)
        writer.member("field", access.field)
        writer.member("purpose", access.purpose)
        writer.member("request", access.request)
        writer.endObject()
    }
}

extension Exchange {
    /// The entry of the access log for a look that this request asks for.
    func access(_ action: Access.Action, of ticket: TicketNumber? = nil) -> Access {
        Access(action, of: ticket, by: actor, from: request.peer, request: id, at: now)
    }
}

extension Office {
    /// Notes that somebody looked for a caller, and which tickets were found.
    func noteSearch(found: [TicketView], _ exchange: Exchange) throws {
        let numbers = found.map { Optional($0.ticket.number) }
        let accesses = (numbers.isEmpty ? [nil] : numbers).map { exchange.access(.search, of: $0) }
        try store.accessLog.note(accesses)
    }
}
