internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import MicroHTTP
internal import NationalCrypto
internal import StrictJSON

/// One list on its way into the roster (清单导入).
struct RosterRun: Sendable {
    let office: Office
    let actor: Actor
    let now: Instant
    let scope: DivisionCode
    let day: Day

    /// How many households one transaction takes, so that others may write in between.
    private static let batchSize = 400

    /// Takes the list in; `keep` writes what is answered with the end of it.
    func bring(
        _ file: TableUpload,
        isTrial: Bool,
        keep: @escaping KeepingAnswer
    ) throws -> Response {
        let rules = office.rulesInForce
        let duties = rules.rosterDuties
        let (rows, lineMistakes) = try read(file, rules)
        let list = RosterList(rows: rows, columns: rules.roster.columns)
        var begun = RosterImport(
            division: scope,
            day: day,
            digest: file.digest.hexadecimal,
            startedAt: now
        )
        begun.rows = rows.count + Set(lineMistakes.map(\.line)).count
        let (actor, at, day) = (actor, now, day)
        if !isTrial {
            let new = begun
            begun = try office.store.writer.write { try $0.begin(new, by: actor) }
        }
        var outcome = RosterOutcome()
        outcome.mistakes = lineMistakes + list.mistakes
        var rest = list.households[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(Self.batchSize))
            rest = rest.dropFirst(Self.batchSize)
            let id = begun.id
            let part = try office.store.writer.write { ledger in
                try ledger.bring(
                    some,
                    import: id,
                    duties,
                    on: day,
                    by: actor,
                    at: at,
                    isTrial: isTrial
                )
            }
            outcome.differences += part.differences
            outcome.mistakes += part.mistakes
            outcome.seen.formUnion(part.seen)
        }
        let programmes = Set(list.households.map(\.head.programme)).sorted {
            $0.rawValue < $1.rawValue
        }
        let missing = try office.store.rosterMissing(
            in: scope,
            programmes: programmes,
            on: day,
            besides: outcome.seen
        )
        outcome.differences += missing.map {
            RosterDifference(household: $0, change: .missing, parts: [])
        }
        return try end(begun, outcome, isTrial: isTrial, keep)
    }

    private func end(
        _ begun: RosterImport,
        _ outcome: RosterOutcome,
        isTrial: Bool,
        _ keep: @escaping KeepingAnswer
    ) throws -> Response {
        var ended = begun
        for change in RosterChange.allCases {
            ended.counts[change] = outcome.differences.count { $0.change == change }
        }
        let mistakes = outcome.mistakes.sorted { $0.line < $1.line }
        ended.bad = Set(mistakes.map(\.line)).count
        ended.endedAt = isTrial ? nil : now
        let (done, told) = (ended, outcome.differences.filter { $0.change != .unchanged })
        let response = Response.json { writer in
            RosterImportHandlers.members(of: done, in: &writer)
            RosterImportHandlers.write(told, mistakes, in: &writer)
        }
        let (actor, at) = (actor, now)
        try office.store.writer.write { ledger in
            if !isTrial {
                try ledger.end(
                    done,
                    differences: outcome.differences,
                    mistakes: mistakes,
                    by: actor,
                    at: at
                )
            }
            try keep(ledger, response)
        }
        return response
    }

    private func read(
        _ file: TableUpload,
        _ rules: RulesInForce
    ) throws -> ([RosterRow], [RowMistake]) {
        let columns = rules.roster.columns
        let reader = RosterRowReader(
            rules: rules.roster,
            places: ListPlaces(rules.divisions, in: scope),
            today: now.day
        )
        var rows: [RosterRow] = []
        var mistakes: [RowMistake] = []
        try file.read { header in
            try columns.placesOrProblem(in: header)
        } bad: { line, message in
            mistakes.append(RowMistake(line: line, column: nil, message: message))
        } _: { line, cells in
            guard rows.count < RosterList.rowsMax else {
                throw Problem.malformed("清单超过\(RosterList.rowsMax)行，请按乡镇分开导入。")
            }
            switch reader.read(cells, line: line) {
            case .success(let row): rows.append(row)
            case .failure(let bad): mistakes += bad.mistakes
            }
        }
        return (rows, mistakes)
    }
}
