internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// Why a deadline is what it is.
struct ClockHandlers: Sendable {
    let office: Office

    /// Answers `GET /api/v1/tickets/{number}/clocks/{kind}/explanation`.
    func explanation(_ exchange: Exchange) throws -> Answer {
        guard exchange.actor.readsTickets else { throw Problem.notPermitted }
        let number = try exchange.ticketNumber()
        guard let kind = exchange.values["kind"].flatMap(ClockKind.init),
            let view = try office.store.ticket(number, for: exchange.actor)
        else { throw Problem.notThere }
        let id = try exchange.value("id", Int.self)
        let clock = view.ticket.clocks.last { $0.kind == kind && (id == nil || $0.id == id) }
        guard let clock else { throw Problem.notThere }
        let calendar = office.rulesInForce.rulebook.calendar
        return .now(
            .json { writer in
                writer.member("kind", clock.kind.rawValue)
                writer.member("id", clock.id)
                writer.member("started", clock.started.description)
                writer.member("due", clock.due.description)
                writer.member("rule", clock.rule)
                writer.member("basis", clock.basis)
                writer.member("grade", clock.grade.rawValue)
                writer.member("term", clock.term?.description)
                writer.member("hours", clock.hours.description)
                writer.member("calendar", clock.calendar)
                writer.member("provisional", clock.isProvisional)
                writer.name("steps")
                writer.beginArray()
                var counted = 0
                for step in clock.steps(calendar: calendar) {
                    counted += step.counts
                    writer.beginObject()
                    writer.member("day", step.day.description)
                    writer.member("counts", step.counts)
                    writer.member("counted", counted)
                    writer.member("why", step.why)
                    writer.member("basis", step.basis)
                    writer.endObject()
                }
                writer.endArray()
            }
        )
    }

    // MARK: Breaches

    static let breachParameters: [Endpoint.Parameter] = [
        .init(name: "division", shape: .division),
        .init(name: "clock", shape: .codes(ClockKind.self)),
        .init(name: "from", shape: .day),
        .init(name: "to", shape: .day),
        .init(name: "open", shape: .flag),
        .limit, .after,
    ]

    /// Answers `GET /api/v1/breaches`: what was missed or is about to be, the latest due first.
    func breaches(_ exchange: Exchange) throws -> Answer {
        guard exchange.actor.readsTickets else { throw Problem.notPermitted }
        var filter = BreachFilter()
        filter.division = try exchange.value("division", DivisionCode.self)
        filter.clock = try exchange.code("clock", ClockKind.self)
        filter.from = try exchange.value("from", Day.self).map { Instant($0) }
        filter.to = try exchange.value("to", Day.self).map { Instant($0.advanced(by: 1)) }
        filter.isOpen = try exchange.value("open", Bool.self)
        let page = try office.store.breaches(
            filter,
            limit: exchange.limit,
            after: exchange.query("after"),
            for: exchange.actor
        )
        var fields: HTTPFields = [:]
        fields[.link] = exchange.link(to: page.next)
        let json = TicketJSON(
            rulebook: office.rulesInForce.rulebook,
            actor: exchange.actor,
            now: exchange.now
        )
        return .now(
            .json(fields: fields) { writer in
                writer.name("items")
                writer.beginArray()
                for breach in page.items { json.write(breach, in: &writer) }
                writer.endArray()
                writer.member("next", page.next)
            }
        )
    }
}

extension TicketJSON {
    fileprivate func write(_ breach: Breach, in writer: inout JSONWriter) {
        let ticket = breach.ticket
        let clock = breach.clock
        writer.beginObject()
        writer.member("ticket", ticket.number.description)
        writer.member("state", ticket.state.rawValue)
        writer.member("kind", ticket.kind.rawValue)
        writer.member("matter", ticket.matter.rawValue)
        writer.member("urgent", ticket.isUrgent)
        writer.member("excluded", ticket.isExcluded)
        writer.member("supervision", ticket.supervision?.rawValue)
        place(ticket.place, in: &writer)
        writer.name("owedBy")
        unit(clock.unit, in: &writer)
        writer.name("holder")
        unit(ticket.holder, in: &writer)
        writer.name("clock")
        write(clock, of: ticket, in: &writer)
        // What is left; below 0 it is late by that much.
        writer.member("secondsLeft", Int(clock.due - (clock.ended ?? now)))
        writer.endObject()
    }
}
