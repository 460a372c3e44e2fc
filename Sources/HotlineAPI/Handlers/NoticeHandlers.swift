internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// What somebody must be told of, so that nobody has to look at a screen (提醒).
struct NoticeHandlers: Sendable {
    let office: Office

    static let parameters: [Endpoint.Parameter] = [
        .init(name: "after", shape: .integer(0...Int64.max)),
        .init(name: "open", shape: .flag), .limit, .wait,
    ]

    /// Answers `GET /api/v1/notices`: those that changed after a number, in order.
    func list(_ exchange: Exchange) throws -> Answer {
        let question = NoticeQuestion(
            mailbox: try mailbox(of: exchange.actor),
            onlyOpen: try exchange.value("open", Bool.self) ?? false,
            limit: try exchange.limit
        )
        let after = try exchange.value("after", Int64.self) ?? 0
        let seconds = try exchange.value("wait", Int.self) ?? 0
        let (items, next) = try read(question, after: after, exchange)
        guard items.isEmpty, seconds > 0 else { return .now(response(items, next, exchange)) }
        let until = ContinuousClock.now + .seconds(seconds)
        return .later { wait(question, after: next, until: until, exchange, $0) }
    }

    private func read(
        _ question: NoticeQuestion,
        after: Int64,
        _ exchange: Exchange
    ) throws -> (items: [NoticeEntry], next: Int64) {
        try office.store.notices(
            of: question.mailbox,
            after: after,
            onlyOpen: question.onlyOpen,
            limit: question.limit,
            for: exchange.actor
        )
    }

    /// Waits until something in the mailbox has changed; what changes elsewhere is passed over.
    private func wait(
        _ question: NoticeQuestion,
        after: Int64,
        until: ContinuousClock.Instant,
        _ exchange: Exchange,
        _ answer: @escaping Answer.Giving
    ) {
        let poll = Poll(until: until) { hub, wake in
            hub.wait(forNoticesOf: question.mailbox.unit, past: after, wake: wake)
        } answer: {
            do {
                let (items, next) = try read(question, after: after, exchange)
                let isOver = ContinuousClock.now >= until || office.isStopping
                guard items.isEmpty, !isOver else {
                    return answer { response(items, next, exchange) }
                }
                wait(question, after: next, until: until, exchange, answer)
            } catch {
                answer { office.answering(exchange.id) { throw error } }
            }
        }
        office.polls.add(poll)
    }

    private func response(
        _ items: [NoticeEntry],
        _ next: Int64,
        _ exchange: Exchange
    ) -> Response {
        let json = json(for: exchange)
        return .json { writer in
            writer.name("items")
            writer.beginArray()
            for item in items { json.write(item, in: &writer) }
            writer.endArray()
            writer.member("next", Int(next))
        }
    }

    /// Answers `POST /api/v1/notices/{notice}/acknowledgement`.
    func acknowledge(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        let mailbox = try mailbox(of: actor)
        guard let id = exchange.values["notice"].flatMap({ Int64($0) }) else {
            throw Problem.notThere
        }
        let now = exchange.now
        let json = json(for: exchange)
        return try office.commit(exchange) { [office] ledger in
            let entry = try ledger.acknowledgeNotice(
                id,
                in: mailbox,
                by: actor,
                rulebook: office.rulesInForce.rulebook,
                at: now
            )
            guard let entry else { throw Problem.notThere }
            return { .json { json.members(of: entry, in: &$0) } }
        }
    }

    /// Managers get what is for the managers of their division's desk, whoever works at a desk
    /// what is for that desk, and all others what is for their unit.
    private func mailbox(of actor: Actor) throws -> Mailbox {
        guard actor.readsTickets else { throw Problem.notPermitted }
        let units = office.rulesInForce.rulebook.units
        if actor.role == .manager {
            return Mailbox(unit: units.desk(of: actor.scope), recipient: .manager)
        }
        if actor.isBoundToUnit { return Mailbox(unit: actor.unit, recipient: .unit) }
        let desk = actor.isAtDesk ? actor.unit : units.desk(of: actor.scope)
        return Mailbox(unit: desk, recipient: .desk)
    }

    private func json(for exchange: Exchange) -> NoticeJSON {
        NoticeJSON(rulebook: office.rulesInForce.rulebook, account: exchange.actor.account)
    }
}

/// What was asked of a mailbox.
private struct NoticeQuestion: Sendable {
    let mailbox: Mailbox
    let onlyOpen: Bool
    let limit: Int
}
