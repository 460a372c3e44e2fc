internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import NationalCrypto
internal import StrictJSON

/// Lists: what there is, what a unit owes, and what has changed.
struct ListHandlers: Sendable {
    let office: Office

    static let filterParameters: [Endpoint.Parameter] =
        [
            .init(name: "q", shape: .text(lengthMax: 100)),
            .init(name: "state", shape: .codes(TicketState.self)),
            .init(name: "kind", shape: .codes(Kind.self)),
            .init(name: "matter", shape: .codes(Matter.self)),
            .init(name: "unit", shape: .unit),
            .init(name: "from", shape: .day),
            .init(name: "to", shape: .day),
            .limit, .after,
        ] + FigureFilter.parameters

    static let searchFields: [Shape.Field] = [
        .optional(
            "caller",
            .object([
                .optional("phone", .text(lengthMax: 32)),
                .optional("idNumber", .text(lengthMax: 32)),
            ])
        ),
        .optional("q", .text(lengthMax: 100)),
        .optional("state", .codes(TicketState.self)),
        .optional("kind", .codes(Kind.self)),
        .optional("matter", .codes(Matter.self)),
        .optional("unit", .unit),
        .optional("from", .day),
        .optional("to", .day),
        .optional("limit", .integer(1...PageLimit.max)),
        .optional("after", .cursor),
    ]

    /// Answers `GET /api/v1/tickets`.
    func tickets(_ exchange: Exchange) throws -> Answer {
        var filter = TicketFilter()
        filter.words = try exchange.query("q")
        filter.state = try exchange.code("state", TicketState.self)
        filter.kind = try exchange.code("kind", Kind.self)
        filter.matter = try exchange.code("matter", Matter.self)
        filter.unit = try exchange.value("unit", UnitID.self)
        filter.from = try exchange.value("from", Day.self).map { Instant($0) }
        filter.to = try exchange.value("to", Day.self).map { Instant($0.advanced(by: 1)) }
        filter.figures = try exchange.figureFilter()
        let after = try exchange.query("after")
        return try page(filter, limit: exchange.limit, after: after, exchange)
    }

    /// Answers `POST /api/v1/tickets/search`: the same, with what must not stand in an address.
    func search(_ exchange: Exchange) throws -> Answer {
        let body = try Body(exchange.request.body, Self.searchFields)
        var filter = TicketFilter()
        filter.words = body.text("q")
        filter.state = body.code("state", TicketState.self)
        filter.kind = body.code("kind", Kind.self)
        filter.matter = body.code("matter", Matter.self)
        filter.unit = body.value("unit", UnitID.self)
        filter.from = body.value("from", Day.self).map { Instant($0) }
        filter.to = body.value("to", Day.self).map { Instant($0.advanced(by: 1)) }
        filter.phone = body.object("caller")?.text("phone")?.plainNumber
        filter.idNumber = body.object("caller")?.text("idNumber")?.plainNumber
        let limit = body.integer("limit") ?? PageLimit.default
        return try page(filter, limit: limit, after: body.text("after"), exchange)
    }

    private func page(
        _ filter: TicketFilter,
        limit: Int,
        after: String?,
        _ exchange: Exchange
    ) throws -> Answer {
        guard exchange.actor.readsTickets else { throw Problem.notPermitted }
        let page = try office.store.tickets(
            filter,
            limit: limit,
            after: after,
            for: exchange.actor
        )
        if filter.phone != nil || filter.idNumber != nil {
            try office.noteSearch(found: page.items, exchange)
        }
        let indexedTo = try office.store.indexedTo()
        var fields: HTTPFields = [:]
        if exchange.request.method != .post { fields[.link] = exchange.link(to: page.next) }
        let json = json(for: exchange)
        return .now(
            .json(fields: fields) { writer in
                json.items(page, withHighlights: filter.words != nil, in: &writer)
                writer.name("indexedTo")
                writer.integer(indexedTo)
            }
        )
    }

    // MARK: The queue of a unit

    /// Answers `GET /api/v1/units/{unit}/queue`.
    func queue(_ exchange: Exchange) throws -> Answer {
        let unit = try exchange.unit()
        let actor = exchange.actor
        guard actor.readsTickets else { throw Problem.notPermitted }
        guard office.rulesInForce.rulebook.units[unit] != nil,
            actor.isBoundToUnit ? actor.unit == unit : unit.lies(in: actor.scope)
        else { throw Problem.notThere }
        let asked = try exchange.queueQuestion(unit)
        let version = office.store.changes.version(of: unit)
        guard exchange.request[.ifNoneMatch] == asked.tag(version) else {
            return .now(try queuePage(asked, exchange))
        }
        let seconds = try exchange.value("wait", Int.self) ?? 0
        guard seconds > 0 else {
            let response = asked.unchanged(version)
            office.remember(response, to: exchange, unit: unit, version: version)
            return .now(response)
        }
        return wait(for: asked, past: version, seconds: seconds, exchange)
    }

    private func wait(
        for asked: QueueQuestion,
        past version: QueueVersion,
        seconds: Int,
        _ exchange: Exchange
    ) -> Answer {
        .later { [self] answer in
            let poll = Poll(until: ContinuousClock.now + .seconds(seconds)) { hub, wake in
                hub.wait(for: asked.unit, past: version, wake: wake)
            } answer: {
                let now = office.store.changes.version(of: asked.unit)
                guard now != version else { return answer { asked.unchanged(version) } }
                answer { office.answering(exchange.id) { try queuePage(asked, exchange) } }
            }
            office.polls.add(poll)
        }
    }

