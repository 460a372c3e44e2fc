import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineStore

/// Measures how long the counts behind the statistics take to ask.
struct MeasureStatistics: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statistics",
        abstract: "Asks for a division's numbers of one month, again and again."
    )

    @Option(help: "The data directory, which nobody serves meanwhile.")
    var data: String

    @Option(help: "The division that is asked for.")
    var division = "140105"

    @Option(help: "How many days back the period begins.")
    var days = 30

    @Option(help: "How often each question is asked.")
    var times = 20

    private static let timesMax = 10_000

    func validate() throws {
        guard (1...Self.timesMax).contains(times), (1...1000).contains(days) else {
            throw ValidationError("--times is from 1 to \(Self.timesMax), --days from 1 to 1000")
        }
    }

    func run() throws {
        guard let division = DivisionCode(division), let unit = UnitID("\(division)-desk") else {
            throw ValidationError("--division is a code such as 140105")
        }
        let store = try Store(directory: URL(filePath: data))
        let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
        let manager = Actor(
            account: "bench",
            role: .manager,
            unit: unit,
            scope: division,
            chain: [unit],
            isAtDesk: true
        )
        func question(_ dimensions: FigureDimension...) -> FigureQuestion {
            FigureQuestion(
                division: division,
                actor: manager,
                from: now.day.advanced(by: 1 - days),
                to: now.day,
                now: now,
                dimensions: dimensions
            )
        }
        try measure("backlog by day") { try store.ticketFigures(question(.day)) }
        try measure("tickets by unit") { try store.ticketFigures(question(.unit)) }
        try measure("on time by unit") { try store.clockFigures(question(.unit)) }
        try measure("on time by township, week") {
            try store.clockFigures(question(.township, .week))
        }
        try measure("call-backs and returns by unit") { try store.deedFigures(question(.unit)) }
        try measure("inflow by hour, matter") { try store.flow(question(.hour, .matter)) }
        try store.close()
    }

    private func measure(_ name: String, _ ask: () throws -> Figures) throws {
        var spans: [Double] = []
        var rows = 0
        for _ in 0..<times {
            let started = ContinuousClock.now
            rows = try ask().count
            let (seconds, attoseconds) = (ContinuousClock.now - started).components
            spans.append(Double(seconds) * 1000 + Double(attoseconds) / 1e15)
        }
        spans.sort()
        let middle = String(format: "%.1f", spans[spans.count / 2])
        let most = String(format: "%.1f", spans.last ?? 0)
        print("\(name): \(middle) ms in the middle, \(most) ms at most, \(rows) rows")
    }
}
