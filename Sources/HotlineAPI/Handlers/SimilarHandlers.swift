internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// What was said before: by the same caller, or about the same (疑似重复、热点诉求).
struct SimilarHandlers: Sendable {
    let office: Office

    /// How many tickets that may be about the same are shown.
    static let similarMax = 10
    /// How far back hot issues look by default and at most, in days.
    static let daysDefault = 7
    static let daysMax = 31
    static let hotParameters: [Endpoint.Parameter] = [
        .init(name: "division", shape: .division),
        .init(name: "days", shape: .integer(1...Int64(daysMax))),
        .init(name: "least", shape: .integer(2...1_000)),
    ]

    /// Answers `GET /api/v1/tickets/{number}/similar`.
    func similar(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        guard actor.readsTickets else { throw Problem.notPermitted }
        guard let view = try office.store.ticket(exchange.ticketNumber(), for: actor) else {
            throw Problem.notThere
        }
        var question = SimilarQuestion(text: "\(view.title ?? "")\n\(view.text)")
        question.number = view.ticket.number
        question.place = view.ticket.place
        // A unit must not find out who asked for confidence by what else they said.
        if !(view.ticket.origin.isConfidential && actor.isBoundToUnit) {
            func value(_ name: PersonalField.Name) -> String? {
                view.personal.first { $0.name == name }?.value
            }
            question.phone = value(.phone)
            question.idNumber = value(.idNumber)
        }
        let found = try office.store.similar(question, limit: Self.similarMax, for: actor)
        try office.noteSearch(for: question, found: found, exchange)
        return .now(.json { Self.write(found, named: "items", in: &$0) })
    }

    /// Writes tickets that may be about the same, the best first, and why.
    static func write(
        _ similar: [SimilarTicket],
        named name: String,
        in writer: inout JSONWriter
    ) {
        writer.name(name)
        writer.beginArray()
        for ticket in similar { write(ticket, in: &writer) }
        writer.endArray()
    }

    private static func write(_ similar: SimilarTicket, in writer: inout JSONWriter) {
        let ticket = similar.view.ticket
        writer.beginObject()
        writer.member("number", ticket.number.description)
        writer.member("state", ticket.state.rawValue)
        writer.member("matter", ticket.matter.rawValue)
        writer.member("filedAt", ticket.origin.filedAt.description)
        writer.member("text", summary(of: similar.view.text))
        writer.member("because", because(similar))
        writer.name("likeness")
        writer.number((similar.likeness * 100).rounded() / 100)
        writer.endObject()
    }

    private static func because(_ similar: SimilarTicket) -> String {
        var reasons: [String] = []
        if similar.isSameCaller { reasons.append("同一来电人") }
        if similar.likeness >= likenessShown {
            reasons.append("内容相近（\(Int((similar.likeness * 100).rounded()))%）")
        }
        if similar.isSamePlace { reasons.append("同一地点") }
        return reasons.joined(separator: "；")
    }

    /// From where on texts are said to be alike.
    private static let likenessShown = 0.25
    private static let summaryLength = 100

    private static func summary(of text: String) -> String {
        String(text.prefix(summaryLength))
    }

    /// Answers `GET /api/v1/hot-issues`.
    func hotIssues(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        guard actor.readsTickets else { throw Problem.notPermitted }
        let division = try exchange.value("division", DivisionCode.self) ?? actor.scope
        guard actor.scope.contains(division) else { throw Problem.notThere }
        let days = try exchange.value("days", Int.self) ?? Self.daysDefault
        let issues = try office.store.hotIssues(
            in: division,
            since: Instant(exchange.now.day.advanced(by: 1 - days)),
            least: try exchange.value("least", Int.self),
            for: actor
        )
        return .now(
            .json { writer in
                writer.name("items")
                writer.beginArray()
                for issue in issues { Self.write(issue, in: &writer) }
                writer.endArray()
                writer.name("next")
                writer.null()
            }
        )
    }

    private static func write(_ issue: HotIssue, in writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("place", issue.place)
        writer.member("division", issue.division)
        writer.member("matter", issue.matter)
        writer.member("aspect", issue.aspect)
        writer.member("tickets", issue.tickets)
        writer.member("open", issue.open)
        writer.member("alike", issue.alike.count)
        writer.member("text", summary(of: issue.text))
        writer.member("numbers", issue.alike.map(\.description))
        writer.endObject()
    }
}

extension Office {
    /// Notes that somebody was looked for by phone or ID number, if that was so.
    func noteSearch(
        for question: SimilarQuestion,
        found: [SimilarTicket],
        _ exchange: Exchange
    ) throws {
        guard question.phone != nil || question.idNumber != nil else { return }
        try noteSearch(found: found.filter(\.isSameCaller).map(\.view), exchange)
    }
}
