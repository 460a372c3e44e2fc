internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import StrictJSON

/// Data requests, lists and marks as clients see them.
struct MatchingJSON {
    let rules: RulesInForce

    private var matching: MatchingRules { rules.matching }

    func members(of view: RequestView, on day: Day, in writer: inout JSONWriter) {
        let request = view.request
        let source = matching.source(request.source)
        writer.member("request", Int(request.id))
        writer.member("division", request.division.description)
        writer.member("source", request.source)
        writer.member("sourceName", source?.name ?? request.source)
        writer.member("partner", source?.partner ?? "")
        writer.member("purpose", request.purpose.rawValue)
        writer.member("reason", view.reason)
        writer.member("conditional", request.isConditional)
        writer.member("proposedOn", request.proposedOn.description)
        writer.member("proposedBy", view.proposedBy)
        writer.member("approvedBy", view.approvedBy)
        writer.member("state", request.state.rawValue)
        writer.member("due", request.due?.description)
        writer.member("card", request.due.map { RosterJSON(rules: rules).card($0, on: day) })
        writer.member("extended", request.isExtended)
        writer.member("takesLists", request.state.takesLists)
        writer.member("actions", DataRequest.allowed(in: request.state).map(\.rawValue))
    }

    func members(of list: MatchList, in writer: inout JSONWriter) {
        writer.member("list", Int(list.id))
        writer.member("request", Int(list.request))
        writer.member("division", list.division.description)
        writer.member("source", list.source)
        writer.member("sourceName", matching.source(list.source)?.name ?? list.source)
        writer.member("purpose", list.purpose.rawValue)
        writer.member("day", list.day.description)
        writer.member("digest", list.digest)
        writer.member("provenance", list.provenance)
        writer.member("rows", list.rows)
        writer.member("bad", list.bad)
        writer.member("strong", list.strong)
        writer.member("weak", list.weak)
        writer.member("marks", list.marks)
        writer.member("startedAt", list.startedAt.description)
        writer.member("endedAt", list.endedAt?.description)
    }

    func write(_ view: MarkView, in writer: inout JSONWriter) {
        writer.beginObject()
        members(of: view, in: &writer)
        writer.endObject()
    }

    func members(of view: MarkView, in writer: inout JSONWriter) {
        let mark = view.mark
        writer.member("mark", Int(mark.id))
        writer.member("kind", mark.kind.rawValue)
        writer.member("state", mark.state.rawValue)
        writer.member("strength", mark.strength.rawValue)
        writer.member("points", mark.points)
        writer.member("name", view.identity.map { PersonalField(.name, $0.name).masked })
        writer.member(
            "idNumber",
            view.identity?.idNumber.map { PersonalField(.idNumber, $0.description).masked }
        )
        writer.member("household", mark.household.map(Int.init))
        writer.member("county", mark.county.description)
        writer.member("township", mark.township?.description)
        writer.member("townshipName", mark.township.map(RosterJSON(rules: rules).name))
        writer.name("reasons")
        writer.beginArray()
        for id in mark.reasons {
            writer.beginObject()
            writer.member("rule", id)
            writer.member("points", matching.points(id))
            writer.member("because", matching.because(id))
            writer.member("basis", matching.rule(id)?.basis)
            writer.member("grade", matching.rule(id)?.grade.rawValue)
            writer.endObject()
        }
        writer.endArray()
        writer.name("lists")
        writer.beginArray()
        for list in mark.lists { writer.integer(list) }
        writer.endArray()
        writer.member("madeOn", mark.madeOn.description)
        writer.member("ticket", mark.ticket?.description)
        writer.member("result", mark.result?.rawValue)
        writer.member("report", view.report)
        writer.member("disposal", mark.disposal?.rawValue)
        writer.member("closedOn", mark.closedOn?.description)
        writer.member("actions", RiskMark.allowed(in: mark.state).map(\.rawValue))
    }
}
