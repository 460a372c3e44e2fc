internal import Hotline
package import HotlineCare
internal import HotlineDuties
package import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// Compares one list with the roster (比对), row by row and in bounded memory.
package struct MatchRun: Sendable {
    let office: Office
    let actor: Actor
    let now: Instant

    /// How many marks one transaction keeps.
    package static let batchSize = 1000
    /// How many rows one list may have.
    package static let rowsMax = 2_000_000
    /// How many mistakes are kept; the rest is counted.
    private static let mistakesMax = 4000

    /// Takes the list in; `keep` writes what is answered with the end of it.
    func bring(
        _ new: MatchList,
        _ file: TableUpload,
        keep: @escaping KeepingAnswer
    ) throws -> Response {
        let rules = office.rulesInForce
        let (actor, now) = (actor, now)
        let begun = try office.store.writer.write { try $0.begin(new, by: actor) }
        let course = try compare(begun, file, rules)
        var list = begun
        list.rows = course.rows
        list.bad = course.badLines
        let matcher = course.matcher
        (list.strong, list.weak, list.marks) = (matcher.strong, matcher.weak, matcher.marks)
        list.endedAt = now
        let (done, mistakes) = (list, course.mistakes)
        let visits = try sendOut(Set(course.opened).sorted(), rules.matching)
        let response = Response.json { writer in
            MatchingJSON(rules: rules).members(of: done, in: &writer)
            writer.member("visits", visits)
            writer.mistakes(mistakes.prefix(RosterImportHandlers.differencesMax))
        }
        let duty = rules.duties.listRule(owing: list.source)
        try office.store.writer.write { ledger in
            try ledger.end(done, duty: duty, mistakes: mistakes, by: actor, at: now)
            try keep(ledger, response)
        }
        return response
    }

    /// How far the comparison is.
    private struct Course {
        var matcher: ListMatcher
        var rows = 0
        var badLines = 0
        var mistakes: [RowMistake] = []
        /// The marks that are to be visited.
        var opened: [Int64] = []

        mutating func note(_ wrong: [RowMistake]) {
            guard !wrong.isEmpty else { return }
            badLines += 1
            if mistakes.count < MatchRun.mistakesMax { mistakes += wrong }
        }
    }

    private func compare(
        _ list: MatchList,
        _ file: TableUpload,
        _ rules: RulesInForce
    ) throws -> Course {
        let matching = rules.matching
        let index = try office.store.rosterIndex(on: list.day, in: list.division)
        var course = Course(
            matcher: ListMatcher(store: office.store, rules: matching, list: list, index: index)
        )
        let reader = ListRowReader(
            rules: matching,
            places: ListPlaces(rules.divisions, in: list.division),
            today: now.day
        )
        try file.read { header in
            try matching.columns.placesOrProblem(in: header)
        } bad: { line, message in
            course.note([RowMistake(line: line, column: nil, message: message)])
        } _: { line, cells in
            course.rows += 1
            guard course.rows <= Self.rowsMax else {
                throw Problem.malformed("名单超过\(Self.rowsMax)行，请分开导入。")
            }
            let (row, wrong) = reader.read(cells, line: line)
            course.note(wrong)
            if let row { try course.matcher.match(row) }
            if course.matcher.waiting >= Self.batchSize { try keep(&course, list, matching) }
        }
        try keep(&course, list, matching)
        return course
    }

    private func keep(
        _ course: inout Course,
        _ list: MatchList,
        _ matching: MatchingRules
    ) throws {
        let (found, actor, now) = (course.matcher.take(), actor, now)
        course.opened += try office.store.writer.write { ledger in
            try ledger.keep(found, of: list, rules: matching, by: actor, at: now)
        }
    }

    /// Sends the townships to look, as far as the rules let a list do so by itself.
    private func sendOut(_ marks: [Int64], _ matching: MatchingRules) throws -> Int {
        var count = 0
        for id in marks.prefix(matching.visitsPerList.value) {
            guard let view = try office.store.mark(id, for: actor),
                let township = view.mark.township
            else { continue }
            let visit = try VisitFiling(office: office, actor: actor, now: now)
                .ready(view, township: township)
            let (actor, now) = (actor, now)
            _ = try office.store.writer.write { ledger in
                try ledger.visit(id, filing: visit, township: township, by: actor, at: now)
            }
            count += 1
        }
        return count
    }
}

