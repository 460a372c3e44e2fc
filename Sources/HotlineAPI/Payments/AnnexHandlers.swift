internal import HTTPTypes
internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import MicroHTTP
internal import Spreadsheet
internal import StrictJSON

/// The statistics tables of the notice (附件1至3): as they stand, and as they were handed in.
struct AnnexHandlers: Sendable {
    let office: Office

    static let parameters: [Endpoint.Parameter] = [
        .init(name: "city", shape: .division, isRequired: true),
        .init(name: "month", shape: .month, isRequired: true),
        // 0 for the draft; the newest that was handed in, or else the draft, where nobody says.
        .init(name: "version", shape: .integer(0...1000)),
        .init(name: "format", shape: .code(["json", "xlsx"])),
    ]
    static let versionParameters = Array(parameters.prefix(2))
    static let rowFields: [Shape.Field] = [
        .required("county", .division), .required("month", .month),
        .optional("remark", .text(lengthMax: TextLimit.title)),
    ]
    static let handInFields: [Shape.Field] = [
        .required("city", .division), .required("month", .month),
        .required("filler", .text(lengthMax: TextLimit.code)),
        .optional("reason", .text(lengthMax: TextLimit.reason)),
    ]

    private var rules: RulesInForce { office.rulesInForce }
    private var json: AnnexJSON { AnnexJSON(rules: rules) }

    // MARK: Reading

    /// Answers `GET /api/v1/annexes/{annex}`.
    func table(_ exchange: Exchange) throws -> Answer {
        let annex = try exchange.annex()
        let (city, month) = try place(exchange)
        let version = try exchange.value("version", Int.self)
        let table = try table(annex, city, month, version: version, for: exchange.actor)
        guard try exchange.query("format") == "xlsx" else {
            let json = json
            return .now(.json { json.members(of: table, in: &$0) })
        }
        let file = try json.printed(table, now: exchange.now).xlsx()
        let name = "annex-\(annex.rawValue)-\(city)-\(month).xlsx"
        return .now(.file(file, type: Response.xlsxType, name: name))
    }

    private func place(_ exchange: Exchange) throws -> (DivisionCode, PaymentMonth) {
        guard let city = try exchange.value("city", DivisionCode.self), city.level == .city,
            rules.divisions[city] != nil, exchange.actor.mayReadAnnex(of: city)
        else { throw Problem.notThere }
        guard let month = try exchange.value("month", PaymentMonth.self) else {
            preconditionFailure("the query was checked")
        }
        return (city, month)
    }

    /// A county sees the draft of its own row alone, and no version of its city's.
    private func table(
        _ annex: Annex,
        _ city: DivisionCode,
        _ month: PaymentMonth,
        version: Int?,
        for actor: Actor
    ) throws -> AnnexTable {
        let store = office.store
        let isWhole = actor.seesRegister(of: city)
        if isWhole, version != 0 {
            let made = try store.annexVersion(version, of: annex, city, month, for: actor)
            if let made { return made }
            guard version == nil else { throw Problem.notThere }
        }
        guard version ?? 0 == 0 else { throw Problem.notThere }
        let counties = counties(of: city).filter { isWhole || actor.seesRegister(of: $0) }
        let draft = try store.annexDraft(annex, city, month, counties: counties, for: actor)
        guard let draft, !counties.isEmpty else { throw Problem.notThere }
        return draft
    }

    private func counties(of city: DivisionCode) -> [DivisionCode] {
        rules.divisions.children(of: city).filter { !$0.isAbolished }.map(\.code)
    }

    /// Answers `GET /api/v1/annexes/{annex}/versions`: each with what it changed.
    func versions(_ exchange: Exchange) throws -> Answer {
        let annex = try exchange.annex()
        let (city, month) = try place(exchange)
        guard exchange.actor.seesRegister(of: city) else { throw Problem.notThere }
        let versions = try office.store.annexVersions(
            of: annex,
            city,
            month,
            for: exchange.actor
        )
        let json = json
        return .now(
            .json { writer in
                writer.name("items")
                writer.beginArray()
                for (index, version) in versions.enumerated() {
                    let former = index > 0 ? versions[index - 1] : nil
                    json.write(version, since: former, in: &writer)
                }
                writer.endArray()
                writer.name("next")
                writer.null()
            }
        )
    }

    // MARK: Handing in

    /// Answers `POST /api/v1/annexes/{annex}/rows`: a county hands its row in to its city.
    func handInRow(_ exchange: Exchange) throws -> Answer {
        let annex = try exchange.annex()
        let body = try Body(exchange.request.body, Self.rowFields)
        let county = body.required(body.value("county", DivisionCode.self))
        let month = body.required(body.value("month", PaymentMonth.self))
        guard county.level == .county, rules.divisions[county] != nil,
            exchange.actor.seesRegister(of: county)
        else { throw Problem.notThere }
        try checkMonth(month, exchange)
        let remark = body.text("remark").map(Redaction.masked)
        let due = rules.dues.due(.tables(.county), month, in: county)
        let (actor, now, json) = (exchange.actor, exchange.now, json)
        return try office.commit(exchange) { ledger in
            let table = try ledger.handInRow(
                annex,
                month,
                of: county,
                remark: remark,
                due: due,
                by: actor,
                at: now
            )
            return { .json { json.members(of: table, in: &$0) } }
        }
    }

    /// Answers `POST /api/v1/annexes/{annex}/hand-ins`: a city hands its table in.
    func handIn(_ exchange: Exchange) throws -> Answer {
        let annex = try exchange.annex()
        let body = try Body(exchange.request.body, Self.handInFields)
        let city = body.required(body.value("city", DivisionCode.self))
        let month = body.required(body.value("month", PaymentMonth.self))
        guard city.level == .city, rules.divisions[city] != nil,
            exchange.actor.seesRegister(of: city)
        else { throw Problem.notThere }
        try checkMonth(month, exchange)
        let order = AnnexOrder(
            annex: annex,
            city: city,
            month: month,
            counties: counties(of: city),
            filler: body.required(body.text("filler")),
            reason: body.text("reason").map(Redaction.masked),
            due: rules.dues.due(.tables(.city), month, in: city)
        )
        let (actor, now, json) = (exchange.actor, exchange.now, json)
        return try office.commit(exchange) { ledger in
            let table = try ledger.handIn(order, by: actor, at: now)
            return { .json(.created) { json.members(of: table, in: &$0) } }
        }
    }

    private func checkMonth(_ month: PaymentMonth, _ exchange: Exchange) throws {
        guard month <= PaymentMonth(of: exchange.now.day) else {
            throw Problem.badField("/month", "\(month)还没有到。")
        }
    }
}

extension Exchange {
    fileprivate func annex() throws -> Annex {
        guard let annex = values["annex"].flatMap({ Int($0) }).flatMap(Annex.init) else {
            throw Problem.notThere
        }
        return annex
    }
}

extension Actor {
    /// Whoever sees the registers of the city, or of a county in it.
    fileprivate func mayReadAnnex(of city: DivisionCode) -> Bool {
        guard let scope = registerScope else { return false }
        return scope.contains(city) || (scope.level == .county && city.contains(scope))
    }
}
