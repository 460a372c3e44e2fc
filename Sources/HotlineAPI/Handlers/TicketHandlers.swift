internal import Foundation
internal import HTTPTypes
internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// Filing tickets, looking at them, and doing something to them.
struct TicketHandlers: Sendable {
    let office: Office

    static let filingParameters: [Endpoint.Parameter] = [.init(name: "similar", shape: .flag)]

    /// Answers `POST /api/v1/tickets`.
    ///
    /// What may be about the same is looked for where that is asked: on the thread that has the
    /// request, so that whoever files without asking pays nothing for it.
    func file(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        let reading = try FilingReading(exchange, office)
        let (rules, version) = office.rulesAndVersion
        let ready = office.store.ready(
            reading.new,
            flow: rules.flow,
            by: actor,
            at: exchange.now
        )
        let isAsked = try exchange.value("similar", Bool.self) ?? false
        let similar = isAsked ? try similar(to: reading.new, exchange) : nil
        let json = json(for: exchange)
        return try office.commit(exchange) { [office] ledger in
            var ready = ready
            // A calendar that was imported meanwhile counts.
            let (rules, current) = office.rulesAndVersion
            if current != version { ready.renew(by: rules.flow) }
            let (view, queryCode) = try ledger.file(ready)
            let ticket = view.ticket
            let fields: HTTPFields = [
                .location: "/api/v1/tickets/\(ticket.number)",
                .eTag: EntityTag.text(ticket),
            ]
            return {
                .json(.created, fields: fields) { writer in
                    json.members(of: view, in: &writer)
                    writer.member("queryCode", queryCode)
                    reading.advice(in: &writer)
                    guard let similar else { return }
                    SimilarHandlers.write(similar, named: "similar", in: &writer)
                }
            }
        }
    }

    /// Answers `POST /api/v1/tickets/preview`: what would become of it; nothing is stored.
    func preview(_ exchange: Exchange) throws -> Answer {
        let reading = try FilingReading(exchange, office)
        let rules = office.rulesInForce
        let result = rules.flow.file(
            reading.new.intake,
            number: TicketNumber(day: exchange.now.day, count: 1),
            by: exchange.actor,
            at: exchange.now
        )
        let similar = try similar(to: reading.new, exchange)
        let cards = CardsJSON(rules, for: result.ticket, saying: reading.new, exchange)
        let json = json(for: exchange)
        let ticket = result.ticket
        return .now(
            .json { writer in
                writer.member("state", ticket.state.rawValue)
                writer.member("kind", ticket.kind.rawValue)
                writer.member("matter", ticket.matter.rawValue)
                writer.member("aspect", ticket.aspect.rawValue)
                writer.member("urgent", ticket.isUrgent)
                json.preview(of: ticket, in: &writer)
                reading.advice(in: &writer)
                cards.write(named: "cards", in: &writer)
                SimilarHandlers.write(similar, named: "similar", in: &writer)
            }
        )
    }

    private func similar(to new: NewTicket, _ exchange: Exchange) throws -> [SimilarTicket] {
        var question = SimilarQuestion(text: "\(new.title ?? "")\n\(new.text)")
        question.place = new.intake.assessment.place
        if !new.caller.isAnonymous {
            question.phone = new.caller.phone
            question.idNumber = new.caller.idNumber
        }
        let limit = SimilarHandlers.similarMax
        let found = try office.store.similar(question, limit: limit, for: exchange.actor)
        try office.noteSearch(for: question, found: found, exchange)
        return found
    }

    /// Answers `GET /api/v1/tickets/{number}`.
    func get(_ exchange: Exchange) throws -> Answer {
        let view = try view(exchange, as: .view)
        let fields: HTTPFields = [.eTag: EntityTag.text(view.ticket)]
        return .now(.json(fields: fields, json(for: exchange).bytes(view)))
    }

