internal import Foundation
internal import GRDB
package import Hotline
package import HotlineCare
package import HotlineDuties

/// What a row of a list says of somebody, to be kept as a mark.
package struct FoundMark: Sendable {
    /// What the person is found by: the code of the number, or else of name, township and birth.
    package let code: LookupCode
    package let strength: MatchStrength
    package let hit: RosterHit?
    package let township: DivisionCode?
    package let reasons: [String]
    package let identity: MarkIdentity

    package init(
        code: LookupCode,
        strength: MatchStrength,
        hit: RosterHit?,
        township: DivisionCode?,
        reasons: [String],
        identity: MarkIdentity
    ) {
        self.code = code
        self.strength = strength
        self.hit = hit
        self.township = township
        self.reasons = reasons
        self.identity = identity
    }
}

/// A list was brought that nobody approved of, or for another purpose.
package struct ListNotApproved: Error {
    package let message: String

    package init(message: String) {
        self.message = message
    }
}

extension Ledger {
    private func entry(
        _ subject: String,
        _ action: String,
        _ actor: Actor,
        _ now: Instant,
        _ writes: [RegisterWrite]
    ) -> RegisterEntry {
        RegisterEntry(
            register: .matching,
            subject: subject,
            action: action,
            by: actor,
            at: now,
            writes: writes
        )
    }

    private func nextID(_ table: StaticString) throws -> Int64 {
        try RosterReading(database: database, keys: keys).nextID(table, "id")
    }

    // MARK: Data requests

    /// Proposes to ask a partner for a list.
    package func propose(
        _ request: DataRequest,
        reason: String,
        by actor: Actor,
        at now: Instant
    ) throws -> RequestView {
        var request = request
        request.id = try nextID("dataRequest")
        var view = RequestView(request: request, proposedBy: actor.account, reason: reason)
        let key = try registerKey(.request(request.id))
        view.sealed = key.seal(reason, in: RequestRow.place(request.id))
        let write = RegisterWrite.put(MatchTables.request, RequestRow.values(view))
        try record(entry("request \(request.id)", "propose", actor, now, [write]))
        return view
    }

