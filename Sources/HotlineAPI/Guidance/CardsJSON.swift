internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import StrictJSON

/// Writes guidance cards (明白卡) as clients are sent them.
struct CardsJSON: Sendable {
    let cards: [GuidanceCard]
    let county: DivisionCode?

    init(_ cards: [GuidanceCard], in county: DivisionCode?) {
        self.cards = cards
        self.county = county
    }

    /// The cards that answer what somebody files, the best first.
    init(_ rules: RulesInForce, for ticket: Ticket, saying new: NewTicket, _ exchange: Exchange) {
        county = ticket.place?.county ?? exchange.actor.unit.division.county
        let wish = Guidance.Wish(
            text: "\(new.title ?? "")\n\(new.text)",
            matter: ticket.matter,
            aspect: ticket.aspect,
            county: county,
            on: exchange.now.day
        )
        cards = rules.care.guidance.cards(for: wish)
    }

    func write(named name: String, in writer: inout JSONWriter) {
        writer.name(name)
        writer.beginArray()
        for card in cards { write(card, in: &writer) }
        writer.endArray()
    }

    private func write(_ card: GuidanceCard, in writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("card", card.id)
        writer.member("edition", card.edition.description)
        writer.member("title", card.title)
        writer.member("assistance", card.assistance)
        writer.member("region", card.region?.description)
        writer.member("says", card.says)
        writer.member("who", card.who)
        writer.member("counter", card.counter)
        writer.member("bring", card.bring)
        writer.member("time", card.time)
        writer.name("amount")
        write(county.flatMap { card.amounts[$0] }, in: &writer)
        writer.member("number", card.number)
        writer.member("body", card.body)
        writer.member("matters", card.matters.map(\.rawValue).sorted())
        writer.member("basis", card.basis)
        writer.member("grade", card.grade.rawValue)
        writer.member("caution", card.grade.caution)
        writer.endObject()
    }

    private func write(_ amount: GuidanceCard.Amount?, in writer: inout JSONWriter) {
        guard let amount else { return writer.null() }
        writer.beginObject()
        writer.member("says", amount.says)
        writer.member("basis", amount.basis)
        writer.member("caution", amount.grade.caution)
        writer.endObject()
    }
}