    private func queuePage(_ asked: QueueQuestion, _ exchange: Exchange) throws -> Response {
        // Read before the page: a change that comes between is told of once more, not lost.
        let version = office.store.changes.version(of: asked.unit)
        var fields: HTTPFields = [.eTag: asked.tag(version), .cacheControl: "private, no-cache"]
        let key = QueueBook.Key(asked, for: exchange.actor)
        let rules = office.rulesInForce
        if let page = office.queueBook.page(key, version: version, by: rules) {
            fields[.link] = exchange.link(to: page.next)
            return .json(fields: fields, page.body)
        }
        let page = try office.store.queue(
            of: asked.unit,
            state: asked.state,
            limit: asked.limit,
            after: asked.after,
            for: exchange.actor
        )
        fields[.link] = exchange.link(to: page.next)
        let json = json(for: exchange)
        let response = Response.json(fields: fields) { json.items(page, in: &$0) }
        office.queueBook.keep(
            QueueBook.Page(version: version, rules: rules, body: response.body, next: page.next),
            as: key
        )
        return response
    }

    // MARK: The feed of changes

    /// Answers `GET /api/v1/changes`.
    func changes(_ exchange: Exchange) throws -> Answer {
        guard exchange.actor.readsJournal else { throw Problem.notPermitted }
        guard let after = try exchange.value("after", Int64.self), after >= 0 else {
            throw Problem.malformed("参数after须是上次得到的next，首次为0。")
        }
        let limit = try exchange.limit
        let seconds = try exchange.value("wait", Int.self) ?? 0
        let (items, next) = try read(after: after, limit: limit, exchange)
        guard items.isEmpty, seconds > 0 else { return .now(response(items, next)) }
        let until = ContinuousClock.now + .seconds(seconds)
        return .later { waitForChanges(after: next, limit: limit, until: until, exchange, $0) }
    }

    private func read(
        after: Int64,
        limit: Int,
        _ exchange: Exchange
    ) throws -> (items: [Change], next: Int64) {
        try office.store.changes(
            after: after,
            limit: limit,
            for: exchange.actor,
            withTexts: exchange.actor.readsTickets
        )
    }

    /// Waits until something in scope has changed; what changes elsewhere is passed over.
    private func waitForChanges(
        after: Int64,
        limit: Int,
        until: ContinuousClock.Instant,
        _ exchange: Exchange,
        _ answer: @escaping Answer.Giving
    ) {
        let poll = Poll(until: until) { hub, wake in
            hub.wait(past: after, wake: wake)
        } answer: {
            do {
                let (items, next) = try read(after: after, limit: limit, exchange)
                let isOver = ContinuousClock.now >= until || office.isStopping
                guard items.isEmpty, !isOver else { return answer { response(items, next) } }
                waitForChanges(after: next, limit: limit, until: until, exchange, answer)
            } catch {
                answer { office.answering(exchange.id) { throw error } }
            }
        }
        office.polls.add(poll)
    }

    private func response(_ items: [Change], _ next: Int64) -> Response {
        .json { writer in
            writer.name("items")
            writer.beginArray()
            for item in items { EventJSON.write(item, in: &writer) }
            writer.endArray()
            writer.name("next")
            writer.integer(next)
        }
    }

    private func json(for exchange: Exchange) -> TicketJSON {
        TicketJSON(
            rulebook: office.rulesInForce.rulebook,
            actor: exchange.actor,
            now: exchange.now
        )
    }
}

/// What was asked of a queue; its tag moves when the answer may be another.
struct QueueQuestion: Sendable {
    let unit: UnitID
    let state: TicketState?
    let limit: Int
    let after: String?

    func tag(_ version: QueueVersion) -> String {
        "\"q\(version)-\(state?.rawValue ?? "all")-\(limit)-\(after ?? "")\""
    }

    func unchanged(_ version: QueueVersion) -> Response {
        Response(.notModified, fields: [.eTag: tag(version)])
    }
}

extension Exchange {
    fileprivate func queueQuestion(_ unit: UnitID) throws -> QueueQuestion {
        QueueQuestion(
            unit: unit,
            state: try code("state", TicketState.self),
            limit: try limit,
            after: try query("after")
        )
    }

    /// The `Link` to the next page (RFC 8288).
    func link(to next: String?) -> String? {
        guard let next else { return nil }
        let kept = request.query.filter { $0.name != "after" && $0.name != "wait" }
        let query = (kept + [QueryItem(name: "after", value: next)])
            .map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }
            .joined(separator: "&")
        return "<\(request.path)?\(query)>; rel=\"next\""
    }

    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || [45, 46, 95].contains(byte)
            if isPlain {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += "%" + [byte].hexadecimal.uppercased()
            }
        }
        return encoded
    }
}

extension TicketJSON {
    /// Writes the members `items` and `next`.
    fileprivate func items(
        _ page: Page<TicketView>,
        withHighlights: Bool = false,
        in writer: inout JSONWriter
    ) {
        writer.name("items")
        writer.beginArray()
        for view in page.items {
            writer.beginObject()
            members(of: view, in: &writer)
            if withHighlights { highlights(of: view, in: &writer) }
            writer.endObject()
        }
        writer.endArray()
        writer.member("next", page.next)
    }

    /// Where the words were found, in parts, so that nobody has to make marks in a text.
    private func highlights(of view: TicketView, in writer: inout JSONWriter) {
        writer.name("highlights")
        writer.beginArray()
        for highlight in view.highlights {
            writer.beginObject()
            writer.member("field", highlight.field)
            writer.name("parts")
            writer.beginArray()
            for part in highlight.parts {
                writer.beginObject()
                writer.member("text", part.text)
                writer.member("hit", part.isHit)
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
    }
}
