internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// A filing that was read from a request, and what the system thinks of it.
struct FilingReading: Sendable {
    let new: NewTicket
    private let assessment: Assessment

    /// - Throws: ``Problem`` with what is wrong with the body, or if the account does not file.
    init(_ exchange: Exchange, _ office: Office) throws {
        let actor = exchange.actor
        guard actor.files else { throw Problem.notPermitted }
        let body = try Body(exchange.request.body, FilingBody.fields)
        guard body.object("onTheSpot") == nil || !actor.isBoundToUnit else {
            throw Problem(
                type: "not-permitted",
                status: 403,
                detail: "直接答复由热线坐席作出；请先受理，再由承办单位答复。"
            )
        }
        let rules = office.rulesInForce
        try Self.check(body, by: actor, rules, at: exchange.now)

        let caller = FilingBody.caller(body)
        let desk = rules.rulebook.units.desk(of: actor.unit.division)
        let filing = FilingBody.filing(body, by: actor, desk: desk)
        let received = body.value("receivedAt", Instant.self)
        assessment = rules.rulebook.triage.assess(filing, on: (received ?? exchange.now).day)

        var intake = Intake(filing: filing, assessment: assessment)
        intake.externalNumber = body.text("externalNumber")
        intake.externalDue = body.value("externalDue", Instant.self)
        intake.receivedAt = received
        intake.isConfidential = caller.isConfidential
        intake.onTheSpot = body.object("onTheSpot")?.text("text")
        intake.told = body.list("told").compactMap { id in
            rules.care.guidance.card(id, on: exchange.now.day).map { ($0.id, $0.edition) }
        }
        new = NewTicket(
            intake: intake,
            caller: caller,
            address: filing.address,
            text: filing.text,
            title: filing.title,
            accused: assessment.accusedText.isEmpty
                ? nil : assessment.accusedText.joined(separator: "、")
        )
    }

    /// The shortest number that can be called back, such as 12345.
    private static let phoneLengthMin = 5

    /// What the shape alone cannot tell.
    private static func check(
        _ body: Body,
        by actor: Actor,
        _ rules: RulesInForce,
        at now: Instant
    ) throws {
        var mistakes = BodyMistakes()
        func bad(_ pointer: String, _ message: String) {
            mistakes.bad.append(FieldMistake(pointer: pointer, message: message))
        }
        for name in ["township", "registeredTownship"] {
            guard let code = body.value(name, DivisionCode.self) else { continue }
            let isTownship = code.township == code && rules.divisions[code] != nil
            if !isTownship { bad("/\(name)", "没有这个乡镇（街道）。") }
        }
        if let received = body.value("receivedAt", Instant.self) {
            if actor.role != .system { bad("/receivedAt", "只有系统接口可以填写受理时间。") }
            if received > now { bad("/receivedAt", "不能在现在以后。") }
        }
        for (index, card) in body.list("told").enumerated()
        where rules.care.guidance.card(card, on: now.day) == nil {
            bad("/told/\(index)", "没有这张明白卡，或已过期。")
        }
        if let due = body.value("externalDue", Instant.self), due <= now {
            bad("/externalDue", "外部时限须在现在以后。")
        }
        let caller = FilingBody.caller(body)
        if let phone = caller.phone, phone.utf8.count < Self.phoneLengthMin {
            bad("/caller/phone", "不是电话号码。")
        }
        if let number = caller.idNumber, ![15, 18].contains(number.utf8.count) {
            bad("/caller/idNumber", "身份证件号码须是18位（或旧的15位）。")
        } else if let number = caller.idNumber, IDNumber(number) == nil, actor.role != .system {
            // What another platform took down wrongly must not keep its demand out.
            bad("/caller/idNumber", "身份证件号码的出生日期或校验码不对，请与来电人核对。")
        }
        if caller.isAnonymous, caller.name != nil || caller.phone != nil || caller.idNumber != nil {
            bad("/caller", "匿名来电不能登记姓名、电话和证件号。")
        }
        guard mistakes.isEmpty else { throw Problem(mistakes) }
    }

    /// What to tell the caller besides: dangers, other doors, and the question to ask.
    func advice(in writer: inout JSONWriter) {
        writer.name("emergency")
        if let emergency = assessment.emergency {
            writer.beginObject()
            writer.member("words", emergency.words)
            writer.member("numbers", emergency.numbers)
            writer.member("advice", emergency.advice)
            writer.endObject()
        } else {
            writer.null()
        }
        writer.name("outOfScope")
        if let outOfScope = assessment.outOfScope {
            writer.beginObject()
            writer.member("code", outOfScope.code)
            writer.member("words", outOfScope.words)
            writer.member("channel", outOfScope.channel)
            writer.member("advice", outOfScope.advice)
            writer.member("basis", outOfScope.basis)
            writer.endObject()
        } else {
            writer.null()
        }
        writer.member("placeQuestion", assessment.placeQuestion)
        writer.name("placeCandidates")
        writer.beginArray()
        for place in assessment.placeCandidates {
            writer.beginObject()
            writer.member("township", place.township?.description)
            writer.member("name", place.name)
            writer.endObject()
        }
        writer.endArray()
        writer.member("notices", assessment.notices)
    }
}
