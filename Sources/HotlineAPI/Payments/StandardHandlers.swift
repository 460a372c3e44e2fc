internal import HTTPTypes
internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// Standards, what is owed back since one was raised (提标补发), and complaints about payments.
struct StandardHandlers: Sendable {
    let office: Office

    static let parameters: [Endpoint.Parameter] = [
        .init(name: "division", shape: .division, isRequired: true),
        .init(name: "programme", shape: .codes(PaymentProgramme.self)),
    ]
    static let owedParameters: [Endpoint.Parameter] = [
        .init(name: "county", shape: .division, isRequired: true),
        .init(name: "programme", shape: .codes(PaymentProgramme.self), isRequired: true),
        .init(name: "from", shape: .day, isRequired: true),
        .init(name: "unsettled", shape: .flag),
        .limit, .after,
    ]
    static let complaintParameters: [Endpoint.Parameter] = [
        .init(name: "county", shape: .division, isRequired: true), .limit, .after,
    ]
    /// How many counties one answer is of.
    private static let countiesMax = 200

    private var rules: RulesInForce { office.rulesInForce }

    /// Answers `GET /api/v1/standards`: of a county, or of every county in a division.
    func list(_ exchange: Exchange) throws -> Answer {
        guard let division = try exchange.value("division", DivisionCode.self),
            rules.divisions[division] != nil, exchange.actor.seesRegister(of: division)
        else { throw Problem.notThere }
        let wanted = try exchange.code("programme", PaymentProgramme.self)
        let programmes = wanted.map { [$0] } ?? PaymentProgramme.allCases
        let counties = rules.divisions.all(at: .county)
            .filter { division.contains($0.code) && !$0.isAbolished }.prefix(Self.countiesMax)
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.name("items")
        writer.beginArray()
        for county in counties {
            for programme in programmes {
                try write(county, programme, exchange, in: &writer)
            }
        }
        writer.endArray()
        writer.name("next")
        writer.null()
        writer.endObject()
        return .now(Response.json(.ok, fields: [:], writer.bytes))
    }

    /// What a county's standard is today, and how each raise goes; nothing where there is none.
    private func write(
        _ county: Division,
        _ programme: PaymentProgramme,
        _ exchange: Exchange,
        in writer: inout JSONWriter
    ) throws {
        let standards = rules.standards
        guard !standards.history(county.code, programme).isEmpty else { return }
        let standard = standards.inForce(county.code, programme, on: exchange.now.day)
        writer.beginObject()
        writer.member("county", county.code.description)
        writer.member("name", county.name)
        writer.member("programme", programme.rawValue)
        writer.member("programmeName", programme.name)
        writer.name("standard")
        if let standard { write(standard, in: &writer) } else { writer.null() }
        writer.name("raises")
        writer.beginArray()
        for raise in standards.raises(county.code, programme) {
            guard raise.standard.from <= exchange.now.day,
                let progress = try office.store.owedProgress(raise, for: exchange.actor)
            else { continue }
            writer.beginObject()
            writer.name("standard")
            write(raise.standard, in: &writer)
            writer.member("former", Int(raise.former.amount.count))
            writer.member("rise", Int(raise.rise.count))
            writer.member("persons", progress.persons)
            writer.member("owed", Int(progress.owed.count))
            writer.member("paid", Int(progress.paid.count))
            writer.member("settled", progress.settled)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private func write(_ standard: Standard, in writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("division", standard.division.description)
        writer.member("from", standard.from.description)
        writer.member("paidFrom", standard.paidFrom?.description)
        writer.member("amount", Int(standard.amount.count))
        writer.member("basis", standard.basis)
        writer.member("grade", standard.grade.rawValue)
        writer.member("caution", standard.grade.caution)
        writer.endObject()
    }

    /// Answers `GET /api/v1/standards/owed`.
    func owed(_ exchange: Exchange) throws -> Answer {
        let county = try exchange.county()
        guard let programme = try exchange.code("programme", PaymentProgramme.self),
            let from = try exchange.value("from", Day.self)
        else { preconditionFailure("the query was checked") }
        let raises = rules.standards.raises(county, programme)
        guard let raise = raises.first(where: { $0.standard.from == from }) else {
            throw Problem.notThere
        }
        let page = try office.store.owed(
            raise,
            onlyUnsettled: exchange.query("unsettled") == "true",
            limit: exchange.limit,
            after: exchange.query("after"),
            for: exchange.actor
        )
        guard let page else { throw Problem.notThere }
        var access = exchange.access(.view)
        access.field = "owed \(county) \(programme.rawValue)"
        try office.store.accessLog.note(access)
        let json = PaymentJSON(rules: rules)
        return .now(
            exchange.page(page.items, next: page.next) { item, writer in
                writer.beginObject()
                json.person(item.person, in: &writer)
                writer.member("township", item.township?.description)
                writer.member("personMonths", item.personMonths)
                writer.member("owed", Int(item.owed.count))
                writer.member("paid", Int(item.paid.count))
                writer.endObject()
            }
        )
    }

    /// Answers `GET /api/v1/payment-complaints`.
    func complaints(_ exchange: Exchange) throws -> Answer {
        let county = try exchange.county()
        let page = try office.store.paymentComplaints(
            in: county,
            limit: exchange.limit,
            after: exchange.query("after"),
            for: exchange.actor
        )
        guard let page else { throw Problem.notThere }
        let looks = page.items.map { exchange.access(.view, of: $0.ticket) }
        try office.store.accessLog.note(looks)
        let json = PaymentJSON(rules: rules)
        let divisions = rules.divisions
        return .now(
            exchange.page(page.items, next: page.next) { item, writer in
                writer.beginObject()
                writer.member("ticket", item.ticket.description)
                writer.member("filedAt", item.filedAt.description)
                writer.member("state", item.state.rawValue)
                writer.member("matter", item.matter.rawValue)
                writer.member("township", item.township?.description)
                writer.member("townshipName", item.township.flatMap { divisions[$0]?.name })
                writer.name("lines")
                writer.beginArray()
                for match in item.lines { json.write(match, in: &writer) }
                writer.endArray()
                writer.member("onRoster", item.isOnRoster)
                writer.endObject()
            }
        )
    }
}
