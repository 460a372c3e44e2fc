internal import Hotline
internal import HotlineStore
internal import StrictJSON

/// Writes tickets as clients are sent them.
struct TicketJSON {
    let rulebook: Rulebook
    let actor: Actor
    let now: Instant

    private var units: UnitDirectory { rulebook.units }

    func bytes(_ view: TicketView) -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        members(of: view, in: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// The members, without the braces, so that more can stand beside them.
    func members(of view: TicketView, in writer: inout JSONWriter) {
        let ticket = view.ticket
        origin(of: ticket, in: &writer)
        writer.member("title", view.title)
        writer.member("text", view.text)
        writer.member("kind", ticket.kind.rawValue)
        writer.member("matter", ticket.matter.rawValue)
        writer.member("aspect", ticket.aspect.rawValue)
        writer.member("urgent", ticket.isUrgent)
        place(ticket.place, in: &writer)
        writer.name("holder")
        unit(ticket.holder, in: &writer)
        writer.member("desk", ticket.desk.description)
        writer.member("unit", ticket.unit?.description)
        writer.member("taker", ticket.taker)
        writer.name("classification")
        writer.raw(ticket.classification.json.utf8)
        writer.name("route")
        writer.raw(ticket.route.json.utf8)
        writer.name("clocks")
        writer.beginArray()
        for clock in ticket.clocks { write(clock, of: ticket, in: &writer) }
        writer.endArray()
        caller(view, in: &writer)
        history(of: view, in: &writer)
        writer.member("accusedText", view.accused)
        lists(of: view, in: &writer)
    }

    private func origin(of ticket: Ticket, in writer: inout JSONWriter) {
        writer.member("number", ticket.number.description)
        writer.member("etag", EntityTag.text(ticket))
        writer.member("state", ticket.state.rawValue)
        writer.member("outcome", ticket.outcome?.rawValue)
        writer.member("channel", ticket.origin.channel.rawValue)
        writer.member("externalNumber", ticket.origin.externalNumber)
        writer.member("receivedAt", ticket.origin.receivedAt.description)
        writer.member("filedAt", ticket.origin.filedAt.description)
        writer.member("filedBy", ticket.origin.filedBy)
        writer.member("registeredTownship", ticket.origin.registeredTownship?.description)
    }

    func place(_ place: Place?, in writer: inout JSONWriter) {
        writer.name("place")
        guard let place else { return writer.null() }
        writer.beginObject()
        writer.member("county", place.county.description)
        writer.member("township", place.township?.description)
        writer.member("name", place.name)
        writer.endObject()
    }

    func unit(_ unit: UnitID?, in writer: inout JSONWriter) {
        guard let unit else { return writer.null() }
        writer.beginObject()
        writer.member("unit", unit.description)
        writer.member("name", units[unit]?.name ?? unit.description)
        writer.endObject()
    }

    func write(_ clock: Clock, of ticket: Ticket, in writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", clock.id)
        writer.member("kind", clock.kind.rawValue)
        writer.member("stage", clock.stage)
        writer.member("unit", clock.unit.description)
        writer.member("started", clock.started.description)
        writer.member("due", clock.due.description)
        writer.member("card", clock.card(at: now).rawValue)
        writer.member("status", clock.status.rawValue)
        writer.member("missedAt", clock.missedAt?.description)
        writer.member("ended", clock.ended?.description)
        writer.member("provisional", clock.isProvisional)
        writer.member("governs", clock.id == ticket.governingClock)
        writer.member("basis", clock.basis)
        writer.member("grade", clock.grade.rawValue)
        writer.endObject()
    }

    /// Name and number are masked; who asked for confidence is known to the desk alone.
    private func caller(_ view: TicketView, in writer: inout JSONWriter) {
        let origin = view.ticket.origin
        let isHidden = origin.isConfidential && actor.isBoundToUnit
        func masked(_ name: PersonalField.Name) -> String? {
            guard !isHidden else { return nil }
            return view.personal.first { $0.name == name }?.masked
        }
        writer.name("caller")
        writer.beginObject()
        writer.member("name", masked(.name))
        writer.member("phone", masked(.phone))
        writer.member("idNumber", masked(.idNumber))
        writer.member("anonymous", origin.isAnonymous)
        writer.member("confidential", origin.isConfidential)
        writer.endObject()
    }

    /// Whether the account may know of a ticket that this one names.
    private func knows(_ number: TicketNumber, from view: TicketView) -> Bool {
        number == view.ticket.number
            || view.linked.contains { $0.number == number && actor.sees($0) }
    }

    private func history(of view: TicketView, in writer: inout JSONWriter) {
        let ticket = view.ticket
        writer.member("proposal", ticket.proposal)
        writer.member("accused", ticket.accused.map(\.description))
        writer.member("returns", ticket.returns)
        writer.member("reworks", ticket.reworks)
        writer.member("raised", ticket.isRaised)
        writer.member("contacted", ticket.isContacted)
        writer.member("suspensionReason", ticket.suspension.reason)
        writer.member("wakesAt", ticket.suspension.wakesAt?.description)
        writer.member("extensionsGranted", ticket.extensions.granted)
        writer.member("extensionDaysAsked", ticket.extensions.daysAsked)
        application(of: ticket, in: &writer)
        writer.member("supervision", ticket.supervision?.rawValue)
        writer.member("excluded", ticket.isExcluded)
        let lead = ticket.lead.flatMap { knows($0, from: view) ? $0 : nil }
        writer.member("lead", lead?.description)
        writer.member("closedAt", ticket.closedAt?.description)
    }

    private func application(of ticket: Ticket, in writer: inout JSONWriter) {
        writer.name("application")
        guard let application = ticket.application else { return writer.null() }
        writer.beginObject()
        writer.member("programme", application.programme.rawValue)
        writer.member("acceptedOn", application.acceptedOn.description)
        writer.member("special", application.special?.rawValue)
        writer.endObject()
    }

    /// Who had it how long, with the time that goes on.
    private func tenures(of ticket: Ticket, in writer: inout JSONWriter) {
        writer.name("tenures")
        writer.beginArray()
        for tenure in ticket.tenures {
            let workingSeconds = tenure.workingSeconds(
                at: now,
                hours: units.hours(of: tenure.unit),
                calendar: rulebook.calendar
            )
            writer.beginObject()
            writer.member("unit", tenure.unit.description)
            writer.member("name", units[tenure.unit]?.name ?? tenure.unit.description)
            writer.member("part", tenure.part.rawValue)
            writer.member("seconds", Int(tenure.seconds(at: now)))
            writer.member("workingSeconds", Int(workingSeconds))
            writer.member("since", tenure.since?.description)
            writer.endObject()
        }
        writer.endArray()
    }

    private func lists(of view: TicketView, in writer: inout JSONWriter) {
        let ticket = view.ticket
        writer.name("callBacks")
        writer.beginArray()
        for callBack in ticket.callBacks where knows(callBack.caller, from: view) {
            writer.beginObject()
            writer.member("caller", callBack.caller.description)
            writer.member("attempts", callBack.attempts)
            writer.member("result", callBack.result?.rawValue)
            writer.endObject()
        }
        writer.endArray()
        writer.name("coHandlers")
        writer.beginArray()
        for helper in ticket.coHandlers {
            writer.beginObject()
            writer.member("unit", helper.unit.description)
            writer.member("reported", helper.hasReported)
            writer.endObject()
        }
        writer.endArray()
        tenures(of: ticket, in: &writer)
        told(ticket.told, in: &writer)
        writer.name("attachments")
        writer.beginArray()
        for attachment in view.attachments {
            writer.beginObject()
            writer.member("id", attachment.id)
            writer.member("name", attachment.name)
            writer.member("type", attachment.type)
            writer.endObject()
        }
        writer.endArray()
        let allowed = TicketAction.allCases.filter {
            ticket.state.allowed.contains($0) && actor.may($0, to: ticket)
        }
        writer.member("actions", allowed.map(\.rawValue))
    }
}

// MARK: - What callers were told

extension TicketJSON {
    private func told(_ told: [Told], in writer: inout JSONWriter) {
        writer.name("told")
        writer.beginArray()
        for each in told {
            writer.beginObject()
            writer.member("card", each.card)
            writer.member("edition", each.edition.description)
            writer.member("at", each.at.description)
            writer.endObject()
        }
        writer.endArray()
    }
}

// MARK: - Less than a whole ticket

extension TicketJSON {
    /// What a preview shows of the ticket that would be.
    func preview(of ticket: Ticket, in writer: inout JSONWriter) {
        place(ticket.place, in: &writer)
        writer.name("holder")
        unit(ticket.holder, in: &writer)
        writer.name("classification")
        writer.raw(ticket.classification.json.utf8)
        writer.name("route")
        writer.raw(ticket.route.json.utf8)
        writer.name("clocks")
        writer.beginArray()
        for clock in ticket.clocks { write(clock, of: ticket, in: &writer) }
        writer.endArray()
        writer.member("accused", ticket.accused.map(\.description))
    }
}
