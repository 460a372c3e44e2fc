internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import NationalCrypto
internal import StrictJSON

/// Calls, and who is there to take them.
struct CallHandlers: Sendable {
    let office: Office

    static let callFields: [Shape.Field] = [
        .optional("call", .text(lengthMax: TextLimit.code)),
        .optional("phone", .text(lengthMax: 32)),
        .optional("ringing", .instant),
        .optional("answered", .instant),
        .optional("ended", .instant),
        .optional("summary", .text(lengthMax: TextLimit.reason)),
        .optional("ticket", .ticketNumber),
    ]

    static let dutyFields: [Shape.Field] = [
        .optional("phone", .text(lengthMax: 32)),
        .required(
            "shifts",
            .list(
                .object([
                    .required("account", .text(lengthMax: Account.nameLengthMax)),
                    .required("starts", .instant),
                    .required("ends", .instant),
                ]),
                countMax: DutyRoster.shiftsMax
            )
        ),
    ]

    /// Answers `POST /api/v1/calls`.
    func call(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        guard actor.files else { throw Problem.notPermitted }
        let body = try Body(exchange.request.body, Self.callFields)
        let id = body.text("call") ?? unpredictableBytes(8).hexadecimal
        guard id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }) else {
            throw Problem.badField("/call", "只能是可见的ASCII字符，且不含斜线。")
        }
        var call = Call(id: id, unit: actor.unit, account: actor.account)
        call.phone = body.text("phone")
        call.ringing = body.value("ringing", Instant.self)
        call.answered = body.value("answered", Instant.self)
        call.ended = body.value("ended", Instant.self)
        call.summary = body.text("summary")
        call.ticket = body.value("ticket", TicketNumber.self)
        if let ticket = call.ticket, try office.store.ticket(ticket, for: actor) == nil {
            throw Problem.badField("/ticket", "没有这张工单。")
        }
        let now = exchange.now
        return try office.commit(exchange) { [call] ledger in
            guard let kept = try ledger.keep(call, at: now) else {
                throw Problem.badField("/call", "这个通话编号已被其他单位使用。")
            }
            return {
                .json(.created, fields: [.location: "/call/\(kept.id)"]) { writer in
                    writer.member("call", kept.id)
                    writer.member("state", kept.state.rawValue)
                    writer.member("screen", "/call/\(kept.id)")
                    writer.member("ticket", kept.ticket?.description)
                }
            }
        }
    }

    static let listParameters: [Endpoint.Parameter] = [
        .init(name: "state", shape: .codes(Call.State.self)), .limit,
    ]

    /// How far back a list of calls goes, in days.
    private static let listedDays = 30

    /// Answers `GET /api/v1/calls`: the unit's own of the last days, the newest first.
    func calls(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        guard actor.files else { throw Problem.notPermitted }
        let calls = try office.store.calls(
            of: actor.unit,
            in: exchange.code("state", Call.State.self),
            from: Instant(exchange.now.day.advanced(by: -Self.listedDays)),
            limit: exchange.limit
        )
        return .now(
            .json { writer in
                writer.name("items")
                writer.beginArray()
                for call in calls {
                    writer.beginObject()
                    write(call, in: &writer)
                    writer.endObject()
                }
                writer.endArray()
                writer.name("next")
                writer.null()
            }
        )
    }

    /// Answers `GET /api/v1/calls/{call}`: one of the own unit, with the number to ring.
    func oneCall(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        guard actor.files else { throw Problem.notPermitted }
        guard let id = exchange.values["call"], let call = try office.store.call(id),
            call.unit == actor.unit
        else { throw Problem.notThere }
        return .now(.json { write(call, in: &$0) })
    }

    private func write(_ call: Call, in writer: inout JSONWriter) {
        writer.member("call", call.id)
        writer.member("state", call.state.rawValue)
        writer.member("phone", call.phone)
        writer.member("ringing", call.ringing?.description)
        writer.member("answered", call.answered?.description)
        writer.member("ended", call.ended?.description)
        writer.member("summary", call.summary)
        writer.member("ticket", call.ticket?.description)
    }

    /// Answers `GET /api/v1/units/{unit}/duty`.
    func duty(_ exchange: Exchange) throws -> Answer {
        let unit = try unitInScope(exchange)
        let duty = try office.store.duty(of: unit, from: exchange.now)
        let phone = duty.phone ?? office.rulesInForce.rulebook.units[unit]?.dutyPhone
        let now = exchange.now
        return .now(
            .json { writer in
                writer.member("unit", unit.description)
                writer.member("phone", phone)
                writer.name("onDuty")
                writer.beginArray()
                for shift in duty.shifts where shift.starts <= now {
                    writer.string(shift.account)
                }
                writer.endArray()
                writer.name("shifts")
                writer.beginArray()
                for shift in duty.shifts { shift.write(in: &writer) }
                writer.endArray()
            }
        )
    }

    /// Answers `PUT /api/v1/units/{unit}/duty`.
    func replaceDuty(_ exchange: Exchange) throws -> Answer {
        let unit = try unitInScope(exchange)
        let actor = exchange.actor
        let isOwn = actor.unit == unit && (actor.role == .handler || actor.role == .dispatcher)
        guard isOwn || actor.role == .manager || actor.role == .administrator else {
            throw Problem.notPermitted
        }
        let body = try Body(exchange.request.body, Self.dutyFields)
        let shifts = body.objects("shifts").map { shift in
            DutyRoster.Shift(
                account: shift.required(shift.text("account")),
                starts: shift.required(shift.value("starts", Instant.self)),
                ends: shift.required(shift.value("ends", Instant.self))
            )
        }
        for (index, shift) in shifts.enumerated() where shift.ends <= shift.starts {
            throw Problem.badField("/shifts/\(index)/ends", "须在开始之后。")
        }
        let duty = DutyRoster(phone: body.text("phone"), shifts: shifts)
        return try office.commit(exchange) { ledger in
            try ledger.replaceDuty(of: unit, by: duty)
            return { .json { $0.member("unit", unit.description) } }
        }
    }

    private func unitInScope(_ exchange: Exchange) throws -> UnitID {
        let unit = try exchange.unit()
        let actor = exchange.actor
        guard office.rulesInForce.rulebook.units[unit] != nil,
            unit == actor.unit || unit.lies(in: actor.scope)
        else { throw Problem.notThere }
        return unit
    }
}

extension DutyRoster.Shift {
    fileprivate func write(in writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("account", account)
        writer.member("starts", starts.description)
        writer.member("ends", ends.description)
        writer.endObject()
    }
}