    /// The ticket that is asked for, when it is noted who looks at it.
    private func view(_ exchange: Exchange, as action: Access.Action) throws -> TicketView {
        guard exchange.actor.readsTickets else { throw Problem.notPermitted }
        let number = try exchange.ticketNumber()
        guard let view = try office.store.ticket(number, for: exchange.actor) else {
            throw Problem.notThere
        }
        try office.store.accessLog.note(exchange.access(action, of: number))
        return view
    }

    /// Answers `GET /api/v1/tickets/{number}/events`.
    func events(_ exchange: Exchange) throws -> Answer {
        guard exchange.actor.readsJournal else { throw Problem.notPermitted }
        let number = try exchange.ticketNumber()
        let events = try office.store.events(
            of: number,
            for: exchange.actor,
            withTexts: exchange.actor.readsTickets
        )
        guard let events else { throw Problem.notThere }
        try office.store.accessLog.note(exchange.access(.view, of: number))
        return .now(
            .json { writer in
                writer.name("items")
                writer.beginArray()
                for event in events { EventJSON.write(event, in: &writer) }
                writer.endArray()
                writer.name("next")
                writer.null()
            }
        )
    }

    /// Answers `POST /api/v1/tickets/{number}/actions`.
    func act(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        guard actor.readsTickets else { throw Problem.notPermitted }
        let number = try exchange.ticketNumber()
        // Before the body is looked at: who may not see the ticket learns nothing by it.
        guard try office.store.ticket(number, for: actor) != nil else { throw Problem.notThere }
        let order = try ActionBody.order(
            exchange.request.body,
            keeping: office.store.attachments.keep,
            edition: { card in
                let guidance = office.rulesInForce.care.guidance
                guard let card = guidance.card(card, on: exchange.now.day) else {
                    throw Problem.badField("/card", "没有这张明白卡，或已过期。")
                }
                return card.edition
            }
        )
        guard actor.mayEver(order.action) else { throw Problem.notPermitted }
        let seen = order.action.needsCurrentView ? try exchange.seenRevision() : nil
        try check(order, by: actor)
        return try perform(order, on: number, seenAt: seen, exchange)
    }

    func perform(
        _ order: Order,
        on number: TicketNumber,
        seenAt seen: Int?,
        _ exchange: Exchange
    ) throws -> Answer {
        let actor = exchange.actor
        let json = json(for: exchange)
        let now = exchange.now
        return try office.commit(exchange) { [office] ledger in
            let flow = office.rulesInForce.flow
            let ticket = try ledger.perform(
                order,
                on: number,
                seenAt: seen,
                flow: flow,
                by: actor,
                at: now
            )
            let view = try ledger.view(ticket)
            return { .json(fields: [.eTag: EntityTag.text(ticket)], json.bytes(view)) }
        }
    }

    /// What only the store knows of an order: whether an account is there.
    private func check(_ order: Order, by actor: Actor) throws {
        guard case .take(let name) = order else { return }
        guard let account = try office.store.account(named: name), account.unit == actor.unit
        else { throw Problem.badField("/account", "本单位没有这个账号。") }
    }

    /// Answers `GET /api/v1/tickets/{number}/attachments/{attachment}`.
    func attachment(_ exchange: Exchange) throws -> Answer {
        let view = try view(exchange, as: .attachment)
        guard let id = exchange.values["attachment"].flatMap(Int.init),
            let file = try office.store.attachment(
                id,
                of: view.ticket.number,
                for: exchange.actor
            )
        else { throw Problem.notThere }
        let name = file.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let fields: HTTPFields = [
            .contentType: file.type,
            .contentDisposition: "attachment; filename*=UTF-8''\(name)",
            .xContentTypeOptions: "nosniff",
            .cacheControl: "no-store",
        ]
        return .now(Response(.ok, fields: fields, body: file.content))
    }

    func json(for exchange: Exchange) -> TicketJSON {
        TicketJSON(
            rulebook: office.rulesInForce.rulebook,
            actor: exchange.actor,
            now: exchange.now
        )
    }
}