/// Looks the rows of a list up, and gathers what they say.
package struct ListMatcher {
    private let store: Store
    private let engine: MatchEngine
    private let purpose: MatchPurpose
    private let index: RosterIndex
    private var found: [FoundMark] = []
    /// Rows that were recognised by number and by name, and rows that say something.
    package private(set) var strong = 0
    package private(set) var weak = 0
    package private(set) var marks = 0

    package init(store: Store, rules: MatchingRules, list: MatchList, index: RosterIndex) {
        self.store = store
        self.index = index
        purpose = list.purpose
        engine = MatchEngine(rules, source: list.source, purpose: list.purpose, on: list.day)
    }

    package var waiting: Int { found.count }

    /// What was gathered, which is let go of.
    package mutating func take() -> [FoundMark] {
        defer { found = [] }
        return found
    }

    package mutating func match(_ row: ListRow) throws {
        let code: LookupCode?
        let hit: RosterHit?
        let strength: MatchStrength
        if let id = row.idNumber {
            code = try store.code(of: id)
            hit = code.flatMap(index.find)
            strength = .strong
            if hit != nil { strong += 1 }
        } else {
            code = row.weakText.flatMap(store.code(ofWeak:))
            hit = code.flatMap(index.findWeak)
            strength = .weak
            if hit != nil { weak += 1 }
        }
        guard let code else { return }
        let reasons = engine.reasons(row.facts, hit)
        guard !reasons.isEmpty else { return }
        marks += 1
        found.append(
            FoundMark(
                code: code,
                strength: strength,
                hit: hit,
                township: row.township,
                reasons: reasons,
                identity: MarkIdentity(
                    name: row.name,
                    idNumber: row.idNumber,
                    birthday: row.birthday,
                    facts: row.facts
                )
            )
        )
    }
}

/// Makes the ticket by which a township visits somebody (实地查访核实).
struct VisitFiling {
    let office: Office
    let actor: Actor
    let now: Instant

    func ready(_ view: MarkView, township: DivisionCode) throws -> ReadyFiling {
        let rules = office.rulesInForce
        let units = rules.rulebook.units
        let mark = view.mark
        guard let unit = UnitID(township.description), units[unit] != nil else {
            throw Problem.badField("/township", "这个乡镇（街道）没有承办单位。")
        }
        let because = mark.reasons.map { rules.matching.because($0) }.joined(separator: "；")
        let about = mark.household.map { "在册户\($0)" } ?? "未在册人员"
        let filing = Filing(
            channel: .match,
            text: "数据比对提示\(mark.id)号（\(mark.kind.name)，\(about)）：\(because)。"
                + "请实地查访核实，并在“数据比对”中回报结果。提示只是线索，以实地核实为准。",
            title: "数据比对：\(mark.kind.name)",
            township: township,
            registeredTownship: township,
            kind: .help,
            matter: .dibao,
            aspect: mark.kind == .entry ? .apply : .change,
            urgent: false,
            home: township,
            desk: units.desk(of: mark.county)
        )
        var assessment = rules.rulebook.triage.assess(filing, on: now.day)
        assessment.outOfScope = nil
        assessment.route.unit = unit
        assessment.route.because = "数据比对提示由所在乡镇（街道）核实"
        assessment.route.rule = nil
        var caller = Caller()
        caller.name = view.identity?.name
        caller.idNumber = view.identity?.idNumber?.description
        let new = NewTicket(
            intake: Intake(filing: filing, assessment: assessment),
            caller: caller,
            text: filing.text,
            title: filing.title
        )
        return office.store.ready(new, flow: rules.flow, by: actor, at: now)
    }
}
