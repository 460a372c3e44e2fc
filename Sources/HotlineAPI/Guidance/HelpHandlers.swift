internal import HTTPTypes
internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import MicroHTTP
internal import QRCode
internal import StrictJSON

/// What everybody may ask without an account (公众网站): cards, numbers, and how a demand stands.
struct HelpHandlers: Sendable {
    let office: Office

    /// How long others may keep what is the same for everybody, in seconds.
    private static let keptSeconds = 60
    private static let queryMax = 100
    private static let queryCodeLength = 8

    static let cardParameters: [Endpoint.Parameter] = [
        .init(name: "county", shape: .division),
        .init(name: "q", shape: .text(lengthMax: queryMax)),
    ]
    static let countyParameter: [Endpoint.Parameter] = [.init(name: "county", shape: .division)]
    static let progressFields: [Shape.Field] = [.required("code", .text(lengthMax: 32))]
    static let pictureParameters: [Endpoint.Parameter] = [
        .init(name: "county", shape: .division),
        .init(name: "card", shape: .text(lengthMax: TextLimit.code)),
    ]

    private var cacheable: HTTPFields {
        [.cacheControl: "public, max-age=\(Self.keptSeconds)"]
    }

    /// The county that is asked about.
    private func county(_ exchange: Exchange) throws -> DivisionCode? {
        guard let code = try exchange.value("county", DivisionCode.self) else { return nil }
        guard code.county == code, office.rulesInForce.divisions[code] != nil else {
            throw Problem.malformed("参数county：没有这个县（市、区）。")
        }
        return code
    }

    /// Answers `GET /api/v1/help`: the counties, and the numbers of one.
    func help(_ exchange: Exchange) throws -> Answer {
        let county = try county(exchange)
        let rules = office.rulesInForce
        let numbers = rules.care.guidance.numbers(in: county)
        return .now(
            .json(fields: cacheable) { writer in
                writer.member("county", county?.description)
                writer.member("name", county.flatMap { rules.divisions[$0]?.fullName })
                writer.name("counties")
                writer.beginArray()
                for division in rules.counties {
                    writer.beginObject()
                    writer.member("code", division.code.description)
                    writer.member("name", division.name)
                    writer.member(
                        "city",
                        division.parent.flatMap { rules.divisions[$0]?.name }
                    )
                    writer.endObject()
                }
                writer.endArray()
                writer.name("numbers")
                writer.beginArray()
                for number in numbers { write(number, in: &writer) }
                writer.endArray()
            }
        )
    }

    private func write(_ number: PublicNumber, in writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", number.name)
        writer.member("number", number.number)
        writer.member("hours", number.hours)
        writer.member("basis", number.basis)
        writer.member("caution", number.grade.caution)
        writer.endObject()
    }

    /// Answers `GET /api/v1/help/cards`.
    func cards(_ exchange: Exchange) throws -> Answer {
        let county = try county(exchange)
        let guidance = office.rulesInForce.care.guidance
        let day = exchange.now.day
        let cards =
            try exchange.query("q").map { guidance.cards(with: $0, in: county, on: day) }
            ?? guidance.cards(in: county, on: day)
        return .now(
            .json(fields: cacheable) { CardsJSON(cards, in: county).write(named: "items", in: &$0) }
        )
    }

    /// Answers `POST /api/v1/help/progress` (查进度): plain words and days for whoever has the
    /// code that the caller was given; for every other code the same answer.
    func progress(_ exchange: Exchange) throws -> Answer {
        let body = try Body(exchange.request.body, Self.progressFields)
        let code = (body.text("code") ?? "").filter { !$0.isWhitespace && $0 != "-" }
        guard code.utf8.count == Self.queryCodeLength, code.utf8.allSatisfy({ 48...57 ~= $0 })
        else { throw Problem.badField("/code", "查询码是8位数字，受理时由话务员告知。") }
        try office.doors.outsiders.pass(exchange.request.neighbourhood)
        let key = GuessGuard.Key(account: "", origin: exchange.request.neighbourhood)
        if let seconds = office.doors.codes.begin(key, at: exchange.now) {
            throw Problem.tooMany(seconds: seconds)
        }
        guard let progress = try office.store.progress(ofCode: code) else {
            return .now(
                .json { writer in
                    writer.member("found", false)
                    writer.member("says", "没有查到。请核对查询码，或拨打热线询问。")
                }
            )
        }
        office.doors.codes.takeBack(key)
        return .now(.json { write(progress, in: &$0) })
    }

    private func write(_ progress: TicketProgress, in writer: inout JSONWriter) {
        writer.member("found", true)
        writer.member("says", progress.says)
        writer.member("filedOn", progress.filedOn.description)
        writer.member("dueOn", progress.dueOn?.description)
        writer.member("closedOn", progress.closedOn?.description)
    }

    /// Answers `GET /api/v1/help/qr`: the address of the site, or of a card, as a picture.
    func picture(_ exchange: Exchange) throws -> Answer {
        let county = try county(exchange)
        var path = "/help"
        if let card = try exchange.query("card") {
            let guidance = office.rulesInForce.care.guidance
            guard let card = guidance.card(card, on: exchange.now.day) else {
                throw Problem.malformed("参数card：没有这张明白卡。")
            }
            path += "/cards/\(card.id)"
        }
        if let county { path += "?county=\(county)" }
        guard let host = exchange.request.plainHost,
            let code = QRCode("\(exchange.request.isSecure ? "https" : "http")://\(host)\(path)")
        else { throw Problem.malformed("Host头不是域名或地址。") }
        let fields: HTTPFields = [
            .contentType: "image/svg+xml", .cacheControl: "no-store",
        ]
        return .now(Response(.ok, fields: fields, body: Array(code.svg.utf8)))
    }
}

extension TicketProgress {
    /// Where a demand is, for whoever made it (Chinese): no unit, no name, no text.
    fileprivate var says: String {
        let words =
            switch state {
            case .desk: "已受理，正在安排承办单位。"
            case .dispatched, .returning: "已受理，已转交承办单位。"
            case .handling: "承办单位正在办理。"
            case .suspended: "正在等待补充材料或者核对结果，之后继续办理。"
            case .answered: "承办单位已经答复，热线将回访您。"
            case .closed: outcome.map(Self.words) ?? "已办结。"
            }
        return isMerged ? "已与其他人反映的同一件事一并办理。\(words)" : words
    }

    private static func words(_ outcome: Outcome) -> String {
        switch outcome {
        case .resolved: "已办结：已解决。"
        case .explained: "已办结：已解释说明。"
        case .answeredOnTheSpot: "已办结：受理时已直接答复。"
        case .notAccepted: "不属于热线受理范围，受理时已告知办理渠道。"
        case .merged: "已办结。"
        case .withdrawn: "已按您的要求撤销。"
        case .finalAnswer: "已办结：已作最终答复。"
        }
    }
}

extension Request {
    /// The name that this server was asked by, if it is a plain one.
    fileprivate var plainHost: String? {
        guard let host = fields[.hostName], !host.isEmpty,
            host.allSatisfy({
                $0.isASCII && ($0.isLetter || $0.isNumber || ".-:[]".contains($0))
            })
        else { return nil }
        return host
    }
}
