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
                for step in clock.steps(calendar: calendar) {
                    writer.beginObject()
                    writer.member("day", step.day.description)
                    writer.member("counts", step.counts)
                    writer.member("why", step.why)
                    writer.endObject()
                }
                writer.endArray()
            }
        )
    }
}
