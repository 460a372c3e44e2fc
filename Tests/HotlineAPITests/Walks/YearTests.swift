import Foundation
import GRDB
import Hotline
import HotlineTesting
import Testing

@testable import HotlineAPI
@testable import HotlineStore

/// A year of a province on a machine that is down for days and whose clock jumps (全年模拟).
@Suite struct YearTests {
    /// `HOTLINE_YEAR=20000` plays the year of a city, which takes some minutes.
    static let ticketCount =
        ProcessInfo.processInfo.environment["HOTLINE_YEAR"].flatMap(Int.init)
        ?? 2_500

    @Test("each breach of a year is recorded once, at the instant that counting by hand gives")
    func year() throws {
        let year = try SimulatedYear(ticketCount: Self.ticketCount, seed: 2026)
        try year.run()
        let found = try year.breaches()
        let counted = try year.countedByHand()
        #expect(found.count > Self.ticketCount / 20, "a year in which nothing is late")
        #expect(found.count == counted.count)
        for (breach, instants) in found {
            #expect(instants == [counted[breach]].compactMap(\.self), "\(breach)")
        }
        #expect(try Audit.verify(year.hotline.file).findings.isEmpty)
    }
}

/// One clock of a ticket.
struct BreachKey: Hashable {
    let ticket: Int64
    let clock: Int
}

/// Tickets that are filed over a year and worked on, now and then too late.
final class SimulatedYear {
    let hotline: TestHotline
    private let flow: TicketFlow
    private var random: SeededGenerator
    private var scenes: [Scene] = []
    private var intakes: [(intake: Intake, actor: Actor)] = []
    private let desk: Actor
    private let begin: Instant
    private var steady = SteadyTime()

    /// Something that is done to a ticket, by its place among those filed.
    private struct Scene {
        let at: Instant
        let ticket: Int
        let order: Order?
    }

    /// When the server is down: nothing is done, and nothing recorded, until it is up again.
    private let outages: [Range<Int64>]
    /// When the machine's clock is wrong, and by how much.
    private let jumps: [(span: Range<Int64>, by: Int64)]

    init(ticketCount: Int, seed: UInt64) throws {
        let begin = try #require(Instant("2026-01-01T00:00:00+08:00"))
        self.begin = begin
        hotline = try TestHotline(at: SimulatedTime(begin.description))
        flow = hotline.office.rulesInForce.flow
        random = SeededGenerator(seed: seed)
        desk = hotline.office.actor(of: try Person.dispatcher.account)
        func span(_ day: Int64, _ hour: Int64, _ hours: Int64) -> Range<Int64> {
            let from = begin.seconds + day * 86_400 + hour * 3_600
            return from..<from + hours * 3_600
        }
        outages = [
            span(14, 9, 5), span(43, 16, 9 * 24), span(120, 0, 72), span(200, 11, 30),
            span(266, 8, 24 * 14), span(330, 17, 2),
        ]
        // Each shorter than what makes the time follow it.
        jumps = [
            (begin.seconds + 30 * 86_400 + 60_000..<begin.seconds + 30 * 86_400 + 60_500, 86_400),
            (begin.seconds + 90 * 86_400 + 33_000..<begin.seconds + 90 * 86_400 + 33_500, -9_000),
            (begin.seconds + 180 * 86_400 + 62_900..<begin.seconds + 180 * 86_400 + 63_400, 7_200),
        ]
        try assess()
        for index in 0..<ticketCount { plan(index) }
        scenes.sort { ($0.at, $0.ticket) < ($1.at, $1.ticket) }
    }

    /// Some demands, taken apart once: what is tried here is time.
    private func assess() throws {
        for (text, urgent) in [
            ("想咨询低保怎么申请。", false), ("家里困难，想申请低保。", false),
            ("没饭吃了，求临时救助。", true), ("投诉低保金发放太慢。", false),
        ] {
            for township in ["140105001", "140105002", "140105003"] {
                let filing = Filing(
                    channel: .countyHotline,
                    text: text,
                    township: DivisionCode(township),
                    urgent: urgent,
                    home: desk.unit.division,
                    desk: desk.unit
                )
                let assessment = flow.rulebook.triage.assess(filing, on: begin.day)
                intakes.append((Intake(filing: filing, assessment: assessment), desk))
            }
        }
    }

