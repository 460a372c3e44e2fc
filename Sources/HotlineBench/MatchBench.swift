import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineCare
internal import HotlineStore
internal import HotlineTesting
internal import Tabular

/// Makes what ``MatchBench`` measures, in a process of its own: whoever makes people up keeps them
/// all in memory, and that is not what is measured.
struct MatchPrepare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match-prepare",
        abstract: "Makes a roster of many people and a partner's list of many rows."
    )

    @Option(help: "The data directory, which is made anew.")
    var data: String

    @Option(help: "How many people there are on the roster.")
    var persons = 500_000

    @Option(help: "How many rows the list has.")
    var rows = 1_000_000

    /// One row in so many is of somebody on the roster.
    private static let rosterOneIn = 50

    func run() throws {
        let run = try MatchRunBench(data: data)
        defer { run.close() }
        let townships = run.rules.divisions.children(of: run.division).map(\.name)
        let county = MadeUpCounty(persons: persons, townships: townships, rosterPercent: 100)
        try run.bring(county)
        try write(county, to: run.list)
    }

    /// Rows of people on the roster among those of people who are not.
    private func write(_ county: MadeUpCounty, to file: URL) throws {
        let others = MadeUpCounty(
            persons: rows,
            townships: county.townships,
            rosterPercent: 0,
            seed: 77
        )
        var text = "姓名,身份证号,乡镇,数量,登记日期\r\n"
        for (index, other) in others.residents.enumerated() {
            let isOnRoster = index.isMultiple(of: Self.rosterOneIn)
            let person = isOnRoster ? county.residents[index % county.residents.count] : other
            text += "\(person.name),\(person.idNumber),\(county.townships[person.township]),1,"
            text += "2026-09-01\r\n"
        }
        try Data(text.utf8).write(to: file)
    }
}

/// How long it takes to compare a partner's list with a roster (数据比对), and in how much memory.
struct MatchBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "Measures a list of many rows against a roster of many people."
    )

    @Option(help: "The data directory that match-prepare made.")
    var data: String

    func run() throws {
        let run = try MatchRunBench(data: data)
        defer { run.close() }
        try run.match()
    }
}

/// A county's bureau that works with lists.
private struct MatchRunBench {
    let store: Store
    let rules: RulesInForce
    let actor: Actor
    let day: Day
    let division: DivisionCode
    /// The partner's list.
    let list: URL

    private static let batchSize = 400

    init(data: String) throws {
        let directory = URL(filePath: data)
        store = try Store(directory: directory)
        rules = try RulesInForce.read(Shipped.ruleTexts(), divisions: [], calendars: [])
        guard let division = DivisionCode("140105"), let unit = UnitID("140105-civil-affairs"),
            let day = Day("2026-11-01")
        else { throw ValidationError("a county, its bureau and a day") }
        self.division = division
        self.day = day
        list = directory.appending(path: "match-list.csv")
        actor = Actor(
            account: "bench",
            role: .manager,
            unit: unit,
            scope: division,
            chain: [],
            isAtDesk: false
        )
    }

    func close() { try? store.close() }

    func bring(_ county: MadeUpCounty) throws {
        let duties = rules.rosterDuties
        let start = ContinuousClock.now
        let rows = try self.rows(county)
        let list = RosterList(rows: rows, columns: rules.roster.columns)
        let (day, actor) = (day, actor)
        var rest = list.households[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(Self.batchSize))
            rest = rest.dropFirst(Self.batchSize)
            _ = try store.writer.write { ledger in
                try ledger.bring(
                    some,
                    import: 1,
                    duties,
                    on: day,
                    by: actor,
                    at: Instant(day),
                    isTrial: false
                )
            }
        }
        report("roster brought in", start, count: rows.count)
    }

    private func rows(_ county: MadeUpCounty) throws -> [RosterRow] {
        let places = NamedPlaces(rules: rules, division: division)
        let reader = RosterRowReader(rules: rules.roster, places: places, today: day)
        var rows: [RosterRow] = []
        for person in county.residents {
            var cells: [RosterColumn: String] = [:]
            cells[.household] = person.household.map { "\($0)" }
            cells[.name] = person.name
            cells[.idNumber] = person.idNumber
            cells[.programme] = person.programme
            cells[.variety] = person.variety.isEmpty ? nil : person.variety
            cells[.township] = county.townships[person.township]
            cells[.relation] = person.isHead ? "户主" : "子女"
            cells[.amount] = person.isHead ? "500" : nil
            rows.append(try reader.read(cells, line: rows.count + 2).get())
        }
        return rows
    }

    func match() throws {
        let start = ContinuousClock.now
        let index = try store.rosterIndex(on: day, in: division)
        report("roster index", start, count: index.count)
        let begun = try begin()
        var matcher = ListMatcher(
            store: store,
            rules: rules.matching,
            list: begun,
            index: index
        )
        let reader = ListRowReader(
            rules: rules.matching,
            places: NamedPlaces(rules: rules, division: division),
            today: day
        )
        var places: [ListColumn: Int] = [:]
        var count = 0
        try Table.read(list) { found, _ in
            switch found {
            case .header(let header):
                places = rules.matching.columns.places(in: header.names).places
            case .bad: break
            case .row(let row):
                count += 1
                let cells = places.mapValues { row.cells[$0] }
                if let row = reader.read(cells, line: row.line).row { try matcher.match(row) }
                if matcher.waiting >= MatchRun.batchSize { try keep(&matcher, begun) }
            }
        }
        try keep(&matcher, begun)
        report("list compared, \(matcher.marks) marks kept", start, count: count)
    }

    private func begin() throws -> MatchList {
        let request = DataRequest(
            division: division,
            source: "vehicle",
            purpose: .review,
            isConditional: false,
            proposedOn: day
        )
        let (rules, actor, at, day) = (rules, actor, Instant(day), day)
        return try store.writer.write { ledger in
            var view = try ledger.propose(request, reason: "x", by: actor, at: at)
            for action in [RequestAction.approve, .agree] {
                view = try ledger.perform(
                    action,
                    onRequest: view.request.id,
                    rules: rules.matching,
                    calendar: rules.rulebook.calendar,
                    by: actor,
                    at: at
                )
            }
            let list = MatchList(
                request: view.request,
                day: day,
                digest: "",
                provenance: "bench",
                startedAt: at
            )
            return try ledger.begin(list, by: actor)
        }
    }

    private func keep(_ matcher: inout ListMatcher, _ list: MatchList) throws {
        let (found, rules, actor, at) = (matcher.take(), rules.matching, actor, Instant(day))
        _ = try store.writer.write { ledger in
            try ledger.keep(found, of: list, rules: rules, by: actor, at: at)
        }
    }

    private func report(_ what: String, _ start: ContinuousClock.Instant, count: Int) {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
        print("\(what): \(count) in \((seconds * 100).rounded() / 100) s; \(peak)")
    }
}

/// The townships of a county by their names.
private struct NamedPlaces: PlaceFinder {
    private let codes: [String: DivisionCode]

    init(rules: RulesInForce, division: DivisionCode) {
        let all = rules.divisions.children(of: division)
        codes = Dictionary(all.map { ($0.name, $0.code) }) { first, _ in first }
    }

    func township(_ text: String) -> DivisionCode? { codes[text] }
    func village(_ text: String, in township: DivisionCode) -> DivisionCode? { nil }
}
