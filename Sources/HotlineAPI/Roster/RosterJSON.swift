internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import StrictJSON

/// Households as clients see them: names and numbers masked (脱敏).
struct RosterJSON {
    let rules: RulesInForce

    func write(_ entry: RosterEntry, in writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("household", Int(entry.household))
        writer.member("head", entry.head.map { PersonalField(.name, $0.name).masked })
        members(of: entry.version, in: &writer)
        writer.endObject()
    }

    func members(of version: HouseholdVersion, in writer: inout JSONWriter) {
        writer.member("version", version.version)
        writer.member("validFrom", version.validFrom.description)
        writer.member("standing", version.standing.rawValue)
        writer.member("programme", version.programme.rawValue)
        writer.member("variety", version.variety?.rawValue)
        writer.member("township", version.township.description)
        writer.member("townshipName", name(version.township))
        writer.member("village", version.village?.description)
        writer.member("villageName", version.village.map(name) ?? version.details.villageName)
        writer.member("members", version.members)
        writer.member("amount", version.amount)
        writer.member("single", version.isSingle)
        writer.member("staff", version.isStaff)
        writer.member("selfCare", version.selfCare?.rawValue)
        writer.member("reviewPace", version.reviewPace.rawValue)
        writer.member("reviewDue", version.reviewDue.description)
        writer.member("gradualUntil", version.gradualUntil?.description)
        writer.member("basis", version.basis.rawValue)
    }

    func name(_ division: DivisionCode) -> String {
        rules.divisions[division]?.name ?? division.description
    }

    // MARK: A household

    func members(of view: HouseholdView, on day: Day, in writer: inout JSONWriter) {
        writer.member("household", Int(view.household.id))
        writer.member("head", head(of: view, on: day))
        members(of: view.now, in: &writer)
        writer.member("grounds", view.now.details.grounds.map(\.rawValue))
        writer.member("note", view.now.details.note)
        writer.name("people")
        writer.beginArray()
        for person in view.people.keys.sorted() { write(person, of: view, on: day, in: &writer) }
        writer.endArray()
        writer.name("versions")
        writer.beginArray()
        for version in view.household.versions.reversed() {
            writer.beginObject()
            members(of: version, in: &writer)
            writer.member("grounds", version.details.grounds.map(\.rawValue))
            writer.endObject()
        }
        writer.endArray()
        writer.name("cases")
        writer.beginArray()
        for one in view.cases.reversed() { write(one, view.texts, on: day, in: &writer) }
        writer.endArray()
    }

    private func head(of view: HouseholdView, on day: Day) -> String? {
        view.household.members(on: day).first
            .flatMap { view.people[$0.person] }
            .map { PersonalField(.name, $0.name).masked }
    }

    private func write(
        _ person: Int64,
        of view: HouseholdView,
        on day: Day,
        in writer: inout JSONWriter
    ) {
        guard let details = view.people[person] else { return }
        let versions = view.household.members.filter { $0.person == person }
        let now = view.household.members(on: day).first { $0.person == person }
        writer.beginObject()
        writer.member("person", Int(person))
        writer.member("name", PersonalField(.name, details.name).masked)
        writer.member("idNumber", PersonalField(.idNumber, details.idNumber.description).masked)
        writer.member("phone", details.phone.map { PersonalField(.phone, $0).masked })
        writer.member("birthYear", details.birthday?.year)
        writer.member("disability", details.disability?.name)
        writer.member("member", now != nil)
        writer.member("relation", (now ?? versions.last)?.relation.rawValue)
        writer.name("spells")
        writer.beginArray()
        for version in versions {
            writer.beginObject()
            writer.member("from", version.validFrom.description)
            writer.member("member", version.isMember)
            writer.member("basis", version.basis.rawValue)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    // MARK: Cases

    func write(
        _ one: RosterCase,
        _ texts: [HouseholdView.CaseText],
        on day: Day,
        in writer: inout JSONWriter
    ) {
        writer.beginObject()
        members(of: one, texts, on: day, in: &writer)
        writer.endObject()
    }

    func members(
        of one: RosterCase,
        _ texts: [HouseholdView.CaseText],
        on day: Day,
        in writer: inout JSONWriter
    ) {
        writer.member("case", Int(one.id))
        writer.member("household", Int(one.household))
        writer.member("person", one.person.map(Int.init))
        writer.member("kind", one.kind.rawValue)
        writer.member("openedOn", one.openedOn.description)
        writer.member("happenedOn", one.happenedOn.description)
        writer.member("next", one.step?.rawValue)
        writer.member("nextDue", one.stepDue?.description)
        writer.member("due", one.due?.description)
        writer.member("card", one.stepDue.map { card($0, on: day) })
        writer.member("effectiveFrom", one.effectiveFrom?.description)
        writer.member("amount", one.amount)
        writer.member("closedOn", one.closedOn?.description)
        writer.member("withdrawn", one.isWithdrawn)
        writer.name("steps")
        writer.beginArray()
        let steps = rules.roster.steps(of: one.kind, one.programme)
        for (index, rule) in steps.enumerated() {
            let done = index < one.done.count ? one.done[index] : nil
            writer.beginObject()
            writer.member("step", rule.step.rawValue)
            writer.member("name", rule.step.name)
            writer.member("on", done?.on.description)
            writer.member("text", texts.first { $0.id == one.id && $0.step == index + 1 }?.text)
            writer.member("term", rule.term.value.chinese)
            writer.member("basis", rule.lasts?.basis ?? rule.term.basis)
            writer.member("grade", (rule.lasts?.grade ?? rule.term.grade).rawValue)
            writer.member("county", rule.step.isOfCounty)
            writer.endObject()
        }
        writer.endArray()
    }

    /// Yellow within the days of the rule `notice`, red from the day after on.
    func card(_ due: Day, on day: Day) -> String {
        if due < day { return "red" }
        let limit = rules.roster.limits.notice.value
        let soon = limit.lastDay(after: day, calendar: rules.rulebook.calendar) ?? day
        return due <= soon ? "yellow" : "green"
    }
}