    private func plan(_ index: Int) {
        let filed = begin + Int64.random(in: 0..<355 * 86_400, using: &random)
        func add(_ order: Order?, after seconds: ClosedRange<Int64>, from: Instant) -> Instant {
            let at = from + Int64.random(in: seconds, using: &random)
            scenes.append(Scene(at: at, ticket: index, order: order))
            return at
        }
        scenes.append(Scene(at: filed, ticket: index, order: nil))
        var now = filed
        if chance(85) { now = add(.sign, after: 60...100_000, from: now) }
        if chance(80) {
            now = add(.contact(reached: true, note: "联系"), after: 1...7_200, from: now)
        }
        if chance(10) {
            let days = Int64.random(in: 2...9, using: &random)
            let until = now.day.advanced(by: Int(days))
            now = add(.suspend(reason: "materials", until: until), after: 60...7_000, from: now)
        }
        if chance(12) {
            now = add(.requestExtension(days: 2, reason: "入户"), after: 60...90_000, from: now)
            if chance(80) { now = add(.approveExtension(days: nil), after: 60...90_000, from: now) }
        }
        if chance(8) { _ = add(.urge(reason: nil), after: 60...200_000, from: now) }
        if chance(92) {
            now = add(.answer(text: "已办", outcome: .resolved), after: 3_600...700_000, from: now)
        }
        if chance(85) { _ = add(.callBack(report()), after: 600...200_000, from: now) }
    }

    private func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    private func report() -> Order.CallBackReport {
        let satisfied: CallBack.Result = chance(90) ? .yes : .no
        return .init(caller: nil, reached: true, satisfied: satisfied, reason: "回访")
    }

    // MARK: Running

    /// How often the machine looks at the time here, in seconds.
    private static let sweepSeconds: Int64 = 3 * 3_600

