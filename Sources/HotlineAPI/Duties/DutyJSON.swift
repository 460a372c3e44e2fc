internal import HTTPTypes
internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// Duties as answers have them.
struct DutyJSON: Sendable {
    let units: UnitDirectory
    let actor: Actor
    let now: Instant

    func response(_ duty: Duty, _ status: HTTPResponse.Status = .ok) -> Response {
        .json(status, fields: [.eTag: EntityTag.text(revision: duty.revision)]) {
            members(of: duty, in: &$0)
        }
    }

    func members(of duty: Duty, in writer: inout JSONWriter) {
        writer.member("id", Int(duty.id))
        writer.member("etag", EntityTag.text(revision: duty.revision))
        writer.member("rule", duty.rule)
        writer.member("kind", duty.kind.rawValue)
        writer.member("name", duty.name)
        writer.member("period", duty.period.description)
        writer.member("periodName", duty.period.name)
        unit("owedBy", duty.unit, in: &writer)
        unit("to", duty.to, in: &writer)
        writer.member("household", duty.household.map(Int.init))
        writer.member("case", duty.caseID.map(Int.init))
        writer.member("state", duty.state.rawValue)
        writer.member("card", duty.card(at: now).rawValue)
        writer.member("opensAt", duty.opensAt.description)
        writer.member("due", duty.due.description)
        writer.member("workingDay", duty.workingDay?.description)
        writer.member("secondsLeft", Int(duty.due - now))
        writer.member("missedAt", duty.missedAt?.description)
        writer.member("handedInAt", duty.handedInAt?.description)
        writer.member("firstHandedInAt", duty.firstHandedInAt?.description)
        writer.member("decidedAt", duty.decidedAt?.description)
        writer.name("lateSeconds")
        if let late = duty.lateSeconds(at: now) { writer.integer(late) } else { writer.null() }
        writer.member("sentBacks", duty.sentBacks)
        writer.member("basis", duty.basis)
        writer.member("grade", duty.grade.rawValue)
        writer.member("caution", duty.grade.caution)
        writer.member("note", duty.note)
        writer.member("calendar", duty.calendar)
        writer.member("provisional", duty.isProvisional)
        writer.member(
            "actions",
            duty.state.allowed.filter { duty.mayBeDone($0, by: actor) }.map(\.rawValue)
        )
    }

    private func unit(_ name: String, _ id: UnitID, in writer: inout JSONWriter) {
        writer.name(of: name)
        writer.beginObject()
        writer.member("unit", id.description)
        writer.member("name", units[id]?.name ?? id.description)
        writer.endObject()
    }
}
