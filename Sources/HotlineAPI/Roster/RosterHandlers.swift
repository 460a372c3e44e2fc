internal import HTTPTypes
internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// The roster (清单台账): who is on it, and what is done.
struct RosterHandlers: Sendable {
    let office: Office

    static let listParameters: [Endpoint.Parameter] = [
        .init(name: "on", shape: .day),
        .init(name: "division", shape: .division),
        .init(name: "programme", shape: .code(Programme.ofRoster.map(\.rawValue))),
        .init(name: "variety", shape: .codes(Variety.self)),
        .init(name: "standing", shape: .codes(Standing.self)),
    ]
    /// How many days ahead may be asked for.
    private func json() -> RosterJSON { RosterJSON(rules: office.rulesInForce) }

    private func filter(_ exchange: Exchange) throws -> RosterFilter {
        var filter = RosterFilter(on: try exchange.value("on", Day.self) ?? exchange.now.day)
        filter.division = try exchange.value("division", DivisionCode.self)
        filter.programme = try exchange.code("programme", Programme.self)
        filter.variety = try exchange.code("variety", Variety.self)
        filter.standing = try exchange.code("standing", Standing.self)
        return filter
    }

    /// Answers `GET /api/v1/roster/households`.
    func list(_ exchange: Exchange) throws -> Answer {
        _ = try exchange.registerScope()
        let page = try office.store.roster(
            try filter(exchange),
            limit: exchange.limit,
            after: exchange.query("after"),
            for: exchange.actor
        )
        try office.store.accessLog.note(exchange.access(.view, field: "roster"))
        var fields: HTTPFields = [:]
        fields[.link] = exchange.link(to: page.next)
        let json = json()
        return .now(
            .json(fields: fields) { writer in
                writer.name("items")
                writer.beginArray()
                for item in page.items { json.write(item, in: &writer) }
                writer.endArray()
                writer.member("next", page.next)
            }
        )
    }

    /// Answers `GET /api/v1/roster/counts`.
    func counts(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        let filter = try filter(exchange)
        let counts = try office.store.rosterCounts(filter, in: scope)
        let json = json()
        return .now(
            .json { writer in
                writer.member("on", filter.on.description)
                writer.name("items")
                writer.beginArray()
                for count in counts {
                    writer.beginObject()
                    writer.member("township", count.township.description)
                    writer.member("townshipName", json.name(count.township))
                    writer.member("programme", count.programme.rawValue)
                    writer.member("variety", count.variety?.rawValue)
                    writer.member("households", count.households)
                    writer.member("members", count.members)
                    writer.member("amount", count.amount)
                    writer.endObject()
                }
                writer.endArray()
            }
        )
    }

    /// Answers `GET /api/v1/roster/households/{household}`.
    func household(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        let id = try exchange.record("household")
        let today = exchange.now.day
        guard let view = try office.store.household(id, on: today, in: scope) else {
            throw Problem.notThere
        }
        let events = try office.store.registerEvents(
            of: .roster,
            subject: "household \(id)",
            after: 0,
            limit: Int(PageLimit.max)
        )
        try office.store.accessLog.note(exchange.access(.view, field: "household \(id)"))
        let json = json()
        return .now(
            .json { writer in
                json.members(of: view, on: today, in: &writer)
                writer.name("events")
                writer.beginArray()
                for event in events.reversed() {
                    writer.beginObject()
                    writer.member("sequence", Int(event.sequence))
                    writer.member("at", event.at.description)
                    writer.member("account", event.account)
                    writer.member("unit", event.unit)
                    writer.member("action", event.action)
                    writer.endObject()
                }
                writer.endArray()
            }
        )
    }

    // MARK: Looking for somebody

    static let searchFields: [Shape.Field] = [
        .optional("idNumber", .text(lengthMax: 32)),
        .optional("name", .text(lengthMax: RosterRow.nameLengthMax)),
        .required("purpose", .text(lengthMax: TextLimit.title)),
        .required("ticket", .ticketNumber),
    ]

    /// Answers `POST /api/v1/roster/search`: somebody by number or name, for an open ticket.
    ///
    /// Nobody is looked for outside an open case (社会救助法 70), and it is on record before it
    /// is answered.
    func search(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        let body = try Body(exchange.request.body, Self.searchFields)
        let idNumber = body.text("idNumber").flatMap { IDNumber($0.plainNumber) }
        if body.text("idNumber") != nil, idNumber == nil {
            throw Problem.badField("/idNumber", "身份证号的位数、出生日期或校验码不对。")
        }
        guard idNumber != nil || body.text("name") != nil else {
            throw Problem.badField("/idNumber", "请填写身份证号或姓名。")
        }
        let number = body.required(body.value("ticket", TicketNumber.self))
        let ticket = try office.store.ticket(number, for: exchange.actor)
        guard let ticket, ticket.ticket.state != .closed else {
            throw Problem.badField("/ticket", "须是您能看到的未办结工单：没有在办事项，不能查询。")
        }
        var access = exchange.access(.search, of: number)
        access.field = "roster"
        access.purpose = body.text("purpose").map(Redaction.masked)
        try office.store.accessLog.commit(access)
        let items = try office.store.findOnRoster(
            idNumber: idNumber,
            name: body.text("name"),
            limit: PageLimit.default,
            on: exchange.now.day,
            in: scope
        )
        let json = json()
        return .now(
            .json { writer in
                writer.name("items")
                writer.beginArray()
                for item in items { json.write(item, in: &writer) }
                writer.endArray()
                writer.name("next")
                writer.null()
            }
        )
    }

    enum Field: String, CaseIterable {
        case name, idNumber, phone
    }

    static let unmaskFields: [Shape.Field] = [
        .required("person", .integer(1...RecordNumber.max)),
        .required("field", .codes(Field.self)),
        .required("purpose", .text(lengthMax: TextLimit.title)),
    ]

    /// Answers `POST /api/v1/roster/households/{household}/unmask`.
    func unmask(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        let household = try exchange.record("household")
        guard try office.store.household(household, on: exchange.now.day, in: scope) != nil else {
            throw Problem.notThere
        }
        let body = try Body(exchange.request.body, Self.unmaskFields)
        let person = Int64(body.required(body.integer("person")))
        let name = body.required(body.code("field", Field.self))
        let field = body.required(PersonalField.Name(rawValue: name.rawValue))
        try office.store.timeGuard.check(exchange.now)
        let purpose = body.required(body.text("purpose"))
        let access = exchange.access(.unmask, field: "", purpose: purpose)
        let actor = exchange.actor
        return .later { [office] answer in
            office.store.writer.submit { ledger in
                try ledger.unmask(field, of: person, in: household, by: actor, as: access)
            } done: { result in
                answer {
                    office.answering(exchange.id) {
                        let value = try result.get()
                        return .json { writer in
                            writer.member("person", Int(person))
                            writer.member("field", name.rawValue)
                            writer.member("value", value)
                        }
                    }
                }
            }
        }
    }
}