    func run() throws {
        var next = 0
        var numbers: [Int: TicketNumber] = [:]
        var moment = begin.seconds
        let end = begin.seconds + 365 * 86_400
        while moment <= end {
            defer { moment += Self.sweepSeconds }
            if outages.contains(where: { $0.contains(moment) }) { continue }
            var due: [Scene] = []
            while next < scenes.count, scenes[next].at.seconds <= moment {
                due.append(scenes[next])
                next += 1
            }
            try play(due, &numbers, upTo: Instant(seconds: moment))
            try sweep(at: moment)
        }
        try hotline.office.sweep(at: Instant(seconds: end))
        // And what the clock shows wrongly, seconds apart.
        for jump in jumps { #expect(jump.span.count < SteadyTime.doubtSeconds) }
    }

    /// Looks at the time as the machine shows it, wrong where it is.
    private func sweep(at moment: Int64) throws {
        var looks = [moment]
        for jump in jumps where (moment..<moment + Self.sweepSeconds).overlaps(jump.span) {
            looks += [jump.span.lowerBound, jump.span.lowerBound + 200, jump.span.upperBound]
        }
        for look in looks {
            let wrong = jumps.first { $0.span.contains(look) }?.by ?? 0
            let now = steady.now(wall: look + wrong, counter: look - begin.seconds)
            #expect(now.seconds == look)
            try hotline.office.sweep(at: now)
            try hotline.office.reckonAhead(at: now, within: Self.sweepSeconds)
        }
    }

    private func play(
        _ scenes: [Scene],
        _ numbers: inout [Int: TicketNumber],
        upTo latest: Instant
    ) throws {
        guard !scenes.isEmpty else { return }
        let known = numbers
        let actors = try units()
        let isLate = outages.contains { $0.upperBound > latest.seconds - Self.sweepSeconds }
        let (flow, intakes, desk) = (flow, intakes, desk)
        let made = try hotline.store.writer.write { ledger in
            var numbers = known
            for scene in scenes {
                // What could not be done while the server was down is done once it is up.
                let now = isLate && scene.at < latest ? latest : scene.at
                guard let order = scene.order else {
                    let (intake, actor) = intakes[scene.ticket % intakes.count]
                    let new = NewTicket(intake: intake, caller: Caller(), text: "来电")
                    let view = try ledger.file(new, flow: flow, by: actor, at: now).view
                    numbers[scene.ticket] = view.ticket.number
                    continue
                }
                guard let number = numbers[scene.ticket], let ticket = try ledger.ticket(number)
                else { continue }
                let isUnits = order.action.authority == .unit
                let unit = ticket.unit.flatMap { actors[$0] }
                do {
                    _ = try ledger.perform(
                        order,
                        on: number,
                        seenAt: nil,
                        flow: flow,
                        by: isUnits ? unit ?? desk : desk,
                        at: now
                    )
                } catch is Hotline.Refusal {
                    continue  // Time has made something else of the ticket by then.
                }
            }
            return numbers
        }
        numbers = made
    }

    private func units() throws -> [UnitID: Actor] {
        let townships = ["140105001", "140105002", "140105003"].compactMap(UnitID.init)
        return Dictionary(
            uniqueKeysWithValues: townships.map { unit in
                let account = Account(
                    name: "t\(unit)",
                    role: .handler,
                    division: unit.division,
                    unit: unit
                )
                return (unit, hotline.office.actor(of: account))
            }
        )
    }

    // MARK: Checking

    /// When the journal says that each clock was missed.
    func breaches() throws -> [BreachKey: [Instant]] {
        try hotline.store.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT ticket, json_extract(payload, '$.details.id'), at FROM event
                    WHERE action = 'miss' ORDER BY sequence
                    """
            )
            var breaches: [BreachKey: [Instant]] = [:]
            for row in rows {
                let id = try #require(Int(row[1] as String))
                breaches[BreachKey(ticket: row[0], clock: id), default: []]
                    .append(Instant(seconds: row[2]))
            }
            return breaches
        }
    }

    /// When each clock was missed, counted day by day on a calendar from another source.
    func countedByHand() throws -> [BreachKey: Instant] {
        let counting = try CountingByHand()
        let end = begin + 365 * 86_400
        return try hotline.store.read { db in
            let statement = try db.makeStatement(
                sql: "SELECT \(ClockRow.table.selection) FROM clock WHERE kind <> 'return'"
            )
            var breaches: [BreachKey: Instant] = [:]
            try statement.forEachRow(with: [], in: db) { row in
                let clock = try ClockRow.clock(row)
                let due = counting.due(of: clock)
                guard due <= end, clock.ended.map({ due <= $0 }) ?? (clock.status != .paused),
                    let ticket = row.integer(at: 0)
                else { return }
                breaches[BreachKey(ticket: ticket, clock: clock.id)] = due
            }
            return breaches
        }
    }
}

/// Deadlines counted on the fingers, with nothing of what the hotline counts with.
private struct CountingByHand {
    private let off: Set<Day>
    private let madeUp: Set<Day>

    /// The days off of 2026 that are Monday to Friday, and the days worked that are not, from
    /// the notice (国办发明电〔2025〕7号).
    init() throws {
        func days(_ texts: [String]) throws -> Set<Day> {
            Set(try texts.map { try #require(Day("2026-\($0)")) })
        }
        off = try days([
            "01-01", "01-02", "02-16", "02-17", "02-18", "02-19", "02-20", "02-23", "04-06",
            "05-01", "05-04", "05-05", "06-19", "09-25", "10-01", "10-02", "10-05", "10-06",
            "10-07",
        ])
        madeUp = try days(["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"])
    }

    private func works(_ day: Day) -> Bool {
        // Thursday was 1970-01-01.
        let weekday = (day.number + 3) % 7
        return madeUp.contains(day) || (weekday < 5 && !off.contains(day) && !isNewYear(day))
    }

    private func isNewYear(_ day: Day) -> Bool { day.description == "2027-01-01" }

    func due(of clock: Clock) -> Instant {
        guard let term = clock.term?.description.split(separator: " ") else { return clock.due }
        let count = Double(term[0]) ?? 0
        switch term[1] {
        case "minutes": return clock.started + Int64(count * 60)
        case "dailyHours": return clock.started + Int64(count * 7 * 3_600)
        case "calendarDays": return closing(clock.started.day.advanced(by: Int(count)))
        default: return closing(day(after: clock, Int(count)))
        }
    }

    private func closing(_ day: Day) -> Instant { Instant(day, secondOfDay: 17 * 3_600 + 1_800) }

    private func day(after clock: Clock, _ count: Int) -> Day {
        var left = count + clock.extensions.reduce(0) { $0 + $1.days }
        var day = clock.started.day
        while left > 0 {
            day = day.advanced(by: 1)
            let isPaused = clock.pauses.contains { pause in
                pause.from.day < day && day <= (pause.to ?? pause.from).day
            }
            if works(day), !isPaused { left -= 1 }
        }
        return day
    }
}