    package func request(_ id: Int64, in scope: DivisionCode) throws -> RequestView? {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT \(RequestRow.selection) FROM dataRequest WHERE id = ?",
            arguments: [id]
        )
        let view = try row.map { try RequestRow.view($0, keys, database) }
        return view.flatMap { scope.contains($0.request.division) ? $0 : nil }
    }

    /// Does something to a request that whoever asks may see.
    package func perform(
        _ action: RequestAction,
        onRequest id: Int64,
        rules: MatchingRules,
        calendar: WorkCalendar,
        by actor: Actor,
        at now: Instant
    ) throws -> RequestView {
        guard let scope = actor.registerScope, var view = try request(id, in: scope) else {
            throw Refusal.notThere
        }
        view.request = try view.request.after(action, on: now.day, rules, calendar)
        if action == .approve { view.approvedBy = actor.account }
        let write = RegisterWrite.put(MatchTables.request, RequestRow.values(view))
        try record(entry("request \(id)", action.rawValue, actor, now, [write]))
        return view
    }

    // MARK: Lists

    /// Begins to take a list in, if it was approved for this purpose.
    package func begin(_ list: MatchList, by actor: Actor) throws -> MatchList {
        guard let scope = actor.registerScope, var view = try request(list.request, in: scope)
        else { throw Refusal.notThere }
        guard view.request.state.takesLists else {
            throw ListNotApproved(
                message: "申请现在是“\(view.request.state.name)”，不能导入名单：须经批准且对方同意。"
            )
        }
        guard view.request.purpose == list.purpose else {
            throw ListNotApproved(message: "名单的用途不是申请批准的“\(view.request.purpose.name)”。")
        }
        let now = list.startedAt
        var list = list
        list.id = try nextID("matchList")
        let key = try registerKey(.list(list.id))
        list.sealed = key.seal(list.provenance, in: MatchList.place(list.id))
        view.request = view.request.providing()
        let writes: [RegisterWrite] = [
            .put(MatchTables.list, list.values),
            .put(MatchTables.request, RequestRow.values(view)),
        ]
        try record(entry("list \(list.id)", "beginList", actor, now, writes))
        return list
    }

    /// Keeps what rows of a list say, together with what other lists said of the same people.
    ///
    /// - Returns: The marks that are to be visited now.
    package func keep(
        _ found: [FoundMark],
        of list: MatchList,
        rules: MatchingRules,
        by actor: Actor,
        at now: Instant
    ) throws -> [Int64] {
        guard !found.isEmpty else { return [] }
        let key = try registerKey(.list(list.id))
        var next = try nextID("mark")
        var opened: [Int64] = []
        var writes: [Int64: MarkView] = [:]
        var byCode: [LookupCode: Int64] = [:]
        for one in found {
            let written = byCode[one.code].flatMap { writes[$0] }
            let known = try written ?? openMark(one, list)
            var view = known ?? new(one, list, id: next, rules, on: now.day, key)
            if known == nil {
                next += 1
            } else {
                let before = view.mark
                view.mark.add(one.reasons, list: list.id, rules)
                if view.mark == before { continue }
            }
            byCode[one.code] = view.mark.id
            writes[view.mark.id] = view
        }
        for view in writes.values where view.mark.state == .open && view.mark.ticket == nil {
            opened.append(view.mark.id)
        }
        let rows = writes.keys.sorted().compactMap { writes[$0] }
            .map { RegisterWrite.put(MatchTables.mark, MarkRow.values($0)) }
        var rest = rows[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(RegisterEntry.rowsMax))
            rest = rest.dropFirst(RegisterEntry.rowsMax)
            try record(entry("list \(list.id)", "match", actor, now, some))
        }
        return opened.sorted()
    }

    private func openMark(_ found: FoundMark, _ list: MatchList) throws -> MarkView? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT \(MarkRow.selection) FROM mark
                    WHERE lookup = ? AND kind = ? AND state <> 'closed' ORDER BY id LIMIT 1
                    """
            ),
            arguments: [Data(found.code.bytes), list.purpose.mark.rawValue]
        )
        return try row.map { try MarkRow.view($0, keys, database) }
    }

    private func new(
        _ found: FoundMark,
        _ list: MatchList,
        id: Int64,
        _ rules: MatchingRules,
        on day: Day,
        _ key: DataKey
    ) -> MarkView {
        let (points, reasons) = rules.score(found.reasons)
        var mark = RiskMark(
            id: id,
            kind: list.purpose.mark,
            county: list.division,
            township: found.hit?.township ?? found.township,
            strength: found.strength,
            reasons: reasons,
            points: points,
            list: list.id,
            madeOn: day
        )
        mark.person = found.hit?.person
        mark.household = found.hit?.household
        mark.state = RiskMark.state(found.strength, points: points, rules)
        var view = MarkView(mark: mark, identity: found.identity)
        view.lookup = Data(found.code.bytes)
        view.sealed = key.seal(found.identity.json, in: MarkRow.place(id))
        return view
    }

    /// Ends taking a list in: what came of it, and what was wrong with its rows.
    ///
    /// What was owed by now by the rule of duties for such lists is settled.
    package func end(
        _ list: MatchList,
        duty rule: DutyRule?,
        mistakes: [RowMistake],
        by actor: Actor,
        at now: Instant
    ) throws {
        var writes: [RegisterWrite] = [.put(MatchTables.list, list.values)]
        for (index, mistake) in mistakes.prefix(RegisterEntry.rowsMax - 1).enumerated() {
            writes.append(
                .put(
                    MatchTables.mistake,
                    [
                        list.id.databaseValue, (index + 1).databaseValue,
                        mistake.line.databaseValue, mistake.column.databaseValue,
                        mistake.message.databaseValue,
                    ]
                )
            )
        }
        try record(entry("list \(list.id)", "endList", actor, now, writes))
        guard let rule else { return }
        let owed = try openDuties(of: rule.id, in: list.division, by: now)
        for duty in owed { try settle(duty, by: actor, at: now) }
    }

    // MARK: Marks

    package func mark(_ id: Int64, for actor: Actor) throws -> MarkView? {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT \(MarkRow.selection) FROM mark WHERE id = ?",
            arguments: [id]
        )
        let view = try row.map { try MarkRow.view($0, keys, database) }
        return view.flatMap { $0.mark.isSeen(by: actor) ? $0 : nil }
    }

    /// Does something to a mark that whoever asks may see, but for the visit.
    package func perform(
        _ action: MarkAction,
        onMark id: Int64,
        rules: MatchingRules,
        by actor: Actor,
        at now: Instant,
        _ change: (inout RiskMark) -> Void,
        text: String?
    ) throws -> MarkView {
        guard var view = try mark(id, for: actor) else { throw Refusal.notThere }
        try view.mark.require(action)
        change(&view.mark)
        if let text, let list = view.mark.lists.first {
            let key = try registerKey(.list(list))
            let all = [view.report, text].compactMap(\.self).joined(separator: "\n")
            view.report = all
            view.sealedReport = key.seal(all, in: MarkRow.place(id) + " report")
        }
        let write = RegisterWrite.put(MatchTables.mark, MarkRow.values(view))
        try record(entry("mark \(id)", action.rawValue, actor, now, [write]))
        return view
    }

    /// Files the ticket by which a township visits, and ties it to the mark.
    package func visit(
        _ id: Int64,
        filing: ReadyFiling,
        township: DivisionCode,
        by actor: Actor,
        at now: Instant
    ) throws -> MarkView {
        guard var view = try mark(id, for: actor) else { throw Refusal.notThere }
        try view.mark.require(.visit)
        let (filed, _) = try file(filing)
        view.mark.ticket = filed.ticket.number
        view.mark.township = township
        view.mark.state = .visiting
        let write = RegisterWrite.put(MatchTables.mark, MarkRow.values(view))
        try record(entry("mark \(id)", MarkAction.visit.rawValue, actor, now, [write]))
        return view
    }
}

extension RiskMark {
    /// Whether it is there for an account: for a county all of its marks, for a township those
    /// that it was sent to look at.
    package func isSeen(by actor: Actor) -> Bool {
        guard let scope = actor.registerScope else { return false }
        if scope.contains(county) { return true }
        guard ticket != nil, let township else { return false }
        return scope.contains(township)
    }
}
